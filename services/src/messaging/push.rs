//! Notices on devices: which of a person's devices show them, and putting a notice on its way to all of these.
//!
//! A device is turned on for one side of one business, by somebody who is signed in there, and goes with that session:
//! a phone that was signed out, here or from elsewhere, shows nothing any more. Rules and the port are in
//! `domain::messaging::push`.

mod deliver;
mod forms;

pub(crate) use deliver::{deliver, told};
pub use forms::{push_off, push_on, push_test};

use crate::{Actor, Core, Error, Result, Scope, accounts::throttle, businesses::Business, outbox, visitor};
use domain::{
    accounts::Realm,
    error::ErrorKind,
    form::FieldError,
    ids::{AccountId, BusinessId, PushSubscriptionId, SessionId},
    messaging::push::{PushDevice, PushMessage, PushSubscription},
};
use entity::push_subscription::{ActiveModel, Column, Entity, Model};
use sea_orm::{
    ColumnTrait as _, DatabaseTransaction, EntityTrait as _, QueryFilter as _, QueryOrder as _, Select, Set,
    sea_query::OnConflict,
};
use sha2::{Digest as _, Sha256};
use std::{cmp::Reverse, collections::BTreeMap, fmt::Write as _};
use uuid::Uuid;

/// What rows of the outbox are called that hold a push.
pub(crate) const KIND: &str = "push";
/// Devices that one person has on one side of one business. One more takes the place of the one that was silent longest.
const DEVICES: usize = 10;
const AGENT_MAX: usize = 160;

/// Who is signed in, and on which side.
fn person(scope: &Scope) -> Result<(AccountId, Realm)> {
    match scope.actor {
        Actor::Customer(account) => Ok((account, Realm::Site)),
        Actor::Staff(account, _) => Ok((account, Realm::Portal)),
        Actor::Anonymous | Actor::System => Err(Error::of(ErrorKind::SignedOut)),
    }
}

fn of_person(business: BusinessId, account: AccountId, realm: Realm) -> Select<Entity> {
    Entity::of(business)
        .filter(Column::AccountId.eq(Uuid::from(account)))
        .filter(Column::Realm.eq(realm.as_str()))
}

/// The page where a person chooses what they are told, and on which devices.
fn page(slug: &str, realm: Realm) -> String {
    match realm {
        Realm::Site => format!("/b/{slug}/account/notifications"),
        Realm::Portal => format!("/console/{slug}/notifications/settings"),
    }
}

/// Lets the device that `session` runs on show notices of who is signed in. `agent` is what its browser calls itself.
/// Turning on twice changes nothing; a device that somebody else had turned on here before is theirs no more.
///
/// # Errors
/// `SignedOut` for nobody; `Unavailable` when no push leaves this installation; `err_push_subscription` for an address
/// that no push may be sent to.
pub async fn subscribe(
    scope: &Scope,
    session: SessionId,
    subscription: &PushSubscription,
    agent: &str,
) -> Result<()> {
    let (account, realm) = person(scope)?;
    let push = scope.core.push().ok_or_else(|| Error::of(ErrorKind::Unavailable))?;
    if !push.admits(&subscription.endpoint) {
        return Err(FieldError::new("", "err_push_subscription").into());
    }
    let row = ActiveModel {
        business_id: Set(scope.business.into()),
        id: Set(scope.core.new_id()),
        account_id: Set(account.into()),
        session_id: Set(session.into()),
        realm: Set(realm.as_str().into()),
        endpoint: Set(subscription.endpoint.clone()),
        p256dh: Set(subscription.p256dh.clone()),
        auth: Set(subscription.auth.clone()),
        device: Set(agent.chars().filter(|c| !c.is_control()).take(AGENT_MAX).collect()),
        created_at: Set(scope.core.now_ms()),
        last_ok_at: Set(None),
    };
    let again = OnConflict::columns([Column::BusinessId, Column::AccountId, Column::Realm, Column::Endpoint])
        .update_columns([Column::SessionId, Column::P256dh, Column::Auth, Column::Device, Column::CreatedAt])
        .to_owned();
    let tx = scope.begin().await?;
    Entity::delete_many()
        .filter(Column::BusinessId.eq(Uuid::from(scope.business)))
        .filter(Column::Realm.eq(realm.as_str()))
        .filter(Column::Endpoint.eq(&subscription.endpoint))
        .filter(Column::AccountId.ne(Uuid::from(account)))
        .exec(&tx)
        .await?;
    Entity::insert(row).on_conflict(again).exec_without_returning(&tx).await?;
    make_room(scope, &tx, of_person(scope.business, account, realm).all(&tx).await?).await?;
    tx.commit().await?;
    Ok(())
}

/// Forgets the devices that were silent longest when there are more than [`DEVICES`].
async fn make_room(scope: &Scope, tx: &DatabaseTransaction, mut rows: Vec<Model>) -> Result<()> {
    rows.sort_by_key(|row| Reverse(row.last_ok_at.unwrap_or(0).max(row.created_at)));
    for row in rows.iter().skip(DEVICES) {
        remove(tx, scope.business, row).await?;
    }
    Ok(())
}

