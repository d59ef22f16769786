//! Finding a vehicle's work: by what is typed off a plate, and by the codes that cameras read, on both databases.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "the helpers are test code too, outside the functions that clippy knows as tests"
)]

mod common;

use common::shop::{Shop, at, draft};
use domain::{
    accounts::Role,
    error::ErrorKind,
    garage::{VehicleDraft, scan::order_path},
    ids::{VehicleId, WorkOrderId},
};
use image::{GrayImage, ImageFormat, Luma};
use rxing::{BarcodeFormat, MultiFormatWriter, Writer as _};
use services::{
    Actor, Core, Error, Scope,
    garage::{
        key_tag, mine,
        scan::{self, Lead},
        vehicles,
        work_orders::open,
    },
};
use std::io::Cursor;

const VIN: &str = "1HGCM82633A004352";

/// A shop with a technician, and a customer.
struct Bench {
    shop: Shop,
    tech: Scope,
    ana: Scope,
}

impl Bench {
    async fn new(core: &Core) -> Self {
        let shop = Shop::open(core, "quay").await;
        let tech = shop.member("sam@quay.example", Role::Technician).await;
        let ana = shop.customer("ana@customer.example").await;
        Self { shop, tech, ana }
    }

    async fn add(&self, plate: &str, vin: Option<&str>) -> VehicleId {
        let draft = VehicleDraft { vin: vin.map(str::to_owned), ..draft(plate) };
        vehicles::add(&self.ana, draft).await.unwrap()
    }

    async fn order(&self, car: VehicleId, slot: &str) -> WorkOrderId {
        let token = self.shop.hold(&self.ana, "service", at(slot)).await.unwrap();
        self.shop.confirm(&self.ana, &token, Some(car)).await.unwrap();
        open::open(&self.tech, &self.shop.business, self.shop.id(&token).await).await.unwrap()
    }

    async fn plates(&self, text: &str) -> Vec<(String, bool)> {
        let found = mine::find(&self.tech, text).await.unwrap();
        found.into_iter().map(|found| (found.plate, found.exact)).collect()
    }

    async fn scan(&self, text: &str, format: BarcodeFormat) -> services::Result<Lead> {
        scan::photo(&self.tech, "quay", photo(text, format)).await
    }
}

/// A photo of a code, as a file.
fn photo(text: &str, format: BarcodeFormat) -> Vec<u8> {
    let code = MultiFormatWriter.encode(text, &format, 600, 300).unwrap();
    let dark = |x: u32, y: u32| x < code.getWidth() && y < code.getHeight() && code.get(x, y);
    let margin = 60;
    png(&GrayImage::from_fn(code.getWidth() + 2 * margin, code.getHeight() + 2 * margin, |x, y| {
        Luma([if x >= margin && y >= margin && dark(x - margin, y - margin) { 20 } else { 240 }])
    }))
}

fn png(picture: &GrayImage) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    picture.write_to(&mut file, ImageFormat::Png).unwrap();
    file.into_inner()
}

