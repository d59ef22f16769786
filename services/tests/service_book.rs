//! A vehicle's service book: what stands in it, what does not, and who may open it, on both databases.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "the helpers are test code too, outside the functions that clippy knows as tests"
)]

mod common;

use common::shop::{Shop, at, vehicle};
use domain::{
    accounts::Role,
    clock::FixedClock,
    error::ErrorKind,
    garage::{
        inspection::{Answer as Found, Light},
        money::{Line, LineKind, Quantity},
        work_order::{Answer, How},
    },
    ids::{DeviceId, EditId, VehicleId, WorkOrderId, WorkOrderJobId},
    locale::Locale,
};
use services::{
    Actor, Core, Scope,
    garage::{
        diagnostics,
        inspections::{
            job,
            start::start,
            write::{PointEdit, write},
        },
        service_history::book::{Book, book},
        work_orders::{self, answer, edit, open},
    },
};
use std::sync::Arc;
use uuid::Uuid;

const SLOT: &str = "2026-10-21T10:00:00Z";
const PADS: &str = "pads_front_left";

/// A shop with a technician, and a customer whose car has been booked in.
struct Bench {
    shop: Shop,
    tech: Scope,
    ana: Scope,
    car: VehicleId,
    token: String,
}

impl Bench {
    async fn new(core: &Core) -> Self {
        let shop = Shop::open(core, "quay").await;
        let tech = shop.member("sam@quay.example", Role::Technician).await;
        let ana = shop.customer("ana@customer.example").await;
        let car = vehicle(&ana, "LV14 KXB").await;
        let token = shop.hold(&ana, "service", at(SLOT)).await.unwrap();
        shop.confirm(&ana, &token, Some(car)).await.unwrap();
        Self { shop, tech, ana, car, token }
    }

    async fn order(&self) -> WorkOrderId {
        open::open(&self.tech, &self.shop.business, self.shop.id(&self.token).await).await.unwrap()
    }

    async fn book(&self, by: &Scope) -> services::Result<Book> {
        book(by, &self.shop.business, self.car).await
    }

    /// A job with one part, to which the customer says `said`.
    async fn job(&self, order: WorkOrderId, title: &str, said: Answer) -> WorkOrderJobId {
        let job = edit::add_job(&self.tech, order, title, "Between us: the owner drives hard").await.unwrap();
        self.answered(order, job, said).await;
        job
    }

    async fn answered(&self, order: WorkOrderId, job: WorkOrderJobId, said: Answer) {
        let line = |kind, description: &str, part_number: Option<&str>| Line {
            kind,
            description: description.into(),
            part_number: part_number.map(str::to_owned),
            quantity: Quantity(2_000),
            unit_price_minor: 6_000,
            tax_bp: 2_000,
        };
        let business = &self.shop.business;
        for line in [line(LineKind::Labour, "Fitting", None), line(LineKind::Part, "Disc", Some("BD 778"))] {
            edit::add_line(&self.tech, business, (order, job), &line).await.unwrap();
        }
        let by_phone = (said, How::Phone);
        answer::record_answer(&self.tech, business, (order, job), by_phone, "Ana Silva").await.unwrap();
    }

    async fn look(&self, order: WorkOrderId) -> WorkOrderJobId {
        let inspection = start(&self.tech, order, "brakes_tyres").await.unwrap();
        for (point, light) in [(PADS, Light::Red), ("pads_front_right", Light::Green)] {
            let edit = PointEdit {
                id: EditId(self.tech.core.new_id()),
                point: point.into(),
                device: DeviceId(Uuid::from_u128(1)),
                at: self.tech.now(),
                changes: vec![(Found::Light(Some(light)), Vec::new())],
            };
            write(&self.tech, inspection, &edit).await.unwrap();
        }
        job::make(&self.tech, &self.shop.business, inspection, PADS).await.unwrap()
    }
}

fn kind<T: std::fmt::Debug>(result: services::Result<T>) -> ErrorKind {
    result.unwrap_err().kind()
}

