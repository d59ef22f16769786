use super::*;
use crate::{agenda::Span as Hours, time::zone};
use jiff::civil::date;
use proptest::prelude::*;

static UTC: TimeZone = TimeZone::UTC;

/// An instant of Tuesday 2 June 2026 in UTC.
fn at(clock: &str) -> Timestamp {
    format!("2026-06-02T{clock}:00Z").parse().expect("a time of day")
}

fn mins(minutes: i64) -> SignedDuration {
    SignedDuration::from_mins(minutes)
}

fn task(planned: i64, clocked: i64, done: bool) -> Task {
    Task { planned: mins(planned), clocked: mins(clocked), done }
}

fn work<'a>(status: JobStatus, now: &str, tasks: &'a [Task]) -> Work<'a> {
    Work { status, now: at(now), not_before: at("09:00"), tasks, ahead: &[], parts_at: None, schedule: None }
}

/// Open from 8 to 12 and from 13 to 18.
fn day() -> OpeningHours {
    OpeningHours::every_day(&[Hours::new(480, 720), Hours::new(780, 1080)])
}

/// `Schedule` in UTC with the same hours for all.
fn with_hours<'a>(work: Work<'a>, hours: &'a OpeningHours, shifts: &'a OpeningHours) -> Work<'a> {
    Work { schedule: Some(Schedule { hours, shifts, tz: &UTC }), ..work }
}

#[test]
fn what_is_clocked_and_what_is_done_no_longer_counts() {
    let tasks = [task(60, 60, true), task(60, 20, false), task(30, 0, false)];
    assert_eq!(eta(&work(JobStatus::InProgress, "10:00", &tasks)), Some(at("11:10")));
}

#[test]
fn the_rest_is_corrected_by_what_the_done_part_took() {
    let slow = [task(60, 90, true), task(60, 0, false)];
    assert_eq!(remaining(&slow, JobStatus::InProgress).time, mins(90));
    let quick = [task(60, 45, true), task(60, 15, false)];
    assert_eq!(remaining(&quick, JobStatus::InProgress).time, mins(30));
}

#[test]
fn a_correction_waits_for_a_quarter_of_the_work_and_stays_within_bounds() {
    let rest = |tasks: &[Task]| remaining(tasks, JobStatus::InProgress).time;
    assert_eq!(rest(&[task(15, 60, true), task(45, 0, false)]), mins(45), "a quarter is not more than that");
    assert_eq!(rest(&[task(16, 16, true), task(44, 0, false)]), mins(44));
    assert_eq!(rest(&[task(60, 600, true), task(60, 0, false)]), mins(180));
    assert_eq!(rest(&[task(60, 1, true), task(60, 0, false)]), mins(30));
    assert_eq!(rest(&[task(60, 0, true), task(60, 0, false)]), mins(60), "nobody used the clock");
}

#[test]
fn overrun_work_is_put_off_by_ten_minutes_to_the_next_five() {
    let tasks = [task(60, 70, false), task(20, 0, false)];
    assert_eq!(eta(&work(JobStatus::InProgress, "10:02", &tasks)), Some(at("10:35")));
    assert_eq!(eta(&work(JobStatus::InProgress, "10:02", &[task(60, 50, true)])), Some(at("10:15")));
    assert_eq!(eta(&work(JobStatus::InProgress, "10:02", &[])), Some(at("10:15")));
    let parts_only = [task(0, 0, false), task(30, 0, false)];
    assert_eq!(eta(&work(JobStatus::InProgress, "10:00", &parts_only)), Some(at("10:30")));
}

#[test]
fn the_technician_comes_from_other_jobs_first() {
    let tasks = [task(60, 0, false)];
    let ahead = [
        Ahead { not_before: at("08:00"), remaining: mins(90) },
        Ahead { not_before: at("11:00"), remaining: mins(30) },
    ];
    let behind = Work { ahead: &ahead, ..work(JobStatus::CheckedIn, "08:30", &tasks) };
    assert_eq!(eta(&behind), Some(at("12:30")));
    assert_eq!(eta(&Work { ahead: &ahead[..1], ..behind }), Some(at("11:00")));
}

