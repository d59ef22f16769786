//! Everything that was done to a vehicle and seen on it, newest first: for its owner and for staff.

pub mod book;
mod pdf;

use super::diagnostics;
use crate::{
    Result, Scope,
    businesses::{self, Business},
    core::instant,
};
use domain::{
    agenda::BookingState,
    garage::{odometer::Reading, trouble_code::TroubleCode, work_order::Authorisation},
    ids::{BookingId, VehicleId, WorkOrderId},
    locale::Locale,
    text::grouped,
};
use entity::{booking, vehicle, work_order, work_order_job};
use i18n::words as w;
use jiff::civil::Date;
use sea_orm::{ColumnTrait as _, ConnectionTrait, QueryFilter as _, QueryOrder as _, QuerySelect as _};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Visits that one history shows at the most, the latest ones.
const VISITS_MAX: u64 = 200;

/// One thing that happened to a vehicle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// On which day, where the business is.
    pub on: Date,
    /// What.
    pub what: What,
}

/// What happened to a vehicle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A visit that began, and its service.
    Visit {
        /// Which one.
        booking: BookingId,
        /// The name of the service.
        service: businesses::Service,
    },
    /// A job that was agreed to and done.
    Work {
        /// On which work order.
        order: WorkOrderId,
        /// The number of that.
        number: String,
        /// What was done.
        title: String,
    },
    /// What the odometer showed.
    Reading(Reading),
    /// A trouble code was read out.
    Code(TroubleCode),
    /// A trouble code was cleared.
    Cleared(TroubleCode),
}

impl Entry {
    /// What happened, in words.
    pub fn says(&self, locale: Locale) -> String {
        match &self.what {
            What::Visit { service, .. } => w::history_visit(locale, service.name.get(locale)),
            What::Work { number, title, .. } => w::history_work(locale, title, number),
            What::Reading(reading) => w::history_reading(locale, grouped(reading.km)),
            What::Code(code) => w::history_code(locale, code),
            What::Cleared(code) => w::history_cleared(locale, code),
        }
    }
}

/// What happened to a vehicle, newest first.
///
/// # Errors
/// `SignedOut`, `Forbidden`; `NotFound` for what is no vehicle of who is signed in, or of the business.
pub async fn of_vehicle(scope: &Scope, business: &Business, id: VehicleId) -> Result<Vec<Entry>> {
    let db = scope.snapshot().await?;
    let row = diagnostics::seen(scope, &db, id).await?;
    let day = |ms: i64| domain::time::local(instant(ms), &business.zone).date();
    let mut entries: Vec<(i64, Entry)> = Vec::new();
    for (at, what) in
        visits(scope, &db, business, &row).await?.into_iter().chain(work(scope, &db, &row).await?)
    {
        entries.push((at, Entry { on: day(at), what }));
    }
    for code in diagnostics::codes(scope, &db, row.id).await? {
        let (at, cleared) = (code.at.as_millisecond(), code.cleared.map(|at| at.as_millisecond()));
        entries.push((at, Entry { on: day(at), what: What::Code(code.code) }));
        entries.extend(cleared.map(|at| (at, Entry { on: day(at), what: What::Cleared(code.code) })));
    }
    for reading in diagnostics::known(scope, &db, business, &row).await? {
        let (midnight, _) = domain::time::day(reading.on, &business.zone);
        entries.push((midnight.as_millisecond(), Entry { on: reading.on, what: What::Reading(reading) }));
    }
    entries.sort_by_key(|(at, entry)| std::cmp::Reverse((entry.on, *at)));
    Ok(entries.into_iter().map(|(_, entry)| entry).collect())
}

/// The visits of a vehicle that have begun and were not called off.
async fn visits(
    scope: &Scope,
    db: &impl ConnectionTrait,
    business: &Business,
    row: &vehicle::Model,
) -> Result<Vec<(i64, What)>> {
    let kept = [BookingState::Confirmed, BookingState::Done].map(BookingState::as_str);
    let rows = booking::Entity::of(scope.business)
        .filter(booking::Column::VehicleId.eq(row.id))
        .filter(booking::Column::CustomerId.eq(row.customer_id))
        .filter(booking::Column::State.is_in(kept))
        .filter(booking::Column::StartsAt.lte(scope.core.now_ms()))
        .order_by_desc(booking::Column::StartsAt)
        .limit(VISITS_MAX)
        .all(db)
        .await?;
    let services =
        businesses::services_by_ids(db, business, rows.iter().map(|row| row.service_id).collect()).await?;
    let visit = |row: booking::Model| {
        let service = services.get(&row.service_id).cloned()?;
        Some((row.starts_at, What::Visit { booking: row.id.into(), service }))
    };
    Ok(rows.into_iter().filter_map(visit).collect())
}

/// The jobs of a vehicle that were agreed to and done.
async fn work(scope: &Scope, db: &impl ConnectionTrait, row: &vehicle::Model) -> Result<Vec<(i64, What)>> {
    let orders: BTreeMap<Uuid, String> = work_order::Entity::of(scope.business)
        .filter(work_order::Column::VehicleId.eq(row.id))
        .filter(work_order::Column::CustomerId.eq(row.customer_id))
        .all(db)
        .await?
        .into_iter()
        .map(|row| (row.id, row.number))
        .collect();
    let jobs = work_order_job::Entity::of(scope.business)
        .filter(work_order_job::Column::WorkOrderId.is_in(orders.keys().copied()))
        .filter(work_order_job::Column::Authorisation.eq(Authorisation::Approved.as_str()))
        .filter(work_order_job::Column::DoneAt.is_not_null())
        .all(db)
        .await?;
    let done = |job: work_order_job::Model| {
        let number = orders.get(&job.work_order_id).cloned().unwrap_or_default();
        Some((job.done_at?, What::Work { order: job.work_order_id.into(), number, title: job.title }))
    };
    Ok(jobs.into_iter().filter_map(done).collect())
}
