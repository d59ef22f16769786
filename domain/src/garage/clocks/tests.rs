use super::*;
use proptest::prelude::*;
use uuid::Uuid;

fn at(minute: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + minute * 60).expect("an instant")
}

fn job(n: u128) -> WorkOrderJobId {
    WorkOrderJobId(Uuid::from_u128(n))
}

fn mins(minutes: i64) -> SignedDuration {
    SignedDuration::from_mins(minutes)
}

fn stretch(from: i64, to: impl Into<Option<i64>>) -> Stretch {
    Stretch { from: at(from), to: to.into().map(at) }
}

fn key<T: std::fmt::Debug>(result: Result<T, FieldError>) -> String {
    result.expect_err("refused").key
}

#[test]
fn starting_a_job_stops_the_one_before() {
    let mut clocks = Clocks::default();
    let first = clocks.start_job(job(1), at(0)).expect("a free person");
    clocks.apply(&first, at(0));
    let second = clocks.start_job(job(2), at(30)).expect("another job");
    assert_eq!(second, [Step::JobEnds(job(1)), Step::JobStarts(job(2))]);
    clocks.apply(&second, at(30));
    assert_eq!(clocks.jobs, [(job(1), stretch(0, 30)), (job(2), stretch(30, None))]);
    assert_eq!(clocks.start_job(job(2), at(40)), Ok(vec![]), "a second tap does no harm");
}

#[test]
fn ending_the_shift_stops_the_job() {
    let clocks = Clocks { shifts: vec![stretch(0, None)], jobs: vec![(job(1), stretch(10, None))] };
    let steps = clocks.end_shift(at(60)).expect("an open shift");
    assert_eq!(steps, [Step::JobEnds(job(1)), Step::ShiftEnds]);
    let mut ended = clocks;
    ended.apply(&steps, at(60));
    assert_eq!((ended.open_shift(), ended.open_job()), (None, None));
    assert_eq!(ended.shifts, [stretch(0, 60)]);
    assert_eq!(ended.jobs, [(job(1), stretch(10, 60))]);
}

#[test]
fn a_clock_that_is_not_open_cannot_be_closed_nor_an_open_one_opened() {
    let off = Clocks::default();
    assert_eq!(key(off.end_shift(at(0))), "err_clock_no_shift");
    assert_eq!(key(off.stop_job(at(0))), "err_clock_no_job");
    let on = Clocks { shifts: vec![stretch(0, None)], ..Clocks::default() };
    assert_eq!(key(on.start_shift(at(5))), "err_clock_shift_open");
}

#[test]
fn nothing_ends_before_it_starts_or_starts_before_another_ended() {
    let clocks = Clocks {
        shifts: vec![stretch(0, 100), stretch(200, None)],
        jobs: vec![(job(1), stretch(0, 100)), (job(2), stretch(210, None))],
    };
    assert_eq!(key(clocks.end_shift(at(199))), "err_clock_backwards");
    assert_eq!(key(clocks.end_shift(at(205))), "err_clock_backwards", "the job began later");
    assert_eq!(key(clocks.start_job(job(3), at(209))), "err_clock_backwards");
    let free = Clocks { shifts: vec![stretch(0, 100)], jobs: vec![(job(1), stretch(0, 100))] };
    assert_eq!(key(free.start_shift(at(99))), "err_clock_overlap");
    assert_eq!(key(free.start_job(job(1), at(99))), "err_clock_overlap");
    assert_eq!(free.start_shift(at(100)), Ok(vec![Step::ShiftStarts]));
}

#[test]
fn corrected_times_must_be_possible() {
    let shifts = |shifts: &[Stretch]| Clocks { shifts: shifts.to_vec(), ..Clocks::default() }.check();
    assert_eq!(shifts(&[stretch(50, None), stretch(0, 50)]), Ok(()));
    assert_eq!(key(shifts(&[stretch(50, 49)])), "err_clock_backwards");
    assert_eq!(key(shifts(&[stretch(0, 51), stretch(50, 60)])), "err_clock_overlap");
    assert_eq!(key(shifts(&[stretch(0, None), stretch(50, None)])), "err_clock_overlap");
    let jobs =
        Clocks { jobs: vec![(job(1), stretch(0, 20)), (job(2), stretch(10, 30))], ..Clocks::default() };
    assert_eq!(key(jobs.check()), "err_clock_overlap");
}

