//! Credit notes: what is no longer asked for.

use super::{issue, ledger, tell::About};
use crate::{Error, Result, Scope, businesses::Business, mails};
use domain::{
    accounts::Deed,
    billing::{EntryKind, Paper, Series, paper},
    error::ErrorKind,
    form::FieldError,
    ids::InvoiceId,
    messaging::notifications::Event,
};
use entity::work_order;

/// The longest reason, in characters.
const REASON_MAX: usize = 300;

/// Credits `amount` minor units of an invoice, tax at the rates at which it was charged, and returns the credit note.
///
/// # Errors
/// Those who may bill only; `err_required` or `err_too_long` at `reason`; `err_credit_above_invoice`,
/// `err_credit_refund_first` (what was paid has to be given back before), `err_amount_positive`; `NotFound`.
pub async fn credit(
    scope: &Scope,
    business: &Business,
    id: InvoiceId,
    amount: i64,
    reason: &str,
) -> Result<InvoiceId> {
    scope.require(Deed::Bill)?;
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Error::field(FieldError::new("reason", "err_required")));
    }
    if reason.chars().count() > REASON_MAX {
        return Err(Error::field(FieldError::new("reason", "err_too_long").arg("max", REASON_MAX)));
    }
    let tx = scope.begin().await?;
    let invoice = ledger::held(scope, &tx, id).await?;
    let mut entries = ledger::read(scope, &tx, invoice.id).await?;
    let order = invoice.work_order_id.ok_or_else(|| Error::of(ErrorKind::NotFound))?;
    let order = work_order::Entity::one(scope.business, order.into())
        .one(&tx)
        .await?
        .ok_or_else(|| Error::of(ErrorKind::NotFound))?;
    let old: Paper = serde_json::from_str(&invoice.content)?;
    let refused = |refusal: domain::billing::Refusal| Error::with(ErrorKind::Conflict, refusal.key());
    let totals = paper::credited(&old.totals, amount).map_err(refused)?;
    let paper = Paper {
        refers_to: invoice.number.clone(),
        reason: reason.to_owned(),
        jobs: Vec::new(),
        totals,
        ..old
    };
    entries.may_credit(amount).map_err(refused)?;
    let note =
        issue::insert(scope, &tx, business, (&order, Series::CreditNote), &paper, Some(&invoice)).await?;
    ledger::enter(scope, &tx, (&invoice, &mut entries), (EntryKind::CreditNote, amount), &note.number)
        .await?;
    let link = issue::link(scope, &business.slug, &note.token);
    let email = mails::invoice::credited(business, &paper, &note.number, &link);
    let told = About::invoice(business, &note, &paper)
        .tell(scope, &tx, (Event::Credited, amount), format!("credited:{}", note.id), email)
        .await?;
    ledger::finish(scope, tx, &invoice).await?;
    told.publish(scope).await;
    Ok(note.id.into())
}
