//! The day on which a missing part is expected, and the clocks that stop when a vehicle is ready, on both databases.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "the helpers are test code too, outside the functions that clippy knows as tests"
)]

mod common;

use common::shop::{Shop, at};
use domain::{
    accounts::Role,
    error::ErrorKind,
    garage::{
        board::JobStatus::{self, HandedOver, InProgress, Ready, WaitingParts},
        parts::Expected,
    },
    ids::{BookingId, WorkOrderId, WorkOrderJobId},
};
use entity::{job_clock, part_wait};
use sea_orm::EntityTrait as _;
use services::{
    Core, Error, Scope,
    agenda::visit,
    garage::{board::move_job, clocks, jobs, parts},
};

/// A garage with work that waits for a part since this morning, booked for 10:00 to 11:00.
struct Bench {
    shop: Shop,
    tech: Scope,
    booking: BookingId,
    order: WorkOrderId,
    job: WorkOrderJobId,
}

impl Bench {
    async fn new(core: &Core) -> Self {
        let shop = Shop::open(core, "quay").await;
        let tech = shop.member("sam@quay.example", Role::Technician).await;
        let (booking, order, job) = shop.work(&tech, "ana@customer.example", "2026-10-21T10:00:00Z").await;
        let bench = Self { shop, tech, booking, order, job };
        bench.go(JobStatus::Scheduled, InProgress).await.unwrap();
        bench.go(InProgress, WaitingParts).await.unwrap();
        bench
    }

    async fn go(&self, from: JobStatus, to: JobStatus) -> services::Result<()> {
        move_job(&self.tech, &self.shop.business, self.booking, from, to).await
    }

    async fn seen(&self) -> jobs::Job {
        jobs::job(&self.tech, &self.shop.business, self.booking).await.unwrap().0
    }

    async fn expect(&self, day: &str, what: &str) -> services::Result<()> {
        parts::expect(&self.tech, self.booking, &expected(day, what)).await
    }

    /// The kinds of the job's history with their details, oldest first.
    async fn told(&self) -> Vec<(String, String)> {
        let (_, lines) = jobs::job(&self.tech, &self.shop.business, self.booking).await.unwrap();
        lines.into_iter().rev().map(|line| (line.kind, line.detail)).collect()
    }

    async fn start(&self) -> services::Result<()> {
        clocks::start_job(&self.tech, &self.shop.business, self.job).await
    }
}

fn expected(day: &str, what: &str) -> Expected {
    Expected { on: (!day.is_empty()).then(|| day.parse().unwrap()), what: what.into() }
}

fn key(result: services::Result<()>) -> String {
    match result.unwrap_err() {
        Error::App(error) => error.key,
        other => panic!("{other:?}"),
    }
}

async fn clocked(core: &Core) -> Vec<job_clock::Model> {
    job_clock::Entity::find().all(core.db().read()).await.unwrap()
}

#[tokio::test]
async fn the_estimate_counts_from_the_opening_of_the_day_on_which_the_part_comes() {
    common::each_database(async |core, clock| {
        let bench = Bench::new(&core).await;
        assert_eq!(bench.seen().await.eta, None, "nobody knows");
        assert_eq!(bench.seen().await.parts, Some(parts::Wait::default()));
        bench.expect("2026-10-23", "brake discs").await.unwrap();
        let job = bench.seen().await;
        // The doors open at midnight in London, an hour ahead of UTC, and the work takes an hour.
        assert_eq!(job.eta, Some(at("2026-10-23T00:00:00Z")));
        let wait = parts::Wait { expected: expected("2026-10-23", "brake discs"), late: false };
        assert_eq!(job.parts, Some(wait.clone()));
        let row = entity::booking::Entity::one(bench.shop.business.id, bench.booking);
        let token = row.one(core.db().read()).await.unwrap().unwrap().token;
        let stranger = bench.shop.scope(services::Actor::Anonymous);
        let visit = visit::by_link(&stranger, &bench.shop.business, &token).await.unwrap();
        assert_eq!((visit.parts, visit.eta), (Some(wait), job.eta), "the customer sees the same");

        clock.set(at("2026-10-23T12:00:00Z"));
        let today = bench.seen().await;
        assert_eq!(
            (today.eta, today.parts.map(|wait| wait.late)),
            (None, Some(false)),
            "it may still come today"
        );
        clock.set(at("2026-10-23T23:30:00Z"));
        assert_eq!(bench.seen().await.parts.map(|wait| wait.late), Some(true), "it is tomorrow in London");
    })
    .await;
}

