//! What a vehicle reports and shows over time: trouble codes, odometer readings, and everything that was done to it.
//!
//! Rules are in `domain::garage::{trouble_code, odometer}`. Customers see their own vehicles, staff all of the business.

use super::vehicles::{self, Vehicle};
use crate::{Actor, Error, Result, Scope, businesses::Business, core::instant};
use domain::{
    accounts::Deed,
    error::ErrorKind,
    form::FieldError,
    garage::{
        odometer::{self as rules, Outlook, Reading, Reason},
        trouble_code::TroubleCode,
    },
    ids::{CodeId, CustomerId, VehicleId, WorkOrderId},
    locale::Locale,
};
use entity::{account, customer, odometer_reading, trouble_code, vehicle, work_order};
use jiff::Timestamp;
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, DatabaseTransaction, EntityTrait as _,
    IntoActiveModel as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, Set,
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The longest note on a code, in characters.
pub const NOTE_MAX: usize = 1_000;

/// A vehicle, with what is known of it.
#[derive(Clone, Debug)]
pub struct Record {
    /// The vehicle.
    pub vehicle: Vehicle,
    /// Whose it is, for those who may see customers.
    pub owner: Option<(CustomerId, String)>,
    /// Its trouble codes, newest first.
    pub codes: Vec<Code>,
    /// What its odometer showed, newest first.
    pub readings: Vec<Reading>,
    /// What the readings say about the days to come.
    pub outlook: Option<Outlook>,
}

/// A trouble code that a vehicle reported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    /// Its id.
    pub id: CodeId,
    /// The work order it was found on, when there was one.
    pub order: Option<WorkOrderId>,
    /// The code.
    pub code: TroubleCode,
    /// What the technician wrote about it.
    pub note: String,
    /// Who read it out.
    pub by: Option<String>,
    /// When.
    pub at: Timestamp,
    /// When it was cleared.
    pub cleared: Option<Timestamp>,
}

/// A vehicle with what is known of it.
///
/// # Errors
/// `SignedOut`, `Forbidden`; `NotFound` for what is no vehicle of who is signed in, or of the business.
pub async fn of_vehicle(scope: &Scope, business: &Business, id: VehicleId) -> Result<Record> {
    let db = scope.snapshot().await?;
    let row = seen(scope, &db, id).await?;
    let mut readings = known(scope, &db, business, &row).await?;
    let owner = match scope.require(Deed::SeeCustomers) {
        Ok(()) => customer::Entity::one(scope.business, row.customer_id.into()).one(&db).await?,
        Err(_) => None,
    };
    let codes = codes(scope, &db, row.id).await?;
    let outlook = rules::outlook(&readings);
    readings.reverse();
    Ok(Record {
        vehicle: Vehicle::read(scope, row)?,
        owner: owner.map(|row| (row.id.into(), row.name)),
        codes,
        readings,
        outlook,
    })
}

/// Notes a trouble code that a vehicle reported, as technicians type it; `order` is the work order it was found on.
///
/// # Errors
/// Members who write work orders only; at `code` for what is no code, `err_too_long` at `note`; `NotFound`.
pub async fn add_code(
    scope: &Scope,
    id: VehicleId,
    order: Option<WorkOrderId>,
    (code, note): (&str, &str),
) -> Result<CodeId> {
    scope.require(Deed::WriteOrders)?;
    let code = TroubleCode::parse(code).map_err(Error::field)?;
    let note = noted(note)?;
    let tx = scope.begin().await?;
    let row = seen(scope, &tx, id).await?;
    if let Some(order) = order {
        let of_this = work_order::Entity::one(scope.business, order)
            .filter(work_order::Column::VehicleId.eq(row.id))
            .one(&tx)
            .await?;
        of_this.ok_or_else(|| Error::of(ErrorKind::NotFound))?;
    }
    let id = insert_code(scope, &tx, (row.id, order), code, note).await?;
    tx.commit().await?;
    Ok(id)
}

