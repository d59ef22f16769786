//! The history of a work order: what happened, to which job, and who did it. It only grows.

use crate::{Error, Result, Scope};
use domain::{error::ErrorKind, ids::WorkOrderJobId};
use entity::{account, work_order, work_order_event};
use sea_orm::{ActiveModelTrait as _, DatabaseTransaction, EntityTrait as _, IntoActiveModel as _, Set};

/// Writes one line of the history of `order` within `tx`, and counts the change.
pub(crate) async fn record(
    scope: &Scope,
    tx: &DatabaseTransaction,
    order: &work_order::Model,
    job: Option<WorkOrderJobId>,
    kind: &str,
    (by, detail): (&str, &str),
) -> Result<()> {
    let line = work_order_event::ActiveModel {
        business_id: Set(scope.business.into()),
        id: Set(scope.core.new_id()),
        work_order_id: Set(order.id),
        job_id: Set(job.map(Into::into)),
        kind: Set(kind.into()),
        detail: Set(detail.into()),
        account_id: Set(scope.account().map(Into::into)),
        by_name: Set(by.into()),
        at: Set(scope.core.now_ms()),
    };
    work_order_event::Entity::insert(line).exec_without_returning(tx).await?;
    let mut changed = order.clone().into_active_model();
    changed.version = Set(order.version + 1);
    changed.updated_at = Set(scope.core.now_ms());
    changed.update(tx).await?;
    Ok(())
}

/// The name of the member who acts.
pub(super) async fn actor_name(scope: &Scope, tx: &DatabaseTransaction) -> Result<String> {
    let id = scope.account().ok_or_else(|| Error::of(ErrorKind::SignedOut))?;
    let row = account::Entity::find_by_id(id.0).one(tx).await?;
    Ok(row.ok_or_else(|| Error::of(ErrorKind::SignedOut))?.name)
}
