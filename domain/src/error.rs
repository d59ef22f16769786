//! The one error that leaves the server: a kind, the key of a translated sentence, and a reference to find it in the log.

use serde::{Deserialize, Serialize};
use std::fmt;

/// What sort of answer an error is; decides the HTTP status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorKind {
    /// The request itself is malformed (400).
    BadRequest,
    /// Nobody is signed in, or the session ended (401).
    SignedOut,
    /// Signed in, but not allowed (403).
    Forbidden,
    /// Not there, or not theirs: the two look the same (404).
    NotFound,
    /// The state has moved on (409).
    Conflict,
    /// A link that has expired or was used (410).
    Gone,
    /// A value in a form was refused (422).
    Invalid,
    /// Too many tries (429).
    TooMany,
    /// Ours: the text stays in the log (500).
    Internal,
    /// The database or a dependency is away (503).
    Unavailable,
}

impl ErrorKind {
    /// The HTTP status of RFC 9110 (422 and 429: RFC 9110 section 15.5.21 and RFC 6585 section 4).
    pub const fn status(self) -> u16 {
        match self {
            Self::BadRequest => 400,
            Self::SignedOut => 401,
            Self::Forbidden => 403,
            Self::NotFound => 404,
            Self::Conflict => 409,
            Self::Gone => 410,
            Self::Invalid => 422,
            Self::TooMany => 429,
            Self::Internal => 500,
            Self::Unavailable => 503,
        }
    }

    /// The key of the sentence shown when nothing more exact is known.
    pub const fn default_key(self) -> &'static str {
        match self {
            Self::BadRequest => "err_bad_request",
            Self::SignedOut => "err_signed_out",
            Self::Forbidden => "err_forbidden",
            Self::NotFound => "err_not_found",
            Self::Conflict => "err_conflict",
            Self::Gone => "err_gone",
            Self::Invalid => "err_invalid",
            Self::TooMany => "err_too_many",
            Self::Internal => "err_internal",
            Self::Unavailable => "err_unavailable",
        }
    }
}

/// An error as the outside sees it. Never carries internal text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppError {
    /// The sort of answer.
    pub kind: ErrorKind,
    /// The key of the translated sentence (`err_…` in the words).
    pub key: String,
    /// A short reference that the log carries too, for a person to quote.
    pub reference: Option<String>,
}

impl AppError {
    /// An error of `kind` with its usual sentence.
    pub fn new(kind: ErrorKind) -> Self {
        Self { kind, key: kind.default_key().to_owned(), reference: None }
    }

    /// The same with a more exact sentence.
    pub fn with_key(kind: ErrorKind, key: &str) -> Self {
        Self { kind, key: key.to_owned(), reference: None }
    }
}

impl fmt::Display for AppError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.key)
    }
}

impl std::error::Error for AppError {}

/// An error of the inside, which knows what of it may leave.
pub trait Disclose {
    /// The error as the outside sees it. What stays inside goes to the log under `correlation`, the reference that a person
    /// can quote.
    fn outward(&self, correlation: &str) -> AppError;
}
