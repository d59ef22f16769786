//! When jobs will be done: reads what the rule of `domain::garage::eta` needs for all of them at once.

use super::{clocks, parts, work_orders};
use crate::{Error, Result, Scope, businesses::Business, core::instant};
use domain::{
    agenda::{BookingState, OpeningHours},
    garage::{
        board::JobStatus,
        eta::{self as rules, Ahead, Schedule, Task, Work},
        money::LineKind,
        work_order::Authorisation,
    },
};
use entity::{booking, resource, work_order, work_order_job};
use jiff::{SignedDuration, Timestamp};
use sea_orm::{ColumnTrait as _, Condition, ConnectionTrait, QueryFilter as _, QueryOrder as _};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Thousandths of an hour in milliseconds.
const MILLIS_PER_MILLI_HOUR: i64 = 3_600;

/// The labour of what was booked at a flat price: one piece, which takes as long as the booking.
const FLAT: i64 = 1_000;

/// Where technicians have their hands on a vehicle, or will have.
const ACTIVE: [JobStatus; 3] = [JobStatus::Scheduled, JobStatus::CheckedIn, JobStatus::InProgress];

/// When the work of each of these bookings will be done, by the booking's id; without an entry when nobody can know. The
/// number of queries does not depend on the number of bookings.
pub(crate) async fn of(
    scope: &Scope,
    db: &impl ConnectionTrait,
    business: &Business,
    rows: &[booking::Model],
) -> Result<BTreeMap<Uuid, Timestamp>> {
    let rows: Vec<&booking::Model> =
        rows.iter().filter(|row| row.state == BookingState::Confirmed.as_str()).collect();
    if rows.is_empty() {
        return Ok(BTreeMap::new());
    }
    let queue = queue(scope, db, business, &rows).await?;
    let known: BTreeMap<Uuid, &booking::Model> =
        queue.iter().chain(rows.iter().copied()).map(|row| (row.id, row)).collect();
    let tasks = tasks(scope, db, &known).await?;
    let shifts = shifts(scope, db, &rows).await?;
    let arrivals = parts::arrivals(scope, db, business, &rows).await?;
    let mut found = BTreeMap::new();
    for row in rows {
        let ahead = ahead(scope, row, &queue, &tasks)?;
        let schedule = shifts.get(&row.worker_id).map(|shifts| Schedule {
            hours: &business.hours,
            shifts,
            tz: &business.zone,
        });
        let work = Work {
            status: status(row)?,
            now: scope.now(),
            not_before: instant(row.starts_at),
            tasks: tasks.get(&row.id).map(Vec::as_slice).unwrap_or_default(),
            ahead: &ahead,
            parts_at: arrivals.get(&row.id).copied(),
            schedule,
        };
        if let Some(done) = rules::eta(&work) {
            found.insert(row.id, done);
        }
    }
    Ok(found)
}

/// What the same people have to do before the last of `rows`: today's bookings, and what stands in the house.
async fn queue(
    scope: &Scope,
    db: &impl ConnectionTrait,
    business: &Business,
    rows: &[&booking::Model],
) -> Result<Vec<booking::Model>> {
    let today = domain::time::local(scope.now(), &business.zone).date();
    let (midnight, _) = domain::time::day(today, &business.zone);
    let workers: BTreeSet<Uuid> = rows.iter().map(|row| row.worker_id).collect();
    let until = rows.iter().map(|row| row.starts_at).max().unwrap_or_default();
    // Who did not come on an earlier day holds nobody up.
    let here = Condition::any()
        .add(booking::Column::StartsAt.gte(midnight.as_millisecond()))
        .add(booking::Column::JobStatus.ne(JobStatus::Scheduled.as_str()));
    Ok(booking::Entity::of(scope.business)
        .filter(booking::Column::State.eq(BookingState::Confirmed.as_str()))
        .filter(booking::Column::JobStatus.is_in(ACTIVE.map(JobStatus::as_str)))
        .filter(booking::Column::WorkerId.is_in(workers))
        .filter(
            Condition::any()
                .add(booking::Column::StartsAt.lte(until))
                .add(booking::Column::JobStatus.eq(JobStatus::InProgress.as_str())),
        )
        .filter(here)
        .order_by_asc(booking::Column::StartsAt)
        .order_by_asc(booking::Column::Id)
        .all(db)
        .await?)
}

/// What the person of `row` does first: what they are at, then what was booked for an earlier time. Work in progress waits
/// for nothing.
fn ahead(
    scope: &Scope,
    row: &booking::Model,
    queue: &[booking::Model],
    tasks: &BTreeMap<Uuid, Vec<Task>>,
) -> Result<Vec<Ahead>> {
    if status(row)? == JobStatus::InProgress {
        return Ok(Vec::new());
    }
    let mut ahead = Vec::new();
    for other in queue.iter().filter(|other| other.worker_id == row.worker_id && other.id != row.id) {
        let status = status(other)?;
        let at_it = status == JobStatus::InProgress;
        if at_it || (other.starts_at, other.id) < (row.starts_at, row.id) {
            let tasks = tasks.get(&other.id).map(Vec::as_slice).unwrap_or_default();
            let not_before = if at_it { scope.now() } else { instant(other.starts_at) };
            ahead.push((!at_it, Ahead { not_before, remaining: rules::remaining(tasks, status).time }));
        }
    }
    // The queue is in the order of the bookings already.
    ahead.sort_by_key(|(later, _)| *later);
    Ok(ahead.into_iter().map(|(_, ahead)| ahead).collect())
}

