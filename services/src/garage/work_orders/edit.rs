//! Writing on a work order: jobs, lines, the discount, what is done.

use super::{MAX_JOBS, MAX_LINES, TEXT_MAX, TITLE_MAX, authorisation, document, held, history::record, read};
use crate::{Error, Result, Scope, agenda::notify, businesses::Business, garage::clocks};
use domain::{
    accounts::Deed,
    error::ErrorKind,
    form::FieldError,
    garage::{
        money::{self, Line},
        work_order::{Authorisation, Document, after_change},
    },
    ids::{LineId, WorkOrderId, WorkOrderJobId},
};
use entity::{booking, work_order, work_order_job, work_order_line};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, DatabaseTransaction, EntityTrait as _,
    IntoActiveModel as _, ModelTrait as _, PaginatorTrait as _, QueryFilter as _, Set,
};
use uuid::Uuid;

/// Adds a job and returns its id.
///
/// # Errors
/// Members who write work orders only; `err_required` or `err_too_long` at `title`, `err_too_long` at `note`;
/// `err_work_closed` once it is an invoice; `err_work_full`.
pub async fn add_job(scope: &Scope, id: WorkOrderId, title: &str, note: &str) -> Result<WorkOrderJobId> {
    scope.require(Deed::WriteOrders)?;
    let (title, note) = (super::text("title", title, TITLE_MAX)?, super::text("note", note, TEXT_MAX)?);
    if title.is_empty() {
        return Err(Error::field(FieldError::new("title", "err_required")));
    }
    let tx = scope.begin().await?;
    let order = held(scope, &tx, id).await?;
    let job = insert_job(scope, &tx, &order, &title, &note, |_| {}).await?;
    record(scope, &tx, &order, Some(job), "job_added", ("", &title)).await?;
    finish(scope, tx, &order).await?;
    Ok(job)
}

/// Writes a job at the end of `order`; `more` sets what a plain new job has not.
pub(super) async fn insert_job(
    scope: &Scope,
    tx: &DatabaseTransaction,
    order: &work_order::Model,
    title: &str,
    note: &str,
    more: impl FnOnce(&mut work_order_job::ActiveModel),
) -> Result<WorkOrderJobId> {
    let there = work_order_job::Entity::of(scope.business)
        .filter(work_order_job::Column::WorkOrderId.eq(order.id))
        .count(tx)
        .await?;
    if there >= MAX_JOBS as u64 {
        return Err(Error::with(ErrorKind::Conflict, "err_work_full"));
    }
    let id: Uuid = scope.core.new_id();
    let position = i32::try_from(there).map_err(Error::internal)?;
    let mut row = new_job(scope, order, (position, id), title, note);
    more(&mut row);
    work_order_job::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(id.into())
}

/// A job that nobody has asked the customer about.
pub(super) fn new_job(
    scope: &Scope,
    order: &work_order::Model,
    (position, id): (i32, Uuid),
    title: &str,
    note: &str,
) -> work_order_job::ActiveModel {
    work_order_job::ActiveModel {
        business_id: Set(order.business_id),
        id: Set(id),
        work_order_id: Set(order.id),
        position: Set(position),
        title: Set(title.to_owned()),
        note: Set(note.to_owned()),
        canned_job_id: Set(None),
        revived_from: Set(None),
        finding: Set(None),
        authorisation: Set(Authorisation::Draft.as_str().into()),
        asked_at: Set(None),
        decided_at: Set(None),
        decided_how: Set(None),
        decided_by: Set(None),
        decided_price_minor: Set(None),
        recorded_by: Set(None),
        question: Set(None),
        follow_up_at: Set(None),
        followed_up_at: Set(None),
        done_at: Set(None),
        created_at: Set(scope.core.now_ms()),
    }
}

/// Adds a line to a job.
///
/// # Errors
/// As [`add_job`]; the line's own bounds at `quantity`, `unit_price`, `tax`; `err_total_large` when the sum does not fit.
pub async fn add_line(
    scope: &Scope,
    business: &Business,
    (id, job): (WorkOrderId, WorkOrderJobId),
    line: &Line,
) -> Result<()> {
    scope.require(Deed::WriteOrders)?;
    line.check()?;
    let tx = scope.begin().await?;
    let order = held(scope, &tx, id).await?;
    let row = job_of(scope, &tx, &order, job).await?;
    let there = work_order_line::Entity::of(scope.business)
        .filter(work_order_line::Column::JobId.eq(row.id))
        .count(&tx)
        .await?;
    if there >= MAX_LINES as u64 {
        return Err(Error::with(ErrorKind::Conflict, "err_work_full"));
    }
    let position = i32::try_from(there).map_err(Error::internal)?;
    work_order_line::Entity::insert(new_line(scope, row.id, position, line))
        .exec_without_returning(&tx)
        .await?;
    settle(scope, &tx, business, &order, row).await?;
    record(scope, &tx, &order, Some(job), "line_added", ("", &line.description)).await?;
    finish(scope, tx, &order).await
}

