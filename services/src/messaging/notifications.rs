//! Notifications as their reader sees them: the list, what is unread, and what they want to be told.

use super::{
    notify,
    wording::{self, Words},
};
use crate::{Actor, Core, Error, Result, Scope, businesses::Business, core::instant};
use domain::{
    accounts::Realm,
    businesses::Capability,
    error::ErrorKind,
    form::Fields,
    ids::{AccountId, BusinessId, NotificationId},
    messaging::notifications::{Choices, Event, Kind},
};
use entity::{
    notification::{Column, Entity, Model},
    notification_choice,
};
use jiff::{SignedDuration, Timestamp};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, EntityTrait as _, IntoActiveModel as _,
    PaginatorTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, Select, Set,
    sea_query::{Expr, OnConflict},
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Notifications on one page of the list.
pub const PAGE: u64 = 30;
/// How long they are kept.
const KEPT: SignedDuration = SignedDuration::from_hours(90 * 24);

/// A notification, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Its id.
    pub id: NotificationId,
    /// What it says.
    pub words: Words,
    /// When it was told.
    pub at: Timestamp,
    /// The same in words, on the business's clocks.
    pub when: String,
    /// Whether it was not read yet.
    pub unread: bool,
}

/// One page of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// What is on it, newest first.
    pub notes: Vec<Note>,
    /// Which page it is, from 1 on.
    pub page: u64,
    /// How many pages there are, at least 1.
    pub pages: u64,
    /// How many are unread, on all pages.
    pub unread: u64,
}

/// Who reads, and on which side.
///
/// # Errors
/// `SignedOut` for nobody.
pub fn reader(scope: &Scope) -> Result<(AccountId, Realm)> {
    match scope.actor {
        Actor::Customer(account) => Ok((account, Realm::Site)),
        Actor::Staff(account, _) => Ok((account, Realm::Portal)),
        Actor::Anonymous | Actor::System => Err(Error::of(ErrorKind::SignedOut)),
    }
}

/// The notifications of who reads.
fn own(scope: &Scope) -> Result<Select<Entity>> {
    let (account, realm) = reader(scope)?;
    Ok(Entity::of(scope.business)
        .filter(Column::AccountId.eq(Uuid::from(account)))
        .filter(Column::Realm.eq(realm.as_str())))
}

/// How many notifications who is signed in has not read.
///
/// # Errors
/// `SignedOut` for nobody.
pub async fn unread(scope: &Scope) -> Result<u64> {
    Ok(own(scope)?.filter(Column::ReadAt.is_null()).count(scope.core.db().read()).await?)
}

/// A page of the list of who is signed in; past the end it is the last one.
///
/// # Errors
/// `SignedOut` for nobody.
pub async fn list(scope: &Scope, business: &Business, page: u64) -> Result<Listed> {
    let own = own(scope)?;
    let db = scope.snapshot().await?;
    let pages = own.clone().count(&db).await?.div_ceil(PAGE).max(1);
    let page = page.clamp(1, pages);
    let rows = own
        .clone()
        .order_by_desc(Column::CreatedAt)
        .order_by_desc(Column::Id)
        .offset((page - 1) * PAGE)
        .limit(PAGE)
        .all(&db)
        .await?;
    let unread = own.filter(Column::ReadAt.is_null()).count(&db).await?;
    let notes = rows.into_iter().map(|row| note(scope, business, row)).collect();
    Ok(Listed { notes, page, pages, unread })
}

fn note(scope: &Scope, business: &Business, row: Model) -> Note {
    let locale = scope.locale;
    let words = match serde_json::from_str::<Event>(&row.args) {
        Ok(event) => wording::words(business, locale, &event),
        // Written by another release: what it is about, and the way there, are better than nothing.
        Err(_) => {
            let title = Kind::parse(&row.kind).map(|kind| wording::kind(locale, kind)).unwrap_or_default();
            Words { title: title.to_owned(), body: String::new() }
        }
    };
    let at = instant(row.created_at);
    let when = wording::when(business, locale, at);
    Note { id: row.id.into(), words, at, when, unread: row.read_at.is_none() }
}

/// Opens a notification: it is read from now on. Returns the path of the page that it is about.
///
/// # Errors
/// `SignedOut` for nobody; `NotFound` for what who is signed in was never told.
pub async fn open(scope: &Scope, id: NotificationId) -> Result<String> {
    let own = own(scope)?;
    let tx = scope.begin().await?;
    let row = own.filter(Column::Id.eq(Uuid::from(id))).one(&tx).await?;
    let row = row.ok_or_else(|| Error::of(ErrorKind::NotFound))?;
    let path = row.path.clone();
    if row.read_at.is_none() {
        let mut read = row.into_active_model();
        read.read_at = Set(Some(scope.core.now_ms()));
        read.update(&tx).await?;
        tx.commit().await?;
        tell(scope).await?;
    }
    Ok(path)
}

