//! Inspections: changes that count once, devices that do not know of each other, photos that are taken or refused.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests may fail loudly")]

mod common;

use common::{
    each_database,
    shop::{Shop, at, vehicle},
};
use domain::{
    accounts::Role,
    error::ErrorKind,
    garage::{
        inspection::{Answer, Light, Point, Sheet},
        measure::Measure,
    },
    ids::{DeviceId, EditId, InspectionId, PhotoId, WorkOrderId},
};
use entity::inspection_photo;
use image::{DynamicImage, ImageFormat, RgbImage};
use jiff::SignedDuration;
use sea_orm::EntityTrait as _;
use services::{
    Actor, Core, Error, Scope,
    garage::{
        inspections::{
            self, Inspection, job,
            photos::{self, NewPhoto, Size},
            start::start,
            write::{PointEdit, write},
        },
        work_orders::{self, open},
    },
};
use std::io::Cursor;
use uuid::Uuid;

const SLOT: &str = "2026-10-22T09:00:00Z";
const PADS: &str = "pads_front_left";

/// A shop, its technician, and an inspection of brakes and tyres on a booked visit.
struct Bay {
    shop: Shop,
    tech: Scope,
    order: WorkOrderId,
    id: InspectionId,
}

impl Bay {
    async fn new(core: &Core) -> Self {
        let shop = Shop::open(core, "quay").await;
        let tech = shop.member("sam@quay.example", Role::Technician).await;
        let person = shop.customer("ana@customer.example").await;
        let car = vehicle(&person, "LV14 KXB").await;
        let token = shop.hold(&person, "service", at(SLOT)).await.unwrap();
        shop.confirm(&person, &token, Some(car)).await.unwrap();
        let order = open::open(&tech, &shop.business, shop.id(&token).await).await.unwrap();
        let id = start(&tech, order, "brakes_tyres").await.unwrap();
        Self { shop, tech, order, id }
    }

    async fn read(&self) -> Inspection {
        let all = inspections::of_order(&self.tech, self.order).await.unwrap();
        all.into_iter().find(|one| one.id == self.id).unwrap()
    }

    async fn point(&self) -> Point {
        self.read().await.sheet.0.get(PADS).cloned().unwrap_or_default()
    }

    /// Writes `to` on a device where `seen` was shown, `minutes` ago.
    async fn say(&self, device: u128, minutes: i64, to: Answer, seen: &[Answer]) -> PointEdit {
        let edit = PointEdit {
            id: EditId(self.tech.core.new_id()),
            point: PADS.into(),
            device: DeviceId(Uuid::from_u128(device)),
            at: self.tech.now() - SignedDuration::from_mins(minutes),
            changes: vec![(to, seen.to_vec())],
        };
        write(&self.tech, self.id, &edit).await.unwrap();
        edit
    }

    async fn add(&self, upload: u128, bytes: Vec<u8>) -> services::Result<PhotoId> {
        let new = NewPhoto { upload: EditId(Uuid::from_u128(upload)), point: PADS.into(), bytes };
        photos::add(&self.tech, self.id, new).await
    }

    async fn token(&self) -> String {
        work_orders::one(&self.tech, &self.shop.business, self.order).await.unwrap().token
    }
}

fn light(light: Light) -> Answer {
    Answer::Light(Some(light))
}

fn note(text: &str) -> Answer {
    Answer::Note(text.into())
}

fn picture(width: u32, height: u32) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    RgbImage::new(width, height).write_to(&mut file, ImageFormat::Png).unwrap();
    file.into_inner()
}

async fn stored(core: &Core, key: &str) -> Option<DynamicImage> {
    use futures::TryStreamExt as _;
    let found = core.files().get(key).await.unwrap()?;
    let chunks: Vec<_> = found.bytes.try_collect().await.unwrap();
    Some(image::load_from_memory_with_format(&chunks.concat(), ImageFormat::Jpeg).unwrap())
}

fn refusal(result: services::Result<PhotoId>) -> String {
    match result {
        Err(Error::Fields(errors)) => {
            assert_eq!(errors[0].field, "photo");
            errors[0].key.clone()
        }
        other => panic!("{other:?}"),
    }
}

fn kind<T: std::fmt::Debug>(result: services::Result<T>) -> ErrorKind {
    result.unwrap_err().kind()
}

