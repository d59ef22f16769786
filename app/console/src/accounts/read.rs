//! From an account to what its page shows.

use super::api::AccountPage;
use domain::{accounts::Realm, error::ErrorKind};
use services::{
    Error, Visitor,
    accounts::sessions::{self, Listed, Session},
    core::instant,
};
use ui::accounts::{SessionRow, last_used, named};

/// The session at the portal.
///
/// # Errors
/// `SignedOut` without one.
pub(super) fn signed_in(visitor: &Visitor) -> services::Result<&Session> {
    visitor.portal.as_ref().ok_or_else(|| Error::of(ErrorKind::SignedOut))
}

/// The account page of who is signed in.
///
/// # Errors
/// `SignedOut` without a session at the portal.
pub(super) async fn account(visitor: &Visitor) -> services::Result<AccountPage> {
    let session = signed_in(visitor)?;
    let list = sessions::list(&visitor.core, session.person.id).await?;
    Ok(AccountPage {
        name: session.person.name.clone(),
        email: session.person.email.clone(),
        picture: session.person.avatar.clone(),
        sessions: list.into_iter().map(|listed| row(visitor, session, listed)).collect(),
    })
}

fn row(visitor: &Visitor, session: &Session, listed: Listed) -> SessionRow {
    let current = listed.id == session.id;
    SessionRow {
        id: listed.id.to_string(),
        browser: named(visitor.locale, &listed.agent),
        realm: listed.realm,
        used: last_used(visitor.locale, visitor.core.now_ms(), listed.seen_at),
        used_at: instant(listed.seen_at).to_string(),
        current,
        can_end: !current && listed.realm == Realm::Portal,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_demo_notice_shows_the_password_that_the_demo_sets() {
        assert_eq!(ui::accounts::DEMO_PASSWORD, services::businesses::demo::PASSWORD);
    }
}