#[tokio::test]
async fn what_was_expected_is_forgotten_when_the_job_waits_no_longer() {
    common::each_database(async |core, _clock| {
        let bench = Bench::new(&core).await;
        bench.expect("2026-10-23", "brake discs").await.unwrap();
        bench.expect("2026-10-26", "").await.unwrap();
        bench.go(WaitingParts, InProgress).await.unwrap();
        assert_eq!(bench.seen().await.parts, None);
        assert_eq!(part_wait::Entity::find().all(core.db().read()).await.unwrap(), []);
        assert_eq!(key(bench.expect("2026-10-27", "").await), "err_parts_not_waiting");
        bench.go(InProgress, WaitingParts).await.unwrap();
        assert_eq!(bench.seen().await.parts, Some(parts::Wait::default()), "a new wait knows nothing");
        let said: Vec<String> = bench
            .told()
            .await
            .into_iter()
            .filter(|(kind, _)| kind == "parts")
            .map(|(_, detail)| detail)
            .collect();
        assert_eq!(said, ["2026-10-23 brake discs", "2026-10-26 "]);
        bench.expect("", "a seal").await.unwrap();
        bench.expect("", "").await.unwrap();
        assert_eq!(bench.seen().await.parts, Some(parts::Wait::default()));
    })
    .await;
}

#[tokio::test]
async fn a_day_noted_while_the_job_moves_on_is_not_left_behind() {
    common::each_database(async |core, _clock| {
        let bench = Bench::new(&core).await;
        for round in 0..4 {
            let (noted, moved) =
                tokio::join!(bench.expect("2026-10-23", ""), bench.go(WaitingParts, InProgress));
            moved.unwrap();
            if let Err(error) = noted {
                assert_eq!(key(Err(error)), "err_parts_not_waiting");
            }
            let left = part_wait::Entity::find().all(core.db().read()).await.unwrap();
            assert_eq!(left, [], "round {round}");
            bench.go(InProgress, WaitingParts).await.unwrap();
        }
    })
    .await;
}

#[tokio::test]
async fn only_the_workshop_of_the_business_says_when_parts_come() {
    common::each_database(async |core, _clock| {
        let bench = Bench::new(&core).await;
        let kitchen = bench.shop.member("chef@quay.example", Role::Kitchen).await;
        let some = expected("2026-10-23", "");
        let refused = parts::expect(&kitchen, bench.booking, &some).await.unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::Forbidden);
        let stranger = Shop::open(&core, "other").await;
        let theirs = stranger.member("kim@other.example", Role::Owner).await;
        for refused in [
            parts::expect(&theirs, bench.booking, &some).await,
            parts::expect_on_order(&theirs, bench.order, &some).await,
        ] {
            assert_eq!(refused.unwrap_err().kind(), ErrorKind::NotFound);
        }
        let seen = parts::of_booking(&theirs, &stranger.business, bench.booking).await.unwrap();
        assert_eq!(seen, None);
        parts::expect_on_order(&bench.tech, bench.order, &some).await.unwrap();
        assert!(bench.seen().await.parts.is_some_and(|wait| wait.expected == some));
    })
    .await;
}

#[tokio::test]
async fn a_vehicle_that_is_ready_stops_the_clocks_of_its_work() {
    common::each_database(async |core, clock| {
        let bench = Bench::new(&core).await;
        bench.go(WaitingParts, InProgress).await.unwrap();
        let other = bench.shop.member("kim@quay.example", Role::Technician).await;
        let (_, _, elsewhere) = bench.shop.work(&other, "rui@customer.example", "2026-10-21T14:00:00Z").await;
        clocks::start_job(&other, &bench.shop.business, elsewhere).await.unwrap();
        bench.start().await.unwrap();
        clock.set(at("2026-10-21T10:40:00Z"));
        bench.go(InProgress, Ready).await.unwrap();
        let rows = clocked(&core).await;
        let here = rows.iter().find(|row| row.work_order_job_id == bench.job.0).unwrap();
        assert_eq!(here.ended_at, Some(at("2026-10-21T10:40:00Z").as_millisecond()));
        assert_eq!(rows.iter().filter(|row| row.ended_at.is_none()).count(), 1, "other work goes on");
        let told = bench.told().await;
        let stopped = ("clock_stopped".to_owned(), "Sam · Service".to_owned());
        assert_eq!(told.iter().filter(|line| **line == stopped).count(), 1, "{told:?}");
        assert_eq!(key(bench.start().await), "err_clock_ready");
        bench.go(Ready, HandedOver).await.unwrap();
        assert_eq!(key(bench.start().await), "err_clock_ready");
        clocks::clock_in(&bench.tech).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_clock_started_as_the_vehicle_becomes_ready_does_not_run_on() {
    common::each_database(async |core, _clock| {
        let bench = Bench::new(&core).await;
        bench.go(WaitingParts, InProgress).await.unwrap();
        for round in 0..4 {
            let (started, moved) = tokio::join!(bench.start(), bench.go(InProgress, Ready));
            moved.unwrap();
            if let Err(error) = started {
                assert_eq!(key(Err(error)), "err_clock_ready");
            }
            let running = clocked(&core).await.into_iter().filter(|row| row.ended_at.is_none()).count();
            assert_eq!(running, 0, "round {round}");
            bench.go(Ready, InProgress).await.unwrap();
        }
    })
    .await;
}