/// A technician's note within its bounds.
pub(super) fn noted(note: &str) -> Result<&str> {
    let note = note.trim();
    if note.chars().count() > NOTE_MAX {
        return Err(Error::field(FieldError::new("note", "err_too_long").arg("max", NOTE_MAX)));
    }
    Ok(note)
}

/// Writes a code of a vehicle within `tx`, found on the work order if there is one.
pub(super) async fn insert_code(
    scope: &Scope,
    tx: &DatabaseTransaction,
    (vehicle, order): (Uuid, Option<WorkOrderId>),
    code: TroubleCode,
    note: &str,
) -> Result<CodeId> {
    let id = scope.core.new_id();
    let new = trouble_code::ActiveModel {
        business_id: Set(scope.business.into()),
        id: Set(id),
        vehicle_id: Set(vehicle),
        work_order_id: Set(order.map(Into::into)),
        code: Set(code.to_string()),
        note: Set(note.to_owned()),
        cleared_at: Set(None),
        account_id: Set(scope.account().map(Into::into)),
        at: Set(scope.core.now_ms()),
    };
    trouble_code::Entity::insert(new).exec_without_returning(tx).await?;
    Ok(id.into())
}

/// What a code tells in words: the system, who defined it, the part where there is one, the number of the fault.
pub fn decoded(locale: Locale, code: TroubleCode) -> Vec<String> {
    let keys = [
        Some(code.system().word_key()),
        Some(code.origin().word_key()),
        code.subsystem().map(|part| part.word_key()),
    ];
    let words = keys.into_iter().flatten().map(|key| i18n::lookup(locale, key, &[]));
    words.chain([i18n::words::dtc_fault(locale, format!("{:02X}", code.fault()))]).collect()
}