pub(super) fn new_line(scope: &Scope, job: Uuid, position: i32, line: &Line) -> work_order_line::ActiveModel {
    work_order_line::ActiveModel {
        business_id: Set(scope.business.into()),
        id: Set(scope.core.new_id()),
        job_id: Set(job),
        position: Set(position),
        kind: Set(line.kind.as_str().into()),
        description: Set(line.description.clone()),
        part_number: Set(line.part_number.clone()),
        quantity_milli: Set(line.quantity.0),
        unit_price_minor: Set(line.unit_price_minor),
        tax_bp: Set(line.tax_bp),
    }
}

/// Replaces a line.
///
/// # Errors
/// As [`add_line`]; `NotFound` for a line that is not of this job.
pub async fn change_line(
    scope: &Scope,
    business: &Business,
    (id, job, line_id): (WorkOrderId, WorkOrderJobId, LineId),
    line: &Line,
) -> Result<()> {
    scope.require(Deed::WriteOrders)?;
    line.check()?;
    let tx = scope.begin().await?;
    let order = held(scope, &tx, id).await?;
    let row = job_of(scope, &tx, &order, job).await?;
    let old = line_of(scope, &tx, &row, line_id).await?;
    let kept =
        work_order_line::ActiveModel { id: Set(old.id), ..new_line(scope, row.id, old.position, line) };
    kept.update(&tx).await?;
    settle(scope, &tx, business, &order, row).await?;
    record(scope, &tx, &order, Some(job), "line_changed", ("", &line.description)).await?;
    finish(scope, tx, &order).await
}

/// Takes a line out.
///
/// # Errors
/// As [`change_line`].
pub async fn remove_line(
    scope: &Scope,
    business: &Business,
    (id, job, line_id): (WorkOrderId, WorkOrderJobId, LineId),
) -> Result<()> {
    scope.require(Deed::WriteOrders)?;
    let tx = scope.begin().await?;
    let order = held(scope, &tx, id).await?;
    let row = job_of(scope, &tx, &order, job).await?;
    let old = line_of(scope, &tx, &row, line_id).await?;
    let description = old.description.clone();
    old.delete(&tx).await?;
    settle(scope, &tx, business, &order, row).await?;
    record(scope, &tx, &order, Some(job), "line_removed", ("", &description)).await?;
    finish(scope, tx, &order).await
}

/// Takes a job out that waits for no answer and has none.
///
/// # Errors
/// Members who write work orders only; `err_work_job_asked`; `err_work_job_clocked` once somebody worked on it; `NotFound`.
pub async fn remove_job(scope: &Scope, id: WorkOrderId, job: WorkOrderJobId) -> Result<()> {
    scope.require(Deed::WriteOrders)?;
    let tx = scope.begin().await?;
    let order = held(scope, &tx, id).await?;
    let row = job_of(scope, &tx, &order, job).await?;
    if authorisation(&row)? != Authorisation::Draft {
        return Err(Error::with(ErrorKind::Conflict, "err_work_job_asked"));
    }
    if !clocks::clocked(scope, &tx, vec![row.id]).await?.is_empty() {
        return Err(Error::with(ErrorKind::Conflict, "err_work_job_clocked"));
    }
    let title = row.title.clone();
    row.delete(&tx).await?;
    record(scope, &tx, &order, None, "job_removed", ("", &title)).await?;
    finish(scope, tx, &order).await
}

/// Marks a job as done, which ends the clocks that run on it, or as not done after all.
///
/// # Errors
/// Members who write work orders only; `err_work_not_approved` for work that nobody agreed to; `NotFound`.
pub async fn set_done(scope: &Scope, id: WorkOrderId, job: WorkOrderJobId, done: bool) -> Result<()> {
    scope.require(Deed::WriteOrders)?;
    let tx = scope.begin().await?;
    let order = held(scope, &tx, id).await?;
    let row = job_of(scope, &tx, &order, job).await?;
    if done && authorisation(&row)? != Authorisation::Approved {
        return Err(Error::with(ErrorKind::Conflict, "err_work_not_approved"));
    }
    if done {
        clocks::end_all_on(scope, &tx, row.id).await?;
    }
    let title = row.title.clone();
    let mut changed = row.into_active_model();
    changed.done_at = Set(done.then(|| scope.core.now_ms()));
    changed.update(&tx).await?;
    record(scope, &tx, &order, Some(job), if done { "job_done" } else { "job_reopened" }, ("", &title))
        .await?;
    finish(scope, tx, &order).await
}

