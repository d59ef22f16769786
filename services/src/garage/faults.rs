//! What the vehicle of a work order reports: its fault codes, noted and cleared where the work is, and made into jobs.
//!
//! Rules are in `domain::garage::trouble_code`; a vehicle's codes of all visits are in [`super::diagnostics`].

use super::{
    diagnostics::{self, Code, decoded},
    work_orders::finding,
};
use crate::{Error, Result, Scope, agenda::notify, businesses::Business};
use domain::{
    accounts::Deed,
    error::ErrorKind,
    garage::trouble_code::TroubleCode,
    ids::{CodeId, VehicleId, WorkOrderId, WorkOrderJobId},
    locale::Locale,
};
use entity::{booking, work_order, work_order_job};
use i18n::words as w;
use sea_orm::{ColumnTrait as _, ConnectionTrait, QueryFilter as _};
use std::collections::BTreeMap;
use uuid::Uuid;

/// A fault code as a work order shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The code.
    pub code: Code,
    /// The job of this work order that sees to it.
    pub job: Option<WorkOrderJobId>,
}

/// The vehicle of a work order, with its fault codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Faults {
    /// The vehicle.
    pub vehicle: VehicleId,
    /// What was found on this work order, and what nobody has cleared since an earlier one; newest first.
    pub codes: Vec<Fault>,
}

/// The fault codes that a work order has to do with; `None` where it is about no vehicle.
///
/// # Errors
/// Members who may see the board only; `NotFound` for what is no work order of this business.
pub async fn of_order(scope: &Scope, id: WorkOrderId) -> Result<Option<Faults>> {
    scope.require(Deed::SeeBoard)?;
    let db = scope.snapshot().await?;
    let order = order(scope, &db, id).await?;
    let Some(vehicle) = order.vehicle_id else { return Ok(None) };
    let mut codes = diagnostics::codes(scope, &db, vehicle).await?;
    codes.retain(|code| code.order == Some(id) || code.cleared.is_none());
    let findings: BTreeMap<String, Uuid> = work_order_job::Entity::of(scope.business)
        .filter(work_order_job::Column::WorkOrderId.eq(order.id))
        .filter(work_order_job::Column::Finding.is_in(codes.iter().map(|code| finding_of(code.id))))
        .all(&db)
        .await?
        .into_iter()
        .filter_map(|job| Some((job.finding?, job.id)))
        .collect();
    let fault = |code: Code| Fault { job: findings.get(&finding_of(code.id)).map(|job| (*job).into()), code };
    Ok(Some(Faults { vehicle: vehicle.into(), codes: codes.into_iter().map(fault).collect() }))
}

/// Notes fault codes that the vehicle of a work order reports, several at once as they were typed, each with `note`.
///
/// # Errors
/// Members who write work orders only; at `codes` as [`TroubleCode::parse_list`]; `err_too_long` at `note`; `NotFound`
/// where there is no vehicle.
pub async fn add(scope: &Scope, id: WorkOrderId, (codes, note): (&str, &str)) -> Result<()> {
    scope.require(Deed::WriteOrders)?;
    let codes = TroubleCode::parse_list(codes).map_err(Error::field)?;
    let note = diagnostics::noted(note)?;
    let tx = scope.begin().await?;
    let order = order(scope, &tx, id).await?;
    let vehicle = order.vehicle_id.ok_or_else(|| Error::of(ErrorKind::NotFound))?;
    for code in codes {
        diagnostics::insert_code(scope, &tx, (vehicle, Some(id)), code, note).await?;
    }
    let visit = visit(scope, &tx, &order).await?;
    tx.commit().await?;
    notify::changed(scope, &visit).await;
    Ok(())
}

/// Notes that a code of the work order's vehicle was cleared. Clearing it again changes nothing.
///
/// # Errors
/// As [`diagnostics::clear_code`]; `NotFound` where there is no vehicle.
pub async fn clear(scope: &Scope, id: WorkOrderId, code: CodeId) -> Result<()> {
    scope.require(Deed::WriteOrders)?;
    let db = scope.snapshot().await?;
    let order = order(scope, &db, id).await?;
    let visit = visit(scope, &db, &order).await?;
    db.commit().await?;
    let vehicle = order.vehicle_id.ok_or_else(|| Error::of(ErrorKind::NotFound))?;
    diagnostics::clear_code(scope, vehicle.into(), code).await?;
    notify::changed(scope, &visit).await;
    Ok(())
}

/// Puts a job on the work order that sees to a code, with what the code tells and the technician's note, in the customer's
/// language. A code has one job on a work order; asking again finds it.
///
/// # Errors
/// Members who write work orders only; `err_work_closed` once it is an invoice; `err_work_full`; `NotFound` for what is no
/// code of this vehicle.
pub async fn make_job(
    scope: &Scope,
    business: &Business,
    id: WorkOrderId,
    code: CodeId,
) -> Result<WorkOrderJobId> {
    scope.require(Deed::WriteOrders)?;
    let db = scope.snapshot().await?;
    let order = order(scope, &db, id).await?;
    let vehicle = order.vehicle_id.ok_or_else(|| Error::of(ErrorKind::NotFound))?;
    let visit = visit(scope, &db, &order).await?;
    let known = diagnostics::codes(scope, &db, vehicle).await?;
    db.commit().await?;
    let found = known.into_iter().find(|known| known.id == code);
    let found = found.ok_or_else(|| Error::of(ErrorKind::NotFound))?;
    let first = business.locales.first().copied();
    let locale = Locale::from_tag(&visit.locale).or(first).unwrap_or_default();
    let told = decoded(locale, found.code).join(", ");
    let note = [told.as_str(), &found.note].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
    let title = w::code_job_title(locale, found.code);
    finding::make_job(scope, id, &finding_of(code), (&title, &note.join(". "))).await
}

/// How a job says that it sees to this code.
fn finding_of(code: CodeId) -> String {
    format!("code/{code}")
}

async fn order(scope: &Scope, db: &impl ConnectionTrait, id: WorkOrderId) -> Result<work_order::Model> {
    let row = work_order::Entity::one(scope.business, id).one(db).await?;
    row.ok_or_else(|| Error::of(ErrorKind::NotFound))
}

async fn visit(
    scope: &Scope,
    db: &impl ConnectionTrait,
    order: &work_order::Model,
) -> Result<booking::Model> {
    let row = booking::Entity::one(scope.business, order.booking_id.into()).one(db).await?;
    row.ok_or_else(|| Error::internal("a work order without its booking"))
}
