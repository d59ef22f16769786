//! Clocks: when people were at work, and on which job.
//!
//! Rules are in `domain::garage::clocks`. Whoever starts or stops a clock waits for their own other taps (the row of their
//! membership is held), and behind that the database refuses a second open clock.

mod taps;

pub use taps::{OLDEST, Tap, start_at, start_job, stop_at, stop_job};

use crate::{Error, Result, Scope, agenda::notify, core::instant};
use domain::{
    accounts::Deed,
    agenda::BookingState,
    error::ErrorKind,
    garage::{
        board::JobStatus,
        clocks::{self as rules, Clocks, Step, Stretch},
    },
    ids::{AccountId, BookingId, WorkOrderId, WorkOrderJobId},
};
use entity::{
    account, booking, booking_event, job_clock, membership, shift_clock, work_order, work_order_job,
};
use jiff::{SignedDuration, Timestamp};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, Set, sea_query::Expr,
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// What was clocked on a job by one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Total {
    /// Which job.
    pub job: WorkOrderJobId,
    /// What the job is called.
    pub title: String,
    /// The person's name.
    pub person: String,
    /// How long, the running clock included.
    pub time: SignedDuration,
}

/// Begins the shift of who asks.
///
/// # Errors
/// Members who may move jobs only; `err_clock_shift_open` when it has begun already.
pub async fn clock_in(scope: &Scope) -> Result<()> {
    let (tx, person, known) = held(scope).await?;
    let steps = known.start_shift(scope.now()).map_err(refused)?;
    apply(scope, &tx, (person, scope.now()), &steps).await?;
    tx.commit().await?;
    Ok(())
}

/// Ends the shift of who asks, and the job that they work on.
///
/// # Errors
/// Members who may move jobs only; `err_clock_no_shift` when none has begun.
pub async fn clock_out(scope: &Scope) -> Result<()> {
    let (tx, person, known) = held(scope).await?;
    let steps = known.end_shift(scope.now()).map_err(refused)?;
    finish(scope, tx, (person, scope.now()), &known, &steps).await
}

/// The job that who asks works on, and since when.
///
/// # Errors
/// Members who may move jobs only.
pub async fn running(scope: &Scope) -> Result<Option<(WorkOrderJobId, Timestamp)>> {
    scope.require(Deed::MoveJobs)?;
    let person = scope.account().ok_or_else(|| Error::of(ErrorKind::SignedOut))?;
    Ok(read(scope, &scope.snapshot().await?, person, scope.now()).await?.open_job())
}

/// Ends everybody's work on `job` within `tx`, because it is done. Who worked on it keeps the time.
pub(super) async fn end_all_on(scope: &Scope, tx: &DatabaseTransaction, job: Uuid) -> Result<()> {
    job_clock::Entity::update_many()
        .col_expr(job_clock::Column::EndedAt, Expr::value(scope.core.now_ms()))
        .filter(job_clock::Column::BusinessId.eq(Uuid::from(scope.business)))
        .filter(job_clock::Column::WorkOrderJobId.eq(job))
        .filter(job_clock::Column::EndedAt.is_null())
        .filter(job_clock::Column::BeganAt.lte(scope.core.now_ms()))
        .exec(tx)
        .await?;
    Ok(())
}

/// What was clocked on the work order of a booking, by job and person, the jobs in order.
///
/// # Errors
/// Members who may see the board only.
pub async fn totals(scope: &Scope, booking: BookingId) -> Result<Vec<Total>> {
    scope.require(Deed::SeeBoard)?;
    let db = scope.snapshot().await?;
    let orders = work_order::Entity::of(scope.business)
        .filter(work_order::Column::BookingId.eq(Uuid::from(booking)))
        .select_only()
        .column(work_order::Column::Id)
        .into_tuple::<Uuid>()
        .all(&db)
        .await?;
    let jobs = work_order_job::Entity::of(scope.business)
        .filter(work_order_job::Column::WorkOrderId.is_in(orders))
        .order_by_asc(work_order_job::Column::Position)
        .all(&db)
        .await?;
    let rows = clocked(scope, &db, jobs.iter().map(|job| job.id).collect()).await?;
    let sums = rules::totals(
        rows.iter().map(|row| ((row.work_order_job_id, row.account_id), stretch(row))),
        scope.now(),
    );
    let names = names(&db, rows.iter().map(|row| row.account_id).collect()).await?;
    let of_job = |job: &work_order_job::Model| {
        let of_this = sums.iter().filter(|((id, _), _)| *id == job.id);
        of_this
            .map(|((_, person), time)| Total {
                job: job.id.into(),
                title: job.title.clone(),
                person: names.get(person).cloned().unwrap_or_default(),
                time: *time,
            })
            .collect::<Vec<_>>()
    };
    Ok(jobs.iter().flat_map(of_job).collect())
}

