//! From an account to what its page shows.

use super::api::AccountPage;
use domain::accounts::{Listed, Realm};
use services::{Scope, accounts::sessions::Session};
use ui::accounts::SessionRow;

/// The account page of `session`, which is one of `listed`.
pub(super) fn account(scope: &Scope, session: &Session, listed: Vec<Listed>) -> AccountPage {
    let person = &session.person;
    AccountPage {
        name: person.name.clone(),
        email: person.email.clone(),
        phone: person.phone.clone().unwrap_or_default(),
        picture: person.avatar.clone(),
        verified: person.verified,
        sessions: SessionRow::list(scope.locale, scope.core.now_ms(), listed, (session.id, Realm::Site)),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_demo_notice_shows_the_password_that_the_demo_sets() {
        assert_eq!(ui::accounts::DEMO_PASSWORD, services::businesses::demo::PASSWORD);
    }
}
