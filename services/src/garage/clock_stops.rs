//! Stopping the clocks that run on a vehicle which leaves the workshop.

use super::clocks;
use crate::{Result, Scope, agenda::record};
use entity::{booking, job_clock, work_order, work_order_job};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, DatabaseTransaction, IntoActiveModel as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, Set,
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Ends everybody's work on the jobs of `visit`, which `tx` holds: it is ready, or its customer has it back. Who worked
/// keeps the time, and the history of the visit tells whose clock was stopped on which job.
pub(super) async fn stop_all(scope: &Scope, tx: &DatabaseTransaction, visit: &booking::Model) -> Result<()> {
    let orders = work_order::Entity::of(scope.business)
        .filter(work_order::Column::BookingId.eq(visit.id))
        .select_only()
        .column(work_order::Column::Id)
        .into_tuple::<Uuid>()
        .all(tx)
        .await?;
    let jobs: BTreeMap<Uuid, String> = work_order_job::Entity::of(scope.business)
        .filter(work_order_job::Column::WorkOrderId.is_in(orders))
        .all(tx)
        .await?
        .into_iter()
        .map(|job| (job.id, job.title))
        .collect();
    let running = job_clock::Entity::of(scope.business)
        .filter(job_clock::Column::WorkOrderJobId.is_in(jobs.keys().copied()))
        .filter(job_clock::Column::EndedAt.is_null())
        .order_by_asc(job_clock::Column::Id)
        .lock_exclusive()
        .all(tx)
        .await?;
    let names = clocks::names(tx, running.iter().map(|row| row.account_id).collect()).await?;
    for row in running {
        let person = names.get(&row.account_id).map(String::as_str).unwrap_or_default();
        let job = jobs.get(&row.work_order_job_id).map(String::as_str).unwrap_or_default();
        record(scope, tx, visit.id.into(), "clock_stopped", &format!("{person} · {job}")).await?;
        // A clock that began on a machine which ran ahead has measured nothing.
        let ended = scope.core.now_ms().max(row.began_at);
        let mut changed = row.into_active_model();
        changed.ended_at = Set(Some(ended));
        changed.update(tx).await?;
    }
    Ok(())
}
