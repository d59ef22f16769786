//! A vehicle's service book: what its paper says. It holds nothing about people, so that whoever sells a vehicle can hand
//! it on: no owner, no names of technicians, none of the notes that they write.

use crate::{
    Error, Result, Scope,
    businesses::{self, Business, Service},
    core::instant,
    garage::{
        diagnostics,
        inspections::{self, job},
        vehicles::Vehicle,
        work_orders,
    },
};
use domain::{
    agenda::BookingState,
    businesses::Text,
    garage::{
        JobStatus, VehicleDraft,
        inspection::{Light, Point, Sheet},
        measure::{Measure, Unit},
        money::{LineKind, Quantity},
        odometer::Reading,
        trouble_code::TroubleCode,
        work_order::Authorisation,
    },
    ids::VehicleId,
};
use entity::{booking, inspection, trouble_code, vehicle, work_order, work_order_job};
use jiff::civil::Date;
use sea_orm::{ColumnTrait as _, ConnectionTrait, QueryFilter as _, QueryOrder as _, QuerySelect as _};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Visits that a book holds at the most, the latest ones.
const VISITS_MAX: u64 = 1_000;

/// Everything that was done to a vehicle here.
#[derive(Clone, Debug)]
pub struct Book {
    /// The vehicle.
    pub vehicle: VehicleDraft,
    /// The day it was opened on, where the business is.
    pub on: Date,
    /// The visits that took place, newest first.
    pub visits: Vec<Visit>,
    /// Trouble codes that were read out apart from a visit, newest first.
    pub codes: Vec<Code>,
    /// What the odometer showed, newest first.
    pub readings: Vec<Reading>,
}

/// A visit that took place.
#[derive(Clone, Debug)]
pub struct Visit {
    /// On which day.
    pub on: Date,
    /// What was booked.
    pub service: Service,
    /// What the odometer showed.
    pub odometer_km: Option<i64>,
    /// What was agreed to and done, in the order of the work order. What was declined is in no book.
    pub work: Vec<Work>,
    /// The trouble codes that were read out.
    pub codes: Vec<Code>,
    /// What was looked at, when something was.
    pub looked: Option<Looked>,
}

/// A job that was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Work {
    /// What was done.
    pub title: String,
    /// The parts that went into it.
    pub parts: Vec<Part>,
}

/// A part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// What it is.
    pub name: String,
    /// Its number.
    pub number: Option<String>,
    /// How many.
    pub quantity: Quantity,
}

/// A trouble code and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    /// The code.
    pub code: TroubleCode,
    /// On which day it was read out.
    pub on: Date,
    /// On which day it was cleared.
    pub cleared: Option<Date>,
}

/// What inspections of one visit came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Looked {
    /// How many points were good.
    pub good: usize,
    /// The others.
    pub findings: Vec<Finding>,
}

/// A point that wanted attention.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What was looked at.
    pub title: Text,
    /// The judgement: yellow or red.
    pub light: Light,
    /// What was measured.
    pub value: Option<(Measure, Option<Unit>)>,
    /// Whether the job made of it was done.
    pub mended: bool,
}

/// The service book of a vehicle.
///
/// # Errors
/// `SignedOut`, `Forbidden`; `NotFound` for what is no vehicle of who is signed in, or of the business.
pub async fn book(scope: &Scope, business: &Business, id: VehicleId) -> Result<Book> {
    let db = scope.snapshot().await?;
    let row = diagnostics::seen(scope, &db, id).await?;
    let mut readings = diagnostics::known(scope, &db, business, &row).await?;
    readings.reverse();
    let mut records = Records::read(scope, &db, &row).await?;
    let mut codes = codes(scope, &db, business, row.id).await?;
    let mut visits = Vec::new();
    let bookings = bookings(scope, &db, &row).await?;
    let services = bookings.iter().map(|row| row.service_id).collect();
    let services = businesses::services_by_ids(&db, business, services).await?;
    for booking in bookings {
        let order = records.orders.remove(&booking.id);
        let id = order.as_ref().map(|order| order.id);
        let work = id.and_then(|id| records.work.remove(&id)).unwrap_or_default();
        if !came(&booking, scope.core.now_ms()) && work.is_empty() {
            continue;
        }
        let Some(service) = services.get(&booking.service_id).cloned() else { continue };
        let on = day(business, booking.starts_at);
        let read_here = |(of, code): &(Option<Uuid>, Code)| match of {
            Some(of) => Some(*of) == id,
            None => code.on == on,
        };
        let shown = readings.iter().find(|reading| reading.on == on).map(|reading| reading.km);
        visits.push(Visit {
            on,
            service,
            odometer_km: order.and_then(|order| order.odometer_km).or(shown),
            work,
            codes: codes.extract_if(.., |code| read_here(code)).map(|(_, code)| code).collect(),
            looked: id.and_then(|id| records.looked.remove(&id)),
        });
    }
    Ok(Book {
        on: day(business, scope.core.now_ms()),
        vehicle: Vehicle::read(scope, row)?.draft,
        visits,
        codes: codes.into_iter().map(|(_, code)| code).collect(),
        readings,
    })
}

fn day(business: &Business, ms: i64) -> Date {
    domain::time::local(instant(ms), &business.zone).date()
}

/// Whether the vehicle was here: a booking whose time went by proves nothing by itself.
fn came(row: &booking::Model, now_ms: i64) -> bool {
    let seen = row.state == BookingState::Done.as_str() || row.job_status != JobStatus::Scheduled.as_str();
    seen && row.starts_at <= now_ms
}

