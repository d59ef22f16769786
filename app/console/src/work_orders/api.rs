//! Server functions of the pages of work orders.

use crate::{
    billing::{api::Linked, deposits::DepositsView},
    businesses::api::Place,
    garage::api::{Contact, Moment, PartsCard},
    workshop::api::CodeLine,
};
use domain::{
    garage::{
        money::LineKind,
        work_order::{Authorisation, Document},
    },
    money::Currency,
};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};
use ui::{Fault, page::Wire};

#[cfg(feature = "ssr")]
use {
    super::read,
    crate::{billing::deposit_read, door::at, garage::read::parts_card},
    domain::{accounts::Deed, error::ErrorKind},
    services::{
        Error,
        garage::{
            faults, parts,
            work_orders::{self as cases, list::Filter},
        },
    },
    ui::request::Outward as _,
};

/// A line of a job, written out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineView {
    /// Its id; empty on a canned job, whose lines have none.
    pub id: String,
    /// What it charges for.
    pub description: String,
    /// The number of a part; empty without one.
    pub part_number: String,
    /// "1.5 h" or "2".
    pub quantity: String,
    /// The price of one hour or piece.
    pub unit_price: String,
    /// "20%".
    pub tax: String,
    /// What it comes to.
    pub amount: String,
    /// What its form starts with.
    pub typed: TypedLine,
}

/// The fields of a line as people type them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypedLine {
    /// Labour, part or fee.
    pub kind: LineKind,
    /// How many hours or pieces.
    pub quantity: String,
    /// The price of one.
    pub unit_price: String,
    /// The rate of tax in percent.
    pub tax: String,
}

/// A job of a work order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobView {
    /// Its id.
    pub id: String,
    /// What is done.
    pub title: String,
    /// What the customer should know about it; empty without.
    pub note: String,
    /// What the customer said.
    pub authorisation: Authorisation,
    /// Who said so, how, when and at which price.
    pub decision: Option<String>,
    /// What the customer wants to know.
    pub question: Option<String>,
    /// Whether it was declined on an earlier work order and came back.
    pub revived: bool,
    /// Whether it is done.
    pub done: bool,
    /// Its lines.
    pub lines: Vec<LineView>,
    /// What it comes to by itself.
    pub total: String,
}

/// A job that can be put on the work order: a canned one, or one that was declined before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// Its id.
    pub id: String,
    /// What is done.
    pub title: String,
    /// What it comes to.
    pub price: String,
}

/// A canned job with everything on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CannedView {
    /// Its id.
    pub id: String,
    /// What is done.
    pub title: String,
    /// What the customer should know about it; empty without.
    pub note: String,
    /// Its lines.
    pub lines: Vec<LineView>,
    /// What it comes to.
    pub total: String,
}

/// What the document comes to: names and amounts, in the order of the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sums {
    /// What adds up to the total.
    pub parts: Vec<(String, String)>,
    /// The total.
    pub total: String,
    /// Taxes that are in the total already.
    pub included: Vec<(String, String)>,
}

/// How prices are typed here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pricing {
    /// What everything is priced in.
    pub currency: Currency,
    /// Whether typed prices hold their tax.
    pub with_tax: bool,
    /// The usual rate of tax in percent.
    pub tax: String,
    /// The price of an hour of labour.
    pub hour: String,
}

/// A work order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderView {
    /// The business.
    pub place: Place,
    /// Its id.
    pub id: String,
    /// Its number.
    pub number: String,
    /// The booking whose job it is.
    pub booking: String,
    /// What the paper is.
    pub document: Document,
    /// The customer's name.
    pub customer: String,
    /// How to reach the customer, for those who may know.
    pub contact: Option<Contact>,
    /// The vehicle in words; empty where there is none.
    pub vehicle: String,
    /// Its plate; empty where there is none.
    pub plate: String,
    /// What the odometer showed, as text.
    pub odometer: Option<String>,
    /// Its jobs.
    pub jobs: Vec<JobView>,
    /// Canned jobs.
    pub canned: Vec<Offer>,
    /// Declined work of earlier visits.
    pub declined: Vec<Offer>,
    /// What it comes to.
    pub sums: Sums,
    /// The discount as it is typed.
    pub discount: String,
    /// How prices are typed.
    pub pricing: Pricing,
    /// The customer's link and until when it holds, once something was asked.
    pub link: Option<(String, Moment)>,
    /// Its invoice, for those who may bill.
    pub invoice: Option<Linked>,
    /// Its deposits, for those who may bill.
    pub deposits: Option<DepositsView>,
    /// The fault codes of its vehicle; `None` where there is no vehicle.
    pub faults: Option<FaultsView>,
    /// The part that the work waits for; `None` when it waits for none.
    pub parts: Option<PartsCard>,
}

/// The fault codes of the vehicle of a work order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FaultsView {
    /// The address of the vehicle's page.
    pub path: String,
    /// The codes, newest first.
    pub codes: Vec<FaultLine>,
}

