//! Invoices and deposits that a demonstration starts with: written as real ones are, but nobody gets a mail.

use super::{
    deposits::book::{self, Beside},
    issue, ledger,
};
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
    let order = order_of(scope, tx, visit).await?;
    let (invoice, _, balance) = issue::write(scope, tx, business, &order).await?;
    if let Some(method) = paid {
        let mut entries = ledger::read(scope, tx, invoice.id).await?;
        let payment = (EntryKind::Payment { method }, balance);
        ledger::enter(scope, tx, (&invoice, &mut entries), payment, "").await?;
    }
    Ok(())
}

/// A deposit of `amount` minor units on the work order of `visit`, paid at the scope's present.
///
/// # Errors
/// `NotFound` for a visit without a work order.
pub(crate) async fn deposit(
    scope: &Scope,
    tx: &DatabaseTransaction,
    visit: &booking::Model,
    (method, amount): (PaymentMethod, i64),
) -> Result<()> {
    let order = order_of(scope, tx, visit).await?;
    book::write(scope, tx, &order, (method, amount), Beside::default()).await?;
    Ok(())
}

async fn order_of(
    scope: &Scope,
    tx: &DatabaseTransaction,
    visit: &booking::Model,
) -> Result<work_order::Model> {
    work_order::Entity::of(scope.business)
        .filter(work_order::Column::BookingId.eq(visit.id))
        .one(tx)
        .await?
        .ok_or_else(|| Error::of(ErrorKind::NotFound))
}
