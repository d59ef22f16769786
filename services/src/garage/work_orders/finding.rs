//! Findings of an inspection that become jobs.

use super::{TEXT_MAX, TITLE_MAX, edit, held, history::record};
use crate::{Result, Scope};
use domain::{
    accounts::Deed,
    ids::{WorkOrderId, WorkOrderJobId},
};
use entity::work_order_job;
use sea_orm::{ColumnTrait as _, QueryFilter as _, Set};

/// Adds the job that mends what was found, and returns its id. `finding` says where it was found; a finding has one job,
/// so asking again finds that one. Titles and notes that are too long for a job are cut.
///
/// # Errors
/// Members who write work orders only; `err_work_closed` once it is an invoice; `err_work_full`; `NotFound`.
pub async fn make_job(
    scope: &Scope,
    id: WorkOrderId,
    finding: &str,
    (title, note): (&str, &str),
) -> Result<WorkOrderJobId> {
    scope.require(Deed::WriteOrders)?;
    let tx = scope.begin().await?;
    let order = held(scope, &tx, id).await?;
    let known = work_order_job::Entity::of(scope.business)
        .filter(work_order_job::Column::WorkOrderId.eq(order.id))
        .filter(work_order_job::Column::Finding.eq(finding))
        .one(&tx)
        .await?;
    if let Some(known) = known {
        return Ok(known.id.into());
    }
    let cut = |text: &str, max: usize| text.trim().chars().take(max).collect::<String>();
    let (title, note) = (cut(title, TITLE_MAX), cut(note, TEXT_MAX));
    let more = |row: &mut work_order_job::ActiveModel| row.finding = Set(Some(finding.to_owned()));
    let job = edit::insert_job(scope, &tx, &order, &title, &note, more).await?;
    record(scope, &tx, &order, Some(job), "job_added", ("", &title)).await?;
    edit::finish(scope, tx, &order).await?;
    Ok(job)
}
