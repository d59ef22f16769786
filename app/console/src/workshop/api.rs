//! Server functions of the workshop's pages.

use crate::{businesses::api::Place, garage::api::Moment};
use domain::garage::{JobStatus, reminder::Standing};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};
use ui::Fault;

#[cfg(feature = "ssr")]
use {
    super::{read, vehicle_read},
    crate::door::at,
    domain::error::ErrorKind,
    services::{
        Error,
        garage::{diagnostics, mine, reminders, service_history},
    },
    ui::request::Outward as _,
};

/// Something to do on a vehicle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskCard {
    /// The job on the work order; empty before one is opened.
    pub job: String,
    /// Its booking.
    pub booking: String,
    /// The address of its work order, else of its booking, within the business.
    pub path: String,
    /// What is done.
    pub title: String,
    /// Make and model; empty where there is no vehicle.
    pub vehicle: String,
    /// The plate, else the customer.
    pub name: String,
    /// Where the vehicle stands.
    pub status: JobStatus,
    /// When the booking was to start.
    pub starts: Moment,
    /// What was clocked so far, and what is planned.
    pub time: String,
}

/// The job that runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Running {
    /// Which one.
    pub task: TaskCard,
    /// Since when.
    pub since: Moment,
    /// How long that is.
    pub elapsed: String,
}

/// A vehicle that was looked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundVehicle {
    /// Make and model.
    pub vehicle: String,
    /// Its plate.
    pub plate: String,
    /// The address of its work within the business; empty before its first booking.
    pub path: String,
}

/// The page of who works here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeView {
    /// The business.
    pub place: Place,
    /// Since when the shift lasts, when one does.
    pub shift: Option<Moment>,
    /// The job that runs.
    pub running: Option<Running>,
    /// What can be worked on.
    pub next: Vec<TaskCard>,
    /// What waits for a part or an answer.
    pub waiting: Vec<TaskCard>,
    /// What was looked for; empty for nothing.
    pub find: String,
    /// What was found.
    pub found: Vec<FoundVehicle>,
}

/// A trouble code, decoded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeLine {
    /// Its id.
    pub id: String,
    /// "P0301".
    pub code: String,
    /// What it tells: the system, who defined it, the part, the number of the fault.
    pub decoded: Vec<String>,
    /// What the technician wrote; empty for nothing.
    pub note: String,
    /// Who read it out.
    pub by: Option<String>,
    /// When.
    pub at: Moment,
    /// When it was cleared.
    pub cleared: Option<Moment>,
}

/// What an odometer showed on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadingLine {
    /// The day.
    pub on: Moment,
    /// "123 456 km".
    pub km: String,
    /// Why it may contradict the others; empty for nothing.
    pub reason: String,
}

/// One thing that happened to a vehicle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryEntry {
    /// The day.
    pub on: Moment,
    /// What happened.
    pub what: String,
    /// The address of it within the business; empty without one.
    pub path: String,
}

/// A vehicle's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VehicleView {
    /// The business.
    pub place: Place,
    /// Make, model and year.
    pub name: String,
    /// Its plate.
    pub plate: String,
    /// Its VIN.
    pub vin: Option<String>,
    /// What the odometer shows.
    pub odometer: Option<String>,
    /// How far it goes in a month, as far as the readings tell.
    pub pace: Option<String>,
    /// Whose it is: id and name, for those who may see customers.
    pub owner: Option<(String, String)>,
    /// Its trouble codes, newest first.
    pub codes: Vec<CodeLine>,
    /// What its odometer showed, newest first.
    pub readings: Vec<ReadingLine>,
    /// What happened to it, newest first.
    pub history: Vec<HistoryEntry>,
}

/// One vehicle of the business `slug`, with everything that is known of it.
#[server(prefix = "/console/api", endpoint = "vehicle", input = GetUrl)]
pub async fn load_vehicle(slug: String, vehicle: String) -> Result<VehicleView, Fault> {
    let (scope, business) = at(&slug).await?;
    let id = vehicle.parse().map_err(|_| Error::of(ErrorKind::NotFound)).outward(&scope.correlation)?;
    let record = diagnostics::of_vehicle(&scope, &business, id).await.outward(&scope.correlation)?;
    let history = service_history::of_vehicle(&scope, &business, id).await.outward(&scope.correlation)?;
    Ok(vehicle_read::vehicle(&scope, &business, Place::of(&scope, &business).await?, record, &history))
}

/// A reminder in the view of all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReminderRow {
    /// Its id.
    pub id: String,
    /// The vehicle, for the address of its page.
    pub vehicle: String,
    /// Make, model and plate.
    pub name: String,
    /// What is to be done.
    pub title: String,
    /// When, written out.
    pub when: String,
    /// Where it stands; none when nobody knows what the odometer shows.
    pub standing: Option<Standing>,
    /// Whether the customer has been told.
    pub told: bool,
}

/// The page of all reminders.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemindersView {
    /// The business.
    pub place: Place,
    /// The reminders, the most urgent first.
    pub rows: Vec<ReminderRow>,
}

/// What all vehicles of the business `slug` are due for.
#[server(prefix = "/console/api", endpoint = "reminders", input = GetUrl)]
pub async fn load_reminders(slug: String) -> Result<RemindersView, Fault> {
    let (scope, business) = at(&slug).await?;
    let all = reminders::all(&scope, &business).await.outward(&scope.correlation)?;
    let rows = all.into_iter().map(|item| read::reminder(scope.locale, item)).collect();
    Ok(RemindersView { place: Place::of(&scope, &business).await?, rows })
}

/// The page of who is signed in at the business `slug`; `find` is a part of a plate or a VIN, typed or scanned.
#[server(prefix = "/console/api", endpoint = "me", input = GetUrl)]
pub async fn load_me(slug: String, find: String) -> Result<MeView, Fault> {
    let (scope, business) = at(&slug).await?;
    let mine = mine::mine(&scope, &business).await.outward(&scope.correlation)?;
    let found = mine::find(&scope, &find).await.outward(&scope.correlation)?;
    let mut view = read::me(&scope, &business, Place::of(&scope, &business).await?, mine);
    view.find = find.trim().to_owned();
    view.found = found.into_iter().map(read::found).collect();
    Ok(view)
}
