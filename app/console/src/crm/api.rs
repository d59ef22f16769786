//! Server functions of the customers' pages.

use crate::{businesses::api::Place, garage::api::Moment};
use domain::{agenda::BookingState, garage::JobStatus};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};
use ui::Fault;

#[cfg(feature = "ssr")]
use {
    super::read,
    crate::door::at,
    domain::error::ErrorKind,
    services::{Error, crm as cases},
    ui::request::Outward as _,
};

/// How many customers a page of the list holds.
pub const PAGE: u32 = 50;
/// How many it holds for those who want them all in one.
pub const LONG_PAGE: u32 = 1_000;

/// A customer in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerRow {
    /// Their id, for the address of their page.
    pub id: String,
    /// Their name.
    pub name: String,
    /// By mail.
    pub email: String,
    /// By telephone, when they gave a number.
    pub phone: Option<String>,
    /// How many vehicles they keep here.
    pub vehicles: u32,
    /// When they came last.
    pub last: Option<Moment>,
    /// When they come next.
    pub next: Option<Moment>,
}

/// A page of the list, and what of the address led to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomersView {
    /// The business.
    pub place: Place,
    /// What was looked for; empty for everybody.
    pub q: String,
    /// Whether who came last comes first; otherwise it goes by name.
    pub by_visit: bool,
    /// How many customers a page holds.
    pub per_page: u32,
    /// Which page it is, from 1 on.
    pub page: u32,
    /// How many there are.
    pub pages: u32,
    /// How many customers are on all of them.
    pub total: u32,
    /// The customers of this page.
    pub rows: Vec<CustomerRow>,
}

/// A vehicle on its owner's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VehicleFacts {
    /// Its id, for the address of its page.
    pub id: String,
    /// Make, model and year.
    pub name: String,
    /// Its plate.
    pub plate: String,
    /// Its VIN.
    pub vin: Option<String>,
    /// What the odometer shows, as text.
    pub odometer: Option<String>,
}

/// A visit on its customer's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitLine {
    /// The id of the job that it is; none for what was called off.
    pub job: Option<String>,
    /// When.
    pub when: Moment,
    /// What is done.
    pub service: String,
    /// The vehicle in words; empty where there is none.
    pub vehicle: String,
    /// Where the booking stands.
    pub state: BookingState,
    /// Where the work stands.
    pub status: JobStatus,
}

/// A customer's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerView {
    /// The business.
    pub place: Place,
    /// Their name.
    pub name: String,
    /// By mail.
    pub email: String,
    /// By telephone, when they gave a number.
    pub phone: Option<String>,
    /// Since when the business knows them.
    pub since: Moment,
    /// What they drive.
    pub vehicles: Vec<VehicleFacts>,
    /// Visits to come, the next one first.
    pub upcoming: Vec<VisitLine>,
    /// Visits of the past, latest first.
    pub past: Vec<VisitLine>,
}

/// The customers of the business `slug` that `q` finds. `sort` is `visit`, and anything else goes by name; `rows` is
/// `1000`, and anything else is a page of 50; `page` counts from 1.
#[server(prefix = "/console/api", endpoint = "customers", input = GetUrl)]
pub async fn load_customers(
    slug: String,
    q: String,
    sort: String,
    rows: String,
    page: String,
) -> Result<CustomersView, Fault> {
    let (scope, business) = at(&slug).await?;
    let (ask, mut view) = read::ask(Place::of(&scope, &business).await?, &q, (&sort, &rows, &page));
    let found = cases::customers::list(&scope, &ask).await.outward(&scope.correlation)?;
    read::fill(&mut view, &scope, &business, found);
    Ok(view)
}

/// One customer of the business `slug`, with vehicles and visits.
#[server(prefix = "/console/api", endpoint = "customer", input = GetUrl)]
pub async fn load_customer(slug: String, customer: String) -> Result<CustomerView, Fault> {
    let (scope, business) = at(&slug).await?;
    let id = customer.parse().map_err(|_| Error::of(ErrorKind::NotFound)).outward(&scope.correlation)?;
    let profile = cases::customer::profile(&scope, &business, id).await.outward(&scope.correlation)?;
    Ok(read::customer(&scope, &business, Place::of(&scope, &business).await?, profile))
}
