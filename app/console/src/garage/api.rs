//! Server functions of the day, the board and the jobs.

use crate::businesses::api::Place;
use domain::{accounts::Deed, businesses::Capability, garage::JobStatus};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};
use ui::Fault;

#[cfg(feature = "ssr")]
use crate::door::at;
#[cfg(feature = "ssr")]
use domain::{error::ErrorKind, ids::BookingId};
#[cfg(feature = "ssr")]
use services::{Error, garage as cases};
#[cfg(feature = "ssr")]
use ui::request::Outward as _;

/// How to reach a customer.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Contact {
    /// By mail.
    pub email: String,
    /// By telephone, when they gave a number.
    pub phone: Option<String>,
}

/// An instant as a page shows it: written out, and for machines (RFC 3339).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Moment {
    /// In the business's zone and the reader's language.
    pub text: String,
    /// In UTC.
    pub at: String,
}

/// The part that a job waits for.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PartsCard {
    /// The day on which it is expected; none while nobody knows.
    pub on: Option<Moment>,
    /// What it is; may be empty.
    pub what: String,
    /// Whether it should have been here before today.
    pub late: bool,
}

/// A job as lists, cards and its own page show it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct JobCard {
    /// Its booking.
    pub id: String,
    /// Where it stands.
    pub status: JobStatus,
    /// Whether it is behind.
    pub late: bool,
    /// When it was to start; with the day when that is another than the page's.
    pub starts: Moment,
    /// When it will be done, as far as can be told.
    pub eta: Option<Moment>,
    /// The part that it waits for; `None` when it waits for none.
    pub parts: Option<PartsCard>,
    /// What is done.
    pub service: String,
    /// The customer's name.
    pub customer: String,
    /// The vehicle in words; empty where there is none.
    pub vehicle: String,
    /// Its plate; empty where there is none.
    pub plate: String,
    /// Who does it.
    pub worker: String,
    /// Whether that is the reader.
    pub mine: bool,
    /// How to reach the customer, for those who may know.
    pub contact: Option<Contact>,
}

impl JobCard {
    /// What people call the job: the plate, else the customer.
    pub fn name(&self) -> &str {
        if self.plate.is_empty() { &self.customer } else { &self.plate }
    }
}

/// The numbers of a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stats {
    /// Jobs booked for the day.
    pub jobs: u32,
    /// Those among them whose customer is still to come.
    pub arrivals: u32,
    /// Jobs in the house that are not done.
    pub in_work: u32,
    /// Jobs that are done and wait for their customer.
    pub ready: u32,
    /// Jobs that are behind.
    pub late: u32,
}

/// A day at a glance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayView {
    /// The business.
    pub place: Place,
    /// The day in words.
    pub title: String,
    /// Whether it is today.
    pub is_today: bool,
    /// The day before, as `YYYY-MM-DD`.
    pub previous: String,
    /// The day after, as `YYYY-MM-DD`.
    pub next: String,
    /// Its numbers and its jobs by time, for those who may see jobs. Today's list has what is still in the house, too.
    pub jobs: Option<(Stats, Vec<JobCard>)>,
}

/// The job board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardView {
    /// The business.
    pub place: Place,
    /// Today in words.
    pub today: String,
    /// The jobs by time.
    pub jobs: Vec<JobCard>,
}

/// One line of a job's history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryLine {
    /// What happened.
    pub what: String,
    /// A note's text; empty for everything else.
    pub note: String,
    /// Who did it, when it was a person.
    pub by: Option<String>,
    /// When.
    pub when: Moment,
}

/// The work order of a job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderLink {
    /// Its id, for the address of its page.
    pub id: String,
    /// Its number.
    pub number: String,
}

