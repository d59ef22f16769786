//! From an account to what its page shows.

use super::api::AccountPage;
use domain::accounts::Realm;
use services::{Visitor, accounts::sessions};
use ui::accounts::SessionRow;

/// The account page of who is signed in.
///
/// # Errors
/// `SignedOut` without a session at the portal.
pub(super) async fn account(visitor: &Visitor) -> services::Result<AccountPage> {
    let session = visitor.signed_in(Realm::Portal)?;
    let listed = sessions::list(&visitor.core, session.person.id).await?;
    Ok(AccountPage {
        name: session.person.name.clone(),
        email: session.person.email.clone(),
        picture: session.person.avatar.clone(),
        sessions: SessionRow::list(
            visitor.locale,
            visitor.core.now_ms(),
            listed,
            (session.id, Realm::Portal),
        ),
    })
}
