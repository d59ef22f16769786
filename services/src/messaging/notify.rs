//! The one way by which people are told of something. Whoever changes what others should know calls [`send`] in the
//! transaction of the change, and publishes what it returns after the commit.
//!
//! A notification is a row, and the row is what makes it happen once: its key says which event it is of, the database
//! refuses a second one, and what was refused goes out on no other way either. A customer without an account has no list
//! to write to: they get the mail, once, because the change that writes it happens once.

use crate::{
    Result, Scope,
    businesses::Business,
    mails,
    messaging::{
        notifications::choices_of_all,
        push,
        wording::{Words, words},
    },
    outbox::{self, Bundle},
};
use domain::{
    accounts::{Realm, Role},
    ids::{AccountId, BookingId, NotificationId},
    live::{Change, LiveEvent},
    locale::Locale,
    messaging::{
        Email,
        notifications::{Channel, Choices, Event},
        push::PushMessage,
    },
};
use entity::{account, booking, customer, membership, notification, resource};
use sea_orm::{
    ColumnTrait as _, DatabaseTransaction, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, QueryTrait as _, Set, sea_query::OnConflict,
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// What is told.
#[derive(Clone, Debug)]
pub struct Notice<'a> {
    /// Where it happened.
    pub business: &'a Business,
    /// What happened.
    pub event: Event,
    /// The page of this installation that shows it.
    pub path: String,
    /// Tells this event from every other one of the business: a second notice with the same key tells nobody anything.
    pub key: String,
}

/// Whom it is told.
#[derive(Debug)]
pub enum To<'a> {
    /// A customer, in their language, with the mail that tells them.
    Customer(&'a customer::Model, Locale, Box<Email>),
    /// The members whom it concerns; with a booking, the technician too whose job it is.
    Staff(Option<BookingId>),
}

/// Who was told: published after the commit, so that their open pages count it.
#[derive(Debug, Default)]
#[must_use = "open pages learn of it when it is published, after the commit"]
pub struct Told(Vec<(AccountId, Realm)>);

