//! Work orders: what is proposed, agreed and done while a vehicle is in the house.
//!
//! Rules and money are in `domain::garage::{work_order, money}`; the screens are `console::garage` (writing one) and
//! `storefront::garage` (the customer's answer).

pub mod answer;
pub mod ask;
pub mod canned;
pub mod edit;
pub mod finding;
pub mod follow_up;
pub(crate) mod history;
pub mod list;
pub mod odometer;
pub mod open;
mod read;
pub(crate) mod sample;

pub(super) use read::lines_of;
pub(crate) use read::whole;
pub use read::{by_link, of_booking, one, waiting_link};

use crate::{Error, Result, Scope};
use domain::{
    billing::Terms,
    error::ErrorKind,
    form::FieldError,
    garage::{
        money::{self, Line, Totals},
        work_order::{Authorisation, Document, How, Refusal},
    },
    ids::{BookingId, LineId, WorkOrderId, WorkOrderJobId},
};
use entity::{work_order, work_order_job};
use jiff::{SignedDuration, Timestamp};
use sea_orm::{DatabaseTransaction, QuerySelect as _};

/// How long the customer's link to a work order holds after it was last sent.
pub const LINK: SignedDuration = SignedDuration::from_hours(14 * 24);
/// Jobs on one work order: more is a mistake.
pub const MAX_JOBS: usize = 60;
/// Lines of one job.
pub const MAX_LINES: usize = 60;
/// The longest title of a job, in characters.
pub const TITLE_MAX: usize = 120;
/// The longest note or question, in characters.
pub const TEXT_MAX: usize = 1_000;

/// A work order with everything on it.
#[derive(Clone, Debug)]
pub struct WorkOrder {
    /// Its id.
    pub id: WorkOrderId,
    /// Its number: "WO-2026-0001".
    pub number: String,
    /// The booking whose job it is.
    pub booking: BookingId,
    /// The token of the booking's own link, where the customer follows the work.
    pub visit_token: String,
    /// What the paper is at present.
    pub document: Document,
    /// Whose vehicle it is.
    pub customer: Customer,
    /// The vehicle in words and its plate.
    pub vehicle: Option<(String, String)>,
    /// The odometer when the vehicle came in, in kilometres.
    pub odometer_km: Option<i64>,
    /// What is taken off, in minor units: never more than what it is taken off.
    pub discount_minor: i64,
    /// Its jobs, in order.
    pub jobs: Vec<Job>,
    /// What the document comes to: an estimate counts what may still be done, the others what was agreed.
    pub totals: Totals,
    /// What the jobs come to that were agreed to.
    pub agreed: Totals,
    /// What they come to together with those that wait for an answer.
    pub together: Totals,
    /// The token of the customer's link.
    pub token: String,
    /// Until when that link holds.
    pub link_until: Timestamp,
}

/// The customer of a work order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Customer {
    /// The name.
    pub name: String,
    /// By mail.
    pub email: String,
    /// By telephone.
    pub phone: Option<String>,
}

/// A job of a work order.
#[derive(Clone, Debug)]
pub struct Job {
    /// Its id.
    pub id: WorkOrderJobId,
    /// What is done.
    pub title: String,
    /// What the customer should know about it.
    pub note: String,
    /// What the customer said.
    pub authorisation: Authorisation,
    /// Who said so, when it was decided.
    pub decision: Option<Decision>,
    /// What the customer wants to know.
    pub question: Option<String>,
    /// When declined work will be offered again.
    pub follow_up: Option<Timestamp>,
    /// Whether it was declined on an earlier work order and came back.
    pub revived: bool,
    /// Whether it is done.
    pub done: bool,
    /// Its lines, in order.
    pub lines: Vec<(LineId, Line)>,
    /// What it comes to by itself.
    pub totals: Totals,
}

/// An answer, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// How it came.
    pub how: How,
    /// The name of who gave it.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// The exact price it was given for, tax included, in minor units.
    pub price_minor: i64,
}

/// The address of the customer's page of a work order.
pub fn link(scope: &Scope, slug: &str, token: &str) -> String {
    format!("{}/b/{slug}/work/{token}", scope.core.base_url())
}

/// The row of a work order whose jobs may change, held until the transaction ends: whoever changes a work order waits for
/// the others, so that totals and authorisations are never worked out from half a change.
pub(super) async fn held(
    scope: &Scope,
    tx: &DatabaseTransaction,
    id: WorkOrderId,
) -> Result<work_order::Model> {
    let row = work_order::Entity::one(scope.business, id)
        .lock_exclusive()
        .one(tx)
        .await?
        .ok_or_else(|| Error::of(ErrorKind::NotFound))?;
    if document(&row)?.is_open() { Ok(row) } else { Err(Error::with(ErrorKind::Conflict, "err_work_closed")) }
}

fn document(row: &work_order::Model) -> Result<Document> {
    Document::parse(&row.document)
        .ok_or_else(|| Error::internal(format_args!("unknown document {}", row.document)))
}

fn authorisation(row: &work_order_job::Model) -> Result<Authorisation> {
    Authorisation::parse(&row.authorisation)
        .ok_or_else(|| Error::internal(format_args!("unknown authorisation {}", row.authorisation)))
}

/// What one job comes to.
fn price(lines: &[Line], terms: &Terms) -> Result<Totals> {
    Ok(money::totals(lines, 0, terms.tax_mode)?)
}

/// A text of a form within its bounds.
fn text(field: &str, text: &str, max: usize) -> Result<String> {
    let text = text.trim();
    if text.chars().count() > max {
        return Err(Error::field(FieldError::new(field, "err_too_long").arg("max", max)));
    }
    Ok(text.to_owned())
}

fn refused(refusal: Refusal) -> Error {
    Error::with(ErrorKind::Conflict, refusal.key())
}
