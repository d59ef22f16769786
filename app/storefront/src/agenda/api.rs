//! Server functions of the booking pages.

use crate::sites::api::ServiceCard;
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};
use ui::{Fault, page::Wire};

#[cfg(feature = "ssr")]
use {
    super::read,
    crate::door::at,
    domain::businesses::Capability,
    domain::error::ErrorKind,
    services::{
        Scope,
        agenda::visit,
        businesses::{self, Business},
        garage::work_orders,
    },
    std::sync::Arc,
    ui::request::Outward as _,
};

/// An instant that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeChoice {
    /// The instant that the form sends (RFC 3339).
    pub starts: String,
    /// What people read: "10:30", or with its day where several days stand together.
    pub label: String,
}

/// A day that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayChoice {
    /// The date in the address: "2026-11-24".
    pub date: String,
    /// "Tue".
    pub weekday: String,
    /// "24".
    pub number: String,
    /// "Nov".
    pub month: String,
    /// How many times are free.
    pub free: u32,
}

/// The days and times on offer for a service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Times {
    /// What is booked.
    pub service: ServiceCard,
    /// Every day of the window, from today on.
    pub days: Vec<DayChoice>,
    /// The date of the day shown.
    pub day: String,
    /// The day shown, in full.
    pub day_name: String,
    /// Its free times.
    pub times: Vec<TimeChoice>,
    /// The next day with a free time, when the day shown has none: its date and name.
    pub next_day: Option<(String, String)>,
    /// Free times offered instead of the one that was refused.
    pub offers: Vec<TimeChoice>,
}

/// The page on which a booking gets another time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MovePlan {
    /// The present time, as text.
    pub now: String,
    /// Whether it can still be moved.
    pub open: bool,
    /// The times on offer.
    pub times: Times,
}

/// One of the customer's vehicles to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VehicleChoice {
    /// What the form sends.
    pub id: String,
    /// Make, model and year.
    pub name: String,
    /// Its plate.
    pub plate: String,
}

/// A time that waits to be confirmed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldTime {
    /// What is to be booked.
    pub service: ServiceCard,
    /// Whether a vehicle has to be named.
    pub needs_vehicle: bool,
    /// Day and time, as text.
    pub when: String,
    /// The same for machines (RFC 3339).
    pub starts: String,
    /// Until when it is kept, as text; nothing once that has passed.
    pub kept_until: Option<String>,
    /// Whether it is still to be confirmed.
    pub waits: bool,
    /// Whether somebody is signed in.
    pub signed_in: bool,
    /// Their vehicles.
    pub vehicles: Vec<VehicleChoice>,
    /// Free times offered instead, when this one has gone.
    pub offers: Vec<TimeChoice>,
}

/// A station on the way of a job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobStep {
    /// The key of its name.
    pub key: String,
    /// `done`, `current` or `next`.
    pub state: String,
    /// Whether the job rests there.
    pub rests: bool,
}

/// A booking, as whoever has its link sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitView {
    /// What is done.
    pub service: ServiceCard,
    /// The key of the word for its state.
    pub state: String,
    /// The look of that word: `ok`, `warn`, `danger`, or empty.
    pub tone: String,
    /// Whether it still waits to be confirmed.
    pub waits: bool,
    /// Whether it can be moved or cancelled.
    pub open: bool,
    /// Whether it is over or called off.
    pub over: bool,
    /// Whether it has, or had, a place in a calendar.
    pub dated: bool,
    /// Day and time, as text.
    pub when: String,
    /// The start for machines (RFC 3339).
    pub starts: String,
    /// Who does it.
    pub worker: String,
    /// The vehicle in words, and its plate.
    pub vehicle: Option<(String, String)>,
    /// The customer's note.
    pub note: String,
    /// Where the work stands; empty where it is not followed.
    pub steps: Vec<JobStep>,
    /// The key of the sentence on where the work stands.
    pub says: Option<String>,
    /// When it will be ready, as text.
    pub eta: Option<String>,
    /// When the part that it waits for is expected, as text.
    pub parts: Option<String>,
    /// The token of its work order's link, while something on it waits for an answer.
    pub asks: Option<String>,
}

