//! An inspection on a work order of the garage, with a photo.

use crate::client::Site;
use domain::ids::{EditId, WorkOrderId};
use resvg::tiny_skia::Pixmap;
use services::{
    Scope,
    businesses::Business,
    garage::inspections::{photos, start},
};

/// The point that addresses and forms speak of.
pub(super) const POINT: &str = "spare";

/// What addresses and forms say of it.
pub(super) struct Inspected {
    pub(super) inspection: String,
    pub(super) photo: String,
}

/// Begins an inspection of `order` and photographs a point.
pub(super) async fn inspected(site: &Site, business: &Business, order: WorkOrderId) -> Inspected {
    let staff = Scope::system(site.core(), business.id);
    let inspection = start::start(&staff, order, "brakes_tyres").await.unwrap();
    let new = photos::NewPhoto {
        upload: EditId(site.core().new_id()),
        point: POINT.into(),
        bytes: Pixmap::new(8, 8).unwrap().encode_png().unwrap(),
    };
    let photo = photos::add(&staff, inspection, new).await.unwrap();
    Inspected { inspection: inspection.to_string(), photo: photo.to_string() }
}
