//! What becomes of an attempt to pay: the one place where online money enters a ledger.

use super::ledger;
use crate::{Error, Result, Scope, businesses, mails, outbox};
use domain::{
    billing::{EntryKind, Paper, PaymentMethod},
    error::ErrorKind,
    ids::CheckoutId,
    money::Money,
};
use entity::{checkout, refund};
use sea_orm::{
    ActiveModelTrait as _, DatabaseTransaction, EntityTrait as _, IntoActiveModel as _, QuerySelect as _, Set,
};

/// Notes that the provider has the money of an attempt. Told twice, it is noted once. When the invoice was settled in
/// another way meanwhile, the money goes back by itself and the customer is told.
///
/// # Errors
/// `NotFound` for an unknown attempt.
pub(super) async fn paid(scope: &Scope, id: CheckoutId, payment: &str, amount: Money) -> Result<()> {
    let business = businesses::by_id(&scope.core, scope.business).await?;
    let business = business.ok_or_else(|| Error::of(ErrorKind::NotFound))?;
    let found = checkout::Entity::one(scope.business, id).one(scope.core.db().read()).await?;
    let invoice_id = found.ok_or_else(|| Error::of(ErrorKind::NotFound))?.invoice_id;
    let tx = scope.begin().await?;
    // The invoice first, as everybody does who enters something.
    let invoice = ledger::held(scope, &tx, invoice_id.into()).await?;
    let row = locked(scope, &tx, id).await?;
    if matches!(row.state.as_str(), "paid" | "refunded") {
        return Ok(());
    }
    let paper: Paper = serde_json::from_str(&invoice.content)?;
    if amount.currency != paper.currency {
        return Err(Error::internal(format_args!(
            "{} was paid in {}",
            invoice.number,
            amount.currency.code()
        )));
    }
    let mut entries = ledger::read(scope, &tx, invoice.id).await?;
    let link = super::issue::link(scope, &business.slug, &invoice.token);
    let fits = entries.may_pay(amount.minor).is_ok();
    let email = if fits {
        let kind = EntryKind::Payment { method: PaymentMethod::Card };
        ledger::enter(scope, &tx, (&invoice, &mut entries), (kind, amount.minor), payment).await?;
        mails::invoice::receipt(&business, &paper, &invoice.number, (amount.minor, entries.balance()), &link)
    } else {
        send_back(scope, &tx, &row, amount.minor).await?;
        mails::invoice::sent_back(&business, &paper, &invoice.number, amount.minor, &link)
    };
    outbox::enqueue(&scope.core, &tx, business.id.into(), email).await?;
    let mut row = row.into_active_model();
    row.state = Set(if fits { "paid" } else { "refunded" }.into());
    row.payment = Set(Some(payment.to_owned()));
    row.update(&tx).await?;
    ledger::finish(scope, tx, &invoice).await
}

/// Money of an attempt that no ledger can take goes back.
async fn send_back(
    scope: &Scope,
    tx: &DatabaseTransaction,
    attempt: &checkout::Model,
    amount: i64,
) -> Result<()> {
    let id = scope.core.new_id();
    let row = refund::ActiveModel {
        business_id: Set(attempt.business_id),
        id: Set(id),
        invoice_id: Set(attempt.invoice_id),
        checkout_id: Set(attempt.id),
        entry_id: Set(None),
        idempotency_key: Set(format!("refund-{id}")),
        amount_minor: Set(amount),
        state: Set("pending".into()),
        attempts: Set(0),
        next_at: Set(scope.core.now_ms()),
        last_error: Set(None),
        created_at: Set(scope.core.now_ms()),
    };
    refund::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// Notes that nobody can pay an attempt any more. What was paid stays paid.
///
/// # Errors
/// `NotFound` for an unknown attempt.
pub(super) async fn close(scope: &Scope, id: CheckoutId) -> Result<()> {
    let tx = scope.begin().await?;
    let row = locked(scope, &tx, id).await?;
    if matches!(row.state.as_str(), "opening" | "open") {
        let mut row = row.into_active_model();
        row.state = Set("expired".into());
        row.update(&tx).await?;
    }
    tx.commit().await?;
    Ok(())
}

async fn locked(scope: &Scope, tx: &DatabaseTransaction, id: CheckoutId) -> Result<checkout::Model> {
    checkout::Entity::one(scope.business, id)
        .lock_exclusive()
        .one(tx)
        .await?
        .ok_or_else(|| Error::of(ErrorKind::NotFound))
}