/// How long a job of the board stood in each status, since it was confirmed.
///
/// # Errors
/// Members who may see the board only; `NotFound` for what is no job of this business.
pub async fn time_in_status(scope: &Scope, id: BookingId) -> Result<BTreeMap<JobStatus, SignedDuration>> {
    scope.require(Deed::SeeBoard)?;
    let db = scope.snapshot().await?;
    let row = booking::Entity::one(scope.business, id)
        .filter(booking::Column::State.eq(BookingState::Confirmed.as_str()))
        .one(&db)
        .await?
        .ok_or_else(|| Error::of(ErrorKind::NotFound))?;
    let moves = booking_event::Entity::of(scope.business)
        .filter(booking_event::Column::BookingId.eq(row.id))
        .filter(booking_event::Column::Kind.eq("status"))
        .all(&db)
        .await?;
    let moved = moves.iter().filter_map(|event| {
        let (_, to) = event.detail.split_once(' ')?;
        Some((instant(event.at), JobStatus::parse(to)?))
    });
    let changes: Vec<(Timestamp, JobStatus)> =
        [(instant(row.created_at), JobStatus::Scheduled)].into_iter().chain(moved).collect();
    Ok(rules::time_in_status(&changes, scope.now()))
}

/// The clocks of these jobs, in one query.
pub(super) async fn clocked(
    scope: &Scope,
    db: &impl ConnectionTrait,
    jobs: Vec<Uuid>,
) -> Result<Vec<job_clock::Model>> {
    Ok(job_clock::Entity::of(scope.business)
        .filter(job_clock::Column::WorkOrderJobId.is_in(jobs))
        .all(db)
        .await?)
}

/// The time of a row.
pub(super) fn stretch(row: &job_clock::Model) -> Stretch {
    Stretch { from: instant(row.began_at), to: row.ended_at.map(instant) }
}

/// The clocks of `person` that can still matter at `at`: those that run, and those that ended after it, which happens
/// when a tap comes late or a clock was set back.
pub(super) async fn read(
    scope: &Scope,
    db: &impl ConnectionTrait,
    person: AccountId,
    at: Timestamp,
) -> Result<Clocks> {
    let (person, at) = (Uuid::from(person), at.as_millisecond());
    let shifts = shift_clock::Entity::of(scope.business)
        .filter(shift_clock::Column::AccountId.eq(person))
        .filter(
            Condition::any()
                .add(shift_clock::Column::EndedAt.is_null())
                .add(shift_clock::Column::EndedAt.gt(at)),
        )
        .all(db)
        .await?;
    let jobs = job_clock::Entity::of(scope.business)
        .filter(job_clock::Column::AccountId.eq(person))
        .filter(
            Condition::any().add(job_clock::Column::EndedAt.is_null()).add(job_clock::Column::EndedAt.gt(at)),
        )
        .all(db)
        .await?;
    let shift =
        |row: &shift_clock::Model| Stretch { from: instant(row.began_at), to: row.ended_at.map(instant) };
    Ok(Clocks {
        shifts: shifts.iter().map(shift).collect(),
        jobs: jobs.iter().map(|row| (row.work_order_job_id.into(), stretch(row))).collect(),
    })
}

/// A transaction that holds the clocks of who asks, and what they show.
async fn held(scope: &Scope) -> Result<(DatabaseTransaction, AccountId, Clocks)> {
    scope.require(Deed::MoveJobs)?;
    let tx = scope.begin().await?;
    let person = hold(scope, &tx).await?;
    let known = read(scope, &tx, person, scope.now()).await?;
    Ok((tx, person, known))
}

