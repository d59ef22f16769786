//! The server function of a work order's page.

use super::{deposit::DepositView, findings::FindingView};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};
use ui::{Fault, page::Wire};

#[cfg(feature = "ssr")]
use {
    super::{deposit, read},
    services::{
        Visitor,
        billing::deposits,
        garage::{inspections, work_orders},
    },
    ui::request::{Outward as _, attached},
};

/// A work order, as whoever has its link sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkView {
    /// Its number: "WO-2026-0001".
    pub number: String,
    /// The vehicle in words, with its plate.
    pub vehicle: Option<String>,
    /// The token of the booking's link, where the work is followed.
    pub visit: String,
    /// Whether it is invoiced: nothing on it changes any more.
    pub closed: bool,
    /// Whether there is more to come that nobody has asked about yet.
    pub preparing: bool,
    /// What was found on the vehicle, what wants attention now first.
    pub findings: Vec<FindingView>,
    /// The jobs that wait for an answer.
    pub waiting: Vec<JobView>,
    /// The jobs that were agreed to.
    pub agreed: Vec<JobView>,
    /// The jobs that were declined.
    pub declined: Vec<JobView>,
    /// What it all comes to.
    pub sums: SumsView,
    /// What is asked for and was paid ahead.
    pub deposit: DepositView,
}

/// A job of a work order. Amounts are texts, ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobView {
    /// What the forms send.
    pub id: String,
    /// What is done.
    pub title: String,
    /// What to know about it; may be empty.
    pub note: String,
    /// What it costs, tax included.
    pub price: String,
    /// The same in minor units, which the answer sends back: it holds for exactly this price.
    pub price_minor: i64,
    /// What is in it.
    pub lines: Vec<LineView>,
    /// The tax in it.
    pub tax: Option<TaxView>,
    /// What was answered, when, and what follows from it.
    pub said: Option<String>,
    /// What the customer asked; may be empty.
    pub question: String,
    /// Whether it is done.
    pub done: bool,
}

/// A line of a job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineView {
    /// What it is.
    pub what: String,
    /// How much of it, at which price each.
    pub quantity: String,
    /// What it comes to, in the mode of the business's prices.
    pub price: String,
}

/// The tax in an amount.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaxView {
    /// The amount without it.
    pub net: String,
    /// The tax.
    pub tax: String,
    /// Whether it comes on top of the lines' prices, or is in them.
    pub on_top: bool,
}

/// What a work order comes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SumsView {
    /// What waits for an answer, when anything does.
    pub waiting: Option<String>,
    /// All together, when some is agreed and some waits.
    pub together: Option<String>,
    /// What is taken off what was agreed.
    pub discount: Option<String>,
    /// The tax in what was agreed.
    pub tax: Option<TaxView>,
    /// What was agreed, discount and tax included.
    pub agreed: String,
}

/// The work order `token`.
#[server(prefix = "/api/site", endpoint = "work", input = GetUrl)]
pub async fn load_work(slug: String, token: String) -> Result<Wire, Fault> {
    let visitor: Visitor = attached()?;
    let (scope, business) = visitor.at_site(&slug).await.outward(&visitor.correlation)?;
    let order = work_orders::by_link(&scope, &business, &token).await.outward(&scope.correlation)?;
    let found = inspections::for_link(&scope, &business, &token).await.outward(&scope.correlation)?;
    let standing = deposits::of_order(&scope, &order).await.outward(&scope.correlation)?;
    let pretend = visitor.settings.demo && visitor.settings.pretend_payments;
    let deposit = deposit::written(&scope, &business, &standing, pretend);
    Wire::pack(&read::work(&scope, &business, &order, &found, deposit).outward(&scope.correlation)?)
}