#[test]
fn work_rests_over_lunch_and_overnight() {
    let (hours, tasks) = (day(), [task(120, 0, false)]);
    let lunch = with_hours(work(JobStatus::InProgress, "11:00", &tasks), &hours, &hours);
    assert_eq!(eta(&lunch), Some(at("14:00")));
    assert_eq!(eta(&Work { now: at("10:00"), ..lunch }), Some(at("12:00")), "done as the doors close");
    let night = eta(&Work { now: at("17:30"), ..lunch });
    assert_eq!(night.map(|done| done.to_string()).as_deref(), Some("2026-06-03T09:30:00Z"));
}

#[test]
fn nobody_works_outside_the_shift_or_on_a_holiday() {
    let (mut hours, tasks) = (day(), [task(60, 0, false)]);
    let shifts = OpeningHours::every_day(&[Hours::new(840, 1200)]);
    let late = with_hours(work(JobStatus::Scheduled, "08:00", &tasks), &hours, &shifts);
    assert_eq!(eta(&late), Some(at("15:00")));
    hours.close_on(date(2026, 6, 2), None);
    let closed = with_hours(work(JobStatus::Scheduled, "08:00", &tasks), &hours, &shifts);
    assert_eq!(eta(&closed).map(|done| done.to_string()).as_deref(), Some("2026-06-03T15:00:00Z"));
    let never = OpeningHours::default();
    assert_eq!(eta(&with_hours(work(JobStatus::Scheduled, "08:00", &tasks), &hours, &never)), None);
}

#[test]
fn waiting_for_a_part_pauses_the_work_until_the_part_is_there() {
    let tasks = [task(60, 30, false)];
    let waiting = work(JobStatus::WaitingParts, "10:00", &tasks);
    assert_eq!(eta(&waiting), None);
    assert_eq!(eta(&Work { parts_at: Some(at("14:00")), ..waiting }), Some(at("14:30")));
    assert_eq!(
        eta(&Work { parts_at: Some(at("09:00")), ..waiting }),
        None,
        "nobody knows about an overdue part"
    );
}

#[test]
fn an_hour_is_an_hour_on_the_night_when_the_clocks_change() {
    let paris = zone("Europe/Paris").expect("a zone");
    let night = OpeningHours::every_day(&[Hours::new(0, 1440)]);
    let tasks = [task(180, 0, false)];
    let schedule = Some(Schedule { hours: &night, shifts: &night, tz: &paris });
    let now = "2026-03-29T00:00:00Z".parse().expect("an instant");
    let done = eta(&Work { now, schedule, ..work(JobStatus::InProgress, "10:00", &tasks) });
    assert_eq!(done.map(|done| done.to_string()).as_deref(), Some("2026-03-29T03:00:00Z"));
}

fn tasks() -> impl Strategy<Value = Vec<Task>> {
    let one = (0..600_i64, 0..900_i64, any::<bool>());
    proptest::collection::vec(one.prop_map(|(planned, clocked, done)| task(planned, clocked, done)), 0..6)
}

proptest! {
    #[test]
    fn an_estimate_is_never_past_and_only_in_working_hours(
        status in proptest::sample::select(&JobStatus::ALL[..]),
        tasks in tasks(), minute in 0..2880_i64, others in proptest::collection::vec(0..300_i64, 0..4),
    ) {
        let hours = day();
        let now = at("00:00") + mins(minute);
        let ahead: Vec<Ahead> =
            others.into_iter().map(|left| Ahead { not_before: at("08:00"), remaining: mins(left) }).collect();
        let work = with_hours(Work { now, ahead: &ahead, ..work(status, "00:00", &tasks) }, &hours, &hours);
        if let Some(done) = eta(&work) {
            prop_assert!(done >= now);
            let rest = remaining(&tasks, status);
            let just_before = done - SignedDuration::from_millis(1);
            let working = hours.is_open_at(just_before, &UTC);
            prop_assert!(working || rest.time.is_zero() || rest.overrun, "nobody works at {just_before}");
        }
    }

    #[test]
    fn more_work_is_never_done_sooner(tasks in tasks(), more in 1..300_i64, minute in 0..2880_i64) {
        let hours = day();
        let now = at("00:00") + mins(minute);
        let estimate = |length: i64| finish(now, mins(length), Some(&Schedule { hours: &hours, shifts: &hours, tz: &UTC }));
        prop_assert!(estimate(more) <= estimate(more + 1));
        let mut longer = tasks.clone();
        longer.push(task(0, 0, false));
        let before = remaining(&tasks, JobStatus::CheckedIn);
        prop_assert_eq!(remaining(&longer, JobStatus::CheckedIn), before, "a job without labour takes no time");
    }
}
