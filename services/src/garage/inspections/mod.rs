//! Inspections: what a technician looks at, finds and photographs, also without a network.
//!
//! Rules are in `domain::garage::{inspection, edits}`. A device sends its changes with ids of its own choosing, in any
//! order and as often as it likes: each counts once, and changes that contradict each other are kept and shown until
//! somebody writes the field again. The screens are `console::inspections` and `storefront::work_orders`.

pub mod job;
pub mod photos;
mod read;
pub mod start;
pub mod videos;
pub mod write;
pub mod writer;

pub use read::{for_link, of_order, point};

use crate::{Error, Result, Scope, agenda::notify};
use domain::{
    error::ErrorKind,
    garage::{
        edits::Edit,
        inspection::{Answer, Light, PointSpec, Sheet, Template},
        measure::Measure,
    },
    ids::{DeviceId, InspectionId, PhotoId, VideoId, WorkOrderJobId},
};
use entity::{booking, inspection, work_order};
use jiff::Timestamp;
use sea_orm::{
    ActiveModelTrait as _, ConnectionTrait, DatabaseTransaction, IntoActiveModel as _, QuerySelect as _, Set,
};
use std::collections::BTreeMap;

/// Photos of one inspection.
pub const MAX_PHOTOS: usize = 40;
/// Videos of one inspection.
pub const MAX_VIDEOS: usize = 10;

/// An inspection with everything found.
#[derive(Clone, Debug)]
pub struct Inspection {
    /// Its id.
    pub id: InspectionId,
    /// The name under which its template is kept.
    pub template_key: String,
    /// What is looked at, as it was when the inspection began.
    pub template: Template,
    /// What was found.
    pub sheet: Sheet,
    /// Counts the changes.
    pub revision: i64,
    /// The photos, oldest first.
    pub photos: Vec<Photo>,
    /// The videos, oldest first.
    pub videos: Vec<Video>,
    /// The jobs that were made of findings, by the key of the point.
    pub jobs: BTreeMap<String, WorkOrderJobId>,
    writers: BTreeMap<(String, DeviceId, Timestamp), String>,
}

impl Inspection {
    /// The name of who made an edit of the point `key`; `None` when their account is gone.
    pub fn writer(&self, key: &str, edit: &Edit<Answer>) -> Option<&str> {
        self.writers.get(&(key.to_owned(), edit.device, edit.at)).map(String::as_str)
    }

    /// How many points have a light, and how many points there are.
    pub fn progress(&self) -> (usize, usize) {
        let lit = |point: &PointSpec| self.light(&point.key).is_some();
        (self.template.points().filter(|point| lit(point)).count(), self.template.points().count())
    }

    /// The light of the point `key`.
    pub fn light(&self, key: &str) -> Option<Light> {
        self.sheet.0.get(key).and_then(domain::garage::inspection::Point::light)
    }
}

/// A photo of a point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Photo {
    /// Its id.
    pub id: PhotoId,
    /// The key of the point that it shows.
    pub point: String,
    /// Its sides, in pixels.
    pub size: (i32, i32),
}

/// A video of a point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Video {
    /// Its id.
    pub id: VideoId,
    /// The key of the point that it shows.
    pub point: String,
    /// How long it is, in milliseconds, where its file says so.
    pub length_ms: Option<i64>,
}

/// What the customer is shown of a point that wants attention.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The point.
    pub spec: PointSpec,
    /// The judgement: yellow or red.
    pub light: Light,
    /// What was measured.
    pub value: Option<Measure>,
    /// What there is to say.
    pub note: String,
    /// Its photos, oldest first.
    pub photos: Vec<Photo>,
    /// Its videos, oldest first.
    pub videos: Vec<Video>,
}

/// The row of an inspection, held until the transaction ends: changes to a sheet come one after the other.
async fn held(scope: &Scope, tx: &DatabaseTransaction, id: InspectionId) -> Result<inspection::Model> {
    let row = inspection::Entity::one(scope.business, id).lock_exclusive().one(tx).await?;
    row.ok_or_else(|| Error::of(ErrorKind::NotFound))
}

pub(in crate::garage) fn template(row: &inspection::Model) -> Result<Template> {
    Ok(serde_json::from_str(&row.template)?)
}

fn spec(template: &Template, key: &str) -> Result<PointSpec> {
    let found = template.points().find(|point| point.key == key);
    found.cloned().ok_or_else(|| Error::with(ErrorKind::BadRequest, "err_inspection_point"))
}

/// Counts a change.
async fn count(tx: &DatabaseTransaction, row: &inspection::Model) -> Result<()> {
    let mut changed = row.clone().into_active_model();
    changed.revision = Set(row.revision + 1);
    changed.update(tx).await?;
    Ok(())
}

/// Commits, and tells open pages of the booking.
async fn finish(scope: &Scope, tx: DatabaseTransaction, row: &inspection::Model) -> Result<()> {
    let visit = visit(scope, &tx, row).await?;
    tx.commit().await?;
    if let Some(visit) = visit {
        notify::changed(scope, &visit).await;
    }
    Ok(())
}

async fn visit(
    scope: &Scope,
    db: &impl ConnectionTrait,
    row: &inspection::Model,
) -> Result<Option<booking::Model>> {
    let order = work_order::Entity::one(scope.business, row.work_order_id.into()).one(db).await?;
    match order {
        Some(order) => Ok(booking::Entity::one(scope.business, order.booking_id.into()).one(db).await?),
        None => Ok(None),
    }
}
