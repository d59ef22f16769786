//! What a vehicle reports and shows over time, and who may see and write it, on both databases.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "the helpers are test code too, outside the functions that clippy knows as tests"
)]

mod common;

use common::shop::{Shop, at, draft, vehicle};
use domain::{
    accounts::Role,
    error::ErrorKind,
    garage::odometer::{Reading, Reason},
    ids::VehicleId,
};
use services::{
    Core, Error, Scope,
    garage::{
        diagnostics::{self, Record},
        service_history::{self, What},
        vehicles,
        work_orders::{self, edit, open},
    },
};

/// A shop with a technician, and a customer with a car.
struct Bench {
    shop: Shop,
    tech: Scope,
    ana: Scope,
    car: VehicleId,
}

impl Bench {
    async fn new(core: &Core) -> Self {
        let shop = Shop::open(core, "quay").await;
        let tech = shop.member("sam@quay.example", Role::Technician).await;
        let ana = shop.customer("ana@customer.example").await;
        let car = vehicle(&ana, "LV14 KXB").await;
        Self { shop, tech, ana, car }
    }

    async fn read(&self, by: &Scope) -> services::Result<Record> {
        diagnostics::of_vehicle(by, &self.shop.business, self.car).await
    }

    async fn show(&self, by: &Scope, on: &str, km: i64, reason: Option<Reason>) -> services::Result<()> {
        let reading = Reading { on: on.parse().unwrap(), km, reason };
        diagnostics::add_reading(by, &self.shop.business, self.car, reading).await
    }

    async fn km(&self) -> Option<i64> {
        self.read(&self.ana).await.unwrap().vehicle.draft.odometer_km
    }
}

