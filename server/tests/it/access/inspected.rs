//! An inspection on a work order of the garage, with a photo and a video of what wants attention.

use crate::{client::Site, videos::film};
use domain::{
    garage::inspection::{Answer, Light},
    ids::{DeviceId, EditId, WorkOrderId},
};
use futures::{StreamExt as _, stream};
use resvg::tiny_skia::Pixmap;
use services::{
    Scope,
    businesses::Business,
    garage::inspections::{photos, start, videos, write},
};

/// The point that addresses and forms speak of.
pub(super) const POINT: &str = "spare";

/// What addresses and forms say of it.
pub(super) struct Inspected {
    pub(super) inspection: String,
    pub(super) photo: String,
    pub(super) video: String,
}

/// Begins an inspection of `order`, photographs and films a point, and judges it.
pub(super) async fn inspected(site: &Site, business: &Business, order: WorkOrderId) -> Inspected {
    let staff = Scope::system(site.core(), business.id);
    let inspection = start::start(&staff, order, "brakes_tyres").await.unwrap();
    let new = photos::NewPhoto {
        upload: EditId(site.core().new_id()),
        point: POINT.into(),
        bytes: Pixmap::new(8, 8).unwrap().encode_png().unwrap(),
    };
    let photo = photos::add(&staff, inspection, new).await.unwrap();
    let new = videos::NewVideo {
        upload: EditId(site.core().new_id()),
        point: POINT.into(),
        pieces: stream::iter([Ok(film(5, 100).into())]).boxed(),
    };
    let video = videos::add(&staff, inspection, new).await.unwrap();
    let edit = write::PointEdit {
        id: EditId(site.core().new_id()),
        point: POINT.into(),
        device: DeviceId(site.core().new_id()),
        at: staff.now(),
        changes: vec![(Answer::Light(Some(Light::Yellow)), vec![])],
    };
    write::write(&staff, inspection, &edit).await.unwrap();
    Inspected { inspection: inspection.to_string(), photo: photo.to_string(), video: video.to_string() }
}
