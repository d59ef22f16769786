//! Canned jobs: what is done often, with its lines, ready to be put on a work order.

use super::{MAX_LINES, TEXT_MAX, TITLE_MAX, edit, held, history::record};
use crate::{Error, Result, Scope, businesses::Business};
use domain::{
    accounts::Deed,
    error::ErrorKind,
    form::FieldError,
    garage::money::{Line, Totals},
    ids::{CannedJobId, WorkOrderId, WorkOrderJobId},
};
use entity::{canned_job, work_order_line};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, EntityTrait as _, IntoActiveModel as _, PaginatorTrait as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _, Set,
};
use uuid::Uuid;

/// Canned jobs of one business.
const MAX: u64 = 300;

/// A canned job.
#[derive(Clone, Debug)]
pub struct CannedJob {
    /// Its id.
    pub id: CannedJobId,
    /// What is done.
    pub title: String,
    /// What the customer should know about it.
    pub note: String,
    /// Its lines.
    pub lines: Vec<Line>,
    /// What it comes to.
    pub totals: Totals,
}

/// What a canned job is made of.
#[derive(Clone, Debug)]
pub struct NewCanned {
    /// What is done.
    pub title: String,
    /// What the customer should know about it.
    pub note: String,
    /// Its lines.
    pub lines: Vec<Line>,
}

/// The business's canned jobs, in its own order.
///
/// # Errors
/// Members who write work orders only.
pub async fn list(scope: &Scope, business: &Business) -> Result<Vec<CannedJob>> {
    scope.require(Deed::WriteOrders)?;
    let db = scope.snapshot().await?;
    let rows = canned_job::Entity::of(scope.business)
        .filter(canned_job::Column::Active.eq(true))
        .order_by_asc(canned_job::Column::Position)
        .order_by_asc(canned_job::Column::Title)
        .limit(MAX)
        .all(&db)
        .await?;
    rows.into_iter().map(|row| read(row, business)).collect()
}

fn read(row: canned_job::Model, business: &Business) -> Result<CannedJob> {
    let lines: Vec<Line> = serde_json::from_str(&row.lines)?;
    let totals = super::price(&lines, &business.terms)?;
    Ok(CannedJob { id: row.id.into(), title: row.title, note: row.note, lines, totals })
}

/// Keeps a job of a work order as a canned job.
///
/// # Errors
/// The owner only; `NotFound`; `err_work_full` when there are too many.
pub async fn keep(
    scope: &Scope,
    business: &Business,
    (id, job): (WorkOrderId, WorkOrderJobId),
) -> Result<CannedJobId> {
    scope.require(Deed::RunBusiness)?;
    let whole = super::one(scope, business, id).await?;
    let job = whole.jobs.into_iter().find(|other| other.id == job);
    let job = job.ok_or_else(|| Error::of(ErrorKind::NotFound))?;
    let lines = job.lines.into_iter().map(|(_, line)| line).collect();
    add(scope, business, &NewCanned { title: job.title, note: job.note, lines }).await
}

/// Adds a canned job.
///
/// # Errors
/// The owner only; `err_required` or `err_too_long` at `title` and `note`; the lines' own bounds; `err_work_full`.
pub async fn add(scope: &Scope, business: &Business, new: &NewCanned) -> Result<CannedJobId> {
    scope.require(Deed::RunBusiness)?;
    let (title, note) =
        (super::text("title", &new.title, TITLE_MAX)?, super::text("note", &new.note, TEXT_MAX)?);
    if title.is_empty() {
        return Err(Error::field(FieldError::new("title", "err_required")));
    }
    super::price(&new.lines, &business.terms)?;
    let tx = scope.begin().await?;
    let there = canned_job::Entity::of(scope.business).count(&tx).await?;
    if there >= MAX || new.lines.len() > MAX_LINES {
        return Err(Error::with(ErrorKind::Conflict, "err_work_full"));
    }
    let id: Uuid = scope.core.new_id();
    let row = canned_job::ActiveModel {
        business_id: Set(scope.business.into()),
        id: Set(id),
        title: Set(title),
        note: Set(note),
        lines: Set(serde_json::to_string(&new.lines)?),
        position: Set(i32::try_from(there).map_err(Error::internal)?),
        active: Set(true),
        created_at: Set(scope.core.now_ms()),
    };
    canned_job::Entity::insert(row).exec_without_returning(&tx).await?;
    tx.commit().await?;
    Ok(id.into())
}

/// Takes a canned job off the list. Work orders that were written with it keep their jobs.
///
/// # Errors
/// The owner only; `NotFound`.
pub async fn retire(scope: &Scope, id: CannedJobId) -> Result<()> {
    scope.require(Deed::RunBusiness)?;
    let tx = scope.begin().await?;
    let row = canned_job::Entity::one(scope.business, id).one(&tx).await?;
    let mut row = row.ok_or_else(|| Error::of(ErrorKind::NotFound))?.into_active_model();
    row.active = Set(false);
    row.update(&tx).await?;
    tx.commit().await?;
    Ok(())
}

/// Puts a canned job on a work order.
///
/// # Errors
/// Members who write work orders only; `NotFound`; `err_work_closed`; `err_work_full`.
pub async fn put(scope: &Scope, id: WorkOrderId, canned: CannedJobId) -> Result<WorkOrderJobId> {
    scope.require(Deed::WriteOrders)?;
    let tx = scope.begin().await?;
    let order = held(scope, &tx, id).await?;
    let row = canned_job::Entity::one(scope.business, canned)
        .filter(canned_job::Column::Active.eq(true))
        .one(&tx)
        .await?
        .ok_or_else(|| Error::of(ErrorKind::NotFound))?;
    let lines: Vec<Line> = serde_json::from_str(&row.lines)?;
    let job = edit::insert_job(scope, &tx, &order, &row.title, &row.note, |job| {
        job.canned_job_id = Set(Some(row.id));
    })
    .await?;
    copy_lines(scope, &tx, job, &lines).await?;
    record(scope, &tx, &order, Some(job), "job_added", ("", &row.title)).await?;
    edit::finish(scope, tx, &order).await?;
    Ok(job)
}

/// Writes `lines` on a new job.
pub(super) async fn copy_lines(
    scope: &Scope,
    tx: &sea_orm::DatabaseTransaction,
    job: WorkOrderJobId,
    lines: &[Line],
) -> Result<()> {
    if lines.is_empty() {
        return Ok(());
    }
    let rows = (0..).zip(lines).map(|(position, line)| edit::new_line(scope, job.into(), position, line));
    work_order_line::Entity::insert_many(rows).exec_without_returning(tx).await?;
    Ok(())
}
