//! Clocks: what people start and stop, what that does to the board, and when work will be done, on both databases.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "the helpers are test code too, outside the functions that clippy knows as tests"
)]

mod common;

use common::shop::{Shop, at};
use domain::{
    accounts::Role,
    clock::{Clock as _, FixedClock},
    error::ErrorKind,
    garage::{
        board::JobStatus,
        money::{Line, LineKind, Quantity},
        work_order::Answer,
    },
    ids::{BookingId, EditId, WorkOrderId, WorkOrderJobId},
};
use entity::{job_clock, resource, shift_clock};
use jiff::{SignedDuration, Timestamp};
use sea_orm::{ActiveModelTrait as _, EntityTrait as _, IntoActiveModel as _, Set};
use services::{
    Core, Error, Scope,
    garage::{
        clocks::{self, Tap},
        jobs, mine,
        work_orders::{self, answer, ask, edit},
    },
};
use uuid::Uuid;

/// A shop with a technician and a work order whose first job is agreed to.
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
        Self { shop, tech, booking, order, job }
    }

    async fn start(&self, job: WorkOrderJobId) -> services::Result<()> {
        clocks::start_job(&self.tech, &self.shop.business, job).await
    }

    async fn board(&self) -> jobs::Job {
        jobs::job(&self.tech, &self.shop.business, self.booking).await.unwrap().0
    }

    /// A second job of `milli` thousandths of an hour, agreed to.
    async fn agreed(&self, milli: i64) -> WorkOrderJobId {
        let job = edit::add_job(&self.tech, self.order, "Brakes", "").await.unwrap();
        let line = Line {
            kind: LineKind::Labour,
            description: "Brakes".into(),
            part_number: None,
            quantity: Quantity(milli),
            unit_price_minor: 6_000,
            tax_bp: 2_000,
        };
        edit::add_line(&self.tech, &self.shop.business, (self.order, job), &line).await.unwrap();
        ask::ask(&self.tech, &self.shop.business, self.order).await.unwrap();
        let whole = work_orders::one(&self.tech, &self.shop.business, self.order).await.unwrap();
        let price = whole.jobs.iter().find(|other| other.id == job).unwrap().totals.gross;
        let stranger = self.shop.scope(services::Actor::Anonymous);
        answer::by_link(&stranger, &self.shop.business, &whole.token, job, (Answer::Approve, price))
            .await
            .unwrap();
        job
    }
}

fn pass(clock: &FixedClock, time: SignedDuration) {
    clock.set(clock.now() + time);
}

async fn clocked(core: &Core) -> Vec<job_clock::Model> {
    let mut rows = job_clock::Entity::find().all(core.db().read()).await.unwrap();
    rows.sort_by_key(|row| row.id);
    rows
}

