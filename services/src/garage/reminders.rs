//! What vehicles are due for: kept by customers and staff, told once, made anew when done.
//!
//! Rules are in `domain::garage::reminder`.

use super::{diagnostics, vehicles};
use crate::{
    Actor, Core, Error, Result, Scope,
    businesses::{self, Business},
    mails,
    messaging::notify::{self, To},
};
use domain::{
    accounts::Deed,
    error::ErrorKind,
    form::FieldError,
    garage::{
        odometer::{self, Reading, Reason},
        reminder::{Draft, Due, Every, Notice, Reminder, Standing},
    },
    ids::{BusinessId, ReminderId, VehicleId},
    locale::Locale,
    messaging::notifications::Event,
};
use entity::{customer, odometer_reading, reminder, vehicle};
use jiff::civil::Date;
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, DatabaseTransaction, EntityTrait as _,
    IntoActiveModel as _, ModelTrait as _, PaginatorTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, Set,
};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Open reminders of one vehicle: more is a mistake.
pub const MAX: u64 = 50;

/// A reminder that is not done yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its id.
    pub id: ReminderId,
    /// The vehicle.
    pub vehicle: VehicleId,
    /// Make, model and plate of that.
    pub name: String,
    /// What is to be done.
    pub title: String,
    /// When, and how often.
    pub reminder: Reminder,
    /// Where it stands; none when nobody knows what the odometer shows.
    pub standing: Option<Standing>,
    /// When it will be due, as far as can be told.
    pub expected: Option<Date>,
    /// Whether the customer has been told.
    pub told: bool,
}

/// Adds a reminder to a vehicle.
///
/// # Errors
/// Customers for their own vehicles and members who write work orders only; `err_reminder_many` past the limit;
/// `NotFound`.
pub async fn add(scope: &Scope, id: VehicleId, draft: &Draft) -> Result<ReminderId> {
    let tx = scope.begin().await?;
    let row = writes(scope, &tx, id).await?;
    let open = reminder::Entity::of(scope.business)
        .filter(reminder::Column::VehicleId.eq(row.id))
        .filter(reminder::Column::DoneAt.is_null())
        .count(&tx)
        .await?;
    if open >= MAX {
        return Err(Error::field(FieldError::new("", "err_reminder_many").arg("max", MAX)));
    }
    let id = insert(scope, &tx, row.id, &draft.title, draft.reminder).await?;
    tx.commit().await?;
    Ok(id)
}

/// Changes a reminder; the customer will be told of it anew.
///
/// # Errors
/// As [`add`]; `NotFound` for what is no open reminder.
pub async fn change(scope: &Scope, id: ReminderId, draft: &Draft) -> Result<()> {
    let tx = scope.begin().await?;
    let mut row = held(scope, &tx, id).await?.into_active_model();
    row.title = Set(draft.title.clone());
    row.due_on = Set(draft.reminder.due.on().map(|on| on.to_string()));
    row.due_km = Set(draft.reminder.due.km());
    row.every_months = Set(draft.reminder.every.months.map(i32::from));
    row.every_km = Set(draft.reminder.every.km);
    row.notified_at = Set(None);
    row.update(&tx).await?;
    tx.commit().await?;
    Ok(())
}

/// Ticks a reminder off, today and at what the odometer showed last, and makes the next one where it comes again.
///
/// # Errors
/// As [`change`].
pub async fn done(scope: &Scope, business: &Business, id: ReminderId) -> Result<()> {
    let tx = scope.begin().await?;
    let row = held(scope, &tx, id).await?;
    let car = vehicle::Entity::one(scope.business, row.vehicle_id.into())
        .one(&tx)
        .await?
        .ok_or_else(|| Error::internal("a reminder without its vehicle"))?;
    if let Some(next) = rule(&row)?.after_done(today(scope, business), car.odometer_km) {
        insert(scope, &tx, row.vehicle_id, &row.title, next).await?;
    }
    let mut row = row.into_active_model();
    row.done_at = Set(Some(scope.core.now_ms()));
    row.update(&tx).await?;
    tx.commit().await?;
    Ok(())
}

/// Takes a reminder away.
///
/// # Errors
/// As [`change`].
pub async fn remove(scope: &Scope, id: ReminderId) -> Result<()> {
    let tx = scope.begin().await?;
    held(scope, &tx, id).await?.delete(&tx).await?;
    tx.commit().await?;
    Ok(())
}

