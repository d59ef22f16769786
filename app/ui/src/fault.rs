//! The error of server functions: the outward error of `domain`, carried as JSON.

use domain::error::{AppError, ErrorKind};
use leptos::server_fn::{
    codec::JsonEncoding,
    error::{FromServerFnError, ServerFnErrorErr},
};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What went wrong, as a page can show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault(pub AppError);

impl Fault {
    /// A fault of `kind` with its usual sentence.
    pub fn of(kind: ErrorKind) -> Self {
        Self(AppError::new(kind))
    }
}

impl From<AppError> for Fault {
    fn from(error: AppError) -> Self {
        Self(error)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Fault {}

impl FromServerFnError for Fault {
    type Encoder = JsonEncoding;

    /// A request that did not arrive is the network's fault; anything else malformed is the request's.
    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        Self::of(match error {
            ServerFnErrorErr::Request(_) | ServerFnErrorErr::Response(_) => ErrorKind::Unavailable,
            _ => ErrorKind::BadRequest,
        })
    }
}
