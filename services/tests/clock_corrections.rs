//! Correcting clocked times by hand: who may, what stays in the history, what follows, and races, on both databases.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "the helpers are test code too, outside the functions that clippy knows as tests"
)]

mod common;

use common::shop::{Shop, at};
use domain::{
    accounts::Role,
    clock::FixedClock,
    error::ErrorKind,
    form::Fields,
    garage::{
        board::JobStatus,
        clocks::Stretch,
        correction::{Kind, Typed},
    },
    ids::{BookingId, ClockId, WorkOrderJobId},
};
use entity::clock_correction;
use jiff::{SignedDuration, civil::Date};
use sea_orm::{ActiveModelTrait as _, EntityTrait as _, IntoActiveModel as _, Set};
use services::{
    Core, Error, Scope,
    garage::{
        clocks, jobs,
        times::{self, Entry, Whose, correct::correct, wages},
    },
};

/// A garage in London with a technician, the desk, and agreed work. In October its clocks are an hour ahead of UTC.
struct Bench {
    shop: Shop,
    tech: Scope,
    desk: Scope,
    booking: BookingId,
    job: WorkOrderJobId,
}

impl Bench {
    async fn new(core: &Core) -> Self {
        let shop = Shop::open(core, "quay").await;
        let tech = shop.member("sam@quay.example", Role::Technician).await;
        let desk = shop.member("desk@quay.example", Role::FrontDesk).await;
        let (booking, _, job) = shop.work(&tech, "ana@customer.example", "2026-10-21T10:00:00Z").await;
        Self { shop, tech, desk, booking, job }
    }

    /// A shift from 9:00 to 12:00 UTC with work on the job from 9:30 to 11:00, seen at noon.
    async fn morning(&self, clock: &FixedClock) {
        clock.set(at("2026-10-21T09:00:00Z"));
        clocks::clock_in(&self.tech).await.unwrap();
        clock.set(at("2026-10-21T09:30:20Z"));
        clocks::start_job(&self.tech, &self.shop.business, self.job).await.unwrap();
        clock.set(at("2026-10-21T11:00:40Z"));
        clocks::stop_job(&self.tech).await.unwrap();
        clock.set(at("2026-10-21T12:00:00Z"));
        clocks::clock_out(&self.tech).await.unwrap();
    }

    /// The day's times of the technician.
    async fn entries(&self, date: &str) -> Vec<Entry> {
        let mut days = self.days(&self.desk, Whose::Everybody, date).await;
        days.pop().unwrap().people.pop().map(|person| person.entries).unwrap_or_default()
    }

    async fn days(&self, by: &Scope, whose: Whose, date: &str) -> Vec<times::Day> {
        let date: Date = date.parse().unwrap();
        times::days(by, &self.shop.business, whose, (date, date)).await.unwrap()
    }

    async fn one(&self, kind: Kind) -> Entry {
        let entries = self.entries("2026-10-21").await;
        entries.into_iter().find(|entry| entry.kind == kind).unwrap()
    }

    /// Corrects the time as it is now.
    async fn correct(&self, by: &Scope, kind: Kind, (from, to): (&str, &str)) -> services::Result<()> {
        let entry = self.one(kind).await;
        self.change(by, (kind, entry.id), entry.stretch, (from, to)).await
    }

    async fn change(
        &self,
        by: &Scope,
        entry: (Kind, ClockId),
        seen: Stretch,
        times: (&str, &str),
    ) -> services::Result<()> {
        correct(by, &self.shop.business, entry, seen, &typed(times)).await
    }
}

/// London's wall clock on the day of the tests: "11:30", or with a date of its own.
fn typed((from, to): (&str, &str)) -> Typed {
    let wall = |text: &str| match text.len() {
        0 | 16 => text.to_owned(),
        _ => format!("2026-10-21T{text}"),
    };
    let pairs = [("from", wall(from)), ("to", wall(to)), ("reason", "forgot".to_owned())];
    Typed::read(&Fields(pairs.map(|(name, value)| (name.to_owned(), value)).to_vec())).unwrap()
}

