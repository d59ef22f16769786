//! Signing out, here or elsewhere: what the account pages of both sides do alike.

use super::sessions;
use crate::{
    Error, Result,
    visitor::{SessionChange, Visitor},
};
use domain::{accounts::Realm, error::ErrorKind, ids::SessionId};

/// Ends one other session of who is signed in on the side `realm`: the one there that a form names.
///
/// # Errors
/// `SignedOut` without a session there; `NotFound` when `named` is none of theirs there.
pub async fn one(visitor: &Visitor, realm: Realm, named: &str) -> Result<()> {
    let person = visitor.signed_in(realm)?.person.id;
    let session: SessionId = named.parse().map_err(|_| Error::of(ErrorKind::NotFound))?;
    sessions::end(&visitor.core, person, realm, session).await
}

/// Ends every other session of who is signed in on the side `realm`, on both sides.
///
/// # Errors
/// `SignedOut` without a session there.
pub async fn others(visitor: &Visitor, realm: Realm) -> Result<()> {
    let session = visitor.signed_in(realm)?;
    sessions::end_others(&visitor.core, session.person.id, session.id).await
}

/// Signs out on the side `realm`, and says what becomes of the browser's session. Who is signed out already is answered the
/// same.
///
/// # Errors
/// When the database does not answer.
pub async fn here(visitor: &Visitor, realm: Realm) -> Result<SessionChange> {
    if let Ok(session) = visitor.signed_in(realm) {
        match sessions::end(&visitor.core, session.person.id, realm, session.id).await {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(match realm {
        Realm::Site => SessionChange::EndSite,
        Realm::Portal => SessionChange::EndPortal,
    })
}