/// Marks everything as read that who is signed in was told.
///
/// # Errors
/// `SignedOut` for nobody.
pub async fn read_all(scope: &Scope) -> Result<()> {
    let (account, realm) = reader(scope)?;
    let tx = scope.begin().await?;
    Entity::update_many()
        .col_expr(Column::ReadAt, Expr::value(scope.core.now_ms()))
        .filter(Column::BusinessId.eq(Uuid::from(scope.business)))
        .filter(Column::AccountId.eq(Uuid::from(account)))
        .filter(Column::Realm.eq(realm.as_str()))
        .filter(Column::ReadAt.is_null())
        .exec(&tx)
        .await?;
    tx.commit().await?;
    tell(scope).await
}

/// Tells the reader's other open pages.
async fn tell(scope: &Scope) -> Result<()> {
    let (account, realm) = reader(scope)?;
    notify::changed(scope, account, realm).await;
    Ok(())
}

/// The kinds that who is signed in can be told of: those of their side and role, and of what the business does.
///
/// # Errors
/// `SignedOut` for nobody.
pub fn kinds(scope: &Scope, business: &Business) -> Result<Vec<Kind>> {
    let (_, realm) = reader(scope)?;
    let reached = |kind: &Kind| match scope.actor {
        Actor::Staff(_, role) => kind.reaches(role, true),
        _ => kind.realm() == realm,
    };
    let happens = |kind: &Kind| match kind {
        Kind::Booking | Kind::Visit => business.has(Capability::Agenda),
        Kind::Ready | Kind::Undelivered => true,
        Kind::Estimate
        | Kind::Reminder
        | Kind::FollowUp
        | Kind::Invoice
        | Kind::Decision
        | Kind::Question
        | Kind::Payment => business.has(Capability::Garage),
    };
    Ok(Kind::ALL.into_iter().filter(reached).filter(happens).collect())
}

/// What who is signed in has chosen.
///
/// # Errors
/// `SignedOut` for nobody.
pub async fn choices(scope: &Scope) -> Result<Choices> {
    let (account, realm) = reader(scope)?;
    choices_of(scope.core.db().read(), scope.business, account, realm).await
}

/// What somebody has chosen.
async fn choices_of(
    db: &impl ConnectionTrait,
    business: BusinessId,
    account: AccountId,
    realm: Realm,
) -> Result<Choices> {
    let mut all = choices_of_all(db, business, realm, &[account]).await?;
    Ok(all.remove(&account).unwrap_or_default())
}

/// What these people have chosen, for those who have chosen anything.
pub(super) async fn choices_of_all(
    db: &impl ConnectionTrait,
    business: BusinessId,
    realm: Realm,
    people: &[AccountId],
) -> Result<BTreeMap<AccountId, Choices>> {
    let rows = notification_choice::Entity::of(business, realm, people).all(db).await?;
    let mut by_person: BTreeMap<AccountId, Vec<notification_choice::Model>> = BTreeMap::new();
    for row in rows {
        by_person.entry(AccountId(row.account_id)).or_default().push(row);
    }
    let read = |rows: Vec<notification_choice::Model>| {
        Choices::of(rows.iter().map(|row| (row.kind.as_str(), row.channel.as_str(), row.chosen)))
    };
    Ok(by_person.into_iter().map(|(person, rows)| (person, read(rows))).collect())
}

/// Keeps what the form of switches says.
///
/// # Errors
/// `SignedOut` for nobody.
pub async fn choose(scope: &Scope, business: &Business, fields: &Fields) -> Result<()> {
    let (account, realm) = reader(scope)?;
    let choices = Choices::read(fields, &kinds(scope, business)?);
    let tx = scope.begin().await?;
    for (kind, channel, chosen) in choices.made() {
        let row = notification_choice::ActiveModel {
            business_id: Set(scope.business.into()),
            account_id: Set(account.into()),
            realm: Set(realm.as_str().into()),
            kind: Set(kind.as_str().into()),
            channel: Set(channel.as_str().into()),
            chosen: Set(chosen),
        };
        let key = [
            notification_choice::Column::BusinessId,
            notification_choice::Column::AccountId,
            notification_choice::Column::Realm,
            notification_choice::Column::Kind,
            notification_choice::Column::Channel,
        ];
        let again = OnConflict::columns(key).update_column(notification_choice::Column::Chosen).to_owned();
        notification_choice::Entity::insert(row).on_conflict(again).exec_without_returning(&tx).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Removes what was told longer ago than it is kept, at every business, and returns how much that was.
///
/// # Errors
/// When the database does not answer.
pub async fn sweep(core: &Core) -> Result<u64> {
    let oldest = core.now() - KEPT;
    let tx = core.db().begin().await?;
    let gone = Entity::delete_many().filter(Column::CreatedAt.lt(oldest.as_millisecond())).exec(&tx).await?;
    tx.commit().await?;
    Ok(gone.rows_affected)
}