/// The open reminders of one vehicle, the most urgent first.
///
/// # Errors
/// `SignedOut`, `Forbidden`; `NotFound` for what is no vehicle of who is signed in, or of the business.
pub async fn of_vehicle(scope: &Scope, business: &Business, id: VehicleId) -> Result<Vec<Item>> {
    let db = scope.snapshot().await?;
    let row = diagnostics::seen(scope, &db, id).await?;
    let rows = reminder::Entity::of(scope.business)
        .filter(reminder::Column::VehicleId.eq(row.id))
        .filter(reminder::Column::DoneAt.is_null())
        .all(&db)
        .await?;
    items(scope, &db, business, rows).await
}

/// The open reminders of all vehicles, the most urgent first.
///
/// # Errors
/// Members who may see the board only.
pub async fn all(scope: &Scope, business: &Business) -> Result<Vec<Item>> {
    scope.require(Deed::SeeBoard)?;
    let db = scope.snapshot().await?;
    let rows =
        reminder::Entity::of(scope.business).filter(reminder::Column::DoneAt.is_null()).all(&db).await?;
    items(scope, &db, business, rows).await
}

/// Tells customers what has become due, each thing once, and returns of how many things it told. Telling and the note that
/// it was told are one transaction: two workers at once tell once.
///
/// # Errors
/// When the database does not answer.
pub async fn send_due(core: &Core) -> Result<u64> {
    let waiting: Vec<Uuid> = reminder::Entity::find()
        .filter(reminder::Column::NotifiedAt.is_null())
        .filter(reminder::Column::DoneAt.is_null())
        .select_only()
        .column(reminder::Column::BusinessId)
        .distinct()
        .into_tuple()
        .all(core.db().read())
        .await?;
    let mut sent = 0;
    for id in waiting {
        let scope = Scope::system(core, BusinessId(id));
        let Some(business) = businesses::by_id(core, scope.business).await? else { continue };
        let due = all(&scope, &business).await?;
        for item in due.iter().filter(|item| !item.told && item.standing >= Some(Standing::Due)) {
            sent += u64::from(tell(&scope, &business, item).await?);
        }
    }
    if sent > 0 {
        core.wake_worker();
    }
    Ok(sent)
}

async fn tell(scope: &Scope, business: &Business, item: &Item) -> Result<bool> {
    let tx = scope.begin().await?;
    let found = reminder::Entity::one(scope.business, item.id)
        .filter(reminder::Column::NotifiedAt.is_null())
        .filter(reminder::Column::DoneAt.is_null())
        .lock_exclusive()
        .one(&tx)
        .await?;
    let Some(row) = found else { return Ok(false) };
    let key = format!("due:{}:{}", row.id, scope.core.now_ms());
    let car = vehicle::Entity::one(scope.business, item.vehicle).one(&tx).await?;
    let Some(car) = car else { return Ok(false) };
    let person = customer::Entity::one(scope.business, car.customer_id.into()).one(&tx).await?;
    let Some(person) = person else { return Ok(false) };
    let (title, due) = (row.title.clone(), rule(&row)?.due);
    let mut row = row.into_active_model();
    row.notified_at = Set(Some(scope.core.now_ms()));
    row.update(&tx).await?;
    let locale = Locale::from_tag(&person.locale).unwrap_or_default();
    let book = format!("{}/b/{}/book", scope.core.base_url(), business.slug);
    let to = (person.name.as_str(), person.email.as_str());
    let email = Box::new(mails::reminder::due(business, locale, to, &item.name, (&title, due), &book));
    let notice = notify::Notice {
        business,
        event: Event::Due { title, vehicle: item.name.clone() },
        path: format!("/b/{}/garage/{}", business.slug, item.vehicle),
        key,
    };
    let told = notify::send(scope, &tx, &notice, To::Customer(&person, locale, email)).await?;
    tx.commit().await?;
    told.publish(scope).await;
    Ok(true)
}

