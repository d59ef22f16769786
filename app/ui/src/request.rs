//! The request behind the page, on the server.

use domain::error::ErrorKind;
use http::{StatusCode, request::Parts};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;

/// What the door attached to the request.
pub fn extension<T: Clone + Send + Sync + 'static>() -> Option<T> {
    use_context::<Parts>().and_then(|parts| parts.extensions.get::<T>().cloned())
}

/// Sets the status of the answer: the one place that does.
pub fn set_status(kind: ErrorKind) {
    if let (Some(options), Ok(status)) =
        (use_context::<ResponseOptions>(), StatusCode::from_u16(kind.status()))
    {
        options.set_status(status);
    }
}
