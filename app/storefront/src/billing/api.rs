//! The server functions of an invoice's page and of a deposit's receipt.

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
    services::{
        Visitor,
        billing::{self, deposits},
    },
    ui::request::{Outward as _, attached},
};

/// An invoice or a credit note, as whoever has its link sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayView {
    /// Its number.
    pub number: String,
    /// Whether it is a credit note: nothing is paid on it.
    pub is_note: bool,
    /// How it stands.
    pub status: Status,
    /// The day of issue.
    pub issued: String,
    /// The last day on which it can be paid in time.
    pub due: String,
    /// What it says.
    pub paper: PaperView,
    /// What was paid, given back and credited so far.
    pub entries: Vec<EntryView>,
    /// What is open, when something is.
    pub open: Option<String>,
    /// What is on its way back to the customer: one text for each.
    pub returning: Vec<String>,
    /// What was paid ahead on top of it and goes back, when anything was.
    pub credit: Option<String>,
    /// Whether an online payment is under way.
    pub paying: bool,
    /// Whether it can be paid online.
    pub online: bool,
    /// Whether no money moves: a demonstration.
    pub pretend: bool,
}

/// The receipt of a deposit, as whoever has its link sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptView {
    /// How much was paid.
    pub amount: String,
    /// What is known of it, each with its name.
    pub facts: Vec<(String, String)>,
    /// What became of it.
    pub fate: Vec<String>,
}

/// The invoice `token`.
#[server(prefix = "/api/site", endpoint = "pay", input = GetUrl)]
pub async fn load_pay(slug: String, token: String) -> Result<Wire, Fault> {
    let visitor: Visitor = attached()?;
    let (scope, business) = visitor.at_site(&slug).await.outward(&visitor.correlation)?;
    let invoice = billing::by_link(&scope, &token).await.outward(&scope.correlation)?;
    let pretend = visitor.settings.demo && visitor.settings.pretend_payments;
    Wire::pack(&read::pay(&scope, &business, &invoice, pretend).outward(&scope.correlation)?)
}

/// The receipt of the deposit `token`.
#[server(prefix = "/api/site", endpoint = "deposit", input = GetUrl)]
pub async fn load_receipt(slug: String, token: String) -> Result<Wire, Fault> {
    let visitor: Visitor = attached()?;
    let (scope, business) = visitor.at_site(&slug).await.outward(&visitor.correlation)?;
    let receipt = deposits::by_receipt(&scope, &business, &token).await.outward(&scope.correlation)?;
    Wire::pack(&read::receipt(&scope, &business, &receipt))
}
