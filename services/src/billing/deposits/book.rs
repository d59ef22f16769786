//! The stored deposits of a work order.

use crate::{
    Error, Result, Scope, agenda::notify, billing::tell::About, businesses::Business, core::instant,
    garage::work_orders::history, mails, messaging::notify::Told, secret,
};
use domain::{
    agenda::BookingState,
    billing::{
        Deposits, PaymentMethod,
        deposit::{Move, MoveKind},
    },
    error::ErrorKind,
    garage::work_order::Document,
    ids::{CheckoutId, DepositId, LedgerEntryId, WorkOrderId},
    messaging::notifications::Event,
};
use entity::{booking, customer, deposit, refund, work_order};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, DatabaseTransaction, IntoActiveModel as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _, Set,
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The row of a work order, held until the transaction ends: whoever moves its deposits waits for the others.
pub(in crate::billing) async fn held(
    scope: &Scope,
    tx: &DatabaseTransaction,
    id: WorkOrderId,
) -> Result<work_order::Model> {
    work_order::Entity::one(scope.business, id)
        .lock_exclusive()
        .one(tx)
        .await?
        .ok_or_else(|| Error::of(ErrorKind::NotFound))
}

/// Whether a deposit may still come: there is no invoice, and the visit is not cancelled.
pub(super) async fn is_open(
    scope: &Scope,
    db: &impl ConnectionTrait,
    order: &work_order::Model,
) -> Result<bool> {
    let open = Document::parse(&order.document).is_some_and(Document::is_open);
    Ok(open && !is_cancelled(scope, db, order).await?)
}

/// Whether the visit of a work order is cancelled.
pub(super) async fn is_cancelled(
    scope: &Scope,
    db: &impl ConnectionTrait,
    order: &work_order::Model,
) -> Result<bool> {
    let visit = booking::Entity::one(scope.business, order.booking_id.into()).one(db).await?;
    Ok(visit.is_none_or(|visit| visit.state == BookingState::Cancelled.as_str()))
}

/// What is asked for now, in minor units.
pub(in crate::billing) async fn asked(
    scope: &Scope,
    db: &impl ConnectionTrait,
    order: &work_order::Model,
) -> Result<Option<i64>> {
    let open = is_open(scope, db, order).await?;
    Ok(order.deposit_asked_minor.filter(|_| open))
}

/// Whose work order it is.
pub(in crate::billing) async fn customer(
    scope: &Scope,
    db: &impl ConnectionTrait,
    order: &work_order::Model,
) -> Result<customer::Model> {
    customer::Entity::one(scope.business, order.customer_id.into())
        .one(db)
        .await?
        .ok_or_else(|| Error::internal("a work order without its customer"))
}

/// The rows of some work orders' deposits, oldest first.
pub(super) async fn rows(
    scope: &Scope,
    db: &impl ConnectionTrait,
    orders: Vec<Uuid>,
) -> Result<Vec<deposit::Model>> {
    Ok(deposit::Entity::of(scope.business)
        .filter(deposit::Column::WorkOrderId.is_in(orders))
        .order_by_asc(deposit::Column::Position)
        .all(db)
        .await?)
}

/// The deposits of these rows of one work order.
pub(super) fn of<'a>(rows: impl IntoIterator<Item = &'a deposit::Model>) -> Result<Deposits> {
    let moves: Vec<Move> = rows.into_iter().map(movement).collect::<Result<_>>()?;
    Deposits::of(moves).map_err(|refusal| Error::internal(format_args!("stored deposits: {refusal:?}")))
}

fn movement(row: &deposit::Model) -> Result<Move> {
    let method = row.method.as_deref().and_then(PaymentMethod::parse);
    let kind = MoveKind::parse(&row.kind, method, row.deposit_id.map(Into::into))
        .ok_or_else(|| Error::internal(format_args!("unknown movement {}", row.kind)))?;
    Ok(Move { id: row.id.into(), kind, amount: row.amount_minor })
}

/// The deposits of a work order.
pub(super) async fn read(scope: &Scope, db: &impl ConnectionTrait, order: Uuid) -> Result<Deposits> {
    of(&rows(scope, db, vec![order]).await?)
}

/// What of each deposit is on its way back through the provider.
pub(super) async fn on_its_way(
    scope: &Scope,
    db: &impl ConnectionTrait,
    deposits: Vec<Uuid>,
) -> Result<BTreeMap<Uuid, i64>> {
    let rows = refund::Entity::of(scope.business)
        .filter(refund::Column::DepositId.is_in(deposits))
        .filter(refund::Column::State.eq("pending"))
        .all(db)
        .await?;
    let mut sums = BTreeMap::new();
    for row in rows {
        if let Some(deposit) = row.deposit_id {
            *sums.entry(deposit).or_default() += row.amount_minor;
        }
    }
    Ok(sums)
}