#[test]
fn totals_add_up_per_key_with_the_running_clock_up_to_now() {
    let measured = [("ada", stretch(0, 30)), ("ben", stretch(0, 10)), ("ada", stretch(50, None))];
    assert_eq!(totals(measured, at(60)), BTreeMap::from([("ada", mins(40)), ("ben", mins(10))]));
    assert_eq!(totals([("eve", stretch(70, None))], at(60))[&"eve"], mins(0));
}

#[test]
fn time_in_a_status_adds_up_over_every_stay_until_the_vehicle_is_gone() {
    use JobStatus::*;
    let mut changes = vec![
        (at(20), WaitingParts),
        (at(0), CheckedIn),
        (at(10), InProgress),
        (at(50), InProgress),
        (at(70), Ready),
    ];
    let times = time_in_status(&changes, at(80));
    let wanted = [(CheckedIn, 10), (InProgress, 30), (WaitingParts, 30), (Ready, 10)];
    assert_eq!(times, wanted.map(|(status, minutes)| (status, mins(minutes))).into());
    changes.push((at(75), HandedOver));
    let times = time_in_status(&changes, at(500));
    assert_eq!((times.get(&Ready), times.get(&HandedOver)), (Some(&mins(5)), None));
    assert!(time_in_status(&[], at(0)).is_empty());
}

#[test]
fn a_shift_over_midnight_counts_for_both_days() {
    let (shift, midnight, never) = (stretch(-60, 30), at(0), Timestamp::MAX);
    assert_eq!(shift.length_within((at(-1440), midnight), at(90)), mins(60));
    assert_eq!(shift.length_within((midnight, never), at(90)), mins(30));
    assert_eq!(stretch(10, None).length_within((midnight, never), at(25)), mins(15));
    assert_eq!(stretch(10, 20).length_within((at(30), never), at(90)), mins(0));
}

#[derive(Clone, Copy, Debug)]
enum Tap {
    StartShift,
    EndShift,
    StartJob(u128),
    StopJob,
}

fn tap() -> impl Strategy<Value = Tap> {
    prop_oneof![
        Just(Tap::StartShift),
        Just(Tap::EndShift),
        (1..4_u128).prop_map(Tap::StartJob),
        Just(Tap::StopJob),
    ]
}

proptest! {
    #[test]
    fn whatever_is_tapped_the_times_stay_possible(
        taps in proptest::collection::vec((tap(), -5..30_i64), 0..40),
    ) {
        let (mut clocks, mut minute) = (Clocks::default(), 0);
        for (tap, passed) in taps {
            minute += passed;
            let steps = match tap {
                Tap::StartShift => clocks.start_shift(at(minute)),
                Tap::EndShift => clocks.end_shift(at(minute)),
                Tap::StartJob(n) => clocks.start_job(job(n), at(minute)),
                Tap::StopJob => clocks.stop_job(at(minute)),
            };
            let before = clocks.clone();
            match steps {
                Ok(steps) => clocks.apply(&steps, at(minute)),
                Err(error) => prop_assert!(error.key.starts_with("err_clock_")),
            }
            prop_assert_eq!(clocks.check(), Ok(()), "after {:?} on {:?}", tap, before);
            prop_assert!(clocks.jobs.iter().filter(|(_, stretch)| stretch.to.is_none()).count() <= 1);
            prop_assert!(clocks.shifts.iter().filter(|stretch| stretch.to.is_none()).count() <= 1);
        }
    }

    #[test]
    fn the_times_in_all_statuses_add_up_to_the_whole(
        stays in proptest::collection::vec((proptest::sample::select(&JobStatus::ALL[..5]), 0..500_i64), 1..10),
    ) {
        let mut minute = 0;
        let changes: Vec<(Timestamp, JobStatus)> = stays
            .into_iter()
            .map(|(status, length)| {
                let change = (at(minute), status);
                minute += length;
                change
            })
            .collect();
        let whole: i128 = time_in_status(&changes, at(minute)).values().map(SignedDuration::as_millis).sum();
        prop_assert_eq!(whole, mins(minute).as_millis());
    }
}
