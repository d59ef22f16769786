//! Jobs: confirmed bookings as those see them who do the work.

use super::parts::{self, Wait};
use crate::{
    Error, Result, Scope,
    businesses::{self, Business, Service},
    core::instant,
};
use domain::{
    accounts::Deed,
    agenda::BookingState,
    error::ErrorKind,
    garage::board::{self, JobStatus},
    ids::BookingId,
};
use entity::{account, booking, booking_event, customer, resource, vehicle};
use jiff::{Timestamp, civil::Date};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _,
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Jobs that one screen shows at the most.
const MAX: u64 = 600;

/// A job on the board.
#[derive(Clone, Debug)]
pub struct Job {
    /// Its booking.
    pub id: BookingId,
    /// What is done.
    pub service: Service,
    /// The customer's name.
    pub customer: String,
    /// The vehicle in words.
    pub vehicle: String,
    /// Its plate.
    pub plate: String,
    /// Who does it.
    pub worker: String,
    /// Whether that is who asks.
    pub mine: bool,
    /// The bay, when it takes one.
    pub bay: Option<String>,
    /// Where it stands.
    pub status: JobStatus,
    /// Since when.
    pub since: Timestamp,
    /// When it was to start.
    pub starts: Timestamp,
    /// When it was to end.
    pub ends: Timestamp,
    /// When it will be done, as far as can be told.
    pub eta: Option<Timestamp>,
    /// Whether it is behind.
    pub late: bool,
    /// The part that it waits for; `None` when it waits for none.
    pub parts: Option<Wait>,
    /// The customer's note.
    pub note: String,
    /// How to reach the customer, for those who may know.
    pub contact: Option<(String, Option<String>)>,
}

/// One line of a job's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// `note`, `status`, `moved`, `confirmed`…
    pub kind: String,
    /// The note's text, or what changed.
    pub detail: String,
    /// Who did it, when it was a person.
    pub by: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// The jobs of the board: everything of `date`, and what is still in the house from earlier days.
///
/// # Errors
/// Members who may see the board only.
pub async fn board(scope: &Scope, business: &Business, date: Date) -> Result<Vec<Job>> {
    scope.require(Deed::SeeBoard)?;
    let (from, to) = bounds(business, date);
    let in_house = Condition::all().add(booking::Column::StartsAt.lt(from)).add(
        booking::Column::JobStatus.is_not_in([JobStatus::Scheduled.as_str(), JobStatus::HandedOver.as_str()]),
    );
    let of_the_day =
        Condition::all().add(booking::Column::StartsAt.gte(from)).add(booking::Column::StartsAt.lt(to));
    let db = scope.snapshot().await?;
    let rows = booking::Entity::of(scope.business)
        .filter(booking::Column::State.eq(BookingState::Confirmed.as_str()))
        .filter(Condition::any().add(in_house).add(of_the_day))
        .order_by_asc(booking::Column::StartsAt)
        .limit(MAX)
        .all(&db)
        .await?;
    assemble(scope, &db, business, rows).await
}

/// One job with its history, newest line first.
///
/// # Errors
/// Members who may see the board only; `NotFound` for what is no job of this business.
pub async fn job(scope: &Scope, business: &Business, id: BookingId) -> Result<(Job, Vec<Line>)> {
    scope.require(Deed::SeeBoard)?;
    let db = scope.snapshot().await?;
    let row = booking::Entity::one(scope.business, id)
        .filter(booking::Column::State.eq(BookingState::Confirmed.as_str()))
        .one(&db)
        .await?
        .ok_or_else(|| Error::of(ErrorKind::NotFound))?;
    let events = history(scope, &db, row.id).await?;
    let job = assemble(scope, &db, business, vec![row])
        .await?
        .pop()
        .ok_or_else(|| Error::of(ErrorKind::NotFound))?;
    Ok((job, events))
}

/// The history of a booking, newest first, with the names of those who acted.
async fn history(scope: &Scope, db: &impl ConnectionTrait, booking: Uuid) -> Result<Vec<Line>> {
    let events = booking_event::Entity::of(scope.business)
        .filter(booking_event::Column::BookingId.eq(booking))
        .order_by_desc(booking_event::Column::At)
        .order_by_desc(booking_event::Column::Id)
        .all(db)
        .await?;
    let accounts: Vec<Uuid> = events.iter().filter_map(|event| event.account_id).collect();
    let names: BTreeMap<Uuid, String> = account::Entity::find()
        .filter(account::Column::Id.is_in(accounts))
        .all(db)
        .await?
        .into_iter()
        .map(|row| (row.id, row.name))
        .collect();
    Ok(events
        .into_iter()
        .map(|event| Line {
            by: event.account_id.and_then(|id| names.get(&id).cloned()),
            kind: event.kind,
            detail: event.detail,
            at: instant(event.at),
        })
        .collect())
}

