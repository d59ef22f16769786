//! Server functions of inspections.

use crate::{businesses::api::Place, garage::api::Moment};
use domain::garage::inspection::{Light, Limits};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};
use ui::Fault;

#[cfg(feature = "ssr")]
use {
    super::read,
    domain::{accounts::Realm, error::ErrorKind},
    services::{
        Error, Visitor,
        garage::{clocks, inspections, work_orders},
    },
    ui::request::{Outward as _, attached},
};

/// An inspection by name: one that was begun, or a template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// Its id, or the key of the template.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// A photo of a point.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PhotoView {
    /// Its id.
    pub id: String,
    /// How wide it is, in pixels.
    pub width: i32,
    /// How high it is, in pixels.
    pub height: i32,
}

/// A value that was written without knowledge of another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rival {
    /// The value as its form sends it.
    pub value: String,
    /// The value in words.
    pub text: String,
    /// Who wrote it; empty when their account is gone.
    pub by: String,
    /// When, by their device's clock.
    pub when: Moment,
}

/// One field of a point: what it says, or what contradicts itself there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldView {
    /// What the page shows, as the form sends it.
    pub value: String,
    /// What somebody must choose between, latest first; empty when nothing contradicts itself.
    pub rivals: Vec<Rival>,
}

impl FieldView {
    /// The values that who sends a form of this page has seen, the shown one first.
    pub fn seen(&self) -> Vec<String> {
        let mut seen = vec![self.value.clone()];
        seen.extend(self.rivals.iter().map(|rival| rival.value.clone()).filter(|value| *value != self.value));
        seen
    }
}

/// What was found at a point so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// The judgement: the name of a light, empty without one.
    pub light: FieldView,
    /// What was measured, as it is typed.
    pub value: FieldView,
    /// What else there is to say.
    pub note: FieldView,
    /// The photos, oldest first.
    pub photos: Vec<PhotoView>,
    /// The ids of the videos, oldest first.
    pub videos: Vec<String>,
    /// Whether the work order has a job for it.
    pub has_job: bool,
}

impl Found {
    /// The judgement.
    pub fn lit(&self) -> Option<Light> {
        Light::parse(&self.light.value)
    }
}

/// A point to look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PointView {
    /// Its key.
    pub key: String,
    /// What the technician reads.
    pub title: String,
    /// The symbol of its unit; empty for points that are not measured.
    pub unit: String,
    /// Which values are good.
    pub limits: Limits,
    /// What was found.
    pub found: Found,
}

/// Points that are looked at together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectionView {
    /// Its heading.
    pub title: String,
    /// Its points.
    pub points: Vec<PointView>,
}

/// An inspection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetView {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Counts its changes.
    pub revision: i64,
    /// Its parts.
    pub sections: Vec<SectionView>,
}

impl SheetView {
    /// Every point, in the order of the work.
    pub fn points(&self) -> impl Iterator<Item = &PointView> {
        self.sections.iter().flat_map(|section| &section.points)
    }
}

/// A job that can be clocked where the vehicle stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockView {
    /// Its id.
    pub job: String,
    /// What is done.
    pub title: String,
    /// Since when who is signed in works on it; nothing while they do not.
    pub since: Option<Moment>,
}

/// The inspections of a work order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BayView {
    /// The business.
    pub place: Place,
    /// The work order.
    pub order: String,
    /// Its number.
    pub number: String,
    /// The vehicle in words; empty without one.
    pub vehicle: String,
    /// Its plate; empty without one.
    pub plate: String,
    /// Tells who is signed in from the next person on the same phone, without naming them.
    pub person: String,
    /// The name of who is signed in.
    pub name: String,
    /// The jobs that were agreed to and are still to do.
    pub clocks: Vec<ClockView>,
    /// The inspections that were begun.
    pub begun: Vec<Named>,
    /// The templates that were not.
    pub offers: Vec<Named>,
    /// The inspection that the page shows.
    pub sheet: Option<SheetView>,
}

impl BayView {
    /// The address of the page.
    pub fn path(&self) -> String {
        self.place.path(&format!("/work/{}/inspection", self.order))
    }

    /// Where the page's script asks who is signed in by now.
    pub fn person_path(&self) -> String {
        self.place.path("/person")
    }
}

/// The inspections of a work order; `inspection` is the one to show, the last begun when it is none of them.
#[server(prefix = "/console/api", endpoint = "inspection", input = GetUrl)]
pub async fn load_inspection(slug: String, order: String, inspection: String) -> Result<BayView, Fault> {
    let visitor: Visitor = attached()?;
    let (scope, business) = visitor.at_portal(&slug).await.outward(&visitor.correlation)?;
    let name = visitor.signed_in(Realm::Portal).outward(&scope.correlation)?.person.name.clone();
    let id = order.parse().map_err(|_| Error::of(ErrorKind::NotFound)).outward(&scope.correlation)?;
    let whole = work_orders::one(&scope, &business, id).await.outward(&scope.correlation)?;
    let all = inspections::of_order(&scope, id).await.outward(&scope.correlation)?;
    let running = clocks::running(&scope).await.outward(&scope.correlation)?;
    let place = Place::of(&scope, &business).await?;
    let page = read::Page { place, name, order: &whole, all: &all, running };
    Ok(read::bay(&scope, &business, page, &inspection))
}
