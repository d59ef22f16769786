//! Signing in with address and password.

use super::{password, sessions, sign_up::Caller, throttle};
use crate::{Core, Error, Result};
use domain::{accounts::Realm, form::FieldError};
use entity::account::{Column, Entity};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};

/// Signs a person in to `realm` and returns the new session's token. The portal takes only members of a business and
/// operators; the answer for anybody else is the same as for a wrong password, and takes as long.
///
/// # Errors
/// `err_sign_in` when address and password do not belong together; `TooMany` after ten tries in a quarter of an hour,
/// counted by account and by network address.
pub async fn with_password(
    core: &Core,
    realm: Realm,
    email: &str,
    given: &str,
    caller: &Caller,
) -> Result<String> {
    let wrong = || Error::field(FieldError::new("", "err_sign_in"));
    let email = email.trim().to_lowercase();
    let (by_account, by_address) = (format!("account:{email}"), format!("address:{}", caller.address));
    throttle::spend(core, &[by_account.clone(), by_address.clone()], throttle::TRIES).await?;
    let account = Entity::find().filter(Column::Email.eq(&email)).one(core.db().read()).await?;
    let stored = account.as_ref().and_then(|account| account.password_hash.as_deref());
    let right = password::verify(given, stored).await?;
    let Some(account) = account.filter(|_| right) else { return Err(wrong()) };
    if realm == Realm::Portal && !super::staff::may_enter(core.db().read(), &account).await? {
        return Err(wrong());
    }
    let tx = core.db().begin().await?;
    let token = sessions::begin(core, &tx, account.id.into(), realm, &caller.agent).await?;
    tx.commit().await?;
    throttle::give_back(core, &by_account).await?;
    throttle::give_back(core, &by_address).await?;
    Ok(token)
}
