//! Money that goes back through the provider.

use super::{invoices, ledger};
use crate::{Core, Error, Result, Scope};
use domain::{
    accounts::Deed,
    billing::{
        EntryKind, Paper, Refusal,
        payments::{PaymentError, RefundReason, RefundRequest},
    },
    error::ErrorKind,
    ids::{BusinessId, InvoiceId, LedgerEntryId},
    money::Money,
};
use entity::{
    checkout, invoice, ledger_entry,
    refund::{ActiveModel, Column, Entity, Model},
};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, DatabaseTransaction, EntityTrait as _, IntoActiveModel as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _, Set,
};

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
    let paid = entries.entries().iter().find(|entry| entry.id == payment && invoices::is_online(entry.kind));
    if paid.is_none() {
        return Err(refused(Refusal::NoSuchPayment));
    }
    let under_way = pending(scope, &tx, payment).await?;
    if amount > entries.refundable(payment).unwrap_or_default() - under_way {
        return Err(refused(Refusal::AbovePayment));
    }
    let attempt = attempt_of(scope, &tx, payment).await?;
    let row_id = scope.core.new_id();
    let row = ActiveModel {
        business_id: Set(invoice.business_id),
        id: Set(row_id),
        invoice_id: Set(invoice.id),
        checkout_id: Set(attempt.id),
        entry_id: Set(Some(payment.into())),
        idempotency_key: Set(format!("refund-{row_id}")),
        amount_minor: Set(amount),
        state: Set("pending".into()),
        attempts: Set(0),
        next_at: Set(scope.core.now_ms()),
        last_error: Set(None),
        created_at: Set(scope.core.now_ms()),
    };
    Entity::insert(row).exec_without_returning(&tx).await?;
    tx.commit().await?;
    scope.core.wake_worker();
    Ok(())
}

/// What of a payment is on its way back.
async fn pending(scope: &Scope, tx: &DatabaseTransaction, payment: LedgerEntryId) -> Result<i64> {
    let rows = Entity::of(scope.business)
        .filter(Column::EntryId.eq(uuid::Uuid::from(payment)))
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
    let invoice = invoice::Entity::one(scope.business, row.invoice_id.into()).one(db).await?;
    let (Some(attempt), Some(invoice)) = (attempt, invoice) else {
        return Err(Error::internal("a refund without what it gives back"));
    };
    let paper: Paper = serde_json::from_str(&invoice.content)?;
    let payment = attempt.payment.ok_or_else(|| Error::internal("a refund of what was never paid"))?;
    let reason =
        if row.entry_id.is_some() { RefundReason::RequestedByCustomer } else { RefundReason::Duplicate };
    Ok(RefundRequest {
        idempotency_key: row.idempotency_key.clone(),
        payment,
        amount: Money::new(row.amount_minor, paper.currency),
        reason,
    })
}

/// Notes a refund that the provider took. Two workers that sent the same one note it once.
async fn done(scope: &Scope, row: &Model) -> Result<()> {
    let tx = scope.begin().await?;
    let invoice = ledger::held(scope, &tx, row.invoice_id.into()).await?;
    let fresh = Entity::one(scope.business, row.id.into()).lock_exclusive().one(&tx).await?;
    let Some(fresh) = fresh.filter(|row| row.state == "pending") else { return Ok(()) };
    if let Some(payment) = fresh.entry_id {
        let mut entries = ledger::read(scope, &tx, invoice.id).await?;
        let kind = EntryKind::Refund { payment: payment.into() };
        ledger::enter(scope, &tx, (&invoice, &mut entries), (kind, fresh.amount_minor), "").await?;
    }
    let mut fresh = fresh.into_active_model();
    fresh.state = Set("done".into());
    fresh.update(&tx).await?;
    ledger::finish(scope, tx, &invoice).await
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