fn key(result: services::Result<()>) -> String {
    match result.unwrap_err() {
        Error::App(error) => error.key,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_shift_begins_once_and_its_end_ends_the_job_too() {
    common::each_database(async |core, clock| {
        let bench = Bench::new(&core).await;
        assert_eq!(key(clocks::clock_out(&bench.tech).await), "err_clock_no_shift");
        clocks::clock_in(&bench.tech).await.unwrap();
        assert_eq!(key(clocks::clock_in(&bench.tech).await), "err_clock_shift_open");
        bench.start(bench.job).await.unwrap();
        pass(&clock, SignedDuration::from_mins(20));
        clocks::clock_out(&bench.tech).await.unwrap();
        let [work] = clocked(&core).await.try_into().unwrap();
        assert_eq!(work.ended_at.map(|end| end - work.began_at), Some(20 * 60_000));
        let shifts = shift_clock::Entity::find().all(core.db().read()).await.unwrap();
        assert!(shifts.iter().all(|shift| shift.ended_at.is_some()), "{shifts:?}");
        assert_eq!(key(clocks::stop_job(&bench.tech).await), "err_clock_no_job");
    })
    .await;
}

#[tokio::test]
async fn starting_a_job_takes_the_vehicle_into_work_and_says_so_in_its_history() {
    common::each_database(async |core, clock| {
        let bench = Bench::new(&core).await;
        bench.start(bench.job).await.unwrap();
        assert_eq!(bench.board().await.status, JobStatus::InProgress);
        pass(&clock, SignedDuration::from_mins(30));
        let (_, history) = jobs::job(&bench.tech, &bench.shop.business, bench.booking).await.unwrap();
        assert_eq!(
            (history[0].kind.as_str(), history[0].detail.as_str()),
            ("status", "scheduled in_progress")
        );
        let stood = clocks::time_in_status(&bench.tech, bench.booking).await.unwrap();
        assert_eq!(stood[&JobStatus::InProgress], SignedDuration::from_mins(30));
        let mine = mine::mine(&bench.tech, &bench.shop.business).await.unwrap();
        assert_eq!(mine.running.map(|(task, _)| task.job), Some(Some(bench.job)));
    })
    .await;
}

#[tokio::test]
async fn two_starts_at_once_leave_one_open_clock_and_no_overlap() {
    common::each_database(async |core, clock| {
        let bench = Bench::new(&core).await;
        let (_, _, other) =
            bench.shop.work(&bench.tech, "rui@customer.example", "2026-10-21T14:00:00Z").await;
        for round in 0..4 {
            let (one, two) = tokio::join!(bench.start(bench.job), bench.start(other));
            one.unwrap();
            two.unwrap();
            let rows = clocked(&core).await;
            assert_eq!(
                rows.iter().filter(|row| row.ended_at.is_none()).count(),
                1,
                "round {round}: {rows:?}"
            );
            pass(&clock, SignedDuration::from_mins(5));
        }
        let mut rows = clocked(&core).await;
        rows.sort_by_key(|row| (row.began_at, row.ended_at.unwrap_or(i64::MAX)));
        for pair in rows.windows(2) {
            assert!(pair[0].ended_at.is_some_and(|end| end <= pair[1].began_at), "{rows:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_database_itself_refuses_a_second_open_clock() {
    common::each_database(async |core, _clock| {
        let bench = Bench::new(&core).await;
        bench.start(bench.job).await.unwrap();
        let [open] = clocked(&core).await.try_into().unwrap();
        let second = job_clock::ActiveModel { id: Set(core.new_id()), ..open.into_active_model() };
        let tx = core.db().begin().await.unwrap();
        assert!(job_clock::Entity::insert(second.reset_all()).exec_without_returning(&tx).await.is_err());
    })
    .await;
}

#[tokio::test]
async fn only_agreed_work_of_the_business_is_started_and_done_work_ends_its_clocks() {
    common::each_database(async |core, clock| {
        let bench = Bench::new(&core).await;
        let draft = edit::add_job(&bench.tech, bench.order, "Brakes", "").await.unwrap();
        assert_eq!(key(bench.start(draft).await), "err_work_not_approved");

        let stranger = Shop::open(&core, "other").await;
        let theirs = stranger.member("kim@other.example", Role::Owner).await;
        let refused = clocks::start_job(&theirs, &stranger.business, bench.job).await.unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::NotFound);
        assert_eq!(clocks::totals(&theirs, bench.booking).await.unwrap(), []);
        let kitchen = bench.shop.member("chef@quay.example", Role::Kitchen).await;
        assert_eq!(clocks::clock_in(&kitchen).await.unwrap_err().kind(), ErrorKind::Forbidden);

        bench.start(bench.job).await.unwrap();
        pass(&clock, SignedDuration::from_mins(45));
        edit::set_done(&bench.tech, bench.order, bench.job, true).await.unwrap();
        let totals = clocks::totals(&bench.tech, bench.booking).await.unwrap();
        assert_eq!(totals.len(), 1);
        assert_eq!((totals[0].person.as_str(), totals[0].time), ("Sam", SignedDuration::from_mins(45)));
        assert_eq!(key(bench.start(bench.job).await), "err_work_job_done");
    })
    .await;
}

#[tokio::test]
async fn the_estimate_counts_agreed_hours_less_what_was_clocked() {
    common::each_database(async |core, clock| {
        let bench = Bench::new(&core).await;
        // Booked at 10:00 for an hour.
        assert_eq!(bench.board().await.eta, Some(at("2026-10-21T11:00:00Z")));
        bench.agreed(2_000).await;
        // The end of lunch; three hours are agreed to.
        clock.set(at("2026-10-21T12:00:00Z"));
        assert_eq!(bench.board().await.eta, Some(at("2026-10-21T15:00:00Z")));
        bench.start(bench.job).await.unwrap();
        pass(&clock, SignedDuration::from_mins(40));
        clocks::stop_job(&bench.tech).await.unwrap();
        assert_eq!(bench.board().await.eta, Some(at("2026-10-21T15:00:00Z")));
        pass(&clock, SignedDuration::from_mins(60));
        assert_eq!(
            bench.board().await.eta,
            Some(at("2026-10-21T16:00:00Z")),
            "nobody worked on it for an hour"
        );
    })
    .await;
}

#[tokio::test]
async fn what_the_technician_does_before_delays_what_comes_after() {
    common::each_database(async |core, clock| {
        let bench = Bench::new(&core).await;
        let first = bench.shop.row(&token(&bench, bench.booking).await).await;
        let (later, ..) = bench.shop.work(&bench.tech, "rui@customer.example", "2026-10-21T13:00:00Z").await;
        same_worker(&core, &bench, later, first.worker_id).await;
        clock.set(at("2026-10-21T12:30:00Z"));
        let eta = async || jobs::job(&bench.tech, &bench.shop.business, later).await.unwrap().0.eta;
        // The first one takes until 13:30, then the later one its hour.
        assert_eq!(eta().await, Some(at("2026-10-21T14:30:00Z")));
        let board =
            jobs::board(&bench.tech, &bench.shop.business, "2026-10-21".parse().unwrap()).await.unwrap();
        let shown = board.iter().find(|job| job.id == later).unwrap();
        assert_eq!(shown.eta, eta().await, "board and job agree");
    })
    .await;
}

async fn token(bench: &Bench, id: BookingId) -> String {
    let row = entity::booking::Entity::one(bench.shop.business.id, id);
    row.one(bench.shop.core.db().read()).await.unwrap().unwrap().token
}

async fn same_worker(core: &Core, bench: &Bench, id: BookingId, worker: Uuid) {
    let tx = core.db().begin().await.unwrap();
    let row = entity::booking::Entity::one(bench.shop.business.id, id).one(&tx).await.unwrap().unwrap();
    let mut row = row.into_active_model();
    row.worker_id = Set(worker);
    row.update(&tx).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_technician_sees_their_own_work_and_finds_any_vehicle() {
    common::each_database(async |core, _clock| {
        let bench = Bench::new(&core).await;
        let mine = async || mine::mine(&bench.tech, &bench.shop.business).await.unwrap();
        assert!(mine().await.next.is_empty(), "nothing is given to Sam yet");
        let row = bench.shop.row(&token(&bench, bench.booking).await).await;
        let tx = core.db().begin().await.unwrap();
        let worker = resource::Entity::one(bench.shop.business.id, row.worker_id.into()).one(&tx).await;
        let mut worker = worker.unwrap().unwrap().into_active_model();
        worker.account_id = Set(bench.tech.account().map(Uuid::from));
        worker.update(&tx).await.unwrap();
        tx.commit().await.unwrap();
        let next = mine().await.next;
        assert_eq!(next.iter().map(|task| task.job).collect::<Vec<_>>(), [Some(bench.job)]);
        assert_eq!(next[0].planned, SignedDuration::from_hours(1));

        let found = mine::find(&bench.tech, "lv14-kxb").await.unwrap();
        assert_eq!(found.iter().map(|found| found.order).collect::<Vec<_>>(), [Some(bench.order)]);
        let stranger = Shop::open(&core, "other").await;
        let theirs = stranger.member("kim@other.example", Role::Owner).await;
        assert_eq!(mine::find(&theirs, "lv14-kxb").await.unwrap(), []);
    })
    .await;
}

/// A tap as a phone keeps it.
fn tap(id: u128, at: Timestamp) -> Tap {
    Tap { id: Some(EditId(Uuid::from_u128(id))), at }
}

#[tokio::test]
async fn taps_that_come_late_measure_what_was_worked_and_count_once() {
    common::each_database(async |core, clock| {
        let bench = Bench::new(&core).await;
        let began = clock.now();
        let ended = began + SignedDuration::from_mins(35);
        pass(&clock, SignedDuration::from_hours(3));
        let start = tap(1, began);
        for _ in 0..2 {
            clocks::start_at(&bench.tech, &bench.shop.business, bench.job, start).await.unwrap();
        }
        let stop = tap(2, ended);
        for _ in 0..2 {
            clocks::stop_at(&bench.tech, Some(bench.job), stop).await.unwrap();
        }
        // The answer to the first was lost, and the job is done since.
        edit::set_done(&bench.tech, bench.order, bench.job, true).await.unwrap();
        clocks::start_at(&bench.tech, &bench.shop.business, bench.job, start).await.unwrap();
        let [work] = clocked(&core).await.try_into().unwrap();
        assert_eq!(
            (work.began_at, work.ended_at),
            (began.as_millisecond(), Some(ended.as_millisecond())),
            "as the phone saw it"
        );
    })
    .await;
}

#[tokio::test]
async fn a_late_tap_contradicts_nothing_that_was_clocked_after_it() {
    common::each_database(async |core, clock| {
        let bench = Bench::new(&core).await;
        let second = bench.agreed(1_000).await;
        let before = clock.now();
        pass(&clock, SignedDuration::from_mins(10));
        bench.start(second).await.unwrap();
        let business = &bench.shop.business;
        let start = |id, at| clocks::start_at(&bench.tech, business, bench.job, tap(id, at));
        assert_eq!(key(start(1, before).await), "err_clock_backwards");
        let other = clocks::stop_at(&bench.tech, Some(bench.job), tap(2, clock.now())).await;
        assert_eq!(key(other), "err_clock_no_job", "it means another job than the one that runs");
        pass(&clock, SignedDuration::from_mins(10));
        clocks::stop_job(&bench.tech).await.unwrap();
        assert_eq!(key(start(3, before + SignedDuration::from_mins(15)).await), "err_clock_overlap");
        assert_eq!(clocked(&core).await.len(), 1, "nothing was written of what was refused");

        let ahead = clock.now() + SignedDuration::from_hours(9);
        start(4, ahead).await.unwrap();
        let began = clocked(&core).await.iter().map(|row| row.began_at).max();
        assert_eq!(began, Some(clock.now().as_millisecond()), "a clock that is ahead counts as now");
    })
    .await;
}

#[tokio::test]
async fn a_tap_of_last_month_and_the_id_of_somebody_else_are_refused() {
    common::each_database(async |core, clock| {
        let bench = Bench::new(&core).await;
        let business = &bench.shop.business;
        let old = tap(1, clock.now() - clocks::OLDEST - SignedDuration::from_mins(1));
        let refused = clocks::start_at(&bench.tech, business, bench.job, old).await.unwrap_err();
        assert!(matches!(&refused, Error::Fields(errors) if errors[0].key == "err_clock_old"), "{refused:?}");
        clocks::start_at(&bench.tech, business, bench.job, tap(2, clock.now())).await.unwrap();
        let other = bench.shop.member("kim@quay.example", Role::Technician).await;
        let refused = clocks::start_at(&other, business, bench.job, tap(2, clock.now())).await.unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::Conflict);
    })
    .await;
}