/// What stands beside a movement.
#[derive(Clone, Copy, Default)]
pub(in crate::billing) struct Beside<'a> {
    /// A transfer's text, a provider's id.
    pub(in crate::billing) reference: &'a str,
    /// The attempt through which it came.
    pub checkout: Option<CheckoutId>,
    /// The invoice's entry that took it.
    pub entry: Option<LedgerEntryId>,
}

/// Enters a movement in `deposits` and in the database, within `tx`, which holds the work order. Returns the token of the
/// receipt of what came.
///
/// # Errors
/// `Conflict` with the reason why it would break the deposits.
pub(super) async fn enter(
    scope: &Scope,
    tx: &DatabaseTransaction,
    (order, deposits): (&work_order::Model, &mut Deposits),
    (kind, amount): (MoveKind, i64),
    beside: Beside<'_>,
) -> Result<Option<String>> {
    let id = DepositId(scope.core.new_id());
    deposits
        .enter(Move { id, kind, amount })
        .map_err(|refusal| Error::with(ErrorKind::Conflict, refusal.key()))?;
    let (method, token) = match kind {
        MoveKind::Received { method } => (Some(method.as_str().to_owned()), Some(secret::token()?)),
        MoveKind::GivenBack { .. } | MoveKind::Applied { .. } => (None, None),
    };
    let row = deposit::ActiveModel {
        business_id: Set(order.business_id),
        id: Set(id.into()),
        work_order_id: Set(order.id),
        position: Set(i64::try_from(deposits.moves().len()).map_err(Error::internal)?),
        kind: Set(kind.as_str().into()),
        deposit_id: Set(kind.deposit().map(Into::into)),
        method: Set(method),
        amount_minor: Set(amount),
        reference: Set(beside.reference.to_owned()),
        checkout_id: Set(beside.checkout.map(Into::into)),
        entry_id: Set(beside.entry.map(Into::into)),
        token: Set(token.clone()),
        account_id: Set(scope.account().map(Into::into)),
        at: Set(scope.core.now_ms()),
    };
    sea_orm::EntityTrait::insert(row).exec_without_returning(tx).await?;
    Ok(token)
}

/// Enters a deposit that came, takes it off what is asked for, and mails its receipt.
pub(super) async fn receive(
    scope: &Scope,
    tx: &DatabaseTransaction,
    business: &Business,
    order: &work_order::Model,
    (method, amount): (PaymentMethod, i64),
    beside: Beside<'_>,
) -> Result<Told> {
    let token = write(scope, tx, order, (method, amount), beside).await?;
    let person = customer(scope, tx, order).await?;
    let link = super::link(scope, &business.slug, &token);
    let email = mails::deposit::receipt(business, &person, (&order.number, amount), &link);
    About::deposit(business, order, &person, Some(&token))
        .tell(scope, tx, (Event::Receipt, amount), format!("deposit:{token}"), email)
        .await
}

/// The same without a mail. Returns the token of the receipt.
pub(in crate::billing) async fn write(
    scope: &Scope,
    tx: &DatabaseTransaction,
    order: &work_order::Model,
    (method, amount): (PaymentMethod, i64),
    beside: Beside<'_>,
) -> Result<String> {
    let mut deposits = read(scope, tx, order.id).await?;
    let kind = MoveKind::Received { method };
    let token = enter(scope, tx, (order, &mut deposits), (kind, amount), beside).await?;
    let mut changed = order.clone().into_active_model();
    let rest = order.deposit_asked_minor.map(|asked| asked.saturating_sub(amount));
    changed.deposit_asked_minor = Set(rest.filter(|rest| *rest > 0));
    changed.update(tx).await?;
    let detail = format!("{} {amount}", method.as_str());
    history::record(scope, tx, order, None, "deposit_paid", ("", &detail)).await?;
    token.ok_or_else(|| Error::internal("a deposit without its receipt"))
}

/// Commits, and tells the worker and the open pages of the visit.
pub(super) async fn finish(scope: &Scope, tx: DatabaseTransaction, order: &work_order::Model) -> Result<()> {
    let visit = booking::Entity::one(scope.business, order.booking_id.into()).one(&tx).await?;
    tx.commit().await?;
    scope.core.wake_worker();
    if let Some(visit) = visit {
        notify::changed(scope, &visit).await;
    }
    Ok(())
}

/// When a movement happened.
pub(super) fn when(row: &deposit::Model) -> jiff::Timestamp {
    instant(row.at)
}