/// A fault code, and the job that sees to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FaultLine {
    /// The code.
    pub line: CodeLine,
    /// The id of the job.
    pub job: Option<String>,
}

impl OrderView {
    /// How many jobs the customer has not answered.
    pub fn unanswered(&self) -> usize {
        self.jobs.iter().filter(|job| !job.authorisation.is_decided()).count()
    }
}

/// A work order in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderRow {
    /// Its id.
    pub id: String,
    /// Its number.
    pub number: String,
    /// The plate of the vehicle; empty where there is none.
    pub plate: String,
    /// The customer's name.
    pub customer: String,
    /// What the paper is.
    pub document: Document,
    /// Jobs that wait for the customer's answer.
    pub asked: u32,
    /// Jobs that nobody has asked about.
    pub drafts: u32,
    /// Questions of the customer.
    pub questions: u32,
    /// What it comes to.
    pub total: String,
    /// The deposit that is to be sent back, when its visit is cancelled.
    pub to_send_back: Option<String>,
}

/// The list of work orders.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrdersView {
    /// The business.
    pub place: Place,
    /// Which are shown: `open`, `waiting` or `questions`.
    pub filter: String,
    /// The work orders, newest first.
    pub rows: Vec<OrderRow>,
    /// How declined work fares, for the owner; `None` as long as nothing was declined.
    pub revivals: Option<RevivalsView>,
}

/// How declined work fares, in jobs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevivalsView {
    /// Declined and kept.
    pub declined: u64,
    /// Offered again by mail.
    pub offered: u64,
    /// Back on a later work order.
    pub revived: u64,
    /// Agreed to then.
    pub agreed: u64,
    /// Paid for.
    pub paid: u64,
}

/// The canned jobs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CannedList {
    /// The business.
    pub place: Place,
    /// The canned jobs, in the order of the list.
    pub jobs: Vec<CannedView>,
}

/// The work orders of the business `slug`; `filter` is `waiting` or `questions`, and anything else shows all open ones.
#[server(prefix = "/console/api", endpoint = "work_orders", input = GetUrl)]
pub async fn load_work_orders(slug: String, filter: String) -> Result<Wire, Fault> {
    let (scope, business) = at(&slug).await?;
    let filter = Filter::read(&filter);
    let rows = cases::list::list(&scope, &business, filter).await.outward(&scope.correlation)?;
    let revivals = match scope.require(Deed::RunBusiness) {
        Ok(_) => read::revivals(cases::follow_up::revivals(&scope).await.outward(&scope.correlation)?),
        Err(_) => None,
    };
    Wire::pack(&OrdersView {
        place: Place::of(&scope, &business).await?,
        filter: filter.as_str().to_owned(),
        rows: rows.into_iter().map(|row| read::row(scope.locale, &business, row)).collect(),
        revivals,
    })
}

/// One work order of the business `slug`.
#[server(prefix = "/console/api", endpoint = "work_order", input = GetUrl)]
pub async fn load_work_order(slug: String, order: String) -> Result<Wire, Fault> {
    let (scope, business) = at(&slug).await?;
    scope.require(Deed::WriteOrders).outward(&scope.correlation)?;
    let id = order.parse().map_err(|_| Error::of(ErrorKind::NotFound)).outward(&scope.correlation)?;
    let whole = cases::one(&scope, &business, id).await.outward(&scope.correlation)?;
    let (mut canned, mut declined) = (Vec::new(), Vec::new());
    if whole.document.is_open() {
        canned = cases::canned::list(&scope, &business).await.outward(&scope.correlation)?;
        declined =
            cases::follow_up::declined_before(&scope, &business, id).await.outward(&scope.correlation)?;
    }
    let place = Place::of(&scope, &business).await?;
    let invoice = Linked::of_order(&scope, id).await.outward(&scope.correlation)?;
    let deposits = deposit_read::of_order(&scope, &business, &whole).await.outward(&scope.correlation)?;
    let faults = faults::of_order(&scope, id).await.outward(&scope.correlation)?;
    let parts = parts::of_booking(&scope, &business, whole.booking).await.outward(&scope.correlation)?;
    let order = read::order(&scope, &business, place, whole, (canned, declined));
    let faults = faults.map(|faults| read::faults(&scope, &business, faults));
    let parts = parts.map(|wait| parts_card(scope.locale, wait));
    Wire::pack(&OrderView { invoice, deposits, faults, parts, ..order })
}

/// The canned jobs of the business `slug`, for its owner.
#[server(prefix = "/console/api", endpoint = "canned", input = GetUrl)]
pub async fn load_canned(slug: String) -> Result<Wire, Fault> {
    let (scope, business) = at(&slug).await?;
    scope.require(Deed::RunBusiness).outward(&scope.correlation)?;
    let jobs = cases::canned::list(&scope, &business).await.outward(&scope.correlation)?;
    Wire::pack(&CannedList {
        place: Place::of(&scope, &business).await?,
        jobs: jobs.into_iter().map(|job| read::canned(scope.locale, &business, job)).collect(),
    })
}
