//! What can go wrong in a use case, and what of it the outside may see.

use domain::{
    agenda::slots::Slot,
    error::{AppError, Disclose, ErrorKind},
    form::FieldError,
};
use sea_orm::DbErr;

/// The result of a use case.
pub type Result<T> = std::result::Result<T, Error>;

/// What went wrong.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A plain answer: not found, forbidden, expired.
    #[error("{0}")]
    App(#[from] AppError),
    /// Values of a form were refused.
    #[error("{} fields refused", .0.len())]
    Fields(Vec<FieldError>),
    /// The time is not free; the next ones that are.
    #[error("the time is not free: {why}")]
    NotFree {
        /// The key of the sentence that says why.
        why: &'static str,
        /// The next free times.
        next: Vec<Slot>,
    },
    /// The database refused or is away.
    #[error("database: {0}")]
    Db(#[from] DbErr),
    /// Stored data is not what was written, or a library failed: ours to mend.
    #[error("{0}")]
    Internal(String),
}

impl Error {
    /// An answer of `kind` with its usual sentence.
    pub fn of(kind: ErrorKind) -> Self {
        Self::App(AppError::new(kind))
    }

    /// An answer of `kind` with the sentence `key`.
    pub fn with(kind: ErrorKind, key: &str) -> Self {
        Self::App(AppError::with_key(kind, key))
    }

    /// One refused field.
    pub fn field(error: FieldError) -> Self {
        Self::Fields(vec![error])
    }

    /// Something of ours that cannot be: `what` goes to the log only.
    pub fn internal(what: impl std::fmt::Display) -> Self {
        Self::Internal(what.to_string())
    }

    /// The kind of answer this is.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::App(error) => error.kind,
            Self::Fields(_) => ErrorKind::Invalid,
            Self::NotFree { .. } => ErrorKind::Conflict,
            Self::Db(error) if is_away(error) => ErrorKind::Unavailable,
            Self::Db(_) | Self::Internal(_) => ErrorKind::Internal,
        }
    }
}

impl Disclose for Error {
    fn outward(&self, correlation: &str) -> AppError {
        match self {
            Self::App(error) => error.clone(),
            Self::Fields(errors) => AppError::with_key(
                ErrorKind::Invalid,
                errors.first().map_or(ErrorKind::Invalid.default_key(), |error| error.key.as_str()),
            ),
            Self::NotFree { why, .. } => AppError::with_key(ErrorKind::Conflict, why),
            Self::Db(_) | Self::Internal(_) => {
                tracing::error!(correlation, error = %self, "a use case failed");
                AppError { reference: Some(correlation.to_owned()), ..AppError::new(self.kind()) }
            }
        }
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::internal(error)
    }
}

impl From<FieldError> for Error {
    fn from(error: FieldError) -> Self {
        Self::field(error)
    }
}

/// Whether the database is away or busy rather than wrong.
fn is_away(error: &DbErr) -> bool {
    match error {
        DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => true,
        other => {
            let text = other.to_string();
            [
                "database is locked",
                "readonly database",
                "database or disk is full",
                "disk I/O error",
                "Connection refused",
                "terminating connection",
            ]
            .iter()
            .any(|sign| text.contains(sign))
        }
    }
}

/// The name of the constraint or trigger that keeps claims from overlapping.
const OVERLAP: &str = "claims_never_overlap";

/// Whether the database refused an overlapping claim, or chose this transaction to break a deadlock between two that
/// wanted the same resources: either way somebody else was first.
pub(crate) fn lost_the_race(error: &DbErr) -> bool {
    let text = error.to_string();
    text.contains(OVERLAP) || text.contains("deadlock detected") || text.contains("could not serialize")
}
