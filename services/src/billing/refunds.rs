//! Money that goes back through the provider.

use super::{deposits, ledger};
use crate::{Core, Error, Result, Scope, core::instant};
use domain::{
    accounts::Deed,
    billing::{
        EntryKind, Refusal,
        payments::{PaymentError, RefundReason, RefundRequest},
    },
    error::ErrorKind,
    ids::{BusinessId, CheckoutId, DepositId, InvoiceId, LedgerEntryId},
    money::Money,
};
use entity::{
    checkout, ledger_entry,
    refund::{ActiveModel, Column, Entity, Model},
};
use jiff::Timestamp;
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, Condition, ConnectionTrait, DatabaseTransaction,
    EntityTrait as _, IntoActiveModel as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
    QueryTrait as _, Set,
};
use uuid::Uuid;

/// Refunds that one look sends at the most.
const BATCH: u64 = 20;
/// Tries before a person has to look: with the growing pauses, about a day.
const TRIES: i32 = 14;
/// The longest pause between two tries, in milliseconds.
const PAUSE_MAX_MS: i64 = 2 * 60 * 60 * 1000;

/// Gives back `amount` of an online payment. The ledger shows it once the provider has done it.
///
/// # Errors
/// Those who may bill only; `err_refund_above_payment` (what is on its way back counts), `err_refund_no_payment` for a
/// payment that was not made online, `err_amount_positive`; `err_pay_online_off`; `NotFound`.
pub async fn ask(scope: &Scope, id: InvoiceId, (payment, amount): (LedgerEntryId, i64)) -> Result<()> {
    scope.require(Deed::Bill)?;
    if scope.core.payments().is_none() {
        return Err(Error::with(ErrorKind::Conflict, "err_pay_online_off"));
    }
    let tx = scope.begin().await?;
    let invoice = ledger::held(scope, &tx, id).await?;
    let entries = ledger::read(scope, &tx, invoice.id).await?;
    let refused = |refusal: Refusal| Error::with(ErrorKind::Conflict, refusal.key());
    entries.may_refund(amount, payment).map_err(refused)?;
    let paid = entries.entries().iter().find(|entry| entry.id == payment && entry.kind.is_online());
    if paid.is_none() {
        return Err(refused(Refusal::NoSuchPayment));
    }
    let under_way = pending(scope, &tx, payment).await?;
    if amount > entries.refundable(payment).unwrap_or_default() - under_way {
        return Err(refused(Refusal::AbovePayment));
    }
    let attempt = attempt_of(scope, &tx, payment).await?;
    insert(scope, &tx, What::Payment(id, payment), (attempt.id.into(), amount)).await?;
    ledger::finish(scope, tx, &invoice).await
}

/// What goes back.
#[derive(Clone, Copy, Debug)]
pub(super) enum What {
    /// A part of a payment, or of a deposit that the invoice took.
    Payment(InvoiceId, LedgerEntryId),
    /// A part of a deposit that no invoice took.
    Deposit(DepositId),
    /// Money that came when it was no longer asked for, for an invoice or for a deposit.
    TooLate(Option<InvoiceId>),
}

