//! Server functions of the vehicle pages.

use domain::garage::reminder::Standing;
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};
use ui::{Fault, page::Wire};

#[cfg(feature = "ssr")]
use {
    super::read,
    crate::door::at,
    domain::{businesses::Capability, error::ErrorKind, garage::catalog},
    services::{
        Error, Scope,
        businesses::Business,
        garage::{reminders, service_history, vehicles},
    },
    std::sync::Arc,
    ui::request::Outward as _,
};

/// A vehicle in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VehicleCard {
    /// Its id, for the address of its page.
    pub id: String,
    /// Make, model and year.
    pub name: String,
    /// Its plate.
    pub plate: String,
    /// What the odometer shows, as text.
    pub odometer: Option<String>,
    /// Its VIN.
    pub vin: Option<String>,
    /// What the VIN tells of the maker.
    pub vin_maker: Option<String>,
    /// What the VIN tells of the country.
    pub vin_country: Option<String>,
    /// What the VIN tells of the model year.
    pub vin_year: Option<String>,
    /// Sentences on what looks odd.
    pub warnings: Vec<String>,
}

/// What the form of a vehicle starts from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VehicleForm {
    /// The makes to choose from.
    pub makes: Vec<String>,
    /// The models of the make.
    pub models: Vec<String>,
    /// Make and model in words; empty for a new vehicle.
    pub name: String,
    /// The make.
    pub make: String,
    /// The model.
    pub model: String,
    /// The model year.
    pub year: String,
    /// The plate.
    pub plate: String,
    /// The VIN.
    pub vin: String,
    /// What the odometer shows, in kilometres.
    pub odometer: String,
    /// What happened to it, newest first.
    pub history: Vec<HistoryLine>,
    /// What it is due for, the most urgent first.
    pub reminders: Vec<ReminderLine>,
}

/// A reminder, and what its form starts from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReminderLine {
    /// Its id.
    pub id: String,
    /// What is to be done.
    pub title: String,
    /// When, written out.
    pub when: String,
    /// Where it stands; none when nobody knows what the odometer shows.
    pub standing: Option<Standing>,
    /// The day (ISO 8601); empty without one.
    pub due_on: String,
    /// The kilometres; empty without any.
    pub due_km: String,
    /// After how many months again; empty for never.
    pub every_months: String,
    /// After how many kilometres again; empty for never.
    pub every_km: String,
}

/// One thing that happened to a vehicle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryLine {
    /// On which day, written out.
    pub on: String,
    /// The day for machines (ISO 8601).
    pub date: String,
    /// What happened.
    pub what: String,
}

/// The scope of a page that only a business with a garage has.
#[cfg(feature = "ssr")]
async fn garage_of(slug: &str) -> Result<(Scope, Arc<Business>), Fault> {
    let (scope, business) = at(slug).await?;
    if business.has(Capability::Garage) {
        return Ok((scope, business));
    }
    Err(Error::of(ErrorKind::NotFound)).outward(&scope.correlation)
}

/// The vehicles of who is signed in.
#[server(prefix = "/api/site", endpoint = "garage", input = GetUrl)]
pub async fn load_garage(slug: String) -> Result<Wire, Fault> {
    let (scope, _) = garage_of(&slug).await?;
    let vehicles = vehicles::list(&scope).await.outward(&scope.correlation)?;
    let cards: Vec<VehicleCard> = vehicles.iter().map(|vehicle| read::card(scope.locale, vehicle)).collect();
    Wire::pack(&cards)
}

/// The form of the vehicle with the id `vehicle`, or of a new one of `make` when it is empty.
#[server(prefix = "/api/site", endpoint = "vehicle", input = GetUrl)]
pub async fn load_vehicle(slug: String, vehicle: String, make: String) -> Result<Wire, Fault> {
    let (scope, business) = garage_of(&slug).await?;
    scope.customer().outward(&scope.correlation)?;
    if vehicle.is_empty() {
        return Wire::pack(&read::form(None, &make));
    }
    let id = vehicle.parse().map_err(|_| Error::of(ErrorKind::NotFound)).outward(&scope.correlation)?;
    let vehicle = vehicles::get(&scope, id).await.outward(&scope.correlation)?;
    let mut form = read::form(Some(&vehicle.draft), &make);
    let history = service_history::of_vehicle(&scope, &business, id).await.outward(&scope.correlation)?;
    form.history = history.iter().map(|entry| read::line(scope.locale, entry)).collect();
    let reminders = reminders::of_vehicle(&scope, &business, id).await.outward(&scope.correlation)?;
    form.reminders = reminders.into_iter().map(|item| read::reminder(scope.locale, item)).collect();
    Wire::pack(&form)
}

/// The names of the models of `make`; none when the make is not known.
#[server(prefix = "/api/site", endpoint = "models", input = GetUrl)]
pub async fn load_models(make: String) -> Result<Wire, Fault> {
    let names: Vec<&str> = catalog::models(&make).iter().map(|model| model.name.as_str()).collect();
    Wire::pack(&names)
}