/// One job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobView {
    /// The business.
    pub place: Place,
    /// The job.
    pub job: JobCard,
    /// From when to when it was to be done.
    pub planned: String,
    /// Since when it stands where it stands.
    pub since: Moment,
    /// The bay, table or chair, when it takes one.
    pub bay: Option<String>,
    /// The customer's note; empty without one.
    pub note: String,
    /// Its work order, when it has one.
    pub order: Option<OrderLink>,
    /// Its history, newest first.
    pub history: Vec<HistoryLine>,
    /// What was clocked, by job and person.
    pub clocked: Vec<Spent>,
    /// How long it stood in each status.
    pub stood: Vec<Spent>,
}

/// Time that something took.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spent {
    /// What took it.
    pub what: String,
    /// How long.
    pub time: String,
}

impl JobView {
    /// Whether the reader may write its work order.
    pub fn writes_orders(&self) -> bool {
        self.place.has(Capability::Garage) && self.place.role.may(Deed::WriteOrders)
    }
}

/// The day of the business `slug`; `day` as `YYYY-MM-DD`, and anything else is today.
#[server(prefix = "/console/api", endpoint = "day", input = GetUrl)]
pub async fn load_day(slug: String, day: String) -> Result<DayView, Fault> {
    let (scope, business) = at(&slug).await?;
    scope.require(Deed::SeeDay).outward(&scope.correlation)?;
    let today = super::read::today(&scope, &business);
    let day = day.parse().unwrap_or(today);
    let sees_jobs = scope.require(Deed::SeeBoard).is_ok();
    let jobs = if sees_jobs {
        Some(cases::jobs::board(&scope, &business, day).await.outward(&scope.correlation)?)
    } else {
        None
    };
    Ok(super::read::day(&scope, &business, Place::of(&scope, &business).await?, day, jobs))
}

/// The board of the business `slug`: today's jobs, and what is still in the house.
#[server(prefix = "/console/api", endpoint = "board", input = GetUrl)]
pub async fn load_board(slug: String) -> Result<BoardView, Fault> {
    let (scope, business) = at(&slug).await?;
    let today = super::read::today(&scope, &business);
    let jobs = cases::jobs::board(&scope, &business, today).await.outward(&scope.correlation)?;
    Ok(BoardView {
        place: Place::of(&scope, &business).await?,
        today: domain::time::date_long(today, scope.locale),
        jobs: jobs.iter().map(|job| super::read::card(&scope, &business, today, job)).collect(),
    })
}

/// One job of the business `slug`, with its history.
#[server(prefix = "/console/api", endpoint = "job", input = GetUrl)]
pub async fn load_job(slug: String, job: String) -> Result<JobView, Fault> {
    let (scope, business) = at(&slug).await?;
    let id = booking(&job).outward(&scope.correlation)?;
    let (job, lines) = cases::jobs::job(&scope, &business, id).await.outward(&scope.correlation)?;
    let order = cases::work_orders::of_booking(&scope, id).await.outward(&scope.correlation)?;
    let order = order.map(|(id, number)| OrderLink { id: id.to_string(), number });
    let clocked = cases::clocks::totals(&scope, id).await.outward(&scope.correlation)?;
    let stood = cases::clocks::time_in_status(&scope, id).await.outward(&scope.correlation)?;
    let mut view =
        super::read::job(&scope, &business, (Place::of(&scope, &business).await?, order), &job, &lines);
    view.clocked = clocked.iter().map(|total| super::read::clocked(scope.locale, total)).collect();
    view.stood = super::read::stood(scope.locale, &stood);
    Ok(view)
}

/// The booking that a page names.
#[cfg(feature = "ssr")]
fn booking(id: &str) -> services::Result<BookingId> {
    id.parse().map_err(|_| Error::of(ErrorKind::NotFound))
}

/// Moves a job: the same as the form `move`, for a board that does not leave the page.
#[server(prefix = "/console/api", endpoint = "move_job")]
pub async fn move_job(slug: String, job: String, from: JobStatus, to: JobStatus) -> Result<(), Fault> {
    let (scope, business) = at(&slug).await?;
    let id = booking(&job).outward(&scope.correlation)?;
    cases::board::move_job(&scope, &business, id, from, to).await.outward(&scope.correlation)
}