#[tokio::test]
async fn the_same_inspection_is_begun_once_and_shows_how_far_it_is() {
    each_database(async |core, _| {
        let bay = Bay::new(&core).await;
        assert_eq!(start(&bay.tech, bay.order, "brakes_tyres").await.unwrap(), bay.id);
        assert_ne!(start(&bay.tech, bay.order, "car").await.unwrap(), bay.id);
        assert_eq!(kind(start(&bay.tech, bay.order, "rocket").await), ErrorKind::Invalid);
        let before = bay.read().await.progress();
        assert!(before.1 > 10 && before.0 == 0);
        bay.say(1, 0, light(Light::Green), &[]).await;
        assert_eq!(bay.read().await.progress(), (1, before.1));
    })
    .await;
}

#[tokio::test]
async fn the_same_edit_twice_counts_once() {
    each_database(async |core, _| {
        let bay = Bay::new(&core).await;
        let first = bay.say(1, 9, light(Light::Red), &[]).await;
        bay.say(2, 1, light(Light::Green), &[light(Light::Red)]).await;
        let before = bay.read().await;
        write(&bay.tech, bay.id, &first).await.unwrap();
        let after = bay.read().await;
        assert_eq!((after.sheet, after.revision), (before.sheet, before.revision));
        let other = start(&bay.tech, bay.order, "car").await.unwrap();
        let stolen = PointEdit { point: "horn".into(), ..first };
        assert_eq!(kind(write(&bay.tech, other, &stolen).await), ErrorKind::Conflict);
    })
    .await;
}

#[tokio::test]
async fn two_devices_that_were_offline_merge_field_by_field() {
    each_database(async |core, _| {
        let bay = Bay::new(&core).await;
        bay.say(1, 30, light(Light::Yellow), &[]).await;
        bay.say(2, 40, note("Worn on the inside"), &[]).await;
        bay.say(2, 35, Answer::Value(Measure::from_milli(3_500)), &[]).await;
        let point = bay.point().await;
        assert_eq!(
            (point.light(), point.value(), Point::note(&point)),
            (Some(Light::Yellow), Measure::from_milli(3_500), "Worn on the inside")
        );
        assert!(bay.read().await.sheet.conflicts().is_empty());
    })
    .await;
}

