//! From an account to what its page shows.

use super::api::AccountPage;
use domain::{accounts::Realm, error::ErrorKind};
use services::{
    Error, Scope, Visitor,
    accounts::sessions::{Listed, Session},
    core::instant,
};
use ui::accounts::{SessionRow, last_used, named};

/// The session on the public sites.
///
/// # Errors
/// `SignedOut` without one.
pub(super) fn signed_in(visitor: &Visitor) -> services::Result<&Session> {
    visitor.site.as_ref().ok_or_else(|| Error::of(ErrorKind::SignedOut))
}

pub(super) fn account(scope: &Scope, session: &Session, list: Vec<Listed>) -> AccountPage {
    let person = &session.person;
    AccountPage {
        name: person.name.clone(),
        email: person.email.clone(),
        phone: person.phone.clone().unwrap_or_default(),
        picture: person.avatar.clone(),
        verified: person.verified,
        sessions: list.into_iter().map(|listed| row(scope, session, listed)).collect(),
    }
}

fn row(scope: &Scope, session: &Session, listed: Listed) -> SessionRow {
    let current = listed.id == session.id;
    SessionRow {
        id: listed.id.to_string(),
        browser: named(scope.locale, &listed.agent),
        realm: listed.realm,
        used: last_used(scope.locale, scope.core.now_ms(), listed.seen_at),
        used_at: instant(listed.seen_at).to_string(),
        current,
        can_end: !current && listed.realm == Realm::Site,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_demo_notice_shows_the_password_that_the_demo_sets() {
        assert_eq!(ui::accounts::DEMO_PASSWORD, services::businesses::demo::PASSWORD);
    }
}
