//! One-time links: to verify an address, to sign in without a password, to choose a new password, to accept an invitation.
//!
//! Opening a link changes nothing, since mail scanners open links too: the page it leads to has a button.

use super::{password, sessions, sign_up::Caller, throttle};
use crate::{Core, Error, Result, businesses::Business, mails, outbox, secret};
pub use domain::accounts::Purpose;
use domain::{
    accounts::Realm,
    error::ErrorKind,
    ids::{AccountId, BusinessId},
    locale::Locale,
};
use entity::{
    account,
    account_token::{ActiveModel, Column, Entity, Model},
};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, DatabaseTransaction, EntityTrait as _, IntoActiveModel as _,
    QueryFilter as _, Set, sea_query::Expr,
};

/// The side of the product a link leads to: a business's site, or the portal.
#[derive(Clone, Debug)]
pub struct Place {
    /// The path before `/enter/<token>`.
    pub path: String,
    /// The name that the mail speaks in.
    pub name: String,
    /// Whose outbox the mail leaves through; `None` is the installation's.
    pub business: Option<BusinessId>,
    /// Where answers go.
    pub reply_to: Option<String>,
}

impl Place {
    /// The public site of `business`.
    pub fn site(business: &Business) -> Self {
        Self {
            path: format!("/b/{}", business.slug),
            name: business.name.clone(),
            business: Some(business.id),
            reply_to: Some(business.email.clone()),
        }
    }

    /// The portal, in the name of `business`.
    pub fn portal(business: &Business) -> Self {
        Self { path: "/console".into(), ..Self::site(business) }
    }

    /// The portal of the installation.
    pub fn installation() -> Self {
        Self { path: "/console".into(), name: "Mainstreet".into(), business: None, reply_to: None }
    }
}

/// Writes a link for `account` and the mail that carries it, within `tx`.
///
/// # Errors
/// When the rows cannot be written.
pub async fn send(
    core: &Core,
    tx: &DatabaseTransaction,
    account: &account::Model,
    purpose: Purpose,
    place: &Place,
) -> Result<()> {
    let token = secret::token()?;
    ActiveModel {
        id: Set(core.new_id()),
        account_id: Set(account.id),
        purpose: Set(purpose.as_str().into()),
        token_hash: Set(secret::hash(&token)),
        expires_at: Set(core.now_ms() + purpose.lifetime_ms()),
        used_at: Set(None),
    }
    .insert(tx)
    .await?;
    let link = format!("{}{}/enter/{token}", core.base_url(), place.path);
    let locale = Locale::from_tag(&account.locale).unwrap_or_default();
    let mail = mails::link(locale, purpose, place, &account.name, &account.email, &link);
    outbox::enqueue(core, tx, outbox::owner(place.business), mail).await
}

/// Mails a link to `email` if there is an account with it. The caller learns nothing about that: the answer is the same
/// and does not wait for the work.
///
/// # Errors
/// `TooMany` after many requests for one account or from one network address.
pub async fn request(
    core: &Core,
    email: &str,
    purpose: Purpose,
    place: Place,
    caller: &Caller,
) -> Result<()> {
    let email = domain::accounts::email(email).map_err(Error::field)?;
    throttle::spend(
        core,
        &[format!("link:{email}"), format!("link-from:{}", caller.address)],
        throttle::TRIES,
    )
    .await?;
    let core = core.clone();
    tokio::spawn(async move {
        if let Err(error) = send_if_known(&core, &email, purpose, &place).await {
            tracing::error!(%error, "a requested link was not sent");
        }
    });
    Ok(())
}

async fn send_if_known(core: &Core, email: &str, purpose: Purpose, place: &Place) -> Result<()> {
    let tx = core.db().begin().await?;
    if let Some(account) = account::Entity::find().filter(account::Column::Email.eq(email)).one(&tx).await? {
        send(core, &tx, &account, purpose, place).await?;
        tx.commit().await?;
        core.wake_worker();
    }
    Ok(())
}

/// What a link is for, without using it up.
///
/// # Errors
/// `Gone` when it is unknown, was used or has expired.
pub async fn peek(core: &Core, token: &str) -> Result<Purpose> {
    let row = Entity::find()
        .filter(Column::TokenHash.eq(secret::hash(token)))
        .filter(Column::UsedAt.is_null())
        .filter(Column::ExpiresAt.gt(core.now_ms()))
        .one(core.db().read())
        .await?;
    row.and_then(|row| Purpose::parse(&row.purpose)).ok_or_else(|| Error::of(ErrorKind::Gone))
}

/// Uses a link: marks the address as verified, sets the new password when the link is for that (ending every other
/// session), and signs the person in to `realm`. Returns the session's token. Of many uses at once one succeeds.
///
/// # Errors
/// `Gone` when the link is unknown, used or expired; the password's errors at the field `new_password`; `NotFound` when a
/// person who works nowhere opens a link to the portal.
pub async fn follow(
    core: &Core,
    token: &str,
    realm: Realm,
    new_password: &str,
    caller: &Caller,
) -> Result<String> {
    let purpose = peek(core, token).await?;
    let hash = if purpose.sets_password() {
        domain::accounts::new_password("new_password", new_password)?;
        Some(password::hash(new_password).await?)
    } else {
        None
    };
    let now = core.now_ms();
    let tx = core.db().begin().await?;
    let row = use_up(&tx, token, now).await?;
    let account = account::Entity::find_by_id(row.account_id)
        .one(&tx)
        .await?
        .ok_or_else(|| Error::of(ErrorKind::Gone))?;
    if realm == Realm::Portal && !super::staff::may_enter(&tx, &account).await? {
        return Err(Error::of(ErrorKind::NotFound));
    }
    let id = AccountId(account.id);
    let verified_at = account.verified_at.or(Some(now));
    let mut changed = account.into_active_model();
    changed.verified_at = Set(verified_at);
    if let Some(hash) = hash {
        changed.password_hash = Set(Some(hash));
        sessions::end_all(core, &tx, id, None).await?;
    }
    changed.update(&tx).await?;
    let session = sessions::begin(core, &tx, id, realm, &caller.agent).await?;
    tx.commit().await?;
    Ok(session)
}

async fn use_up(tx: &DatabaseTransaction, token: &str, now: i64) -> Result<Model> {
    let gone = || Error::of(ErrorKind::Gone);
    let hash = secret::hash(token);
    let used = Entity::update_many()
        .col_expr(Column::UsedAt, Expr::value(now))
        .filter(Column::TokenHash.eq(hash.clone()))
        .filter(Column::UsedAt.is_null())
        .filter(Column::ExpiresAt.gt(now))
        .exec(tx)
        .await?;
    if used.rows_affected != 1 {
        return Err(gone());
    }
    Entity::find().filter(Column::TokenHash.eq(hash)).one(tx).await?.ok_or_else(gone)
}