/// Keeps other taps of who asks waiting until `tx` ends.
async fn hold(scope: &Scope, tx: &DatabaseTransaction) -> Result<AccountId> {
    let person = scope.account().ok_or_else(|| Error::of(ErrorKind::SignedOut))?;
    membership::Entity::one(scope.business, person)
        .lock_exclusive()
        .one(tx)
        .await?
        .ok_or_else(|| Error::of(ErrorKind::SignedOut))?;
    Ok(person)
}

/// Writes down what a rule answered for a person at an instant.
async fn apply(
    scope: &Scope,
    tx: &DatabaseTransaction,
    (person, at): (AccountId, Timestamp),
    steps: &[Step],
) -> Result<()> {
    let (business, id, person) = (Uuid::from(scope.business), scope.core.new_id(), Uuid::from(person));
    let at = at.as_millisecond();
    for step in steps {
        match step {
            Step::ShiftStarts => {
                let row = shift_clock::ActiveModel {
                    business_id: Set(business),
                    id: Set(id),
                    account_id: Set(person),
                    began_at: Set(at),
                    ended_at: Set(None),
                };
                shift_clock::Entity::insert(row).exec_without_returning(tx).await?;
            }
            Step::JobStarts(job) => {
                let row = job_clock::ActiveModel {
                    business_id: Set(business),
                    id: Set(id),
                    account_id: Set(person),
                    work_order_job_id: Set((*job).into()),
                    began_at: Set(at),
                    ended_at: Set(None),
                };
                job_clock::Entity::insert(row).exec_without_returning(tx).await?;
            }
            Step::ShiftEnds => {
                shift_clock::Entity::update_many()
                    .col_expr(shift_clock::Column::EndedAt, Expr::value(at))
                    .filter(shift_clock::Column::BusinessId.eq(business))
                    .filter(shift_clock::Column::AccountId.eq(person))
                    .filter(shift_clock::Column::EndedAt.is_null())
                    .exec(tx)
                    .await?;
            }
            Step::JobEnds(_) => {
                job_clock::Entity::update_many()
                    .col_expr(job_clock::Column::EndedAt, Expr::value(at))
                    .filter(job_clock::Column::BusinessId.eq(business))
                    .filter(job_clock::Column::AccountId.eq(person))
                    .filter(job_clock::Column::EndedAt.is_null())
                    .exec(tx)
                    .await?;
            }
        }
    }
    Ok(())
}

/// Writes down `steps`, commits, and tells open pages of the job that was left.
async fn finish(
    scope: &Scope,
    tx: DatabaseTransaction,
    whose: (AccountId, Timestamp),
    known: &Clocks,
    steps: &[Step],
) -> Result<()> {
    apply(scope, &tx, whose, steps).await?;
    let before = left(scope, &tx, known, steps).await?;
    tx.commit().await?;
    if let Some(visit) = before {
        notify::changed(scope, &visit).await;
    }
    Ok(())
}

/// The booking of the job that `steps` end, whose pages show its clock.
async fn left(
    scope: &Scope,
    db: &impl ConnectionTrait,
    known: &Clocks,
    steps: &[Step],
) -> Result<Option<booking::Model>> {
    let ended = known.open_job().filter(|(job, _)| steps.contains(&Step::JobEnds(*job)));
    let Some((job, _)) = ended else { return Ok(None) };
    let order = order_of(scope, db, job).await?;
    let Some(order) = work_order::Entity::one(scope.business, order).one(db).await? else { return Ok(None) };
    Ok(booking::Entity::one(scope.business, order.booking_id.into()).one(db).await?)
}

async fn job_row(
    scope: &Scope,
    db: &impl ConnectionTrait,
    job: WorkOrderJobId,
) -> Result<work_order_job::Model> {
    let row = work_order_job::Entity::one(scope.business, job).one(db).await?;
    row.ok_or_else(|| Error::of(ErrorKind::NotFound))
}

async fn order_of(scope: &Scope, db: &impl ConnectionTrait, job: WorkOrderJobId) -> Result<WorkOrderId> {
    Ok(job_row(scope, db, job).await?.work_order_id.into())
}

/// The names of these people.
pub(super) async fn names(db: &impl ConnectionTrait, people: Vec<Uuid>) -> Result<BTreeMap<Uuid, String>> {
    let rows = account::Entity::find().filter(account::Column::Id.is_in(people)).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}

fn refused(error: domain::form::FieldError) -> Error {
    Error::with(ErrorKind::Conflict, &error.key)
}
