//! What people correct about themselves.

use crate::{Core, Error, Result};
use domain::{accounts::Contact, error::ErrorKind, ids::AccountId};
use entity::account;
use sea_orm::{ActiveModelTrait as _, EntityTrait as _, IntoActiveModel as _, Set};

/// Gives `account` another name and telephone number; no number removes the one there was. Businesses see it from the
/// person's next visit to their site on.
///
/// # Errors
/// `SignedOut` when the account is no more.
pub async fn change(core: &Core, account: AccountId, contact: Contact) -> Result<()> {
    let tx = core.db().begin().await?;
    let row = account::Entity::find_by_id(account.0).one(&tx).await?;
    let mut row = row.ok_or_else(|| Error::of(ErrorKind::SignedOut))?.into_active_model();
    row.name = Set(contact.name);
    row.phone = Set(contact.phone);
    row.update(&tx).await?;
    tx.commit().await?;
    Ok(())
}