async fn remove(tx: &DatabaseTransaction, business: BusinessId, row: &Model) -> Result<()> {
    Entity::delete_many()
        .filter(Column::BusinessId.eq(Uuid::from(business)))
        .filter(Column::Id.eq(row.id))
        // A browser that turned it on again meanwhile has other keys.
        .filter(Column::P256dh.eq(&row.p256dh))
        .exec(tx)
        .await?;
    Ok(())
}

/// Shows no more notices on one device of who is signed in.
///
/// # Errors
/// `SignedOut` for nobody; `NotFound` when it is none of theirs on this side of this business.
pub async fn unsubscribe(scope: &Scope, device: PushSubscriptionId) -> Result<()> {
    let (account, realm) = person(scope)?;
    let tx = scope.begin().await?;
    let removed = Entity::delete_many()
        .filter(Column::BusinessId.eq(Uuid::from(scope.business)))
        .filter(Column::Id.eq(Uuid::from(device)))
        .filter(Column::AccountId.eq(Uuid::from(account)))
        .filter(Column::Realm.eq(realm.as_str()))
        .exec(&tx)
        .await?;
    tx.commit().await?;
    if removed.rows_affected == 1 { Ok(()) } else { Err(Error::of(ErrorKind::NotFound)) }
}

/// The devices that show notices of who is signed in, last turned on first.
///
/// # Errors
/// `SignedOut` for nobody.
pub async fn list(scope: &Scope) -> Result<Vec<PushDevice>> {
    let (account, realm) = person(scope)?;
    let rows = of_person(scope.business, account, realm)
        .order_by_desc(Column::CreatedAt)
        .order_by_desc(Column::Id)
        .all(&scope.snapshot().await?)
        .await?;
    let device = |row: Model| PushDevice { id: row.id.into(), agent: row.device, mark: mark(&row.endpoint) };
    Ok(rows.into_iter().map(device).collect())
}

/// What a browser knows its own line by.
fn mark(endpoint: &str) -> String {
    Sha256::digest(endpoint.as_bytes()).iter().fold(String::new(), |mut mark, byte| {
        // Writing into a string cannot fail.
        let _ = write!(mark, "{byte:02x}");
        mark
    })
}

/// Puts each message on its way to every device of its person on the side `realm` of `business`, within `tx`: one row of
/// the outbox each. Returns how many. They leave when `tx` is committed, at once after [`Core::wake_worker`].
///
/// # Errors
/// When the rows cannot be written; the caller's transaction then fails as a whole.
pub async fn queue(
    core: &Core,
    tx: &DatabaseTransaction,
    (business, realm): (BusinessId, Realm),
    messages: &BTreeMap<AccountId, PushMessage>,
) -> Result<usize> {
    let people = messages.keys().map(|account| Uuid::from(*account));
    let rows = Entity::of(business)
        .filter(Column::AccountId.is_in(people))
        .filter(Column::Realm.eq(realm.as_str()))
        .order_by_asc(Column::Id)
        .all(tx)
        .await?;
    let mut bundle = outbox::Bundle::new(core, business.into());
    for row in &rows {
        if let Some(message) = messages.get(&AccountId(row.account_id)) {
            let message = PushMessage { path: visitor::local_path(&message.path, "/"), ..message.clone() };
            bundle.put(KIND, deliver::payload(row.id, &message)?);
        }
    }
    bundle.write(tx).await?;
    Ok(rows.len())
}

/// Puts a notice on its way that only says that it arrives. Returns to how many devices.
///
/// # Errors
/// `SignedOut` for nobody; `Conflict` (`err_push_no_device`) when no device is turned on; `TooMany` after ten in a quarter
/// of an hour.
pub async fn send_test(scope: &Scope, business: &Business) -> Result<usize> {
    let (account, realm) = person(scope)?;
    throttle::spend(&scope.core, &[format!("push-test:{account}")], throttle::TRIES).await?;
    let message = PushMessage {
        title: business.name.clone(),
        body: i18n::words::push_test_body(scope.locale).to_owned(),
        path: page(&business.slug, realm),
        // Each test is a notice of its own: one that replaced the last would make no sound.
        tag: format!("test-{}", scope.core.new_id()),
    };
    let tx = scope.begin().await?;
    let devices =
        queue(&scope.core, &tx, (scope.business, realm), &BTreeMap::from([(account, message)])).await?;
    if devices == 0 {
        return Err(Error::with(ErrorKind::Conflict, "err_push_no_device"));
    }
    tx.commit().await?;
    scope.core.wake_worker();
    Ok(devices)
}

/// Forgets the devices of sessions that have ended, within `tx`: all of `account`'s but those of the session `keep`.
pub(crate) async fn forget_all(
    tx: &DatabaseTransaction,
    account: AccountId,
    keep: Option<SessionId>,
) -> Result<()> {
    let mut gone = Entity::delete_many().filter(Column::AccountId.eq(Uuid::from(account)));
    if let Some(keep) = keep {
        gone = gone.filter(Column::SessionId.ne(Uuid::from(keep)));
    }
    gone.exec(tx).await?;
    Ok(())
}

/// Forgets the devices of one session that has ended, within `tx`.
pub(crate) async fn forget(tx: &DatabaseTransaction, session: SessionId) -> Result<()> {
    Entity::delete_many().filter(Column::SessionId.eq(Uuid::from(session))).exec(tx).await?;
    Ok(())
}
