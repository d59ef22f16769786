//! Moving jobs on the board, and noting what was found.

use super::{clock_stops, parts};
use crate::{
    Error, Result, Scope,
    agenda::{notify, record},
    businesses::{self, Business},
    mails::News,
    messaging::notify::Told,
};
use domain::{
    accounts::Deed,
    agenda::BookingState,
    error::ErrorKind,
    form::FieldError,
    garage::board::{JobStatus, can_move},
    ids::BookingId,
};
use entity::booking::{self, Column, Entity};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, DatabaseTransaction, IntoActiveModel as _, QueryFilter as _,
    QuerySelect as _, Set,
};

/// The longest note, in characters.
pub const NOTE_MAX: usize = 2_000;

/// Moves a job `from` one status `to` another. The customer's page and every board see it at once; a car that is ready
/// is also told to its customer. Nobody works on what is ready or handed over: clocks that still run on it stop.
///
/// # Errors
/// Members who may move jobs only; `err_job_moved` when it is no longer where the mover saw it; `err_job_move` when the
/// board has no such move; `NotFound` for what is no job of this business.
pub async fn move_job(
    scope: &Scope,
    business: &Business,
    id: BookingId,
    from: JobStatus,
    to: JobStatus,
) -> Result<()> {
    scope.require(Deed::MoveJobs)?;
    let tx = scope.begin().await?;
    let row = confirmed(scope, &tx, id).await?;
    if row.job_status == to.as_str() {
        return Ok(());
    }
    if row.job_status != from.as_str() {
        return Err(Error::with(ErrorKind::Conflict, "err_job_moved"));
    }
    let (moved, told) = move_within(scope, &tx, business, row, to).await?;
    tx.commit().await?;
    notify::changed(scope, &moved).await;
    told.publish(scope).await;
    Ok(())
}

/// Tells the customer of `row` that the work is done.
async fn tell_ready(
    scope: &Scope,
    tx: &DatabaseTransaction,
    business: &Business,
    row: &booking::Model,
) -> Result<Told> {
    let service = businesses::service_by_id(tx, business, row.service_id.into()).await?;
    notify::tell(scope, tx, notify::Happened { business, row, service: &service, news: News::Ready }).await
}

/// Moves the job of `row`, which `tx` holds, to another status, with everything that belongs to a move. The caller tells
/// open pages once `tx` is through.
pub(super) async fn move_within(
    scope: &Scope,
    tx: &DatabaseTransaction,
    business: &Business,
    row: booking::Model,
    to: JobStatus,
) -> Result<(booking::Model, Told)> {
    let from = JobStatus::parse(&row.job_status)
        .ok_or_else(|| Error::internal(format_args!("unknown job status {}", row.job_status)))?;
    if !can_move(from, to) {
        return Err(Error::with(ErrorKind::Conflict, "err_job_move"));
    }
    let mut changed = row.into_active_model();
    changed.job_status = Set(to.as_str().into());
    changed.job_since = Set(scope.core.now_ms());
    let moved = changed.update(tx).await?;
    record(scope, tx, moved.id.into(), "status", &format!("{} {}", from.as_str(), to.as_str())).await?;
    if from == JobStatus::WaitingParts {
        parts::forget(scope, tx, &moved).await?;
    }
    if matches!(to, JobStatus::Ready | JobStatus::HandedOver) {
        clock_stops::stop_all(scope, tx, &moved).await?;
    }
    let told = match to {
        JobStatus::Ready => tell_ready(scope, tx, business, &moved).await?,
        _ => Told::default(),
    };
    Ok((moved, told))
}

/// Adds a note to a job's history.
///
/// # Errors
/// Members who may move jobs only; `err_required` or `err_too_long` at the field `note`; `NotFound`.
pub async fn add_note(scope: &Scope, id: BookingId, text: &str) -> Result<()> {
    scope.require(Deed::MoveJobs)?;
    let text = text.trim();
    if text.is_empty() {
        return Err(Error::field(FieldError::new("note", "err_required")));
    }
    if text.chars().count() > NOTE_MAX {
        return Err(Error::field(FieldError::new("note", "err_too_long").arg("max", NOTE_MAX)));
    }
    let tx = scope.begin().await?;
    let row = confirmed(scope, &tx, id).await?;
    record(scope, &tx, id, "note", text).await?;
    tx.commit().await?;
    notify::changed(scope, &row).await;
    Ok(())
}

/// The job's row, held until the transaction ends.
pub(super) async fn confirmed(
    scope: &Scope,
    tx: &DatabaseTransaction,
    id: BookingId,
) -> Result<booking::Model> {
    Entity::one(scope.business, id)
        .filter(Column::State.eq(BookingState::Confirmed.as_str()))
        .lock_exclusive()
        .one(tx)
        .await?
        .ok_or_else(|| Error::of(ErrorKind::NotFound))
}
