//! What the vehicle of a work order reports and shows where the work is: fault codes and the odometer, on both databases.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "the helpers are test code too, outside the functions that clippy knows as tests"
)]

mod common;

use common::shop::Shop;
use domain::{
    accounts::Role,
    error::ErrorKind,
    garage::odometer::{Reading, Reason},
    ids::WorkOrderId,
};
use services::{
    Core, Error, Scope,
    garage::{
        diagnostics,
        faults::{self, Faults},
        work_orders::{self, odometer},
    },
};

struct Bench {
    shop: Shop,
    tech: Scope,
    order: WorkOrderId,
}

impl Bench {
    async fn new(core: &Core) -> Self {
        let shop = Shop::open(core, "quay").await;
        let tech = shop.member("sam@quay.example", Role::Technician).await;
        let (_, order, _) = shop.work(&tech, "ana@customer.example", "2026-10-21T10:00:00Z").await;
        Self { shop, tech, order }
    }

    async fn add(&self, codes: &str, note: &str) -> services::Result<()> {
        faults::add(&self.tech, self.order, (codes, note)).await
    }

    async fn faults(&self) -> Faults {
        faults::of_order(&self.tech, self.order).await.unwrap().unwrap()
    }

    /// The codes on the work order, newest first.
    async fn codes(&self) -> Vec<String> {
        self.faults().await.codes.iter().map(|fault| fault.code.code.to_string()).collect()
    }

    async fn show(&self, km: i64, reason: Option<Reason>) -> services::Result<()> {
        let reading = Reading { on: "2026-10-21".parse().unwrap(), km, reason };
        odometer::read(&self.tech, &self.shop.business, self.order, reading).await
    }
}

fn field(result: services::Result<()>) -> String {
    match result.unwrap_err() {
        Error::Fields(errors) => format!("{} {}", errors[0].field, errors[0].key),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn several_codes_are_noted_at_once_or_none_is() {
    common::each_database(async |core, _clock| {
        let bench = Bench::new(&core).await;
        assert_eq!(field(bench.add("P0301, P04Z0", "").await), "codes err_dtc_letter");
        assert_eq!(bench.codes().await, Vec::<String>::new());
        bench.add("P0301, p0420", "misfires when cold").await.unwrap();
        assert_eq!(bench.codes().await, ["P0420", "P0301"]);
        let fault = &bench.faults().await.codes[0];
        assert_eq!((fault.code.note.as_str(), fault.code.by.as_deref()), ("misfires when cold", Some("Sam")));
        faults::clear(&bench.tech, bench.order, fault.code.id).await.unwrap();
        assert!(bench.faults().await.codes[0].code.cleared.is_some(), "what was found here stays in sight");
    })
    .await;
}

#[tokio::test]
async fn a_code_becomes_one_job() {
    common::each_database(async |core, _clock| {
        let bench = Bench::new(&core).await;
        bench.add("P0301", "misfires when cold").await.unwrap();
        let code = bench.faults().await.codes[0].code.id;
        let make =
            async || faults::make_job(&bench.tech, &bench.shop.business, bench.order, code).await.unwrap();
        let job = make().await;
        assert_eq!(make().await, job);
        assert_eq!(bench.faults().await.codes[0].job, Some(job));
        let whole = work_orders::one(&bench.tech, &bench.shop.business, bench.order).await.unwrap();
        let made = whole.jobs.iter().find(|one| one.id == job).unwrap();
        assert!(made.title.contains("P0301"), "{}", made.title);
        assert!(made.note.ends_with("misfires when cold"), "{}", made.note);
    })
    .await;
}

#[tokio::test]
async fn the_odometer_at_check_in_goes_on_the_work_order_and_never_backwards_without_a_reason() {
    common::each_database(async |core, _clock| {
        let bench = Bench::new(&core).await;
        let shown = async || {
            let whole = work_orders::one(&bench.tech, &bench.shop.business, bench.order).await.unwrap();
            let vehicle = bench.faults().await.vehicle;
            let record = diagnostics::of_vehicle(&bench.tech, &bench.shop.business, vehicle).await.unwrap();
            (whole.odometer_km, record.vehicle.draft.odometer_km)
        };
        bench.show(90_000, None).await.unwrap();
        assert_eq!(shown().await, (Some(90_000), Some(90_000)));
        assert_eq!(field(bench.show(9_000, None).await), "odometer err_odometer_lower");
        assert_eq!(shown().await, (Some(90_000), Some(90_000)));
        bench.show(9_000, Some(Reason::Replaced)).await.unwrap();
        assert_eq!(shown().await, (Some(9_000), Some(9_000)));
    })
    .await;
}

#[tokio::test]
async fn another_business_and_the_kitchen_reach_none_of_it() {
    common::each_database(async |core, _clock| {
        let bench = Bench::new(&core).await;
        bench.add("P0301", "").await.unwrap();
        let code = bench.faults().await.codes[0].code.id;
        let stranger = Shop::open(&core, "other").await;
        let theirs = stranger.member("kim@other.example", Role::Owner).await;
        let (_, own, _) = stranger.work(&theirs, "rui@customer.example", "2026-10-21T10:00:00Z").await;
        let kitchen = bench.shop.member("chef@quay.example", Role::Kitchen).await;
        for (by, order, kind) in [
            (&theirs, bench.order, ErrorKind::NotFound),
            (&theirs, own, ErrorKind::NotFound),
            (&kitchen, bench.order, ErrorKind::Forbidden),
        ] {
            assert_eq!(faults::clear(by, order, code).await.unwrap_err().kind(), kind);
            let made = faults::make_job(by, &stranger.business, order, code).await;
            assert_eq!(made.unwrap_err().kind(), kind);
        }
        let added = faults::add(&theirs, bench.order, ("P0420", "")).await;
        assert_eq!(added.unwrap_err().kind(), ErrorKind::NotFound);
        assert_eq!(bench.codes().await, ["P0301"]);
    })
    .await;
}