fn refused(result: services::Result<()>) -> String {
    match result.unwrap_err() {
        Error::App(error) => error.key,
        Error::Fields(errors) => format!("{} {}", errors[0].field, errors[0].key),
        other => panic!("{other:?}"),
    }
}

fn stretch(from: &str, to: &str) -> Stretch {
    let day = |text: &str| at(&format!("2026-10-21T{text}Z"));
    Stretch { from: day(from), to: (!to.is_empty()).then(|| day(to)) }
}

async fn history(core: &Core) -> Vec<clock_correction::Model> {
    clock_correction::Entity::find().all(core.db().read()).await.unwrap()
}

#[tokio::test]
async fn a_correction_changes_the_time_and_keeps_what_it_was() {
    common::each_database(async |core, clock| {
        let bench = Bench::new(&core).await;
        bench.morning(&clock).await;
        // Typed in London: the start is left as it reads, the work went on for half an hour.
        bench.correct(&bench.tech, Kind::Job, ("10:30", "12:30")).await.unwrap();
        let entry = bench.one(Kind::Job).await;
        assert_eq!(entry.stretch, stretch("09:30:20", "11:30:00"));
        let [kept] = entry.corrections.try_into().unwrap();
        assert_eq!((kept.before, kept.after), (stretch("09:30:20", "11:00:40"), entry.stretch));
        assert_eq!((kept.by.as_str(), kept.reason.as_str()), ("Sam", "forgot"));
        let totals = clocks::totals(&bench.tech, bench.booking).await.unwrap();
        assert_eq!(totals[0].time, SignedDuration::from_secs(2 * 3600 - 20));
        let day = bench.days(&bench.desk, Whose::Everybody, "2026-10-21").await;
        let person = &day[0].people[0];
        assert_eq!(person.shift, SignedDuration::from_hours(3));
        assert_eq!(person.difference(), SignedDuration::from_secs(3600 + 20));
        let mine = bench.days(&bench.tech, Whose::Mine, "2026-10-21").await;
        assert_eq!(mine[0].people[0].entries.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn the_estimate_follows_a_correction() {
    common::each_database(async |core, clock| {
        let bench = Bench::new(&core).await;
        clock.set(at("2026-10-21T10:00:00Z"));
        clocks::start_job(&bench.tech, &bench.shop.business, bench.job).await.unwrap();
        clock.set(at("2026-10-21T10:30:00Z"));
        let eta = async || {
            let job = jobs::job(&bench.tech, &bench.shop.business, bench.booking).await.unwrap().0;
            assert_eq!(job.status, JobStatus::InProgress);
            job.eta
        };
        assert_eq!(eta().await, Some(at("2026-10-21T11:00:00Z")));
        bench.correct(&bench.tech, Kind::Job, ("11:10", "")).await.unwrap();
        assert_eq!(eta().await, Some(at("2026-10-21T12:10:00Z")), "ten minutes more, after lunch");
    })
    .await;
}

#[tokio::test]
async fn impossible_times_are_refused_and_leave_no_trace() {
    common::each_database(async |core, clock| {
        let bench = Bench::new(&core).await;
        bench.morning(&clock).await;
        clock.set(at("2026-10-21T13:00:00Z"));
        clocks::clock_in(&bench.tech).await.unwrap();
        let first = bench.one(Kind::Shift).await;
        let change = async |from, to| {
            refused(bench.change(&bench.desk, (Kind::Shift, first.id), first.stretch, (from, to)).await)
        };
        assert_eq!(change("10:00", "13:00").await, " err_clock_same");
        assert_eq!(change("10:00", "14:10").await, "to err_clock_future");
        clock.set(at("2026-10-21T15:00:00Z"));
        assert_eq!(change("10:00", "14:10").await, "from err_clock_overlap", "a shift runs since 14:00");
        assert_eq!(change("10:00", "09:00").await, "to err_clock_backwards");
        assert_eq!(change("2026-10-20T20:00", "13:00").await, "to err_clock_long");
        assert_eq!(change("10:00", "").await, "to err_required");
        assert_eq!(history(&core).await, []);
        assert_eq!(bench.one(Kind::Shift).await.stretch, first.stretch);
    })
    .await;
}

#[tokio::test]
async fn people_correct_their_own_today_and_the_desk_anybody_s() {
    common::each_database(async |core, clock| {
        let bench = Bench::new(&core).await;
        bench.morning(&clock).await;
        let entry = bench.one(Kind::Job).await;
        let change = async |by: &Scope| {
            bench.change(by, (Kind::Job, entry.id), entry.stretch, ("10:30", "11:45")).await
        };
        let other = bench.shop.member("kim@quay.example", Role::Technician).await;
        assert_eq!(change(&other).await.unwrap_err().kind(), ErrorKind::Forbidden);
        let kitchen = bench.shop.member("chef@quay.example", Role::Kitchen).await;
        assert_eq!(change(&kitchen).await.unwrap_err().kind(), ErrorKind::Forbidden);
        let stranger = Shop::open(&core, "other").await;
        let theirs = stranger.member("eve@other.example", Role::Owner).await;
        let longer = typed(("10:30", "11:45"));
        let foreign =
            correct(&theirs, &stranger.business, (Kind::Job, entry.id), entry.stretch, &longer).await;
        assert_eq!(foreign.unwrap_err().kind(), ErrorKind::NotFound);
        let all =
            times::days(&bench.tech, &bench.shop.business, Whose::Everybody, (Date::MIN, Date::MIN)).await;
        assert_eq!(all.unwrap_err().kind(), ErrorKind::Forbidden);

        clock.set(at("2026-10-22T09:00:00Z"));
        assert_eq!(refused(change(&bench.tech).await), "err_clock_other_day");
        assert!(
            !bench.days(&bench.tech, Whose::Mine, "2026-10-21").await[0].people[0].entries[0].correctable
        );
        assert_eq!(history(&core).await, []);
        change(&bench.desk).await.unwrap();
        assert_eq!(history(&core).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_forgotten_end_of_the_shift_ends_the_job_with_it() {
    common::each_database(async |core, clock| {
        let bench = Bench::new(&core).await;
        clock.set(at("2026-10-21T13:00:00Z"));
        clocks::clock_in(&bench.tech).await.unwrap();
        clocks::start_job(&bench.tech, &bench.shop.business, bench.job).await.unwrap();
        // The next morning the clocks still run.
        clock.set(at("2026-10-22T08:00:00Z"));
        bench.correct(&bench.tech, Kind::Shift, ("14:00", "18:00")).await.unwrap();
        for kind in [Kind::Shift, Kind::Job] {
            let entry = bench.one(kind).await;
            assert_eq!(entry.stretch, stretch("13:00:00", "17:00:00"), "{kind:?}");
            assert_eq!(entry.corrections.len(), 1, "{kind:?}");
        }
        clocks::clock_in(&bench.tech).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn of_two_corrections_at_once_one_wins() {
    common::each_database(async |core, clock| {
        let bench = Bench::new(&core).await;
        bench.morning(&clock).await;
        let entry = bench.one(Kind::Job).await;
        let change = async |by: &Scope, to| {
            bench.change(by, (Kind::Job, entry.id), entry.stretch, ("10:30", to)).await
        };
        let (one, two) = tokio::join!(change(&bench.tech, "11:30"), change(&bench.desk, "11:45"));
        assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
        assert_eq!(refused(one.and(two)), "err_clock_changed");
        assert_eq!(history(&core).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn two_neighbours_corrected_at_once_never_overlap() {
    common::each_database(async |core, clock| {
        let bench = Bench::new(&core).await;
        bench.morning(&clock).await;
        clock.set(at("2026-10-21T13:00:00Z"));
        clocks::clock_in(&bench.tech).await.unwrap();
        clock.set(at("2026-10-21T15:00:00Z"));
        clocks::clock_out(&bench.tech).await.unwrap();
        let shifts = async || {
            let entries = bench.entries("2026-10-21").await;
            entries.into_iter().filter(|entry| entry.kind == Kind::Shift).collect::<Vec<_>>()
        };
        let [first, second] = shifts().await.try_into().unwrap();
        // Each alone would be possible.
        let later = bench.change(&bench.desk, (Kind::Shift, first.id), first.stretch, ("10:00", "13:45"));
        let earlier = bench.change(&bench.desk, (Kind::Shift, second.id), second.stretch, ("13:15", "16:00"));
        let (one, two) = tokio::join!(later, earlier);
        assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
        assert_eq!(refused(one.and(two)), "from err_clock_overlap");
        let [first, second] = shifts().await.try_into().unwrap();
        assert!(first.stretch.to.unwrap() <= second.stretch.from);
    })
    .await;
}

#[tokio::test]
async fn a_correction_and_a_tap_on_the_running_clock_do_not_undo_each_other() {
    common::each_database(async |core, clock| {
        let bench = Bench::new(&core).await;
        clock.set(at("2026-10-21T13:00:00Z"));
        clocks::start_job(&bench.tech, &bench.shop.business, bench.job).await.unwrap();
        clock.set(at("2026-10-21T14:00:00Z"));
        let entry = bench.one(Kind::Job).await;
        let change = bench.change(&bench.desk, (Kind::Job, entry.id), entry.stretch, ("14:20", ""));
        let (corrected, stopped) = tokio::join!(change, clocks::stop_job(&bench.tech));
        stopped.unwrap();
        let after = bench.one(Kind::Job).await.stretch;
        assert_eq!(after.to, Some(at("2026-10-21T14:00:00Z")), "it was stopped");
        match corrected {
            Ok(()) => assert_eq!(after.from, at("2026-10-21T13:20:00Z")),
            Err(error) => {
                assert_eq!(refused(Err(error)), "err_clock_changed");
                assert_eq!(after.from, at("2026-10-21T13:00:00Z"));
            }
        }
    })
    .await;
}

#[tokio::test]
async fn the_database_itself_keeps_the_history_as_it_is() {
    common::each_database(async |core, clock| {
        let bench = Bench::new(&core).await;
        bench.morning(&clock).await;
        bench.correct(&bench.tech, Kind::Job, ("10:30", "11:45")).await.unwrap();
        let [row] = history(&core).await.try_into().unwrap();
        let mut row = row.into_active_model();
        row.reason = Set("something else".into());
        let tx = core.db().begin().await.unwrap();
        assert!(row.update(&tx).await.is_err());
    })
    .await;
}

#[tokio::test]
async fn a_month_of_times_is_a_file_of_minutes_by_day_and_person() {
    common::each_database(async |core, clock| {
        let bench = Bench::new(&core).await;
        bench.morning(&clock).await;
        // A shift over midnight counts for both days.
        clock.set(at("2026-10-21T22:00:00Z"));
        clocks::clock_in(&bench.tech).await.unwrap();
        clock.set(at("2026-10-22T00:30:00Z"));
        clocks::clock_out(&bench.tech).await.unwrap();
        let october = wages::month("2026-10").unwrap();
        let text = wages::csv(&bench.desk, &bench.shop.business, october).await.unwrap();
        let lines: Vec<&str> = text.lines().skip(1).collect();
        assert_eq!(lines, ["2026-10-21,\"Sam\",240,90,150", "2026-10-22,\"Sam\",90,0,90"]);
        let refused = wages::csv(&bench.tech, &bench.shop.business, october).await.unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::Forbidden);
    })
    .await;
}
