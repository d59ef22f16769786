//! The day of one technician: the shift, the job that runs, what comes next, what waits.

mod find;

pub use find::{Found, find};

use super::{clocks, eta, work_orders};
use crate::{
    Error, Result, Scope,
    businesses::{self, Business, Service},
    core::instant,
};
use domain::{
    accounts::Deed,
    agenda::BookingState,
    error::ErrorKind,
    garage::{board::JobStatus, clocks as rules, money::LineKind, work_order::Authorisation},
    ids::{BookingId, WorkOrderId, WorkOrderJobId},
};
use entity::{booking, customer, resource, vehicle, work_order, work_order_job};
use jiff::{SignedDuration, Timestamp};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// What somebody who works here sees first.
#[derive(Clone, Debug, Default)]
pub struct Mine {
    /// Since when the shift lasts, when one does.
    pub shift: Option<Timestamp>,
    /// The job that runs, and since when.
    pub running: Option<(Task, Timestamp)>,
    /// What can be worked on, in the order of the bookings.
    pub next: Vec<Task>,
    /// What waits: for a part, or for the customer's answer.
    pub waiting: Vec<Task>,
}

/// Something to do on a vehicle.
#[derive(Clone, Debug)]
pub struct Task {
    /// The job on the work order; none before a work order is opened.
    pub job: Option<WorkOrderJobId>,
    /// Its work order.
    pub order: Option<WorkOrderId>,
    /// The booking it belongs to.
    pub booking: BookingId,
    /// What is done, in the words of the work order; empty before one is opened, when it is [`Task::service`].
    pub title: String,
    /// What was booked.
    pub service: Service,
    /// Make and model; empty where there is no vehicle.
    pub vehicle: String,
    /// The plate, else the customer's name.
    pub name: String,
    /// Where the vehicle stands.
    pub status: JobStatus,
    /// When the booking was to start.
    pub starts: Timestamp,
    /// The planned labour.
    pub planned: SignedDuration,
    /// What was clocked by everybody so far.
    pub clocked: SignedDuration,
}

/// The day of who asks.
///
/// # Errors
/// Members who may move jobs only.
pub async fn mine(scope: &Scope, business: &Business) -> Result<Mine> {
    scope.require(Deed::MoveJobs)?;
    let person = scope.account().ok_or_else(|| Error::of(ErrorKind::SignedOut))?;
    let db = scope.snapshot().await?;
    let known = clocks::read(scope, &db, person, scope.now()).await?;
    let running = known.open_job();
    let visits = visits(scope, &db, business, running.map(|(job, _)| job)).await?;
    let tasks = tasks(scope, &db, business, visits).await?;
    let mut mine = Mine { shift: known.open_shift(), ..Mine::default() };
    for (authorisation, task) in tasks {
        match running.filter(|(job, _)| task.job == Some(*job)) {
            Some((_, since)) => mine.running = Some((task, since)),
            None if authorisation == Authorisation::Asked || task.status == JobStatus::WaitingParts => {
                mine.waiting.push(task);
            }
            None => mine.next.push(task),
        }
    }
    Ok(mine)
}

/// The bookings of today and of what is in the house that are given to who asks, and the one that they work on.
async fn visits(
    scope: &Scope,
    db: &impl ConnectionTrait,
    business: &Business,
    running: Option<WorkOrderJobId>,
) -> Result<Vec<booking::Model>> {
    let today = domain::time::local(scope.now(), &business.zone).date();
    let (from, to) = domain::time::day(today, &business.zone);
    let me: Vec<Uuid> = resource::Entity::of(scope.business)
        .filter(resource::Column::AccountId.eq(scope.account().map(Uuid::from)))
        .select_only()
        .column(resource::Column::Id)
        .into_tuple()
        .all(db)
        .await?;
    let here = [JobStatus::CheckedIn, JobStatus::InProgress, JobStatus::WaitingParts];
    let today = Condition::all()
        .add(booking::Column::StartsAt.gte(from.as_millisecond()))
        .add(booking::Column::JobStatus.eq(JobStatus::Scheduled.as_str()));
    let given = Condition::all()
        .add(booking::Column::WorkerId.is_in(me))
        .add(booking::Column::StartsAt.lt(to.as_millisecond()))
        .add(Condition::any().add(booking::Column::JobStatus.is_in(here.map(JobStatus::as_str))).add(today));
    let mut wanted = Condition::any().add(given);
    if let Some(job) = running {
        let row = work_order_job::Entity::one(scope.business, job).one(db).await?;
        let order = row.map(|row| row.work_order_id).unwrap_or_default();
        let order = work_order::Entity::one(scope.business, order.into()).one(db).await?;
        wanted = wanted.add(booking::Column::Id.eq(order.map(|row| row.booking_id)));
    }
    Ok(booking::Entity::of(scope.business)
        .filter(booking::Column::State.eq(BookingState::Confirmed.as_str()))
        .filter(wanted)
        .order_by_asc(booking::Column::StartsAt)
        .order_by_asc(booking::Column::Id)
        .all(db)
        .await?)
}

