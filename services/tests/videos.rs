//! Videos of inspections: known by their content, bounded, kept as they were sent, and seen by those who may see them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests may fail loudly")]

mod common;

use bytes::Bytes;
use common::{
    each_database,
    shop::{Shop, at, vehicle},
};
use domain::{
    accounts::Role,
    error::ErrorKind,
    garage::inspection::{Answer, Light},
    ids::{DeviceId, EditId, InspectionId, VideoId, WorkOrderId},
};
use entity::inspection_video;
use futures::{StreamExt as _, TryStreamExt as _, stream};
use sea_orm::EntityTrait as _;
use services::{
    Actor, Core, Error, Result, Scope,
    files::Files,
    garage::{
        inspections::{
            self, Inspection,
            start::start,
            videos::{self, NewVideo},
            write::{PointEdit, write},
            writer,
        },
        work_orders::{self, open},
    },
};
use std::io;
use uuid::Uuid;

const SLOT: &str = "2026-10-22T09:00:00Z";
const PADS: &str = "pads_front_left";
const MB: usize = 1024 * 1024;

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

    async fn shown(&self) -> Vec<VideoId> {
        self.read().await.videos.iter().map(|video| video.id).collect()
    }

    async fn light(&self, light: Light) {
        let edit = PointEdit {
            id: EditId(self.tech.core.new_id()),
            point: PADS.into(),
            device: DeviceId(Uuid::nil()),
            at: self.tech.now(),
            changes: vec![(Answer::Light(Some(light)), vec![])],
        };
        write(&self.tech, self.id, &edit).await.unwrap();
    }

    async fn add(&self, upload: u128, video: &[u8]) -> Result<VideoId> {
        videos::add(&self.tech, self.id, new(upload, pieces(video))).await
    }

    async fn token(&self) -> String {
        work_orders::one(&self.tech, &self.shop.business, self.order).await.unwrap().token
    }
}

fn new(upload: u128, pieces: Vec<io::Result<Bytes>>) -> NewVideo {
    NewVideo {
        upload: EditId(Uuid::from_u128(upload)),
        point: PADS.into(),
        pieces: stream::iter(pieces).boxed(),
    }
}

/// As a network would bring it.
fn pieces(video: &[u8]) -> Vec<io::Result<Bytes>> {
    video.chunks(60_000).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect()
}

fn boxed(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let size = u32::try_from(content.len() + 8).unwrap().to_be_bytes();
    [size.as_slice(), name, content].concat()
}

/// A film of `seconds` with `size` bytes of pictures, what describes it last (ISO/IEC 14496-12).
fn film(brand: &[u8; 4], seconds: u32, size: usize) -> Vec<u8> {
    let header =
        [&[0; 12], 1_000_u32.to_be_bytes().as_slice(), &(seconds * 1_000).to_be_bytes(), &[0; 80]].concat();
    let start = boxed(b"ftyp", &[brand.as_slice(), &[0; 4]].concat());
    [start, boxed(b"mdat", &vec![7; size]), boxed(b"moov", &boxed(b"mvhd", &header))].concat()
}

fn mp4() -> Vec<u8> {
    film(b"mp42", 12, 200_000)
}

/// What a browser streams: it does not know how long it gets (RFC 9559).
fn webm() -> Vec<u8> {
    let head = b"\x1A\x45\xDF\xA3\x87\x42\x82\x84webm".as_slice();
    let segment = b"\x18\x53\x80\x67\xFF\x15\x49\xA9\x66\x80\x1F\x43\xB6\x75\xFF".as_slice();
    [head, segment, &[7; 50_000]].concat()
}

async fn stored(files: &Files, key: &str) -> Option<Vec<u8>> {
    let found = files.get(key).await.unwrap()?;
    let chunks: Vec<_> = found.bytes.try_collect().await.unwrap();
    Some(chunks.concat())
}

fn refusal(result: Result<VideoId>) -> (String, String) {
    match result {
        Err(Error::Fields(errors)) => {
            assert_eq!(errors[0].field, "video");
            let limit = errors[0].args.first().map(|(_, value)| value.clone());
            (errors[0].key.clone(), limit.unwrap_or_default())
        }
        other => panic!("{other:?}"),
    }
}