/// Writes that `amount` of what came through `attempt` is to go back, for the worker to send.
pub(super) async fn insert(
    scope: &Scope,
    tx: &DatabaseTransaction,
    what: What,
    (attempt, amount): (CheckoutId, i64),
) -> Result<()> {
    let (invoice, entry, deposit) = match what {
        What::Payment(invoice, entry) => (Some(invoice.into()), Some(entry.into()), None),
        What::Deposit(deposit) => (None, None, Some(deposit.into())),
        What::TooLate(invoice) => (invoice.map(Into::into), None, None),
    };
    let id = scope.core.new_id();
    let row = ActiveModel {
        business_id: Set(scope.business.into()),
        id: Set(id),
        invoice_id: Set(invoice),
        checkout_id: Set(attempt.into()),
        entry_id: Set(entry),
        deposit_id: Set(deposit),
        idempotency_key: Set(format!("refund-{id}")),
        amount_minor: Set(amount),
        state: Set("pending".into()),
        attempts: Set(0),
        next_at: Set(scope.core.now_ms()),
        last_error: Set(None),
        created_at: Set(scope.core.now_ms()),
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// Money on its way back: asked of the provider, which has not done it yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Returning {
    /// The payment or the deposit on the invoice that it comes from; `None` for anything else.
    pub entry: Option<LedgerEntryId>,
    /// Minor units.
    pub amount: i64,
    /// When it was asked for.
    pub since: Timestamp,
}

/// What is on its way back of an invoice's payments and of what came for the deposits of a work order, oldest first.
pub(super) async fn returning(
    scope: &Scope,
    db: &impl ConnectionTrait,
    (invoice, order): (Option<Uuid>, Option<Uuid>),
) -> Result<Vec<Returning>> {
    let attempts = checkout::Entity::of(scope.business)
        .select_only()
        .column(checkout::Column::Id)
        .filter(checkout::Column::WorkOrderId.eq(order));
    let rows = Entity::of(scope.business)
        .filter(
            Condition::any()
                .add(Column::InvoiceId.eq(invoice))
                .add(Column::CheckoutId.in_subquery(attempts.into_query())),
        )
        .filter(Column::State.eq("pending"))
        .order_by_asc(Column::CreatedAt)
        .order_by_asc(Column::Id)
        .all(db)
        .await?;
    let rows = rows.into_iter().map(|row| Returning {
        entry: row.entry_id.map(Into::into),
        amount: row.amount_minor,
        since: instant(row.created_at),
    });
    Ok(rows.collect())
}

/// What of a payment is on its way back.
async fn pending(scope: &Scope, tx: &DatabaseTransaction, payment: LedgerEntryId) -> Result<i64> {
    let rows = Entity::of(scope.business)
        .filter(Column::EntryId.eq(Uuid::from(payment)))
        .filter(Column::State.eq("pending"))
        .all(tx)
        .await?;
    Ok(rows.iter().map(|row| row.amount_minor).sum())
}

/// The attempt that an online payment came through.
async fn attempt_of(
    scope: &Scope,
    tx: &DatabaseTransaction,
    payment: LedgerEntryId,
) -> Result<checkout::Model> {
    let missing = || Error::with(ErrorKind::Conflict, Refusal::NoSuchPayment.key());
    let entry = ledger_entry::Entity::one(scope.business, payment).one(tx).await?.ok_or_else(missing)?;
    checkout::Entity::of(scope.business)
        .filter(checkout::Column::Payment.eq(entry.reference))
        .one(tx)
        .await?
        .ok_or_else(missing)
}

/// Sends the refunds that are due, and returns how many it tried.
///
/// # Errors
/// When the database does not answer. A refund whose answer was lost is asked for again with the same key: it goes back once.
pub async fn send_due(core: &Core) -> Result<usize> {
    let Some(payments) = core.payments() else { return Ok(0) };
    let rows = Entity::find()
        .filter(Column::State.eq("pending"))
        .filter(Column::NextAt.lte(core.now_ms()))
        .order_by_asc(Column::NextAt)
        .limit(BATCH)
        .all(core.db().read())
        .await?;
    for row in &rows {
        let scope = Scope::system(core, BusinessId(row.business_id));
        let request = request(&scope, row).await?;
        match payments.refund(&request).await {
            Ok(_) => done(&scope, row).await?,
            Err(error) => later(&scope, row, &error).await?,
        }
    }
    Ok(rows.len())
}

async fn request(scope: &Scope, row: &Model) -> Result<RefundRequest> {
    let db = scope.core.db().read();
    let attempt = checkout::Entity::one(scope.business, row.checkout_id.into()).one(db).await?;
    let attempt = attempt.ok_or_else(|| Error::internal("a refund without what it gives back"))?;
    let currency = super::checkout::request(&attempt)?.amount.currency;
    let payment = attempt.payment.ok_or_else(|| Error::internal("a refund of what was never paid"))?;
    let reason = if row.entry_id.or(row.deposit_id).is_some() {
        RefundReason::RequestedByCustomer
    } else {
        RefundReason::Duplicate
    };
    Ok(RefundRequest {
        idempotency_key: row.idempotency_key.clone(),
        payment,
        amount: Money::new(row.amount_minor, currency),
        reason,
    })
}

/// Notes a refund that the provider took. Two workers that sent the same one note it once.
async fn done(scope: &Scope, row: &Model) -> Result<()> {
    let Some(invoice) = row.invoice_id else {
        let db = scope.core.db().read();
        let attempt = checkout::Entity::one(scope.business, row.checkout_id.into()).one(db).await?;
        let order = attempt.and_then(|attempt| attempt.work_order_id);
        let order = order.ok_or_else(|| Error::internal("a refund of nothing"))?;
        return deposits::back::sent(scope, row, order.into()).await;
    };
    let tx = scope.begin().await?;
    let invoice = ledger::held(scope, &tx, invoice.into()).await?;
    let Some(fresh) = pending_row(scope, &tx, row).await? else { return Ok(()) };
    if let Some(payment) = fresh.entry_id {
        let mut entries = ledger::read(scope, &tx, invoice.id).await?;
        let kind = EntryKind::Refund { payment: payment.into() };
        ledger::enter(scope, &tx, (&invoice, &mut entries), (kind, fresh.amount_minor), "").await?;
    }
    close(&tx, fresh).await?;
    ledger::finish(scope, tx, &invoice).await
}

/// The row of a refund as long as nobody has noted that it is done, held until `tx` ends.
pub(super) async fn pending_row(
    scope: &Scope,
    tx: &DatabaseTransaction,
    row: &Model,
) -> Result<Option<Model>> {
    let fresh = Entity::one(scope.business, row.id.into()).lock_exclusive().one(tx).await?;
    Ok(fresh.filter(|row| row.state == "pending"))
}

/// Notes that a refund is done.
pub(super) async fn close(tx: &DatabaseTransaction, row: Model) -> Result<()> {
    let mut row = row.into_active_model();
    row.state = Set("done".into());
    row.update(tx).await?;
    Ok(())
}

/// Notes a try that failed: for good, or until the next one.
async fn later(scope: &Scope, row: &Model, error: &PaymentError) -> Result<()> {
    let tx = scope.begin().await?;
    let attempts = row.attempts + 1;
    let pause = 1_000_i64.saturating_mul(1 << attempts.clamp(0, 20)).min(PAUSE_MAX_MS);
    let refused = matches!(error, PaymentError::Refused { .. });
    let mut changed = row.clone().into_active_model();
    changed.attempts = Set(attempts);
    changed.next_at = Set(scope.core.now_ms() + pause);
    changed.last_error = Set(Some(error.to_string()));
    if refused || attempts >= TRIES {
        tracing::error!(%error, refund = %row.id, "a refund was given up; somebody has to look");
        changed.state = Set("failed".into());
    }
    changed.update(&tx).await?;
    tx.commit().await?;
    Ok(())
}
