//! The forms of deposits: asking for one, recording one, and sending one back.

use super::forms::{at_amount, id};
use domain::{
    billing::{PaymentMethod, typed},
    error::ErrorKind,
    form::Fields,
    ids::{DepositId, WorkOrderId},
    locale::Locale,
    money::Money,
};
use services::{
    Error, Result, Scope, Visitor,
    billing::{
        self,
        deposits::{self, ask, back, record},
    },
    businesses::Business,
    garage::work_orders,
    visitor::{Done, FormRoute, Submission},
};
use std::sync::Arc;

const ORDER: &str = "/console/{slug}/work/{order}";
const INVOICE: &str = "/console/{slug}/invoices/{invoice}";

/// Every form of deposits, for the router.
pub const ROUTES: &[FormRoute] = &[
    FormRoute { path: ORDER, form: "deposit_ask", handle: |v, s| Box::pin(ask_for(v, s)) },
    FormRoute { path: ORDER, form: "deposit_unask", handle: |v, s| Box::pin(ask_no_longer(v, s)) },
    FormRoute { path: ORDER, form: "deposit_record", handle: |v, s| Box::pin(record_one(v, s)) },
    FormRoute { path: ORDER, form: "deposit_back", handle: |v, s| Box::pin(from_order(v, s)) },
    FormRoute { path: INVOICE, form: "deposit_rest", handle: |v, s| Box::pin(from_invoice(v, s)) },
];

/// A form of the page of a work order.
struct Sent {
    scope: Scope,
    business: Arc<Business>,
    order: WorkOrderId,
    fields: Fields,
    path: String,
}

impl Sent {
    async fn new(visitor: &Visitor, submission: Submission) -> Result<Self> {
        let (slug, order) = (submission.params.get("slug"), submission.params.get("order"));
        let (scope, business) = visitor.at_portal(slug).await?;
        scope.require(domain::accounts::Deed::Bill)?;
        let path = format!("/console/{slug}/work/{order}");
        Ok(Self { scope, business, order: id(order)?, path, fields: submission.fields })
    }

    /// The amount of a further deposit: the rule that the browser checked, with the most as it is now.
    async fn amount(&self) -> Result<i64> {
        let order = work_orders::one(&self.scope, &self.business, self.order).await?;
        let most = deposits::of_order(&self.scope, &order).await?.most;
        let most = Money::new(most, self.business.currency);
        Ok(typed::deposit(&self.fields, locale(&self.scope, &self.fields), most)?)
    }

    fn done(&self, what: &str) -> Done {
        Done::go(format!("{}?done={what}", self.path))
    }
}

/// The language of the page that was shown, whatever was chosen elsewhere since.
fn locale(scope: &Scope, fields: &Fields) -> Locale {
    Locale::from_tag(fields.get("locale")).unwrap_or(scope.locale)
}

async fn ask_for(visitor: Visitor, submission: Submission) -> Result<Done> {
    let sent = Sent::new(&visitor, submission).await?;
    let amount = sent.amount().await?;
    ask::ask(&sent.scope, &sent.business, sent.order, amount).await?;
    Ok(sent.done("deposit_asked"))
}

async fn ask_no_longer(visitor: Visitor, submission: Submission) -> Result<Done> {
    let sent = Sent::new(&visitor, submission).await?;
    ask::withdraw(&sent.scope, &sent.business, sent.order).await?;
    Ok(sent.done("deposit_withdrawn"))
}

async fn record_one(visitor: Visitor, submission: Submission) -> Result<Done> {
    let sent = Sent::new(&visitor, submission).await?;
    let amount = sent.amount().await?;
    let method =
        PaymentMethod::parse(sent.fields.get("method")).ok_or_else(|| Error::of(ErrorKind::BadRequest))?;
    let reference = sent.fields.get("reference");
    record::record(&sent.scope, &sent.business, sent.order, (method, amount), reference).await?;
    Ok(sent.done("deposit_recorded"))
}

async fn from_order(visitor: Visitor, submission: Submission) -> Result<Done> {
    let sent = Sent::new(&visitor, submission).await?;
    let done = give_back(&sent.scope, &sent.business, sent.order, &sent.fields).await?;
    Ok(sent.done(done))
}

async fn from_invoice(visitor: Visitor, submission: Submission) -> Result<Done> {
    let (slug, invoice) = (submission.params.get("slug"), submission.params.get("invoice"));
    let (scope, business) = visitor.at_portal(slug).await?;
    let path = format!("/console/{slug}/invoices/{invoice}");
    let order = billing::one(&scope, id(invoice)?).await?.work_order;
    let order = order.ok_or_else(|| Error::of(ErrorKind::NotFound))?;
    let done = give_back(&scope, &business, order, &submission.fields).await?;
    Ok(Done::go(format!("{path}?done={done}")))
}

/// Gives back what the form says, and returns what the page then says.
async fn give_back(
    scope: &Scope,
    business: &Business,
    order: WorkOrderId,
    fields: &Fields,
) -> Result<&'static str> {
    let deposit: DepositId = id(fields.get("deposit"))?;
    let amount = typed::amount(fields, locale(scope, fields), business.currency)?;
    let what = (deposit, amount);
    let online = back::give_back(scope, order, what, fields.get("reference")).await.map_err(at_amount)?;
    Ok(if online { "invoice_refund_asked" } else { "invoice_refund" })
}
