//! A deposit, or what is left of it, goes back to the customer.

use super::book::{self, Beside};
use crate::{
    Error, Result, Scope,
    billing::{payments, refunds},
};
use domain::{
    accounts::Deed,
    billing::{PaymentMethod, Refusal, deposit::MoveKind},
    error::ErrorKind,
    ids::{DepositId, WorkOrderId},
};
use entity::{deposit, refund, work_order};
use sea_orm::{ColumnTrait as _, DatabaseTransaction, QueryFilter as _};

/// Gives back `amount` of a deposit: what was paid online goes back through the provider and shows once that has done it,
/// anything else is recorded as given back at the counter. Returns whether it went online.
///
/// # Errors
/// Those who may bill only; `err_refund_above_payment` (what is on its way back counts), `err_refund_no_payment`,
/// `err_amount_positive`; `err_pay_online_off`; `err_too_long` at `reference`; `NotFound`.
pub async fn give_back(
    scope: &Scope,
    order: WorkOrderId,
    (id, amount): (DepositId, i64),
    reference: &str,
) -> Result<bool> {
    scope.require(Deed::Bill)?;
    let reference = payments::text(reference)?;
    let tx = scope.begin().await?;
    let order = book::held(scope, &tx, order).await?;
    let row = deposit::Entity::one(scope.business, id)
        .filter(deposit::Column::WorkOrderId.eq(order.id))
        .filter(deposit::Column::Kind.eq(MoveKind::Received { method: PaymentMethod::Card }.as_str()))
        .one(&tx)
        .await?
        .ok_or_else(|| Error::of(ErrorKind::NotFound))?;
    if row.method.as_deref() == Some(PaymentMethod::Card.as_str()) {
        send(scope, &tx, (&order, &row), amount).await?;
        book::finish(scope, tx, &order).await?;
        return Ok(true);
    }
    let beside = Beside { reference: &reference, ..Beside::default() };
    enter(scope, &tx, &order, (id, amount), beside).await?;
    book::finish(scope, tx, &order).await?;
    Ok(false)
}

/// Asks for `amount` of a deposit that was paid online to be sent back.
async fn send(
    scope: &Scope,
    tx: &DatabaseTransaction,
    (order, row): (&work_order::Model, &deposit::Model),
    amount: i64,
) -> Result<()> {
    let refused = |refusal: Refusal| Error::with(ErrorKind::Conflict, refusal.key());
    if scope.core.payments().is_none() {
        return Err(Error::with(ErrorKind::Conflict, "err_pay_online_off"));
    }
    if amount <= 0 {
        return Err(refused(Refusal::NotPositive));
    }
    let left = book::read(scope, tx, order.id).await?.left(row.id.into()).unwrap_or_default();
    let going = book::on_its_way(scope, tx, vec![row.id]).await?.get(&row.id).copied().unwrap_or_default();
    if amount > left - going {
        return Err(refused(Refusal::AbovePayment));
    }
    let attempt = row.checkout_id.ok_or_else(|| refused(Refusal::NoSuchPayment))?;
    refunds::insert(scope, tx, refunds::What::Deposit(row.id.into()), (attempt.into(), amount)).await
}

/// Notes a refund that the provider took. Two workers that sent the same one note it once.
pub(in crate::billing) async fn sent(scope: &Scope, row: &refund::Model, order: WorkOrderId) -> Result<()> {
    let tx = scope.begin().await?;
    let order = book::held(scope, &tx, order).await?;
    let Some(fresh) = refunds::pending_row(scope, &tx, row).await? else { return Ok(()) };
    if let Some(deposit) = fresh.deposit_id {
        enter(scope, &tx, &order, (deposit.into(), fresh.amount_minor), Beside::default()).await?;
    }
    refunds::close(&tx, fresh).await?;
    book::finish(scope, tx, &order).await
}

async fn enter(
    scope: &Scope,
    tx: &DatabaseTransaction,
    order: &work_order::Model,
    (deposit, amount): (DepositId, i64),
    beside: Beside<'_>,
) -> Result<()> {
    let mut deposits = book::read(scope, tx, order.id).await?;
    book::enter(scope, tx, (order, &mut deposits), (MoveKind::GivenBack { deposit }, amount), beside).await?;
    crate::garage::work_orders::history::record(
        scope,
        tx,
        order,
        None,
        "deposit_back",
        ("", &amount.to_string()),
    )
    .await
}