fn field(result: services::Result<()>) -> (String, String) {
    match result.unwrap_err() {
        Error::Fields(errors) => (errors[0].field.clone(), errors[0].key.clone()),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_reading_backwards_is_refused_without_a_reason_and_kept_with_one() {
    common::each_database(async |core, _clock| {
        let bench = Bench::new(&core).await;
        bench.show(&bench.ana, "2026-10-01", 90_000, None).await.unwrap();
        let refused = field(bench.show(&bench.tech, "2026-10-21", 9_000, None).await);
        assert_eq!(refused, ("odometer".to_owned(), "err_odometer_lower".to_owned()));
        assert_eq!(bench.km().await, Some(90_000));
        bench.show(&bench.tech, "2026-10-21", 9_000, Some(Reason::Replaced)).await.unwrap();
        assert_eq!(bench.km().await, Some(9_000));
        let shown: Vec<i64> =
            bench.read(&bench.tech).await.unwrap().readings.iter().map(|reading| reading.km).collect();
        assert_eq!(shown, [9_000, 90_000], "newest first");
    })
    .await;
}

#[tokio::test]
async fn the_vehicle_shows_its_latest_reading_not_the_one_written_last() {
    common::each_database(async |core, _clock| {
        let bench = Bench::new(&core).await;
        bench.show(&bench.tech, "2026-10-20", 80_000, None).await.unwrap();
        bench.show(&bench.tech, "2026-05-01", 75_000, None).await.unwrap();
        assert_eq!(bench.km().await, Some(80_000));
    })
    .await;
}

#[tokio::test]
async fn what_the_vehicle_was_added_with_counts_and_the_form_cannot_turn_it_back() {
    common::each_database(async |core, _clock| {
        let bench = Bench::new(&core).await;
        let known = |km| domain::garage::VehicleDraft { odometer_km: km, ..draft("OLD 1") };
        let car = vehicles::add(&bench.ana, known(Some(60_000))).await.unwrap();
        let change = async |km| vehicles::change(&bench.ana, &bench.shop.business, car, known(km)).await;
        assert_eq!(field(change(Some(50_000)).await).1, "err_odometer_lower");
        change(None).await.unwrap();
        change(Some(61_000)).await.unwrap();
        let record = diagnostics::of_vehicle(&bench.ana, &bench.shop.business, car).await.unwrap();
        assert_eq!(record.vehicle.draft.odometer_km, Some(61_000));
        assert_eq!(record.readings.iter().map(|reading| reading.km).collect::<Vec<_>>(), [61_000, 60_000]);
    })
    .await;
}

#[tokio::test]
async fn a_code_is_kept_as_read_and_cleared_once() {
    common::each_database(async |core, _clock| {
        let bench = Bench::new(&core).await;
        let note = ("p0301", "Misfires when cold");
        let code = diagnostics::add_code(&bench.tech, bench.car, None, note).await.unwrap();
        let wrong = diagnostics::add_code(&bench.tech, bench.car, None, ("X1", "")).await.map(|_| ());
        assert_eq!(field(wrong).0, "code");
        diagnostics::clear_code(&bench.tech, bench.car, code).await.unwrap();
        let first = bench.read(&bench.tech).await.unwrap().codes;
        assert_eq!(first.len(), 1);
        assert_eq!((first[0].code.to_string().as_str(), first[0].by.as_deref()), ("P0301", Some("Sam")));
        diagnostics::clear_code(&bench.tech, bench.car, code).await.unwrap();
        assert_eq!(bench.read(&bench.tech).await.unwrap().codes, first, "clearing again changes nothing");
    })
    .await;
}

#[tokio::test]
async fn the_history_tells_visits_done_work_readings_and_codes_newest_first() {
    common::each_database(async |core, clock| {
        let bench = Bench::new(&core).await;
        let token = bench.shop.hold(&bench.ana, "service", at("2026-10-22T09:00:00Z")).await.unwrap();
        bench.shop.confirm(&bench.ana, &token, Some(bench.car)).await.unwrap();
        bench.show(&bench.ana, "2026-10-01", 90_000, None).await.unwrap();
        let booking = bench.shop.id(&token).await;
        let order = open::open(&bench.tech, &bench.shop.business, booking).await.unwrap();
        clock.set(at("2026-10-22T10:00:00Z"));
        let whole = work_orders::one(&bench.tech, &bench.shop.business, order).await.unwrap();
        edit::set_done(&bench.tech, order, whole.jobs[0].id, true).await.unwrap();
        clock.set(at("2026-10-23T10:00:00Z"));
        diagnostics::add_code(&bench.tech, bench.car, Some(order), ("P0301", "")).await.unwrap();
        for by in [&bench.ana, &bench.tech] {
            let told = service_history::of_vehicle(by, &bench.shop.business, bench.car).await.unwrap();
            let kinds: Vec<&str> = told
                .iter()
                .map(|entry| match entry.what {
                    What::Visit { .. } => "visit",
                    What::Work { .. } => "work",
                    What::Reading(_) => "reading",
                    What::Code(_) => "code",
                    What::Cleared(_) => "cleared",
                })
                .collect();
            assert_eq!(kinds, ["code", "work", "visit", "reading"]);
        }
    })
    .await;
}

#[tokio::test]
async fn nobody_sees_or_writes_on_the_vehicle_of_another_customer_or_business() {
    common::each_database(async |core, _clock| {
        let bench = Bench::new(&core).await;
        let code = diagnostics::add_code(&bench.tech, bench.car, None, ("P0301", "")).await.unwrap();
        let rui = bench.shop.customer("rui@customer.example").await;
        vehicle(&rui, "RUI 1").await;
        let stranger = Shop::open(&core, "other").await;
        let theirs = stranger.member("kim@other.example", Role::Owner).await;
        for by in [&rui, &theirs] {
            let missing = |kind: ErrorKind| assert_eq!(kind, ErrorKind::NotFound);
            missing(bench.read(by).await.unwrap_err().kind());
            missing(bench.show(by, "2026-10-21", 1, None).await.unwrap_err().kind());
            let history = service_history::of_vehicle(by, &bench.shop.business, bench.car).await;
            missing(history.unwrap_err().kind());
        }
        let cleared = diagnostics::clear_code(&theirs, bench.car, code).await.unwrap_err();
        assert_eq!(cleared.kind(), ErrorKind::NotFound);
        let customer = diagnostics::add_code(&bench.ana, bench.car, None, ("P0301", "")).await.unwrap_err();
        assert_eq!(customer.kind(), ErrorKind::SignedOut, "codes are for staff");
    })
    .await;
}