/// Notes that a code was cleared. Clearing it again changes nothing.
///
/// # Errors
/// Members who write work orders only; `NotFound` for what is no code of this vehicle.
pub async fn clear_code(scope: &Scope, id: VehicleId, code: CodeId) -> Result<()> {
    scope.require(Deed::WriteOrders)?;
    let tx = scope.begin().await?;
    let row = trouble_code::Entity::one(scope.business, code)
        .filter(trouble_code::Column::VehicleId.eq(Uuid::from(id)))
        .lock_exclusive()
        .one(&tx)
        .await?
        .ok_or_else(|| Error::of(ErrorKind::NotFound))?;
    if row.cleared_at.is_none() {
        let mut cleared = row.into_active_model();
        cleared.cleared_at = Set(Some(scope.core.now_ms()));
        cleared.update(&tx).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Notes what a vehicle's odometer shows. The vehicle's own number follows the latest reading.
///
/// # Errors
/// Customers for their own vehicles and members who write work orders only; at `odometer` for a reading that runs
/// backwards without a reason; `NotFound`.
pub async fn add_reading(scope: &Scope, business: &Business, id: VehicleId, reading: Reading) -> Result<()> {
    if !matches!(scope.actor, Actor::Customer(_)) {
        scope.require(Deed::WriteOrders)?;
    }
    let tx = scope.begin().await?;
    seen(scope, &tx, id).await?;
    let row = vehicle::Entity::one(scope.business, id)
        .lock_exclusive()
        .one(&tx)
        .await?
        .ok_or_else(|| Error::of(ErrorKind::NotFound))?;
    insert_reading(scope, &tx, business, row, reading).await?;
    tx.commit().await?;
    Ok(())
}

/// Writes a reading within `tx`, and the vehicle's number after it.
pub(super) async fn insert_reading(
    scope: &Scope,
    tx: &DatabaseTransaction,
    business: &Business,
    row: vehicle::Model,
    reading: Reading,
) -> Result<()> {
    let mut history = known(scope, tx, business, &row).await?;
    rules::check(&history, reading).map_err(Error::field)?;
    if stored(scope, tx, row.id).await?.is_empty() {
        // What was known before the first reading stays a part of the history.
        for before in &history {
            insert(scope, tx, &row, *before).await?;
        }
    }
    insert(scope, tx, &row, reading).await?;
    history.push(reading);
    let latest = rules::outlook(&history).map(|outlook| outlook.km);
    let mut changed = row.into_active_model();
    changed.odometer_km = Set(latest);
    changed.update(tx).await?;
    Ok(())
}

async fn insert(
    scope: &Scope,
    tx: &DatabaseTransaction,
    row: &vehicle::Model,
    reading: Reading,
) -> Result<()> {
    let source = if matches!(scope.actor, Actor::Customer(_)) { "customer" } else { "workshop" };
    let new = odometer_reading::ActiveModel {
        business_id: Set(row.business_id),
        id: Set(scope.core.new_id()),
        vehicle_id: Set(row.id),
        read_on: Set(reading.on.to_string()),
        km: Set(reading.km),
        reason: Set(reading.reason.map(|reason| reason.as_str().to_owned())),
        source: Set(source.to_owned()),
        account_id: Set(scope.account().map(Into::into)),
        at: Set(scope.core.now_ms()),
    };
    odometer_reading::Entity::insert(new).exec_without_returning(tx).await?;
    Ok(())
}

/// The readings of a vehicle, oldest first. Before the first one, what the vehicle was added with counts.
pub(super) async fn known(
    scope: &Scope,
    db: &impl ConnectionTrait,
    business: &Business,
    row: &vehicle::Model,
) -> Result<Vec<Reading>> {
    let rows = stored(scope, db, row.id).await?;
    if rows.is_empty() {
        let on = domain::time::local(instant(row.created_at), &business.zone).date();
        return Ok(row.odometer_km.map(|km| Reading { on, km, reason: None }).into_iter().collect());
    }
    let reading = |row: odometer_reading::Model| {
        Ok(Reading {
            on: row.read_on.parse().map_err(Error::internal)?,
            km: row.km,
            reason: row.reason.as_deref().and_then(Reason::parse),
        })
    };
    rows.into_iter().map(reading).collect()
}

async fn stored(scope: &Scope, db: &impl ConnectionTrait, id: Uuid) -> Result<Vec<odometer_reading::Model>> {
    Ok(odometer_reading::Entity::of(scope.business)
        .filter(odometer_reading::Column::VehicleId.eq(id))
        .order_by_asc(odometer_reading::Column::ReadOn)
        .order_by_asc(odometer_reading::Column::Id)
        .all(db)
        .await?)
}

/// The codes of a vehicle, newest first.
pub(super) async fn codes(scope: &Scope, db: &impl ConnectionTrait, id: Uuid) -> Result<Vec<Code>> {
    let rows = trouble_code::Entity::of(scope.business)
        .filter(trouble_code::Column::VehicleId.eq(id))
        .order_by_desc(trouble_code::Column::Id)
        .all(db)
        .await?;
    let people: Vec<Uuid> = rows.iter().filter_map(|row| row.account_id).collect();
    let people = account::Entity::find().filter(account::Column::Id.is_in(people)).all(db).await?;
    let names: BTreeMap<Uuid, String> = people.into_iter().map(|row| (row.id, row.name)).collect();
    rows.into_iter()
        .map(|row| {
            Ok(Code {
                id: row.id.into(),
                order: row.work_order_id.map(Into::into),
                code: TroubleCode::parse(&row.code)
                    .map_err(|_| Error::internal(format_args!("unknown code {}", row.code)))?,
                note: row.note,
                by: row.account_id.and_then(|id| names.get(&id).cloned()),
                at: instant(row.at),
                cleared: row.cleared_at.map(instant),
            })
        })
        .collect()
}

/// The vehicle as far as who asks may see it.
pub(super) async fn seen(scope: &Scope, db: &impl ConnectionTrait, id: VehicleId) -> Result<vehicle::Model> {
    if matches!(scope.actor, Actor::Customer(_) | Actor::Anonymous) {
        return vehicles::own(scope, db, id).await;
    }
    scope.require(Deed::SeeBoard)?;
    let row = vehicle::Entity::one(scope.business, id).one(db).await?;
    row.ok_or_else(|| Error::of(ErrorKind::NotFound))
}