/// Sets what is taken off the whole.
///
/// # Errors
/// Those who may bill only; `err_discount_range` at `discount` when it is negative or more than what it is taken off.
pub async fn set_discount(scope: &Scope, business: &Business, id: WorkOrderId, minor: i64) -> Result<()> {
    scope.require(Deed::Bill)?;
    let tx = scope.begin().await?;
    let order = held(scope, &tx, id).await?;
    let whole = read::whole(scope, &tx, business, order.clone()).await?;
    let counted = whole.jobs.iter().filter(|job| whole.document.counts(job.authorisation));
    money::totals(
        counted.flat_map(|job| job.lines.iter().map(|(_, line)| line)),
        minor,
        business.terms.tax_mode,
    )?;
    let mut changed = order.clone().into_active_model();
    changed.discount_minor = Set(minor);
    changed.update(&tx).await?;
    record(scope, &tx, &order, None, "discount", ("", &minor.to_string())).await?;
    finish(scope, tx, &order).await
}

/// Makes the paper an estimate or a repair order. Issuing an invoice is billing's.
///
/// # Errors
/// Members who write work orders only; the reason why it cannot become that.
pub async fn set_document(scope: &Scope, business: &Business, id: WorkOrderId, to: Document) -> Result<()> {
    scope.require(Deed::WriteOrders)?;
    let tx = scope.begin().await?;
    let order = held(scope, &tx, id).await?;
    if document(&order)? == to {
        return Ok(());
    }
    if to == Document::Invoice {
        return Err(Error::of(ErrorKind::BadRequest));
    }
    let whole = read::whole(scope, &tx, business, order.clone()).await?;
    let states: Vec<Authorisation> = whole.jobs.iter().map(|job| job.authorisation).collect();
    document(&order)?.turn_into(to, &states).map_err(super::refused)?;
    let mut changed = order.clone().into_active_model();
    changed.document = Set(to.as_str().into());
    changed.update(&tx).await?;
    record(scope, &tx, &order, None, "document", ("", to.as_str())).await?;
    finish(scope, tx, &order).await
}

/// Works out what a job comes to after its lines changed. A new price takes the question or the answer back.
pub(super) async fn settle(
    scope: &Scope,
    tx: &DatabaseTransaction,
    business: &Business,
    order: &work_order::Model,
    row: work_order_job::Model,
) -> Result<()> {
    let lines = read::lines_of(scope, tx, vec![row.id]).await?.remove(&row.id).unwrap_or_default();
    let lines: Vec<Line> = lines.into_iter().map(|(_, line)| line).collect();
    let new_price = super::price(&lines, &business.terms)?.gross;
    let before = authorisation(&row)?;
    let after = after_change(before, row.decided_price_minor, new_price);
    if before == after {
        return Ok(());
    }
    let (id, agreed) = (row.id, row.decided_price_minor.unwrap_or_default());
    let mut changed = row.into_active_model();
    changed.authorisation = Set(after.as_str().into());
    changed.asked_at = Set(None);
    changed.decided_at = Set(None);
    changed.decided_how = Set(None);
    changed.decided_by = Set(None);
    changed.decided_price_minor = Set(None);
    changed.recorded_by = Set(None);
    changed.follow_up_at = Set(None);
    changed.update(tx).await?;
    // What was agreed before stays readable in the history.
    let detail = format!("{} {agreed} {new_price}", before.as_str());
    record(scope, tx, order, Some(id.into()), "authorisation_reset", ("", &detail)).await
}

/// The job of this very work order.
pub(super) async fn job_of(
    scope: &Scope,
    db: &impl ConnectionTrait,
    order: &work_order::Model,
    job: WorkOrderJobId,
) -> Result<work_order_job::Model> {
    work_order_job::Entity::one(scope.business, job)
        .filter(work_order_job::Column::WorkOrderId.eq(order.id))
        .one(db)
        .await?
        .ok_or_else(|| Error::of(ErrorKind::NotFound))
}

async fn line_of(
    scope: &Scope,
    db: &impl ConnectionTrait,
    job: &work_order_job::Model,
    line: LineId,
) -> Result<work_order_line::Model> {
    work_order_line::Entity::one(scope.business, line)
        .filter(work_order_line::Column::JobId.eq(job.id))
        .one(db)
        .await?
        .ok_or_else(|| Error::of(ErrorKind::NotFound))
}

/// Commits, and tells open pages of the booking.
pub(super) async fn finish(scope: &Scope, tx: DatabaseTransaction, order: &work_order::Model) -> Result<()> {
    let visit = booking::Entity::one(scope.business, order.booking_id.into()).one(&tx).await?;
    tx.commit().await?;
    if let Some(visit) = visit {
        notify::changed(scope, &visit).await;
    }
    Ok(())
}
