//! Registering on a business's site.

use super::{links, password, sessions, throttle};
use crate::{Core, Error, Result, businesses::Business};
use domain::{
    accounts::{Realm, SignUp},
    form::FieldError,
    ids::AccountId,
    locale::Locale,
};
use entity::account::{ActiveModel, Column, Entity};
use sea_orm::{ActiveModelTrait as _, ColumnTrait as _, EntityTrait as _, QueryFilter as _, Set, SqlErr};

/// Where a request comes from: for the brake on guessing and the list of sessions.
#[derive(Clone, Debug, Default)]
pub struct Caller {
    /// The network address.
    pub address: String,
    /// What the browser calls itself.
    pub agent: String,
}

/// Makes an account, makes the person a customer of `business`, sends a link that verifies the address, and signs them in.
/// Returns the session's token.
///
/// # Errors
/// `err_email_taken` at the field when there is an account with this address; `TooMany` after many tries from one address.
pub async fn register(
    core: &Core,
    business: &Business,
    form: SignUp,
    locale: Locale,
    caller: &Caller,
) -> Result<String> {
    throttle::spend(core, &[format!("sign-up:{}", caller.address)], throttle::TRIES * 3).await?;
    let taken = || Error::field(FieldError::new("email", "err_email_taken"));
    if Entity::find().filter(Column::Email.eq(&form.email)).one(core.db().read()).await?.is_some() {
        return Err(taken());
    }
    let password_hash = password::hash(&form.password).await?;
    let id = AccountId(core.new_id());
    let tx = core.db().begin().await?;
    let row = ActiveModel {
        id: Set(id.into()),
        email: Set(form.email.clone()),
        name: Set(form.name.clone()),
        phone: Set(form.phone.clone()),
        password_hash: Set(Some(password_hash)),
        locale: Set(locale.tag().into()),
        is_operator: Set(false),
        avatar: Set(None),
        verified_at: Set(None),
        created_at: Set(core.now_ms()),
    };
    let account = match row.insert(&tx).await {
        Ok(account) => account,
        Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {
            return Err(taken());
        }
        Err(error) => return Err(error.into()),
    };
    super::customer::ensure(core, &tx, business.id, &account).await?;
    links::send(core, &tx, &account, links::Purpose::Verify, &links::Place::site(business)).await?;
    let token = sessions::begin(core, &tx, id, Realm::Site, &caller.agent).await?;
    tx.commit().await?;
    core.wake_worker();
    Ok(token)
}
