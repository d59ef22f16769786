//! Invoices that a demonstration starts with: written as real ones are, but nobody gets a mail.

use super::{issue, ledger};
use crate::{Error, Result, Scope, businesses::Business};
use domain::{
    billing::{EntryKind, PaymentMethod},
    error::ErrorKind,
};
use entity::{booking, work_order};
use sea_orm::{ColumnTrait as _, DatabaseTransaction, QueryFilter as _};

/// The invoice of the work order of `visit`, issued at the scope's present; `paid` at once and whole, or open.
///
/// # Errors
/// `NotFound` for a visit without a work order; as [`issue::issue`], the rights excepted.
pub(crate) async fn issued(
    scope: &Scope,
    tx: &DatabaseTransaction,
    business: &Business,
    visit: &booking::Model,
    paid: Option<PaymentMethod>,
) -> Result<()> {
    let order = work_order::Entity::of(scope.business)
        .filter(work_order::Column::BookingId.eq(visit.id))
        .one(tx)
        .await?
        .ok_or_else(|| Error::of(ErrorKind::NotFound))?;
    let (invoice, paper) = issue::write(scope, tx, business, &order).await?;
    if let Some(method) = paid {
        let mut entries = ledger::read(scope, tx, invoice.id).await?;
        let payment = (EntryKind::Payment { method }, paper.totals.gross);
        ledger::enter(scope, tx, (&invoice, &mut entries), payment, "").await?;
    }
    Ok(())
}
