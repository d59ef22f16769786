//! Who writes: a phone is passed on, and what one person left on it does not go up under another's name.

use crate::{Error, Result, Scope, secret};
use domain::error::ErrorKind;
use std::fmt::Write as _;

/// Tells one member from another without giving the account's id away; the same at every business.
pub fn mark(scope: &Scope) -> String {
    let account = scope.account().map(|id| id.to_string()).unwrap_or_default();
    secret::hash(&account).iter().take(8).fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Whether what was written by `declared` may go up in this session. A form that declares nobody was filled in by whoever
/// sends it.
///
/// # Errors
/// `err_bay_person` (a conflict) when somebody else is signed in by now.
pub fn same(scope: &Scope, declared: &str) -> Result<()> {
    if declared.is_empty() || declared == mark(scope) {
        return Ok(());
    }
    Err(Error::with(ErrorKind::Conflict, "err_bay_person"))
}
