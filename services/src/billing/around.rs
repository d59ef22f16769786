//! What stands around an invoice: its credit notes, and the booking whose pages show it.

use super::Invoice;
use crate::{Result, Scope};
use domain::{
    accounts::Deed,
    ids::{BookingId, InvoiceId},
};
use entity::{invoice, work_order};
use sea_orm::{ColumnTrait as _, QueryFilter as _, QueryOrder as _};
use uuid::Uuid;

/// The credit notes of an invoice with their numbers, oldest first.
///
/// # Errors
/// Those who may bill only.
pub async fn notes(scope: &Scope, id: InvoiceId) -> Result<Vec<(InvoiceId, String)>> {
    scope.require(Deed::Bill)?;
    let db = scope.snapshot().await?;
    let rows = invoice::Entity::of(scope.business)
        .filter(invoice::Column::Corrects.eq(Uuid::from(id)))
        .order_by_asc(invoice::Column::IssuedAt)
        .order_by_asc(invoice::Column::Id)
        .all(&db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id.into(), row.number)).collect())
}

/// The booking of an invoice's work order: what changes on the invoice is told as its change.
///
/// # Errors
/// When the database does not answer.
pub async fn booking(scope: &Scope, invoice: &Invoice) -> Result<Option<BookingId>> {
    let Some(order) = invoice.work_order else { return Ok(None) };
    let db = scope.snapshot().await?;
    let row = work_order::Entity::one(scope.business, order).one(&db).await?;
    Ok(row.map(|row| row.booking_id.into()))
}
