//! Server functions of the invoices' pages.

use crate::{businesses::api::Place, garage::api::Moment};
use domain::billing::Status;
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};
use ui::{
    Fault,
    billing::{EntryView, PaperView},
    page::Wire,
};

#[cfg(feature = "ssr")]
use {
    super::read,
    crate::door::at,
    domain::{accounts::Deed, error::ErrorKind, ids::WorkOrderId},
    services::{Error, Scope, billing},
    ui::request::Outward as _,
};

/// An invoice in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceRow {
    /// Its id, for the address of its page.
    pub id: String,
    /// Its number.
    pub number: String,
    /// Who owes it.
    pub customer: String,
    /// The day of issue.
    pub issued: Moment,
    /// The last day on which it can be paid in time.
    pub due: Moment,
    /// What it came to.
    pub total: String,
    /// What is open.
    pub open: String,
    /// How it stands.
    pub status: Status,
}

/// The list of invoices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoicesView {
    /// The business.
    pub place: Place,
    /// Which ones are listed: `open`, `overdue`, or empty for all.
    pub filter: String,
    /// What is open, all together.
    pub open: String,
    /// What of it is overdue.
    pub overdue: String,
    /// The invoices, newest first.
    pub rows: Vec<InvoiceRow>,
}

/// A payment or a deposit of which something can be given back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refundable {
    /// Which one.
    pub id: String,
    /// How and when it came, and how much it was.
    pub what: String,
    /// What can be given back, as a form starts with it.
    pub amount: String,
    /// Whether it came online and goes back there.
    pub online: bool,
}

/// A link to another document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Linked {
    /// Its id.
    pub id: String,
    /// Its number.
    pub number: String,
}

#[cfg(feature = "ssr")]
impl Linked {
    /// The invoice of a work order; none for who may not bill.
    pub(crate) async fn of_order(scope: &Scope, order: WorkOrderId) -> services::Result<Option<Self>> {
        if scope.require(Deed::Bill).is_err() {
            return Ok(None);
        }
        let invoice = billing::of_work_order(scope, order).await?;
        Ok(invoice.map(|(id, number)| Self { id: id.to_string(), number }))
    }
}

/// How amounts are typed on the page of an invoice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Typing {
    /// The code of the currency.
    pub currency: String,
    /// What is open, as a form starts with it.
    pub open: String,
}

/// The page of an invoice or a credit note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceView {
    /// The business.
    pub place: Place,
    /// Its id.
    pub id: String,
    /// Its number.
    pub number: String,
    /// Whether it is a credit note.
    pub is_note: bool,
    /// How it stands.
    pub status: Status,
    /// The day of issue.
    pub issued: Moment,
    /// The last day on which it can be paid in time.
    pub due: Moment,
    /// What it says.
    pub paper: PaperView,
    /// What is open, when something is.
    pub open: Option<String>,
    /// Whether the customer has an online payment under way.
    pub paying: bool,
    /// Its ledger, oldest first.
    pub entries: Vec<EntryView>,
    /// The payments of which something can be given back.
    pub refundable: Vec<Refundable>,
    /// What is on its way back: how much, since when.
    pub returning: Vec<String>,
    /// What is left of deposits, when something is.
    pub credit: Option<String>,
    /// The deposits of which something is left.
    pub deposits: Vec<Refundable>,
    /// Whether something of it can still be credited.
    pub creditable: bool,
    /// The invoice that a credit note corrects.
    pub corrects: Option<Linked>,
    /// The credit notes of an invoice.
    pub notes: Vec<Linked>,
    /// The work order.
    pub order: Option<String>,
    /// How amounts are typed.
    pub typing: Typing,
    /// The address of the customer's page.
    pub public: String,
}

/// The invoices of the business `slug`. `show` is `open` or `overdue`, and anything else all.
#[server(prefix = "/console/api", endpoint = "invoices", input = GetUrl)]
pub async fn load_invoices(slug: String, show: String) -> Result<Wire, Fault> {
    let (scope, business) = at(&slug).await?;
    let all = billing::list(&scope, billing::Filter::All).await.outward(&scope.correlation)?;
    Wire::pack(&read::list(&scope, &business, Place::of(&scope, &business).await?, &show, &all))
}

/// One invoice or credit note of the business `slug`.
#[server(prefix = "/console/api", endpoint = "invoice", input = GetUrl)]
pub async fn load_invoice(slug: String, invoice: String) -> Result<Wire, Fault> {
    let (scope, business) = at(&slug).await?;
    let id = invoice.parse().map_err(|_| Error::of(ErrorKind::NotFound)).outward(&scope.correlation)?;
    let found = read::around(&scope, id).await.outward(&scope.correlation)?;
    let place = Place::of(&scope, &business).await?;
    Wire::pack(&read::invoice(&scope, &business, place, &found).outward(&scope.correlation)?)
}