fn said(key: &str, limit: &str) -> (String, String) {
    (key.to_owned(), limit.to_owned())
}

fn kind<T: std::fmt::Debug>(result: Result<T>) -> ErrorKind {
    result.unwrap_err().kind()
}

#[tokio::test]
async fn each_kind_is_known_by_its_content_and_kept_as_it_was_sent() {
    each_database(async |core, _| {
        let bay = Bay::new(&core).await;
        for (upload, (ending, video, length)) in
            [("mp4", mp4(), Some(12_000)), ("mov", film(b"qt  ", 3, 9), Some(3_000)), ("webm", webm(), None)]
                .into_iter()
                .enumerate()
        {
            let id = bay.add(upload as u128, &video).await.unwrap();
            let kept = videos::for_staff(&bay.tech, id).await.unwrap();
            assert_eq!(kept.key, format!("{}/inspections/{id}.{ending}", bay.shop.business.id));
            assert_eq!(kept.bytes, video.len() as u64);
            assert!(stored(core.files(), &kept.key).await.unwrap() == video);
            let shown = bay.read().await.videos.pop().unwrap();
            assert_eq!((shown.id, shown.point.as_str(), shown.length_ms), (id, PADS, length));
        }
    })
    .await;
}

#[tokio::test]
async fn the_same_upload_twice_is_one_video() {
    each_database(async |core, _| {
        let bay = Bay::new(&core).await;
        let before = bay.read().await.revision;
        let id = bay.add(7, &mp4()).await.unwrap();
        assert_eq!(bay.add(7, &mp4()).await.unwrap(), id);
        let again = webm();
        let (one, two) = tokio::join!(bay.add(8, &again), bay.add(8, &again));
        assert_eq!(one.unwrap(), two.unwrap());
        let seen = bay.read().await;
        assert_eq!((seen.videos.len(), seen.revision), (2, before + 2));
    })
    .await;
}

