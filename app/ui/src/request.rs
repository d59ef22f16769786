//! The request behind the page, on the server.

use crate::Fault;
use domain::error::{Disclose, ErrorKind};
use http::{StatusCode, request::Parts};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;

/// What the door attached to the request.
pub fn extension<T: Clone + Send + Sync + 'static>() -> Option<T> {
    use_context::<Parts>().and_then(|parts| parts.extensions.get::<T>().cloned())
}

/// What the door attaches to every request.
///
/// # Errors
/// `Internal` without it: the page is not rendered behind the door.
pub fn attached<T: Clone + Send + Sync + 'static>() -> Result<T, Fault> {
    extension().ok_or_else(|| Fault::of(ErrorKind::Internal))
}

/// Sets the status of the answer: the one place that does.
pub fn set_status(kind: ErrorKind) {
    if let (Some(options), Ok(status)) =
        (use_context::<ResponseOptions>(), StatusCode::from_u16(kind.status()))
    {
        options.set_status(status);
    }
}

/// Turns the errors of a use case outward.
pub trait Outward<T> {
    /// The value, or the error as the page shows it, which sets the status of the answer. `correlation` is the request's.
    ///
    /// # Errors
    /// What the use case's error lets the outside see.
    fn outward(self, correlation: &str) -> Result<T, Fault>;
}

impl<T, E: Disclose> Outward<T> for Result<T, E> {
    fn outward(self, correlation: &str) -> Result<T, Fault> {
        self.map_err(|error| {
            let outward = error.outward(correlation);
            set_status(outward.kind);
            Fault(outward)
        })
    }
}