async fn bookings(
    scope: &Scope,
    db: &impl ConnectionTrait,
    row: &vehicle::Model,
) -> Result<Vec<booking::Model>> {
    let kept = [BookingState::Confirmed, BookingState::Done].map(BookingState::as_str);
    Ok(booking::Entity::of(scope.business)
        .filter(booking::Column::VehicleId.eq(row.id))
        .filter(booking::Column::CustomerId.eq(row.customer_id))
        .filter(booking::Column::State.is_in(kept))
        .order_by_desc(booking::Column::StartsAt)
        .order_by_desc(booking::Column::Id)
        .limit(VISITS_MAX)
        .all(db)
        .await?)
}

/// The trouble codes of a vehicle, newest first, each with the work order that it was found on.
async fn codes(
    scope: &Scope,
    db: &impl ConnectionTrait,
    business: &Business,
    id: Uuid,
) -> Result<Vec<(Option<Uuid>, Code)>> {
    let rows = trouble_code::Entity::of(scope.business)
        .filter(trouble_code::Column::VehicleId.eq(id))
        .order_by_desc(trouble_code::Column::Id)
        .all(db)
        .await?;
    let code = |row: trouble_code::Model| {
        let code = TroubleCode::parse(&row.code)
            .map_err(|_| Error::internal(format_args!("unknown code {}", row.code)))?;
        let cleared = row.cleared_at.map(|at| day(business, at));
        Ok((row.work_order_id, Code { code, on: day(business, row.at), cleared }))
    };
    rows.into_iter().map(code).collect()
}

/// What the work orders of a vehicle hold.
struct Records {
    /// The work orders, by their booking.
    orders: BTreeMap<Uuid, work_order::Model>,
    /// The jobs that were done, by their work order.
    work: BTreeMap<Uuid, Vec<Work>>,
    /// What was looked at, by the work order.
    looked: BTreeMap<Uuid, Looked>,
}

impl Records {
    /// Reads each table once, however many visits there were.
    async fn read(scope: &Scope, db: &impl ConnectionTrait, row: &vehicle::Model) -> Result<Self> {
        let orders = work_order::Entity::of(scope.business)
            .filter(work_order::Column::VehicleId.eq(row.id))
            .filter(work_order::Column::CustomerId.eq(row.customer_id))
            .all(db)
            .await?;
        let ids: Vec<Uuid> = orders.iter().map(|row| row.id).collect();
        let jobs = work_order_job::Entity::of(scope.business)
            .filter(work_order_job::Column::WorkOrderId.is_in(ids.clone()))
            .filter(work_order_job::Column::Authorisation.eq(Authorisation::Approved.as_str()))
            .filter(work_order_job::Column::DoneAt.is_not_null())
            .order_by_asc(work_order_job::Column::Position)
            .all(db)
            .await?;
        let mended = jobs.iter().filter_map(|row| job::read(row.finding.as_deref()?));
        let mended = mended.map(|(inspection, point)| (inspection.into(), point.to_owned())).collect();
        Ok(Self {
            looked: looked(scope, db, ids, &mended).await?,
            work: work(scope, db, jobs).await?,
            orders: orders.into_iter().map(|row| (row.booking_id, row)).collect(),
        })
    }
}

async fn work(
    scope: &Scope,
    db: &impl ConnectionTrait,
    jobs: Vec<work_order_job::Model>,
) -> Result<BTreeMap<Uuid, Vec<Work>>> {
    let mut lines = work_orders::lines_of(scope, db, jobs.iter().map(|row| row.id).collect()).await?;
    let mut work: BTreeMap<Uuid, Vec<Work>> = BTreeMap::new();
    for job in jobs {
        let lines = lines.remove(&job.id).unwrap_or_default().into_iter().map(|(_, line)| line);
        let parts = lines.filter(|line| line.kind == LineKind::Part).map(|line| Part {
            name: line.description,
            number: line.part_number.filter(|number| !number.is_empty()),
            quantity: line.quantity,
        });
        let done = Work { title: job.title, parts: parts.collect() };
        work.entry(job.work_order_id).or_default().push(done);
    }
    Ok(work)
}

/// What inspections found; `mended` names the points whose jobs were done.
async fn looked(
    scope: &Scope,
    db: &impl ConnectionTrait,
    orders: Vec<Uuid>,
    mended: &BTreeSet<(Uuid, String)>,
) -> Result<BTreeMap<Uuid, Looked>> {
    let rows = inspection::Entity::of(scope.business)
        .filter(inspection::Column::WorkOrderId.is_in(orders))
        .order_by_asc(inspection::Column::Id)
        .all(db)
        .await?;
    let mut all: BTreeMap<Uuid, Looked> = BTreeMap::new();
    for row in rows {
        let sheet: Sheet = serde_json::from_str(&row.sheet)?;
        for spec in inspections::template(&row)?.points() {
            let Some(point) = sheet.0.get(&spec.key) else { continue };
            let Some(light) = Point::light(point) else { continue };
            let looked = all.entry(row.work_order_id).or_default();
            if light == Light::Green {
                looked.good += 1;
                continue;
            }
            looked.findings.push(Finding {
                title: spec.title.clone(),
                light,
                value: point.value().map(|value| (value, spec.unit)),
                mended: mended.contains(&(row.id, spec.key.clone())),
            });
        }
    }
    Ok(all)
}
