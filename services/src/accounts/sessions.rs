//! Sessions: made at sign-in, found by the hash of their token, listed and ended by their owner.

use super::Person;
use crate::{Core, Error, Result, core::instant, messaging::push, secret};
use domain::{
    accounts::{Listed, Realm},
    error::ErrorKind,
    ids::{AccountId, SessionId},
};
use entity::session::{ActiveModel, Column, Entity};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, DatabaseTransaction, EntityTrait as _, IntoActiveModel as _,
    QueryFilter as _, QueryOrder as _, Set, sea_query::Expr,
};
use uuid::Uuid;

/// How long a session holds: 30 days.
pub const LIFETIME_MS: i64 = 30 * 24 * 3_600_000;
/// How exact "last seen" is: a write per request would cost more than it tells.
const SEEN_EVERY_MS: i64 = 5 * 60_000;
const AGENT_MAX: usize = 160;

/// A signed-in session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Which one.
    pub id: SessionId,
    /// Whose.
    pub person: Person,
}

/// Makes a session within `tx` and returns its token for the cookie.
///
/// # Errors
/// When the row cannot be written.
pub async fn begin(
    core: &Core,
    tx: &DatabaseTransaction,
    account: AccountId,
    realm: Realm,
    agent: &str,
) -> Result<String> {
    let token = secret::token()?;
    let now = core.now_ms();
    ActiveModel {
        id: Set(core.new_id()),
        account_id: Set(account.into()),
        realm: Set(realm.as_str().into()),
        token_hash: Set(secret::hash(&token)),
        agent: Set(agent.chars().filter(|c| !c.is_control()).take(AGENT_MAX).collect()),
        created_at: Set(now),
        seen_at: Set(now),
        expires_at: Set(now + LIFETIME_MS),
        revoked_at: Set(None),
    }
    .insert(tx)
    .await?;
    Ok(token)
}

/// The session of a cookie's token in `realm`, or `None` when there is none, it has expired or was ended.
///
/// # Errors
/// When the database does not answer.
pub async fn find(core: &Core, realm: Realm, token: &str) -> Result<Option<Session>> {
    let now = core.now_ms();
    let found = Entity::find()
        .filter(Column::TokenHash.eq(secret::hash(token)))
        .filter(Column::Realm.eq(realm.as_str()))
        .filter(Column::RevokedAt.is_null())
        .filter(Column::ExpiresAt.gt(now))
        .one(core.db().read())
        .await?;
    let Some(row) = found else { return Ok(None) };
    let account = entity::account::Entity::find_by_id(row.account_id).one(core.db().read()).await?;
    let Some(account) = account else { return Ok(None) };
    if now - row.seen_at > SEEN_EVERY_MS {
        let mut seen = row.clone().into_active_model();
        seen.seen_at = Set(now);
        let tx = core.db().begin().await?;
        seen.update(&tx).await?;
        tx.commit().await?;
    }
    Ok(Some(Session { id: row.id.into(), person: account.into() }))
}

/// The live sessions of an account, last used first.
///
/// # Errors
/// When the database does not answer.
pub async fn list(core: &Core, account: AccountId) -> Result<Vec<Listed>> {
    let rows = Entity::find()
        .filter(Column::AccountId.eq(Uuid::from(account)))
        .filter(Column::RevokedAt.is_null())
        .filter(Column::ExpiresAt.gt(core.now_ms()))
        .order_by_desc(Column::SeenAt)
        .all(core.db().read())
        .await?;
    rows.into_iter()
        .map(|row| {
            let realm = Realm::parse(&row.realm);
            Ok(Listed {
                id: row.id.into(),
                realm: realm.ok_or_else(|| Error::internal(format_args!("unknown realm {}", row.realm)))?,
                agent: row.agent,
                seen: instant(row.seen_at),
            })
        })
        .collect()
}

/// Ends one session of `account` in `realm`: who is signed in on one side cannot reach into the other. The device shows no
/// more notices.
///
/// # Errors
/// `NotFound` when the account has no such session there.
pub async fn end(core: &Core, account: AccountId, realm: Realm, session: SessionId) -> Result<()> {
    let tx = core.db().begin().await?;
    let ended = Entity::update_many()
        .col_expr(Column::RevokedAt, Expr::value(core.now_ms()))
        .filter(Column::Id.eq(Uuid::from(session)))
        .filter(Column::AccountId.eq(Uuid::from(account)))
        .filter(Column::Realm.eq(realm.as_str()))
        .filter(Column::RevokedAt.is_null())
        .exec(&tx)
        .await?;
    if ended.rows_affected == 1 {
        push::forget(&tx, session).await?;
    }
    tx.commit().await?;
    if ended.rows_affected == 1 { Ok(()) } else { Err(Error::of(ErrorKind::NotFound)) }
}

/// Ends every other session of `account`, on both sides, and keeps `keep`.
///
/// # Errors
/// When the database does not answer.
pub async fn end_others(core: &Core, account: AccountId, keep: SessionId) -> Result<()> {
    let tx = core.db().begin().await?;
    end_all(core, &tx, account, Some(keep)).await?;
    tx.commit().await?;
    Ok(())
}

/// Ends every session of `account` but `keep`, within `tx`: after a new password, or on demand.
///
/// # Errors
/// When the database does not answer.
pub async fn end_all(
    core: &Core,
    tx: &DatabaseTransaction,
    account: AccountId,
    keep: Option<SessionId>,
) -> Result<()> {
    let mut update = Entity::update_many()
        .col_expr(Column::RevokedAt, Expr::value(core.now_ms()))
        .filter(Column::AccountId.eq(Uuid::from(account)))
        .filter(Column::RevokedAt.is_null());
    if let Some(keep) = keep {
        update = update.filter(Column::Id.ne(Uuid::from(keep)));
    }
    update.exec(tx).await?;
    push::forget_all(tx, account, keep).await
}