/// What is to do on these bookings: the approved and asked jobs of their work orders that are not done, or the booking
/// itself before a work order is opened.
async fn tasks(
    scope: &Scope,
    db: &impl ConnectionTrait,
    business: &Business,
    visits: Vec<booking::Model>,
) -> Result<Vec<(Authorisation, Task)>> {
    let ids: Vec<Uuid> = visits.iter().map(|row| row.id).collect();
    let orders: BTreeMap<Uuid, Uuid> = work_order::Entity::of(scope.business)
        .filter(work_order::Column::BookingId.is_in(ids))
        .all(db)
        .await?
        .into_iter()
        .map(|row| (row.booking_id, row.id))
        .collect();
    let states = [Authorisation::Approved, Authorisation::Asked].map(Authorisation::as_str);
    let jobs = work_order_job::Entity::of(scope.business)
        .filter(work_order_job::Column::WorkOrderId.is_in(orders.values().copied()))
        .filter(work_order_job::Column::Authorisation.is_in(states))
        .filter(work_order_job::Column::DoneAt.is_null())
        .order_by_asc(work_order_job::Column::Position)
        .all(db)
        .await?;
    let ids: Vec<Uuid> = jobs.iter().map(|row| row.id).collect();
    let rows = clocks::clocked(scope, db, ids.clone()).await?;
    let clocked =
        rules::totals(rows.iter().map(|row| (row.work_order_job_id, clocks::stretch(row))), scope.now());
    let lines = work_orders::lines_of(scope, db, ids).await?;
    let around = Around::read(scope, db, business, &visits).await?;
    let mut tasks = Vec::new();
    for visit in &visits {
        let Some(order) = orders.get(&visit.id) else {
            tasks.push((Authorisation::Approved, around.task(visit)?));
            continue;
        };
        for job in jobs.iter().filter(|job| job.work_order_id == *order) {
            let lines = lines.get(&job.id).map(Vec::as_slice).unwrap_or_default();
            let labour = lines.iter().map(|(_, line)| line).filter(|line| line.kind == LineKind::Labour);
            let labour: Vec<i64> = labour.map(|line| line.quantity.0).collect();
            let authorisation = Authorisation::parse(&job.authorisation).ok_or_else(|| {
                Error::internal(format_args!("unknown authorisation {}", job.authorisation))
            })?;
            let task = Task {
                job: Some(job.id.into()),
                order: Some((*order).into()),
                title: job.title.clone(),
                planned: eta::planned(visit, job.position, &labour),
                clocked: clocked.get(&job.id).copied().unwrap_or_default(),
                ..around.task(visit)?
            };
            tasks.push((authorisation, task));
        }
    }
    Ok(tasks)
}

/// What bookings point at, by its id.
struct Around {
    services: BTreeMap<Uuid, Service>,
    customers: BTreeMap<Uuid, String>,
    vehicles: BTreeMap<Uuid, (String, String)>,
}

impl Around {
    /// Reads what the bookings point at, each table once.
    async fn read(
        scope: &Scope,
        db: &impl ConnectionTrait,
        business: &Business,
        visits: &[booking::Model],
    ) -> Result<Self> {
        let services = visits.iter().map(|row| row.service_id).collect();
        let people: BTreeSet<Uuid> = visits.iter().filter_map(|row| row.customer_id).collect();
        let vehicles: BTreeSet<Uuid> = visits.iter().filter_map(|row| row.vehicle_id).collect();
        let people =
            customer::Entity::of(scope.business).filter(customer::Column::Id.is_in(people)).all(db).await?;
        let vehicles =
            vehicle::Entity::of(scope.business).filter(vehicle::Column::Id.is_in(vehicles)).all(db).await?;
        let name = |row: vehicle::Model| (row.id, (format!("{} {}", row.make, row.model), row.plate));
        Ok(Self {
            services: businesses::services_by_ids(db, business, services).await?,
            customers: people.into_iter().map(|row| (row.id, row.name)).collect(),
            vehicles: vehicles.into_iter().map(name).collect(),
        })
    }

    /// The booking itself as something to do.
    fn task(&self, visit: &booking::Model) -> Result<Task> {
        let service = self.services.get(&visit.service_id).cloned();
        let vehicle = visit.vehicle_id.and_then(|id| self.vehicles.get(&id)).cloned();
        let person = visit.customer_id.and_then(|id| self.customers.get(&id)).cloned();
        let (vehicle, plate) = vehicle.unwrap_or_default();
        Ok(Task {
            job: None,
            order: None,
            booking: visit.id.into(),
            title: String::new(),
            service: service.ok_or_else(|| Error::internal("a job without a service"))?,
            vehicle,
            name: if plate.is_empty() { person.unwrap_or_default() } else { plate },
            status: eta::status(visit)?,
            starts: instant(visit.starts_at),
            planned: eta::length(visit),
            clocked: SignedDuration::ZERO,
        })
    }
}

/// Begins work on what was booked: opens the work order, when that is still to do, and starts its first agreed job.
///
/// # Errors
/// As [`work_orders::open::open`] and [`clocks::start_job`]; `err_work_not_approved` when nothing is agreed to that is
/// still to do.
pub async fn start_booking(scope: &Scope, business: &Business, booking: BookingId) -> Result<()> {
    scope.require(Deed::MoveJobs)?;
    let order = work_orders::open::open(scope, business, booking).await?;
    let order = work_orders::one(scope, business, order).await?;
    let agreed = |job: &&work_orders::Job| job.authorisation == Authorisation::Approved && !job.done;
    match order.jobs.iter().find(agreed) {
        Some(job) => clocks::start_job(scope, business, job.id).await,
        None => Err(Error::with(ErrorKind::Conflict, "err_work_not_approved")),
    }
}