fn refusal(result: services::Result<Lead>) -> String {
    match result.unwrap_err() {
        Error::Fields(errors) => {
            assert_eq!(errors[0].field, "photo");
            errors[0].key.clone()
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_plate_is_found_however_it_is_read_off_and_the_exact_one_comes_first() {
    common::each_database(async |core, _clock| {
        let bench = Bench::new(&core).await;
        for plate in ["AB08 OSZ", "A808-O5Z", "XAB08OSZ", "CD 12 EF"] {
            bench.add(plate, None).await;
        }
        let first = |plate: &str| (plate.to_owned(), true);
        let other = |plate: &str| (plate.to_owned(), false);
        assert_eq!(
            bench.plates("ab08-osz").await,
            [first("AB08 OSZ"), other("XAB08OSZ"), other("A808-O5Z")],
            "the same, what contains it, what looks like it"
        );
        assert_eq!(bench.plates("A808 O5Z").await[0], first("A808-O5Z"));
        assert_eq!(bench.plates("A8O8").await.len(), 3, "an O for a zero");
        assert_eq!(bench.plates("CDI2").await, [other("CD 12 EF")]);
        assert_eq!(bench.plates("CD13").await, []);
        assert_eq!(bench.plates("%").await, []);
    })
    .await;
}

#[tokio::test]
async fn a_vin_on_a_label_opens_the_work_order_of_its_vehicle() {
    common::each_database(async |core, _clock| {
        let bench = Bench::new(&core).await;
        let car = bench.add("LV14 KXB", Some(VIN)).await;
        let looks = bench.add("CD 12 EF", Some("1HGCMB2633A004352")).await;
        assert_eq!(bench.scan(VIN, BarcodeFormat::CODE_39).await.unwrap(), Lead::List(VIN.into()));
        let order = bench.order(car, "2026-10-21T10:00:00Z").await;
        bench.order(looks, "2026-10-21T14:00:00Z").await;
        for (text, format) in [
            (VIN.to_owned(), BarcodeFormat::CODE_128),
            (format!("I{VIN}"), BarcodeFormat::CODE_39),
            (format!("VIN {VIN}"), BarcodeFormat::QR_CODE),
        ] {
            assert_eq!(bench.scan(&text, format).await.unwrap(), Lead::Order(order), "{text}");
        }
        assert_eq!(scan::text(&bench.tech, "quay", VIN).await.unwrap(), Lead::Order(order));
        let unknown = "WAUZZZ8V5KA000001";
        assert_eq!(bench.scan(unknown, BarcodeFormat::CODE_128).await.unwrap(), Lead::List(unknown.into()));
    })
    .await;
}

#[tokio::test]
async fn a_vehicle_that_is_known_twice_leads_to_both() {
    common::each_database(async |core, _clock| {
        let bench = Bench::new(&core).await;
        let car = bench.add("LV14 KXB", Some(VIN)).await;
        bench.add("NEW 1", Some(VIN)).await;
        bench.order(car, "2026-10-21T10:00:00Z").await;
        assert_eq!(bench.scan(VIN, BarcodeFormat::CODE_128).await.unwrap(), Lead::List(VIN.into()));
    })
    .await;
}

#[tokio::test]
async fn a_key_tag_opens_its_work_order_and_only_at_its_business() {
    common::each_database(async |core, _clock| {
        let bench = Bench::new(&core).await;
        let order = bench.order(bench.add("LV14 KXB", None).await, "2026-10-21T10:00:00Z").await;
        let svg = key_tag::svg(&bench.tech, "quay", order).await.unwrap();
        assert!(svg.contains("LV14 KXB"), "{svg}");
        let address = format!("{}{}", core.base_url(), order_path("quay", order));
        let tag = services::barcodes::qr(&address).unwrap();
        assert!(svg.contains(&tag.path), "the tag says the address of its work order");
        assert_eq!(bench.scan(&address, BarcodeFormat::QR_CODE).await.unwrap(), Lead::Order(order));

        let next_door = Shop::open(&core, "other").await;
        let theirs = next_door.member("kim@other.example", Role::Owner).await;
        let foreign = key_tag::svg(&theirs, "other", order).await.unwrap_err();
        assert_eq!(foreign.kind(), ErrorKind::NotFound);
        assert_eq!(refusal(scan::text(&theirs, "other", &address).await), "err_scan_foreign");
        let forged = address.replace("/quay/", "/other/");
        assert_eq!(refusal(scan::text(&theirs, "other", &forged).await), "err_scan_foreign");
    })
    .await;
}

#[tokio::test]
async fn a_photo_that_says_nothing_or_is_none_is_refused_in_words() {
    common::each_database(async |core, _clock| {
        let bench = Bench::new(&core).await;
        let send = async |bytes| refusal(scan::photo(&bench.tech, "quay", bytes).await);
        assert_eq!(send(Vec::new()).await, "err_required");
        assert_eq!(send(b"<svg/>".to_vec()).await, "err_picture");
        assert_eq!(send(png(&GrayImage::from_pixel(300, 200, Luma([180])))).await, "err_scan_none");
        assert_eq!(send(png(&GrayImage::new(20, 9_000))).await, "err_picture_pixels");
        assert_eq!(send(vec![0; 6 * 1024 * 1024]).await, "err_picture_large");
        assert_eq!(send(photo("4006381333931", BarcodeFormat::CODE_128)).await, "err_scan_foreign");
        for nobody in [bench.ana.clone(), bench.shop.scope(Actor::Anonymous)] {
            assert!(scan::photo(&nobody, "quay", photo(VIN, BarcodeFormat::CODE_128)).await.is_err());
        }
    })
    .await;
}