/// What is shown of these rows, the most urgent first. Vehicles that their owners removed are due for nothing.
async fn items(
    scope: &Scope,
    db: &impl ConnectionTrait,
    business: &Business,
    rows: Vec<reminder::Model>,
) -> Result<Vec<Item>> {
    let ids: BTreeSet<Uuid> = rows.iter().map(|row| row.vehicle_id).collect();
    let cars: BTreeMap<Uuid, vehicle::Model> = vehicle::Entity::of(scope.business)
        .filter(vehicle::Column::Id.is_in(ids.iter().copied()))
        .filter(vehicle::Column::ArchivedAt.is_null())
        .all(db)
        .await?
        .into_iter()
        .map(|row| (row.id, row))
        .collect();
    let readings = readings(scope, db, ids).await?;
    let today = today(scope, business);
    let mut items = Vec::new();
    for row in rows {
        let Some(car) = cars.get(&row.vehicle_id) else { continue };
        let outlook = readings.get(&row.vehicle_id).and_then(|history| odometer::outlook(history));
        let km = outlook.map(|outlook| outlook.km_on(today)).or(car.odometer_km);
        let reminder = rule(&row)?;
        items.push(Item {
            id: row.id.into(),
            vehicle: row.vehicle_id.into(),
            name: format!("{} {} ({})", car.make, car.model, car.plate),
            title: row.title,
            standing: reminder.standing(today, km, Notice::default()),
            expected: reminder.expected_on(outlook.as_ref()),
            told: row.notified_at.is_some(),
            reminder,
        });
    }
    items.sort_by_key(|item| (std::cmp::Reverse(item.standing), item.expected.unwrap_or(Date::MAX), item.id));
    Ok(items)
}

/// The readings of these vehicles, in one query.
async fn readings(
    scope: &Scope,
    db: &impl ConnectionTrait,
    ids: BTreeSet<Uuid>,
) -> Result<BTreeMap<Uuid, Vec<Reading>>> {
    let rows = odometer_reading::Entity::of(scope.business)
        .filter(odometer_reading::Column::VehicleId.is_in(ids))
        .order_by_asc(odometer_reading::Column::ReadOn)
        .order_by_asc(odometer_reading::Column::Id)
        .all(db)
        .await?;
    let mut readings: BTreeMap<Uuid, Vec<Reading>> = BTreeMap::new();
    for row in rows {
        let on = row.read_on.parse().map_err(Error::internal)?;
        let reason = row.reason.as_deref().and_then(Reason::parse);
        readings.entry(row.vehicle_id).or_default().push(Reading { on, km: row.km, reason });
    }
    Ok(readings)
}

async fn insert(
    scope: &Scope,
    tx: &DatabaseTransaction,
    vehicle: Uuid,
    title: &str,
    reminder: Reminder,
) -> Result<ReminderId> {
    let id = scope.core.new_id();
    let row = reminder::ActiveModel {
        business_id: Set(scope.business.into()),
        id: Set(id),
        vehicle_id: Set(vehicle),
        title: Set(title.to_owned()),
        due_on: Set(reminder.due.on().map(|on| on.to_string())),
        due_km: Set(reminder.due.km()),
        every_months: Set(reminder.every.months.map(i32::from)),
        every_km: Set(reminder.every.km),
        notified_at: Set(None),
        done_at: Set(None),
        created_at: Set(scope.core.now_ms()),
    };
    reminder::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(id.into())
}

/// The row of an open reminder that who asks may write, held until the transaction ends.
async fn held(scope: &Scope, tx: &DatabaseTransaction, id: ReminderId) -> Result<reminder::Model> {
    let row = reminder::Entity::one(scope.business, id)
        .filter(reminder::Column::DoneAt.is_null())
        .lock_exclusive()
        .one(tx)
        .await?
        .ok_or_else(|| Error::of(ErrorKind::NotFound))?;
    writes(scope, tx, row.vehicle_id.into()).await?;
    Ok(row)
}

/// The vehicle, for who may write reminders of it.
async fn writes(scope: &Scope, tx: &DatabaseTransaction, id: VehicleId) -> Result<vehicle::Model> {
    if matches!(scope.actor, Actor::Customer(_)) {
        return vehicles::own(scope, tx, id).await;
    }
    scope.require(Deed::WriteOrders)?;
    diagnostics::seen(scope, tx, id).await
}

fn rule(row: &reminder::Model) -> Result<Reminder> {
    let on = row.due_on.as_deref().map(str::parse).transpose().map_err(Error::internal)?;
    let months = row.every_months.map(u16::try_from).transpose().map_err(Error::internal)?;
    let due = Due::of(on, row.due_km).map_err(|_| Error::internal("a reminder that is never due"))?;
    Ok(Reminder { due, every: Every { months, km: row.every_km } })
}

fn today(scope: &Scope, business: &Business) -> Date {
    domain::time::local(scope.now(), &business.zone).date()
}
