//! What becomes of an attempt to pay: the one place where online money enters a ledger.

use super::{
    deposits, ledger,
    payable::Payable,
    refunds::{self, What},
    tell::About,
};
use crate::{Error, Result, Scope, businesses, mails};
use domain::{
    billing::{EntryKind, Paper, PaymentMethod},
    error::ErrorKind,
    ids::CheckoutId,
    messaging::notifications::Event,
    money::Money,
};
use entity::checkout;
use sea_orm::{ActiveModelTrait as _, DatabaseTransaction, IntoActiveModel as _, QuerySelect as _, Set};

/// Notes that the provider has the money of an attempt. Told twice, it is noted once. When the invoice was settled in
/// another way meanwhile, the money goes back by itself and the customer is told.
///
/// # Errors
/// `NotFound` for an unknown attempt.
pub(super) async fn paid(scope: &Scope, id: CheckoutId, payment: &str, amount: Money) -> Result<()> {
    let business = businesses::by_id(&scope.core, scope.business).await?;
    let business = business.ok_or_else(|| Error::of(ErrorKind::NotFound))?;
    let found = checkout::Entity::one(scope.business, id).one(scope.core.db().read()).await?;
    let invoice_id = match Payable::of(&found.ok_or_else(|| Error::of(ErrorKind::NotFound))?)? {
        Payable::Invoice(invoice) => invoice,
        Payable::Deposit(order) => {
            return deposits::online::paid(scope, &business, (order, id), payment, amount).await;
        }
    };
    let tx = scope.begin().await?;
    // The invoice first, as everybody does who enters something.
    let invoice = ledger::held(scope, &tx, invoice_id).await?;
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
    let about = About::invoice(&business, &invoice, &paper);
    let told = if fits {
        let kind = EntryKind::Payment { method: PaymentMethod::Card };
        ledger::enter(scope, &tx, (&invoice, &mut entries), (kind, amount.minor), payment).await?;
        let sums = (amount.minor, entries.balance());
        let email = mails::invoice::receipt(&business, &paper, &invoice.number, sums, &link);
        let receipt = (Event::Receipt as fn(_) -> _, amount.minor);
        let told = about.tell(scope, &tx, receipt, format!("receipt:{id}"), email).await?;
        told.and(about.tell_paid(scope, &tx, amount.minor, id.into()).await?)
    } else {
        send_back(scope, &tx, &row, amount.minor).await?;
        let email = mails::invoice::sent_back(&business, &paper, &invoice.number, amount.minor, &link);
        let back = (Event::SentBack as fn(_) -> _, amount.minor);
        about.tell(scope, &tx, back, format!("sent_back:{id}"), email).await?
    };
    let mut row = row.into_active_model();
    row.state = Set(if fits { "paid" } else { "refunded" }.into());
    row.payment = Set(Some(payment.to_owned()));
    row.update(&tx).await?;
    ledger::finish(scope, tx, &invoice).await?;
    told.publish(scope).await;
    Ok(())
}

/// Money of an attempt that no ledger can take goes back.
pub(super) async fn send_back(
    scope: &Scope,
    tx: &DatabaseTransaction,
    attempt: &checkout::Model,
    amount: i64,
) -> Result<()> {
    let what = What::TooLate(attempt.invoice_id.map(Into::into));
    refunds::insert(scope, tx, what, (attempt.id.into(), amount)).await
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

/// The row of an attempt, held until `tx` ends.
pub(super) async fn locked(
    scope: &Scope,
    tx: &DatabaseTransaction,
    id: CheckoutId,
) -> Result<checkout::Model> {
    checkout::Entity::one(scope.business, id)
        .lock_exclusive()
        .one(tx)
        .await?
        .ok_or_else(|| Error::of(ErrorKind::NotFound))
}
