//! Taps on the clock of a job: at once, or later from a phone that had no network.

use super::{apply, finish, hold, job_row, left, order_of, read, refused};
use crate::{
    Error, Result, Scope,
    agenda::notify,
    businesses::Business,
    garage::{board, work_orders},
    messaging::notify::Told,
};
use domain::{
    accounts::Deed,
    error::ErrorKind,
    form::FieldError,
    garage::{board::JobStatus, work_order::Authorisation},
    ids::{AccountId, EditId, WorkOrderJobId},
};
use entity::{clock_tap, work_order_job};
use jiff::{SignedDuration, Timestamp};
use sea_orm::{ConnectionTrait, DatabaseTransaction, EntityTrait as _, Set};
use uuid::Uuid;

/// How late a tap may come. What is older is corrected by hand.
pub const OLDEST: SignedDuration = SignedDuration::from_hours(7 * 24);

/// A tap on a clock.
#[derive(Clone, Copy, Debug)]
pub struct Tap {
    /// The id that the phone gave it: the same id twice is one tap. A tap without one counts as often as it comes.
    pub id: Option<EditId>,
    /// When, by the phone's clock.
    pub at: Timestamp,
}

impl Tap {
    /// A tap at this instant.
    pub fn now(scope: &Scope) -> Self {
        Self { id: None, at: scope.now() }
    }

    /// When it counts: a phone's clock that is ahead would measure what has not come yet.
    fn instant(&self, scope: &Scope) -> Result<Timestamp> {
        if scope.now().duration_since(self.at) > OLDEST {
            let days = OLDEST.as_hours() / 24;
            return Err(Error::field(FieldError::new("", "err_clock_old").arg("days", days)));
        }
        Ok(self.at.min(scope.now()))
    }

    /// Whether it came before.
    async fn is_counted(&self, scope: &Scope, db: &impl ConnectionTrait) -> Result<bool> {
        let Some(id) = self.id else { return Ok(false) };
        match clock_tap::Entity::one(scope.business, id).one(db).await? {
            Some(tap) if Some(tap.account_id) == scope.account().map(Uuid::from) => Ok(true),
            Some(_) => Err(Error::of(ErrorKind::Conflict)),
            None => Ok(false),
        }
    }

    /// Writes down that it came.
    async fn count(&self, scope: &Scope, tx: &DatabaseTransaction, person: AccountId) -> Result<()> {
        let Some(id) = self.id else { return Ok(()) };
        let row = clock_tap::ActiveModel {
            business_id: Set(scope.business.into()),
            id: Set(id.into()),
            account_id: Set(person.into()),
            at: Set(self.at.as_millisecond()),
        };
        clock_tap::Entity::insert(row).exec_without_returning(tx).await?;
        Ok(())
    }
}

/// Begins work on an approved job now: [`start_at`].
///
/// # Errors
/// As [`start_at`].
pub async fn start_job(scope: &Scope, business: &Business, job: WorkOrderJobId) -> Result<()> {
    start_at(scope, business, job, Tap::now(scope)).await
}

/// Begins work on an approved job, ends work on another, and takes the vehicle into work on the board. Starting the job
/// that runs already changes nothing.
///
/// # Errors
/// Members who may move jobs only; `err_work_not_approved` for work that nobody agreed to; `err_work_job_done`;
/// `err_clock_ready` once the vehicle is ready or handed over; `err_work_closed` once it is invoiced; `NotFound` for what
/// is no job of this business. For a tap that comes late `err_clock_old` (`days`), and `err_clock_overlap` or
/// `err_clock_backwards` when something else was clocked after it.
pub async fn start_at(scope: &Scope, business: &Business, job: WorkOrderJobId, tap: Tap) -> Result<()> {
    scope.require(Deed::MoveJobs)?;
    let at = tap.instant(scope)?;
    let tx = scope.begin().await?;
    let order = order_of(scope, &tx, job).await?;
    let order = work_orders::held(scope, &tx, order).await?;
    // The answer to the first may have been lost, and the work may be done by now.
    if tap.is_counted(scope, &tx).await? {
        return Ok(());
    }
    startable(&job_row(scope, &tx, job).await?)?;
    // The vehicle before the clocks: whoever makes it ready stops the clocks of its work, this one too.
    let visit = board::confirmed(scope, &tx, order.booking_id.into()).await?;
    if [JobStatus::Ready, JobStatus::HandedOver].map(JobStatus::as_str).contains(&visit.job_status.as_str()) {
        return Err(Error::with(ErrorKind::Conflict, "err_clock_ready"));
    }
    let person = hold(scope, &tx).await?;
    let known = read(scope, &tx, person, at).await?;
    let steps = known.start_job(job, at).map_err(refused)?;
    tap.count(scope, &tx, person).await?;
    apply(scope, &tx, (person, at), &steps).await?;
    let waits = [JobStatus::Scheduled, JobStatus::CheckedIn].map(JobStatus::as_str);
    let (visit, told) = if waits.contains(&visit.job_status.as_str()) {
        board::move_within(scope, &tx, business, visit, JobStatus::InProgress).await?
    } else {
        (visit, Told::default())
    };
    let before = left(scope, &tx, &known, &steps).await?;
    tx.commit().await?;
    for changed in before.iter().chain([&visit]) {
        notify::changed(scope, changed).await;
    }
    told.publish(scope).await;
    Ok(())
}

/// Ends work on the job that runs, now; the shift goes on.
///
/// # Errors
/// As [`stop_at`].
pub async fn stop_job(scope: &Scope) -> Result<()> {
    stop_at(scope, None, Tap::now(scope)).await
}

/// Ends work on the job that runs; the shift goes on. A tap that means a certain `job` ends no other.
///
/// # Errors
/// Members who may move jobs only; `err_clock_no_job` when none runs, or another than the one that is meant. For a tap
/// that comes late `err_clock_old` (`days`), and `err_clock_backwards` when the job began after it.
pub async fn stop_at(scope: &Scope, job: Option<WorkOrderJobId>, tap: Tap) -> Result<()> {
    scope.require(Deed::MoveJobs)?;
    let at = tap.instant(scope)?;
    let tx = scope.begin().await?;
    let person = hold(scope, &tx).await?;
    if tap.is_counted(scope, &tx).await? {
        return Ok(());
    }
    let known = read(scope, &tx, person, at).await?;
    if job.is_some() && job != known.open_job().map(|(open, _)| open) {
        return Err(Error::with(ErrorKind::Conflict, "err_clock_no_job"));
    }
    let steps = known.stop_job(at).map_err(refused)?;
    tap.count(scope, &tx, person).await?;
    finish(scope, tx, (person, at), &known, &steps).await
}

fn startable(job: &work_order_job::Model) -> Result<()> {
    if Authorisation::parse(&job.authorisation) != Some(Authorisation::Approved) {
        return Err(Error::with(ErrorKind::Conflict, "err_work_not_approved"));
    }
    if job.done_at.is_some() {
        return Err(Error::with(ErrorKind::Conflict, "err_work_job_done"));
    }
    Ok(())
}