/// The work of these bookings: the approved jobs of their work orders with what was clocked, or one task as long as the
/// booking where nothing is known.
async fn tasks(
    scope: &Scope,
    db: &impl ConnectionTrait,
    rows: &BTreeMap<Uuid, &booking::Model>,
) -> Result<BTreeMap<Uuid, Vec<Task>>> {
    let orders: BTreeMap<Uuid, Uuid> = work_order::Entity::of(scope.business)
        .filter(work_order::Column::BookingId.is_in(rows.keys().copied()))
        .all(db)
        .await?
        .into_iter()
        .map(|order| (order.id, order.booking_id))
        .collect();
    let jobs = work_order_job::Entity::of(scope.business)
        .filter(work_order_job::Column::WorkOrderId.is_in(orders.keys().copied()))
        .filter(work_order_job::Column::Authorisation.eq(Authorisation::Approved.as_str()))
        .order_by_asc(work_order_job::Column::Position)
        .all(db)
        .await?;
    let ids: Vec<Uuid> = jobs.iter().map(|job| job.id).collect();
    let labour = labour(scope, db, ids.clone()).await?;
    let clocks = clocks::clocked(scope, db, ids).await?;
    let clocked = domain::garage::clocks::totals(
        clocks.iter().map(|row| (row.work_order_job_id, clocks::stretch(row))),
        scope.now(),
    );
    let mut found: BTreeMap<Uuid, Vec<Task>> = BTreeMap::new();
    for job in jobs {
        let Some(row) = orders.get(&job.work_order_id).and_then(|id| rows.get(id)) else { continue };
        let labour = labour.get(&job.id).map(Vec::as_slice).unwrap_or_default();
        found.entry(row.id).or_default().push(Task {
            planned: planned(row, job.position, labour),
            clocked: clocked.get(&job.id).copied().unwrap_or_default(),
            done: job.done_at.is_some(),
        });
    }
    for (id, row) in rows {
        let planned = found.remove(id).unwrap_or_default();
        found.insert(*id, known(scope, row, planned)?);
    }
    Ok(found)
}

/// `tasks`, or the booking as one where they tell nothing. Where nobody clocks, work counts from when it began.
fn known(scope: &Scope, row: &booking::Model, tasks: Vec<Task>) -> Result<Vec<Task>> {
    let began = match status(row)? {
        JobStatus::InProgress => scope.now().duration_since(instant(row.job_since)).max(SignedDuration::ZERO),
        _ => SignedDuration::ZERO,
    };
    if tasks.iter().all(|task| task.planned.is_zero()) {
        return Ok(vec![Task { planned: length(row), clocked: began, done: false }]);
    }
    if tasks.iter().any(|task| task.clocked.is_positive()) {
        return Ok(tasks);
    }
    let open = tasks.iter().filter(|task| !task.done).map(|task| task.planned);
    let planned = open.fold(SignedDuration::ZERO, |a, b| a.saturating_add(b));
    Ok(vec![Task { planned, clocked: began, done: planned.is_zero() }])
}

/// The labour of these jobs, in thousandths of an hour.
async fn labour(
    scope: &Scope,
    db: &impl ConnectionTrait,
    jobs: Vec<Uuid>,
) -> Result<BTreeMap<Uuid, Vec<i64>>> {
    let lines = work_orders::lines_of(scope, db, jobs).await?;
    Ok(lines
        .into_iter()
        .map(|(job, lines)| {
            let labour = lines.into_iter().map(|(_, line)| line).filter(|line| line.kind == LineKind::Labour);
            (job, labour.map(|line| line.quantity.0).collect())
        })
        .collect())
}

/// How long the job at `position` of the booking's work order takes, by its lines of labour in thousandths of an hour.
pub(super) fn planned(visit: &booking::Model, position: i32, labour: &[i64]) -> SignedDuration {
    if position == 0 && labour == [FLAT] {
        return length(visit);
    }
    let milli = labour.iter().fold(0_i64, |sum, milli| sum.saturating_add(*milli));
    SignedDuration::from_millis(milli.saturating_mul(MILLIS_PER_MILLI_HOUR))
}

/// How long the booking was to take.
pub(super) fn length(row: &booking::Model) -> SignedDuration {
    SignedDuration::from_millis(row.ends_at.saturating_sub(row.starts_at).max(0))
}

async fn shifts(
    scope: &Scope,
    db: &impl ConnectionTrait,
    rows: &[&booking::Model],
) -> Result<BTreeMap<Uuid, OpeningHours>> {
    let workers: BTreeSet<Uuid> = rows.iter().map(|row| row.worker_id).collect();
    let found =
        resource::Entity::of(scope.business).filter(resource::Column::Id.is_in(workers)).all(db).await?;
    found.into_iter().map(|row| Ok((row.id, serde_json::from_str(&row.shifts)?))).collect()
}

/// Where the job of a booking stands.
pub(super) fn status(row: &booking::Model) -> Result<JobStatus> {
    JobStatus::parse(&row.job_status)
        .ok_or_else(|| Error::internal(format_args!("unknown job status {}", row.job_status)))
}
