//! Beginning an inspection.

use super::finish;
use crate::{Error, Result, Scope};
use domain::{
    accounts::Deed,
    error::ErrorKind,
    form::FieldError,
    garage::inspection::{Sheet, ready_template},
    ids::{InspectionId, WorkOrderId},
};
use entity::{inspection, work_order};
use sea_orm::{ActiveModelTrait as _, ColumnTrait as _, QueryFilter as _, QuerySelect as _, Set};

/// Begins the inspection `key` on a work order and returns its id. A work order has one of each; beginning it again finds
/// it.
///
/// # Errors
/// Members who write work orders only; `err_required` at `template` for what is no template; `NotFound`.
pub async fn start(scope: &Scope, order: WorkOrderId, key: &str) -> Result<InspectionId> {
    scope.require(Deed::WriteOrders)?;
    let template =
        ready_template(key).ok_or_else(|| Error::field(FieldError::new("template", "err_required")))?;
    let tx = scope.begin().await?;
    let order = work_order::Entity::one(scope.business, order)
        .lock_exclusive()
        .one(&tx)
        .await?
        .ok_or_else(|| Error::of(ErrorKind::NotFound))?;
    let known = inspection::Entity::of(scope.business)
        .filter(inspection::Column::WorkOrderId.eq(order.id))
        .filter(inspection::Column::TemplateKey.eq(key))
        .one(&tx)
        .await?;
    if let Some(known) = known {
        return Ok(known.id.into());
    }
    let now = scope.core.now_ms();
    let row = inspection::ActiveModel {
        business_id: Set(scope.business.into()),
        id: Set(scope.core.new_id()),
        work_order_id: Set(order.id),
        template_key: Set(key.to_owned()),
        template: Set(serde_json::to_string(template)?),
        sheet: Set(serde_json::to_string(&Sheet::default())?),
        revision: Set(0),
        started_by: Set(scope.account().map(Into::into)),
        created_at: Set(now),
        updated_at: Set(now),
    };
    let row = row.insert(&tx).await?;
    finish(scope, tx, &row).await?;
    Ok(row.id.into())
}