#[tokio::test]
async fn a_book_holds_what_was_done_and_found_and_names_nobody() {
    common::each_database(async |core, clock: Arc<FixedClock>| {
        let bench = Bench::new(&core).await;
        let order = bench.order().await;
        let brakes = bench.job(order, "Brakes, front", Answer::Approve).await;
        bench.job(order, "Wipers", Answer::Decline).await;
        bench.job(order, "Air filter", Answer::Approve).await;
        let mended = bench.look(order).await;
        bench.answered(order, mended, Answer::Approve).await;
        for job in [brakes, mended] {
            edit::set_done(&bench.tech, order, job, true).await.unwrap();
        }
        let note = ("P0301", "Ana says it misfires");
        let code = diagnostics::add_code(&bench.tech, bench.car, Some(order), note).await.unwrap();
        diagnostics::clear_code(&bench.tech, bench.car, code).await.unwrap();
        clock.set(at("2026-11-03T09:00:00Z"));
        diagnostics::add_code(&bench.tech, bench.car, None, ("U0100", "")).await.unwrap();

        let held = bench.book(&bench.ana).await.unwrap();
        assert_eq!((held.vehicle.plate.as_str(), held.on.to_string().as_str()), ("LV14 KXB", "2026-11-03"));
        let [visit] = held.visits.as_slice() else { panic!("{:?}", held.visits) };
        assert_eq!(visit.on.to_string(), "2026-10-21");
        let done: Vec<&str> = visit.work.iter().map(|work| work.title.as_str()).collect();
        assert_eq!(done.len(), 2, "what was declined or not done is left out: {done:?}");
        assert_eq!(done[0], "Brakes, front");
        let part = &visit.work[0].parts;
        assert_eq!(part.len(), 1, "labour is no part");
        assert_eq!((part[0].name.as_str(), part[0].number.as_deref()), ("Disc", Some("BD 778")));
        let codes: Vec<String> = visit.codes.iter().map(|code| code.code.to_string()).collect();
        assert_eq!((codes, visit.codes[0].cleared.is_some()), (vec!["P0301".to_owned()], true));
        let apart: Vec<String> = held.codes.iter().map(|code| code.code.to_string()).collect();
        assert_eq!(apart, ["U0100"]);
        let looked = visit.looked.as_ref().unwrap();
        assert_eq!((looked.good, looked.findings.len()), (1, 1));
        assert_eq!((looked.findings[0].light, looked.findings[0].mended), (Light::Red, true));

        let pdf = held.pdf(&bench.shop.business, Locale::En).unwrap();
        let document = lopdf::Document::load_mem(&pdf).unwrap();
        let numbers: Vec<u32> = document.get_pages().keys().copied().collect();
        let text = document.extract_text(&numbers).unwrap();
        assert!(text.contains("Brakes, front") && text.contains("Quay Garage"), "{text}");
        for nobody in ["Ana", "Silva", "Sam", "customer.example", "drives hard", "Wipers"] {
            assert!(!text.contains(nobody), "{nobody} stands in {text}");
        }
        assert_eq!(bench.book(&bench.tech).await.unwrap().visits.len(), 1, "staff read the same");
    })
    .await;
}

#[tokio::test]
async fn a_booking_is_no_visit_because_its_time_went_by() {
    common::each_database(async |core, clock: Arc<FixedClock>| {
        let bench = Bench::new(&core).await;
        clock.set(at("2026-11-03T09:00:00Z"));
        assert!(bench.book(&bench.ana).await.unwrap().visits.is_empty());
        let order = bench.order().await;
        let whole = work_orders::one(&bench.tech, &bench.shop.business, order).await.unwrap();
        edit::set_done(&bench.tech, order, whole.jobs[0].id, true).await.unwrap();
        assert_eq!(bench.book(&bench.ana).await.unwrap().visits.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_strangers_book_is_not_found() {
    common::each_database(async |core, _clock| {
        let bench = Bench::new(&core).await;
        let other = bench.shop.customer("bo@customer.example").await;
        vehicle(&other, "BO 1").await;
        assert_eq!(kind(bench.book(&other).await), ErrorKind::NotFound);
        assert_eq!(kind(bench.book(&bench.shop.scope(Actor::Anonymous)).await), ErrorKind::SignedOut);
        let next_door = Shop::open(&core, "other").await;
        let theirs = next_door.member("kim@other.example", Role::Owner).await;
        assert_eq!(kind(book(&theirs, &next_door.business, bench.car).await), ErrorKind::NotFound);
    })
    .await;
}
