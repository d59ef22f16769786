//! The odometer at check-in.

use super::{edit, held, history::record};
use crate::{Error, Result, Scope, businesses::Business, garage::diagnostics};
use domain::{accounts::Deed, error::ErrorKind, garage::odometer::Reading, ids::WorkOrderId};
use entity::vehicle;
use sea_orm::{ActiveModelTrait as _, IntoActiveModel as _, QuerySelect as _, Set};

/// Notes what the odometer shows of the vehicle of a work order: on the work order, and among the vehicle's readings.
///
/// # Errors
/// Members who write work orders only; at `odometer` for a reading that runs backwards without a reason;
/// `err_work_closed` once it is an invoice; `NotFound`, also where there is no vehicle.
pub async fn read(scope: &Scope, business: &Business, id: WorkOrderId, reading: Reading) -> Result<()> {
    scope.require(Deed::WriteOrders)?;
    let tx = scope.begin().await?;
    let order = held(scope, &tx, id).await?;
    let missing = || Error::of(ErrorKind::NotFound);
    let car = order.vehicle_id.ok_or_else(missing)?;
    let car = vehicle::Entity::one(scope.business, car.into()).lock_exclusive().one(&tx).await?;
    diagnostics::insert_reading(scope, &tx, business, car.ok_or_else(missing)?, reading).await?;
    let mut changed = order.clone().into_active_model();
    changed.odometer_km = Set(Some(reading.km));
    changed.update(&tx).await?;
    record(scope, &tx, &order, None, "odometer", ("", &reading.km.to_string())).await?;
    edit::finish(scope, tx, &order).await
}