/// The milliseconds at which a day of the business begins and ends.
fn bounds(business: &Business, date: Date) -> (i64, i64) {
    let (from, to) = domain::time::day(date, &business.zone);
    (from.as_millisecond(), to.as_millisecond())
}

/// The jobs of these rows.
async fn assemble(
    scope: &Scope,
    db: &impl ConnectionTrait,
    business: &Business,
    rows: Vec<booking::Model>,
) -> Result<Vec<Job>> {
    let around = Around::read(scope, db, business, &rows).await?;
    rows.into_iter().map(|row| around.job(scope, row)).collect()
}

/// What bookings point at, by its id.
struct Around {
    services: BTreeMap<Uuid, Service>,
    customers: BTreeMap<Uuid, customer::Model>,
    vehicles: BTreeMap<Uuid, vehicle::Model>,
    resources: BTreeMap<Uuid, resource::Model>,
    etas: BTreeMap<Uuid, Timestamp>,
    parts: BTreeMap<Uuid, Wait>,
}

impl Around {
    /// Reads what the rows point at, each table once.
    async fn read(
        scope: &Scope,
        db: &impl ConnectionTrait,
        business: &Business,
        rows: &[booking::Model],
    ) -> Result<Self> {
        let ids = |pick: fn(&booking::Model) -> Option<Uuid>| -> Vec<Uuid> {
            rows.iter().filter_map(pick).collect()
        };
        let customers = customer::Entity::of(scope.business)
            .filter(customer::Column::Id.is_in(ids(|row| row.customer_id)));
        let vehicles =
            vehicle::Entity::of(scope.business).filter(vehicle::Column::Id.is_in(ids(|row| row.vehicle_id)));
        let resources = resource::Entity::of(scope.business);
        Ok(Self {
            services: businesses::services_by_ids(db, business, ids(|row| Some(row.service_id))).await?,
            customers: by_id(customers.all(db).await?, |row| row.id),
            vehicles: by_id(vehicles.all(db).await?, |row| row.id),
            resources: by_id(resources.all(db).await?, |row| row.id),
            etas: super::eta::of(scope, db, business, rows).await?,
            parts: parts::of(scope, db, business, rows).await?,
        })
    }

    /// The job of one row, as `scope` may see it.
    fn job(&self, scope: &Scope, row: booking::Model) -> Result<Job> {
        let status = JobStatus::parse(&row.job_status)
            .ok_or_else(|| Error::internal(format_args!("unknown job status {}", row.job_status)))?;
        let service = self.services.get(&row.service_id).cloned();
        let customer = row.customer_id.and_then(|id| self.customers.get(&id));
        let vehicle = row.vehicle_id.and_then(|id| self.vehicles.get(&id));
        let worker = self.resources.get(&row.worker_id);
        let account = worker.and_then(|row| row.account_id);
        let (starts, ends, since) = (instant(row.starts_at), instant(row.ends_at), instant(row.job_since));
        let now = scope.now();
        let sees_contact = scope.require(Deed::SeeCustomers).is_ok();
        Ok(Job {
            id: row.id.into(),
            service: service.ok_or_else(|| Error::internal("a job without a service"))?,
            customer: customer.map(|row| row.name.clone()).unwrap_or_default(),
            vehicle: vehicle.map(|row| format!("{} {}", row.make, row.model)).unwrap_or_default(),
            plate: vehicle.map(|row| row.plate.clone()).unwrap_or_default(),
            worker: worker.map(|row| row.name.clone()).unwrap_or_default(),
            mine: account.is_some() && account == scope.account().map(Uuid::from),
            bay: row.bay_id.and_then(|id| self.resources.get(&id)).map(|row| row.name.clone()),
            eta: self.etas.get(&row.id).copied(),
            late: board::is_late(status, now, starts, ends),
            parts: self.parts.get(&row.id).cloned(),
            status,
            since,
            starts,
            ends,
            note: row.note,
            contact: customer.filter(|_| sees_contact).map(|row| (row.email.clone(), row.phone.clone())),
        })
    }
}

fn by_id<T>(rows: Vec<T>, id: fn(&T) -> Uuid) -> BTreeMap<Uuid, T> {
    rows.into_iter().map(|row| (id(&row), row)).collect()
}
