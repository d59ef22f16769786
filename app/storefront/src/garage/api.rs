//! Server functions of the vehicle pages.

use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};
use ui::{Fault, page::Wire};

#[cfg(feature = "ssr")]
use {
    super::read,
    crate::door::{Outward as _, at},
    domain::{businesses::Capability, error::ErrorKind, garage::catalog},
    services::{Error, Scope, garage::vehicles},
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
}

/// The scope of a page that only a business with a garage has.
#[cfg(feature = "ssr")]
async fn garage_of(slug: &str) -> Result<Scope, Fault> {
    let (scope, business) = at(slug).await?;
    if business.has(Capability::Garage) {
        return Ok(scope);
    }
    Err(Error::of(ErrorKind::NotFound)).outward(&scope)
}

/// The vehicles of who is signed in.
#[server(prefix = "/api/site", endpoint = "garage", input = GetUrl)]
pub async fn load_garage(slug: String) -> Result<Wire, Fault> {
    let scope = garage_of(&slug).await?;
    let vehicles = vehicles::list(&scope).await.outward(&scope)?;
    let cards: Vec<VehicleCard> = vehicles.iter().map(|vehicle| read::card(scope.locale, vehicle)).collect();
    Wire::pack(&cards)
}

/// The form of the vehicle with the id `vehicle`, or of a new one of `make` when it is empty.
#[server(prefix = "/api/site", endpoint = "vehicle", input = GetUrl)]
pub async fn load_vehicle(slug: String, vehicle: String, make: String) -> Result<Wire, Fault> {
    let scope = garage_of(&slug).await?;
    scope.customer().outward(&scope)?;
    if vehicle.is_empty() {
        return Wire::pack(&read::form(None, &make));
    }
    let id = vehicle.parse().map_err(|_| Error::of(ErrorKind::NotFound)).outward(&scope)?;
    let vehicle = vehicles::get(&scope, id).await.outward(&scope)?;
    Wire::pack(&read::form(Some(&vehicle.draft), &make))
}

/// The names of the models of `make`; none when the make is not known.
#[server(prefix = "/api/site", endpoint = "models", input = GetUrl)]
pub async fn load_models(make: String) -> Result<Wire, Fault> {
    let names: Vec<&str> = catalog::models(&make).iter().map(|model| model.name.as_str()).collect();
    Wire::pack(&names)
}
