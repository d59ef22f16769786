//! Money that changes hands at the counter, recorded by staff.

use super::{ledger, payable::Payable, sweep, tell::About};
use crate::{Error, Result, Scope, businesses::Business, mails};
use domain::{
    accounts::Deed,
    billing::{EntryKind, Paper, PaymentMethod},
    error::ErrorKind,
    form::FieldError,
    ids::{InvoiceId, LedgerEntryId},
    messaging::notifications::Event,
};

/// The longest note with a payment, in characters.
const REFERENCE_MAX: usize = 120;

/// Records money received in person or by transfer, and mails a receipt. A page on which the customer could pay the same
/// money online is closed first.
///
/// # Errors
/// Those who may bill only; `err_pay_above_balance`, `err_amount_positive`; `err_invoice_paid_online` when the customer
/// was quicker; `NotFound`; `Unavailable` when the page cannot be closed now.
pub async fn record(
    scope: &Scope,
    business: &Business,
    id: InvoiceId,
    (method, amount): (PaymentMethod, i64),
    reference: &str,
) -> Result<()> {
    scope.require(Deed::Bill)?;
    let reference = text(reference)?;
    if method == PaymentMethod::Card {
        return Err(Error::of(ErrorKind::BadRequest));
    }
    sweep::close_open(scope, business, Payable::Invoice(id)).await?;
    let tx = scope.begin().await?;
    let invoice = ledger::held(scope, &tx, id).await?;
    let mut entries = ledger::read(scope, &tx, invoice.id).await?;
    let payment = (EntryKind::Payment { method }, amount);
    let entry = ledger::enter(scope, &tx, (&invoice, &mut entries), payment, &reference).await?;
    let paper: Paper = serde_json::from_str(&invoice.content)?;
    let link = super::issue::link(scope, &business.slug, &invoice.token);
    let email =
        mails::invoice::receipt(business, &paper, &invoice.number, (amount, entries.balance()), &link);
    let told = About::invoice(business, &invoice, &paper)
        .tell(scope, &tx, (Event::Receipt, amount), format!("receipt:{entry}"), email)
        .await?;
    ledger::finish(scope, tx, &invoice).await?;
    told.publish(scope).await;
    Ok(())
}

/// Records money given back at the counter, from a payment that was made there. What was paid online goes back online:
/// see [`super::refunds::ask`].
///
/// # Errors
/// Those who may bill only; `err_refund_above_payment`, `err_refund_no_payment`, `err_amount_positive`;
/// `err_refund_online` for a payment that was made online; `NotFound`.
pub async fn give_back(
    scope: &Scope,
    id: InvoiceId,
    (payment, amount): (LedgerEntryId, i64),
    reference: &str,
) -> Result<()> {
    scope.require(Deed::Bill)?;
    let reference = text(reference)?;
    let tx = scope.begin().await?;
    let invoice = ledger::held(scope, &tx, id).await?;
    let mut entries = ledger::read(scope, &tx, invoice.id).await?;
    let online = entries.entries().iter().any(|entry| entry.id == payment && entry.kind.is_online());
    if online {
        return Err(Error::with(ErrorKind::Conflict, "err_refund_online"));
    }
    ledger::enter(scope, &tx, (&invoice, &mut entries), (EntryKind::Refund { payment }, amount), &reference)
        .await?;
    ledger::finish(scope, tx, &invoice).await
}

/// What is noted with a payment, within its bounds.
pub(super) fn text(reference: &str) -> Result<String> {
    let reference = reference.trim();
    if reference.chars().count() > REFERENCE_MAX {
        return Err(Error::field(FieldError::new("reference", "err_too_long").arg("max", REFERENCE_MAX)));
    }
    Ok(reference.to_owned())
}