/// A booking in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitCard {
    /// The token of its link.
    pub token: String,
    /// What is done.
    pub service: String,
    /// Day and time, as text.
    pub when: String,
    /// The start for machines (RFC 3339).
    pub starts: String,
    /// The key of the word for where it stands.
    pub state: String,
    /// The look of that word.
    pub tone: String,
    /// The vehicle in words.
    pub vehicle: Option<String>,
}

/// The bookings of who is signed in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MyVisits {
    /// Still to come or under way, the next first.
    pub upcoming: Vec<VisitCard>,
    /// Over or called off, the latest first.
    pub past: Vec<VisitCard>,
}

/// The scope and the business of a page that only a business with an agenda has.
#[cfg(feature = "ssr")]
async fn agenda_of(slug: &str) -> Result<(Scope, Arc<Business>), Fault> {
    let (scope, business) = at(slug).await?;
    if business.has(Capability::Agenda) {
        return Ok((scope, business));
    }
    Err(services::Error::of(ErrorKind::NotFound)).outward(&scope.correlation)
}

/// What can be booked at the business `slug`.
#[server(prefix = "/api/site", endpoint = "bookable", input = GetUrl)]
pub async fn load_bookable(slug: String) -> Result<Wire, Fault> {
    let (scope, business) = agenda_of(&slug).await?;
    let services = businesses::services(&scope.core, &business).await.outward(&scope.correlation)?;
    let cards: Vec<ServiceCard> =
        services.iter().map(|service| crate::sites::read::service(scope.locale, service)).collect();
    Wire::pack(&cards)
}

/// The days and times for `service`; `day` is a date, or empty for the first free one.
#[server(prefix = "/api/site", endpoint = "times", input = GetUrl)]
pub async fn load_times(slug: String, service: String, day: String) -> Result<Wire, Fault> {
    let (scope, business) = agenda_of(&slug).await?;
    let service =
        businesses::service_by_slug(&scope.core, &business, &service).await.outward(&scope.correlation)?;
    Wire::pack(&read::times(&scope, &business, &service, &day, None).await.outward(&scope.correlation)?)
}

/// The days and times to which the booking `token` can be moved.
#[server(prefix = "/api/site", endpoint = "move", input = GetUrl)]
pub async fn load_move(slug: String, token: String, day: String) -> Result<Wire, Fault> {
    let (scope, business) = agenda_of(&slug).await?;
    let visit = visit::by_link(&scope, &business, &token).await.outward(&scope.correlation)?;
    let times = read::times(&scope, &business, &visit.service, &day, Some(visit.id))
        .await
        .outward(&scope.correlation)?;
    Wire::pack(&MovePlan { now: read::when(&scope, &business, visit.starts), open: visit.open, times })
}

/// The held time `token`.
#[server(prefix = "/api/site", endpoint = "held", input = GetUrl)]
pub async fn load_held(slug: String, token: String) -> Result<Wire, Fault> {
    let (scope, business) = agenda_of(&slug).await?;
    let visit = visit::by_link(&scope, &business, &token).await.outward(&scope.correlation)?;
    let vehicles = match scope.customer() {
        Ok(_) if visit.service.needs_vehicle => {
            services::garage::vehicles::list(&scope).await.outward(&scope.correlation)?
        }
        _ => Vec::new(),
    };
    Wire::pack(&read::held(&scope, &business, &visit, &vehicles))
}

/// The booking `token`.
#[server(prefix = "/api/site", endpoint = "visit", input = GetUrl)]
pub async fn load_visit(slug: String, token: String) -> Result<Wire, Fault> {
    let (scope, business) = at(&slug).await?;
    let visit = visit::by_link(&scope, &business, &token).await.outward(&scope.correlation)?;
    let asks = work_orders::waiting_link(&scope, visit.id).await.outward(&scope.correlation)?;
    Wire::pack(&VisitView { asks, ..read::visit(&scope, &business, &visit) })
}

/// The bookings of who is signed in.
#[server(prefix = "/api/site", endpoint = "visits", input = GetUrl)]
pub async fn load_visits(slug: String) -> Result<Wire, Fault> {
    let (scope, business) = at(&slug).await?;
    let visits = visit::mine(&scope, &business).await.outward(&scope.correlation)?;
    Wire::pack(&read::mine(&scope, &business, &visits))
}