#[tokio::test]
async fn what_is_refused_says_the_limit_and_leaves_the_rest_of_the_inspection() {
    each_database(async |core, _| {
        let bay = Bay::new(&core).await;
        let good = bay.add(1, &mp4()).await.unwrap();
        bay.light(Light::Red).await;
        assert_eq!(refusal(bay.add(2, b"<svg onload=alert(1)></svg>").await), said("err_video", ""));
        assert_eq!(refusal(bay.add(2, &mp4()[..100_000]).await), said("err_video", ""));
        assert_eq!(refusal(bay.add(2, b"").await), said("err_required", ""));
        assert_eq!(refusal(bay.add(2, &film(b"isom", 61, 9)).await), said("err_video_long", "60"));
        assert_eq!(refusal(bay.add(2, &film(b"isom", 5, 30 * MB)).await), said("err_video_large", "30"));
        let after = bay.read().await;
        assert_eq!(after.videos.iter().map(|video| video.id).collect::<Vec<_>>(), [good]);
        assert_eq!(after.light(PADS), Some(Light::Red));
        // What was refused was not counted: the same upload may come again, mended.
        bay.add(2, &film(b"isom", 60, 29 * MB)).await.unwrap();
        let rows = inspection_video::Entity::find().all(core.db().read()).await.unwrap();
        assert_eq!(rows.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn a_video_that_breaks_off_is_not_there() {
    each_database(async |core, _| {
        let bay = Bay::new(&core).await;
        for whole in [1, 3] {
            let mut pieces = pieces(&mp4());
            pieces.truncate(whole);
            pieces.push(Err(io::ErrorKind::UnexpectedEof.into()));
            assert_eq!(kind(videos::add(&bay.tech, bay.id, new(1, pieces)).await), ErrorKind::BadRequest);
        }
        assert_eq!(bay.shown().await, []);
        bay.add(1, &mp4()).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn ten_videos_are_all_and_a_removed_one_makes_room() {
    each_database(async |core, _| {
        let bay = Bay::new(&core).await;
        let first = bay.add(0, &webm()).await.unwrap();
        for upload in 1..10 {
            bay.add(upload, &webm()).await.unwrap();
        }
        assert_eq!(refusal(bay.add(10, &webm()).await), said("err_inspection_videos", "10"));
        let key = videos::for_staff(&bay.tech, first).await.unwrap().key;
        videos::remove(&bay.tech, bay.id, first).await.unwrap();
        videos::remove(&bay.tech, bay.id, first).await.unwrap();
        assert!(stored(core.files(), &key).await.is_none());
        assert_eq!(kind(videos::for_staff(&bay.tech, first).await), ErrorKind::NotFound);
        bay.add(10, &webm()).await.unwrap();
        // An upload of what was removed, still on its way, does not bring it back.
        assert_eq!(bay.add(0, &webm()).await.unwrap(), first);
        assert!(!bay.shown().await.contains(&first));
    })
    .await;
}

#[tokio::test]
async fn the_customers_link_opens_videos_of_what_wants_attention_only() {
    each_database(async |core, _| {
        let bay = Bay::new(&core).await;
        let video = bay.add(1, &mp4()).await.unwrap();
        let (business, token) = (&bay.shop.business, bay.token().await);
        let anybody = bay.shop.scope(Actor::Anonymous);
        let by_link = async |token: &str| videos::for_link(&anybody, business, token, video).await;
        assert_eq!(kind(by_link(&token).await), ErrorKind::NotFound, "nobody has judged it yet");
        bay.light(Light::Yellow).await;
        assert!(by_link(&token).await.unwrap().key.ends_with(".mp4"));
        let findings = inspections::for_link(&anybody, business, &token).await.unwrap();
        assert_eq!(findings[0].videos.iter().map(|video| video.id).collect::<Vec<_>>(), [video]);
        assert_eq!(kind(by_link("unknown").await), ErrorKind::NotFound);
        bay.light(Light::Green).await;
        assert_eq!(kind(by_link(&token).await), ErrorKind::NotFound);
        assert!(inspections::for_link(&anybody, business, &token).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn videos_of_another_business_are_not_found_and_others_may_not_touch_them() {
    each_database(async |core, _| {
        let bay = Bay::new(&core).await;
        let video = bay.add(1, &mp4()).await.unwrap();
        let other = Shop::open(&core, "pier").await;
        let stranger = other.member("pat@pier.example", Role::Owner).await;
        assert_eq!(kind(videos::add(&stranger, bay.id, new(2, pieces(&mp4()))).await), ErrorKind::NotFound);
        assert_eq!(kind(videos::remove(&stranger, bay.id, video).await), ErrorKind::NotFound);
        assert_eq!(kind(videos::for_staff(&stranger, video).await), ErrorKind::NotFound);
        let kitchen = bay.shop.member("kit@quay.example", Role::Kitchen).await;
        assert_eq!(kind(videos::add(&kitchen, bay.id, new(2, pieces(&mp4()))).await), ErrorKind::Forbidden);
        assert_eq!(kind(videos::for_staff(&kitchen, video).await), ErrorKind::Forbidden);
        let anybody = bay.shop.scope(Actor::Anonymous);
        assert_eq!(kind(videos::for_staff(&anybody, video).await), ErrorKind::SignedOut);
        let elsewhere = NewVideo { point: "rocket".into(), ..new(2, pieces(&mp4())) };
        assert_eq!(kind(videos::add(&bay.tech, bay.id, elsewhere).await), ErrorKind::BadRequest);
        assert_eq!(bay.shown().await, [video]);
    })
    .await;
}

#[tokio::test]
async fn what_somebody_else_wrote_does_not_go_up_under_this_name() {
    each_database(async |core, _| {
        let shop = Shop::open(&core, "quay").await;
        let sam = shop.member("sam@quay.example", Role::Technician).await;
        let ben = shop.member("ben@quay.example", Role::Technician).await;
        writer::same(&sam, &writer::mark(&sam)).unwrap();
        writer::same(&sam, "").unwrap();
        assert_eq!(kind(writer::same(&ben, &writer::mark(&sam))), ErrorKind::Conflict);
        assert_eq!(
            kind(writer::same(&shop.scope(Actor::Anonymous), &writer::mark(&sam))),
            ErrorKind::Conflict
        );
    })
    .await;
}
