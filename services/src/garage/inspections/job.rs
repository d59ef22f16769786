//! Making a job of what was found.

use super::{spec, template};
use crate::{Error, Result, Scope, businesses::Business, garage::work_orders};
use domain::{
    accounts::Deed,
    error::ErrorKind,
    garage::inspection::{Point, Sheet},
    ids::{InspectionId, WorkOrderId, WorkOrderJobId},
    locale::Locale,
};
use entity::{booking, inspection};
use sea_orm::DatabaseTransaction;

/// Puts a job on the work order that mends what was found at the point `key`, with the point's title, value and note, in
/// the customer's language. A point has one job; asking again finds it.
///
/// # Errors
/// Members who write work orders only; `err_inspection_point`; `err_work_closed` once it is an invoice; `err_work_full`;
/// `NotFound`.
pub async fn make(scope: &Scope, business: &Business, id: InspectionId, key: &str) -> Result<WorkOrderJobId> {
    scope.require(Deed::WriteOrders)?;
    let db = scope.snapshot().await?;
    let row = inspection::Entity::one(scope.business, id).one(&db).await?;
    let row = row.ok_or_else(|| Error::of(ErrorKind::NotFound))?;
    let spec = spec(&template(&row)?, key)?;
    let locale = customers_language(scope, &db, business, &row).await?;
    db.commit().await?;
    let sheet: Sheet = serde_json::from_str(&row.sheet)?;
    let found = sheet.0.get(key).cloned().unwrap_or_default();
    let value = found.value().map(|value| value.display(locale, spec.unit));
    let note = [value.as_deref().unwrap_or_default(), Point::note(&found)];
    let note: Vec<&str> = note.into_iter().filter(|part| !part.is_empty()).collect();
    let order = WorkOrderId::from(row.work_order_id);
    let finding = format!("{id}/{key}");
    work_orders::finding::make_job(scope, order, &finding, (spec.title.get(locale), &note.join(". "))).await
}

/// The inspection and the point that a job's finding names.
pub(in crate::garage) fn read(finding: &str) -> Option<(InspectionId, &str)> {
    let (inspection, point) = finding.split_once('/')?;
    Some((inspection.parse().ok()?, point))
}

async fn customers_language(
    scope: &Scope,
    db: &DatabaseTransaction,
    business: &Business,
    row: &inspection::Model,
) -> Result<Locale> {
    let visit: Option<booking::Model> = super::visit(scope, db, row).await?;
    let asked = visit.and_then(|visit| Locale::from_tag(&visit.locale));
    Ok(asked.or_else(|| business.locales.first().copied()).unwrap_or_default())
}