#[tokio::test]
async fn answers_of_one_device_in_a_row_never_contradict_each_other() {
    each_database(async |core, _| {
        let bay = Bay::new(&core).await;
        // Both were made on the page as it was before the first arrived.
        bay.say(1, 20, light(Light::Green), &[Answer::Light(None)]).await;
        bay.say(1, 19, light(Light::Red), &[Answer::Light(None)]).await;
        assert_eq!(bay.point().await.light(), Some(Light::Red));
        assert!(bay.read().await.sheet.conflicts().is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_real_conflict_is_kept_and_shown_until_somebody_writes_again() {
    each_database(async |core, _| {
        let bay = Bay::new(&core).await;
        let ben = bay.shop.member("ben@quay.example", Role::Technician).await;
        bay.say(2, 5, light(Light::Green), &[]).await;
        let late = PointEdit {
            id: EditId(core.new_id()),
            point: PADS.into(),
            device: DeviceId(Uuid::from_u128(3)),
            at: bay.tech.now() - SignedDuration::from_mins(50),
            changes: vec![(light(Light::Red), vec![Answer::Light(None)])],
        };
        write(&ben, bay.id, &late).await.unwrap();
        let seen = bay.read().await;
        let conflicts = seen.sheet.conflicts();
        let [conflict] = conflicts.as_slice() else { panic!("{conflicts:?}") };
        let values: Vec<_> = conflict.edits.iter().map(|edit| edit.value.clone()).collect();
        assert_eq!(values, [light(Light::Green), light(Light::Red)], "the latest is shown first");
        for edit in &conflict.edits {
            assert_eq!(seen.writer(PADS, edit), Some("Sam"));
        }
        bay.say(4, 0, light(Light::Red), &values).await;
        assert!(bay.read().await.sheet.conflicts().is_empty());
        assert_eq!(bay.point().await.light(), Some(Light::Red));
    })
    .await;
}

#[tokio::test]
async fn a_clock_that_is_ahead_does_not_stay_the_latest_for_ever() {
    each_database(async |core, _| {
        let bay = Bay::new(&core).await;
        bay.say(1, -100_000, note("From tomorrow"), &[]).await;
        let latest = bay.point().await.note.latest().unwrap().at;
        assert!(latest <= bay.tech.now());
    })
    .await;
}

#[tokio::test]
async fn a_note_that_is_too_long_and_a_point_of_no_template_are_refused() {
    each_database(async |core, _| {
        let bay = Bay::new(&core).await;
        let edit = |point: &str, text: String| PointEdit {
            id: EditId(core.new_id()),
            point: point.into(),
            device: DeviceId(Uuid::nil()),
            at: bay.tech.now(),
            changes: vec![(Answer::Note(text), vec![])],
        };
        assert_eq!(kind(write(&bay.tech, bay.id, &edit(PADS, "é".repeat(2_001))).await), ErrorKind::Invalid);
        assert_eq!(kind(write(&bay.tech, bay.id, &edit("rocket", "x".into())).await), ErrorKind::BadRequest);
        write(&bay.tech, bay.id, &edit(PADS, "é".repeat(2_000))).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn the_same_upload_twice_is_one_photo_in_two_sizes() {
    each_database(async |core, _| {
        let bay = Bay::new(&core).await;
        let id = bay.add(7, picture(2_000, 1_000)).await.unwrap();
        assert_eq!(bay.add(7, picture(2_000, 1_000)).await.unwrap(), id);
        let photos = bay.read().await.photos;
        assert_eq!(photos.len(), 1);
        assert_eq!((photos[0].point.as_str(), photos[0].size), (PADS, (1_600, 800)));
        for (size, wanted) in [(Size::Full, (1_600, 800)), (Size::Small, (320, 160))] {
            let key = photos::for_staff(&bay.tech, id, size).await.unwrap();
            assert!(key.starts_with(&format!("{}/inspections/", bay.shop.business.id)));
            let picture = stored(&core, &key).await.unwrap();
            assert_eq!((picture.width(), picture.height()), wanted);
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_no_picture_too_large_or_a_bomb_is_refused_and_the_rest_is_kept() {
    each_database(async |core, _| {
        let bay = Bay::new(&core).await;
        let good = bay.add(1, picture(40, 20)).await.unwrap();
        bay.say(1, 0, light(Light::Red), &[]).await;
        assert_eq!(refusal(bay.add(2, b"<svg onload=alert(1)>".to_vec()).await), "err_picture");
        assert_eq!(refusal(bay.add(3, vec![0; 5 * 1024 * 1024 + 1]).await), "err_picture_large");
        assert_eq!(refusal(bay.add(4, picture(8_001, 1)).await), "err_picture_pixels");
        let after = bay.read().await;
        assert_eq!(after.photos.iter().map(|photo| photo.id).collect::<Vec<_>>(), [good]);
        assert_eq!(after.light(PADS), Some(Light::Red));
        // What was refused was not counted: the same upload may come again, mended.
        bay.add(2, picture(40, 20)).await.unwrap();
        let rows = inspection_photo::Entity::find().all(core.db().read()).await.unwrap();
        assert_eq!(rows.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn forty_photos_are_all_and_a_removed_one_makes_room() {
    each_database(async |core, _| {
        let bay = Bay::new(&core).await;
        let small = picture(4, 4);
        let first = bay.add(0, small.clone()).await.unwrap();
        for upload in 1..40 {
            bay.add(upload, small.clone()).await.unwrap();
        }
        assert_eq!(refusal(bay.add(40, small.clone()).await), "err_inspection_photos");
        let key = photos::for_staff(&bay.tech, first, Size::Full).await.unwrap();
        photos::remove(&bay.tech, bay.id, first).await.unwrap();
        photos::remove(&bay.tech, bay.id, first).await.unwrap();
        assert!(stored(&core, &key).await.is_none());
        assert_eq!(kind(photos::for_staff(&bay.tech, first, Size::Full).await), ErrorKind::NotFound);
        bay.add(40, small.clone()).await.unwrap();
        // An upload of what was removed, still on its way, does not bring it back.
        assert_eq!(bay.add(0, small).await.unwrap(), first);
        assert!(bay.read().await.photos.iter().all(|photo| photo.id != first));
    })
    .await;
}

#[tokio::test]
async fn a_finding_becomes_one_job_with_what_was_found() {
    each_database(async |core, _| {
        let bay = Bay::new(&core).await;
        bay.say(1, 3, light(Light::Red), &[]).await;
        bay.say(1, 2, Answer::Value(Measure::from_milli(1_500)), &[]).await;
        bay.say(1, 1, note("Metal on metal"), &[]).await;
        let made = job::make(&bay.tech, &bay.shop.business, bay.id, PADS).await.unwrap();
        assert_eq!(job::make(&bay.tech, &bay.shop.business, bay.id, PADS).await.unwrap(), made);
        assert_eq!(bay.read().await.jobs.get(PADS), Some(&made));
        let order = work_orders::one(&bay.tech, &bay.shop.business, bay.order).await.unwrap();
        let found: Vec<_> = order.jobs.iter().filter(|job| job.id == made).collect();
        let [found] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!(
            (found.title.as_str(), found.note.as_str()),
            ("Brake pads, front left", "1.5\u{a0}mm. Metal on metal")
        );
    })
    .await;
}

#[tokio::test]
async fn the_customers_link_shows_what_wants_attention_and_its_photos_only() {
    each_database(async |core, _| {
        let bay = Bay::new(&core).await;
        bay.say(1, 3, light(Light::Yellow), &[]).await;
        let photo = bay.add(1, picture(40, 20)).await.unwrap();
        let green = PointEdit {
            id: EditId(core.new_id()),
            point: "spare".into(),
            device: DeviceId(Uuid::nil()),
            at: bay.tech.now(),
            changes: vec![(light(Light::Green), vec![])],
        };
        write(&bay.tech, bay.id, &green).await.unwrap();
        let (business, token) = (&bay.shop.business, bay.token().await);
        let anybody = bay.shop.scope(Actor::Anonymous);
        let findings = inspections::for_link(&anybody, business, &token).await.unwrap();
        let [finding] = findings.as_slice() else { panic!("{findings:?}") };
        assert_eq!((finding.spec.key.as_str(), finding.light), (PADS, Light::Yellow));
        assert_eq!(finding.photos.iter().map(|photo| photo.id).collect::<Vec<_>>(), [photo]);
        photos::for_link(&anybody, business, &token, photo, Size::Small).await.unwrap();
        let wrong = photos::for_link(&anybody, business, "unknown", photo, Size::Small).await;
        assert_eq!(kind(wrong), ErrorKind::NotFound);
    })
    .await;
}

#[tokio::test]
async fn ids_of_another_business_and_of_nobody_are_not_found() {
    each_database(async |core, _| {
        let bay = Bay::new(&core).await;
        let photo = bay.add(1, picture(4, 4)).await.unwrap();
        let other = Shop::open(&core, "pier").await;
        let stranger = other.member("pat@pier.example", Role::Owner).await;
        let edit = PointEdit {
            id: EditId(core.new_id()),
            point: PADS.into(),
            device: DeviceId(Uuid::nil()),
            at: stranger.now(),
            changes: vec![(light(Light::Red), vec![])],
        };
        assert_eq!(kind(start(&stranger, bay.order, "car").await), ErrorKind::NotFound);
        assert_eq!(kind(inspections::of_order(&stranger, bay.order).await), ErrorKind::NotFound);
        assert_eq!(kind(inspections::point(&stranger, bay.id, PADS).await), ErrorKind::NotFound);
        assert_eq!(kind(write(&stranger, bay.id, &edit).await), ErrorKind::NotFound);
        let new = NewPhoto { upload: edit.id, point: PADS.into(), bytes: picture(4, 4) };
        assert_eq!(kind(photos::add(&stranger, bay.id, new).await), ErrorKind::NotFound);
        assert_eq!(kind(photos::remove(&stranger, bay.id, photo).await), ErrorKind::NotFound);
        assert_eq!(kind(photos::for_staff(&stranger, photo, Size::Full).await), ErrorKind::NotFound);
        assert_eq!(kind(job::make(&stranger, &other.business, bay.id, PADS).await), ErrorKind::NotFound);
        let kitchen = bay.shop.member("kit@quay.example", Role::Kitchen).await;
        assert_eq!(kind(write(&kitchen, bay.id, &edit).await), ErrorKind::Forbidden);
        let anybody = bay.shop.scope(Actor::Anonymous);
        assert_eq!(kind(inspections::of_order(&anybody, bay.order).await), ErrorKind::SignedOut);
        assert_eq!(bay.read().await.sheet, Sheet::default());
    })
    .await;
}