impl Told {
    /// Both together.
    pub fn and(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// Tells open pages and the worker.
    pub async fn publish(self, scope: &Scope) {
        scope.core.wake_worker();
        for (account, realm) in self.0 {
            changed(scope, account, realm).await;
        }
    }
}

/// Tells the open pages of one person that what they have not read is another number now.
pub(super) async fn changed(scope: &Scope, account: AccountId, realm: Realm) {
    let change = Change::Notified { account, realm };
    scope.core.bus().publish(LiveEvent { business: scope.business, change }).await;
}

/// Tells `notice` within `tx`, on the ways that each person has chosen. Staff are told of what others did, never of what
/// they did themselves.
///
/// # Errors
/// When the rows cannot be written; the caller's transaction then fails as a whole.
pub async fn send(scope: &Scope, tx: &DatabaseTransaction, notice: &Notice<'_>, to: To<'_>) -> Result<Told> {
    match to {
        To::Customer(person, locale, email) => customer(scope, tx, notice, (person, locale), *email).await,
        To::Staff(job) => staff(scope, tx, notice, job).await,
    }
}

async fn customer(
    scope: &Scope,
    tx: &DatabaseTransaction,
    notice: &Notice<'_>,
    (person, locale): (&customer::Model, Locale),
    email: Email,
) -> Result<Told> {
    let Some(account) = person.account_id.map(AccountId) else {
        outbox::enqueue(&scope.core, tx, notice.business.id.into(), email).await?;
        return Ok(Told::default());
    };
    let written = write(scope, tx, notice, Realm::Site, vec![(account, locale)]).await?;
    let Some(written) = written.first() else { return Ok(Told::default()) };
    if written.choices.wants(notice.event.kind(), Channel::Email) {
        outbox::enqueue(&scope.core, tx, notice.business.id.into(), email).await?;
    }
    Ok(Told(vec![(account, Realm::Site)]))
}

async fn staff(
    scope: &Scope,
    tx: &DatabaseTransaction,
    notice: &Notice<'_>,
    job: Option<BookingId>,
) -> Result<Told> {
    let members = concerned(scope, tx, notice, job).await?;
    let locale = |member: &account::Model| Locale::from_tag(&member.locale).unwrap_or_default();
    let readers = members.iter().map(|member| (AccountId(member.id), locale(member)));
    let (mut told, mut mails) = (Told::default(), Bundle::new(&scope.core, notice.business.id.into()));
    for written in write(scope, tx, notice, Realm::Portal, readers.collect()).await? {
        let Some(member) = members.iter().find(|member| member.id == Uuid::from(written.account)) else {
            continue;
        };
        if written.choices.wants(notice.event.kind(), Channel::Email) {
            let link = format!("{}{}", scope.core.base_url(), written.path);
            let to = (member.name.as_str(), member.email.as_str());
            mails.notice(mails::notice::to_member(
                notice.business,
                locale(member),
                to,
                &written.words,
                &link,
            ))?;
        }
        told.0.push((written.account, Realm::Portal));
    }
    mails.write(tx).await?;
    Ok(told)
}

/// The members whom `notice` concerns, but for who caused it.
async fn concerned(
    scope: &Scope,
    tx: &DatabaseTransaction,
    notice: &Notice<'_>,
    job: Option<BookingId>,
) -> Result<Vec<account::Model>> {
    let worker = match job {
        Some(id) => worker(scope, tx, id).await?,
        None => None,
    };
    let kind = notice.event.kind();
    let members = membership::Entity::of(scope.business).all(tx).await?;
    let concerned = members.into_iter().filter(|member| {
        let own = worker == Some(member.account_id);
        scope.account().map(Uuid::from) != Some(member.account_id)
            && Role::parse(&member.role).is_some_and(|role| kind.reaches(role, own))
    });
    let ids: Vec<Uuid> = concerned.map(|member| member.account_id).collect();
    // In one order, so that two who tell the same people do not wait for each other.
    Ok(account::Entity::find()
        .filter(account::Column::Id.is_in(ids))
        .order_by_asc(account::Column::Id)
        .all(tx)
        .await?)
}

/// The account of who does the job of a booking.
async fn worker(scope: &Scope, tx: &DatabaseTransaction, job: BookingId) -> Result<Option<Uuid>> {
    let whose = booking::Entity::one(scope.business, job)
        .select_only()
        .column(booking::Column::WorkerId)
        .into_query();
    let row =
        resource::Entity::of(scope.business).filter(resource::Column::Id.in_subquery(whose)).one(tx).await?;
    Ok(row.and_then(|row| row.account_id))
}

/// What was written for one person.
struct Written {
    account: AccountId,
    id: NotificationId,
    /// The address that opens it and marks it as read.
    path: String,
    words: Words,
    choices: Choices,
}

/// Writes the rows of these people, in the order in which they are given, and queues the pushes of those who want them.
/// Who was told before is left out.
async fn write(
    scope: &Scope,
    tx: &DatabaseTransaction,
    notice: &Notice<'_>,
    realm: Realm,
    readers: Vec<(AccountId, Locale)>,
) -> Result<Vec<Written>> {
    if readers.is_empty() {
        return Ok(Vec::new());
    }
    let people: Vec<AccountId> = readers.iter().map(|(account, _)| *account).collect();
    let mut choices = choices_of_all(tx, scope.business, realm, &people).await?;
    let drafts = readers.into_iter().map(|(account, locale)| {
        let id = NotificationId(scope.core.new_id());
        Written {
            account,
            id,
            path: path(notice.business, realm, id),
            words: words(notice.business, locale, &notice.event),
            choices: choices.remove(&account).unwrap_or_default(),
        }
    });
    let written = insert(scope, tx, notice, realm, drafts.collect()).await?;
    let kind = notice.event.kind();
    let push = |written: &Written| PushMessage {
        title: written.words.title.clone(),
        body: format!("{} · {}", written.words.body, notice.business.name),
        path: written.path.clone(),
        tag: notice.key.clone(),
    };
    let wanted = written.iter().filter(|written| written.choices.wants(kind, Channel::Push));
    let pushes: BTreeMap<AccountId, PushMessage> =
        wanted.map(|written| (written.account, push(written))).collect();
    if !pushes.is_empty() {
        push::queue(&scope.core, tx, (notice.business.id, realm), &pushes).await?;
    }
    Ok(written)
}

/// Writes the rows in one statement, and returns those that were not there before.
async fn insert(
    scope: &Scope,
    tx: &DatabaseTransaction,
    notice: &Notice<'_>,
    realm: Realm,
    mut drafts: Vec<Written>,
) -> Result<Vec<Written>> {
    let args = serde_json::to_string(&notice.event)?;
    let row = |draft: &Written| notification::ActiveModel {
        business_id: Set(scope.business.into()),
        id: Set(draft.id.into()),
        account_id: Set(draft.account.into()),
        realm: Set(realm.as_str().into()),
        kind: Set(notice.event.kind().as_str().into()),
        args: Set(args.clone()),
        path: Set(notice.path.clone()),
        dedupe: Set(notice.key.clone()),
        created_at: Set(scope.core.now_ms()),
        read_at: Set(None),
    };
    let same = [
        notification::Column::BusinessId,
        notification::Column::AccountId,
        notification::Column::Realm,
        notification::Column::Dedupe,
    ];
    let written = notification::Entity::insert_many(drafts.iter().map(row))
        .on_conflict(OnConflict::columns(same).do_nothing().to_owned())
        .exec_without_returning(tx)
        .await?;
    if written == 0 {
        return Ok(Vec::new());
    }
    if usize::try_from(written).is_ok_and(|written| written < drafts.len()) {
        let ids = drafts.iter().map(|draft| Uuid::from(draft.id));
        let new: Vec<Uuid> = notification::Entity::of(scope.business)
            .filter(notification::Column::Id.is_in(ids))
            .select_only()
            .column(notification::Column::Id)
            .into_tuple()
            .all(tx)
            .await?;
        drafts.retain(|draft| new.contains(&draft.id.into()));
    }
    Ok(drafts)
}

/// The address that opens a notification and marks it as read.
fn path(business: &Business, realm: Realm, id: NotificationId) -> String {
    let side = match realm {
        Realm::Site => "b",
        Realm::Portal => "console",
    };
    format!("/{side}/{}/notifications/{id}", business.slug)
}
