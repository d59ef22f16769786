//! The forms of invoices: issuing one, and what is paid, given back and credited on it.

use domain::{
    billing::{PaymentMethod, Refusal, typed},
    error::ErrorKind,
    form::{FieldError, Fields},
    ids::{InvoiceId, LedgerEntryId},
    locale::Locale,
};
use services::{
    Error, Result, Scope, Visitor,
    billing::{self, credit, issue, payments, refunds},
    businesses::Business,
    visitor::{Done, FormRoute, Submission},
};
use std::{str::FromStr, sync::Arc};

const ORDER: &str = "/console/{slug}/work/{order}";
const INVOICE: &str = "/console/{slug}/invoices/{invoice}";

/// Every form of this folder, for the router.
pub const ROUTES: &[FormRoute] = &[
    FormRoute { path: ORDER, form: "issue", handle: |v, s| Box::pin(issue_invoice(v, s)) },
    FormRoute { path: INVOICE, form: "payment", handle: |v, s| Box::pin(record_payment(v, s)) },
    FormRoute { path: INVOICE, form: "refund", handle: |v, s| Box::pin(give_back(v, s)) },
    FormRoute { path: INVOICE, form: "credit", handle: |v, s| Box::pin(credit_invoice(v, s)) },
];

async fn issue_invoice(visitor: Visitor, submission: Submission) -> Result<Done> {
    let (slug, order) = (submission.params.get("slug"), submission.params.get("order"));
    let (scope, business) = visitor.at_portal(slug).await?;
    let id = issue::issue(&scope, &business, id(order)?).await?;
    Ok(Done::go(format!("/console/{slug}/invoices/{id}?done=invoice_issued")))
}

/// A form of the page of an invoice, with the amount that was typed.
struct Sent {
    scope: Scope,
    business: Arc<Business>,
    invoice: billing::Invoice,
    amount: i64,
    fields: Fields,
    path: String,
}

impl Sent {
    async fn new(visitor: &Visitor, submission: Submission) -> Result<Self> {
        let (slug, invoice) = (submission.params.get("slug"), submission.params.get("invoice"));
        let (scope, business) = visitor.at_portal(slug).await?;
        let path = format!("/console/{slug}/invoices/{invoice}");
        let (invoice, fields) = (billing::one(&scope, id(invoice)?).await?, submission.fields);
        // The language of the page that was shown, whatever was chosen elsewhere since.
        let locale = Locale::from_tag(fields.get("locale")).unwrap_or(scope.locale);
        let amount = typed::amount(&fields, locale, invoice.paper.currency)?;
        Ok(Self { scope, business, invoice, amount, fields, path })
    }

    fn id(&self) -> InvoiceId {
        self.invoice.id
    }

    fn done(&self, what: &str) -> Done {
        Done::go(format!("{}?done={what}", self.path))
    }
}

async fn record_payment(visitor: Visitor, submission: Submission) -> Result<Done> {
    let sent = Sent::new(&visitor, submission).await?;
    let method =
        PaymentMethod::parse(sent.fields.get("method")).ok_or_else(|| Error::of(ErrorKind::BadRequest))?;
    let reference = sent.fields.get("reference");
    let paid =
        payments::record(&sent.scope, &sent.business, sent.id(), (method, sent.amount), reference).await;
    paid.map_err(at_amount)?;
    Ok(sent.done("invoice_payment"))
}

async fn give_back(visitor: Visitor, submission: Submission) -> Result<Done> {
    let sent = Sent::new(&visitor, submission).await?;
    let payment: LedgerEntryId = id(sent.fields.get("payment"))?;
    let online = sent.invoice.entries.iter().any(|entry| entry.id == payment && entry.kind.is_online());
    let what = (payment, sent.amount);
    if online {
        refunds::ask(&sent.scope, sent.id(), what).await.map_err(at_amount)?;
        return Ok(sent.done("invoice_refund_asked"));
    }
    let reference = sent.fields.get("reference");
    payments::give_back(&sent.scope, sent.id(), what, reference).await.map_err(at_amount)?;
    Ok(sent.done("invoice_refund"))
}

async fn credit_invoice(visitor: Visitor, submission: Submission) -> Result<Done> {
    let sent = Sent::new(&visitor, submission).await?;
    let reason = sent.fields.get("reason");
    let credited = credit::credit(&sent.scope, &sent.business, sent.id(), sent.amount, reason).await;
    credited.map_err(at_amount)?;
    Ok(sent.done("invoice_credited"))
}

/// What a ledger's rule says of the amount is said at its field.
pub(super) fn at_amount(error: Error) -> Error {
    let of_the_amount = [
        Refusal::NotPositive,
        Refusal::AboveBalance,
        Refusal::AbovePayment,
        Refusal::AboveInvoice,
        Refusal::RefundFirst,
        Refusal::TooLarge,
    ];
    match error {
        Error::App(error) if of_the_amount.iter().any(|refusal| refusal.key() == error.key) => {
            Error::field(FieldError::new("amount", &error.key))
        }
        other => other,
    }
}

/// An id of an address or a form.
pub(super) fn id<T: FromStr>(text: &str) -> Result<T> {
    text.parse().map_err(|_| Error::of(ErrorKind::NotFound))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_ledger_says_of_an_amount_is_said_at_its_field_and_nothing_else_is() {
        let conflict = |key| at_amount(Error::with(ErrorKind::Conflict, key));
        let Error::Fields(errors) = conflict("err_pay_above_balance") else { panic!("not at a field") };
        assert_eq!(errors, [FieldError::new("amount", "err_pay_above_balance")]);
        assert_eq!(conflict("err_invoice_paid_online").kind(), ErrorKind::Conflict);
    }
}
