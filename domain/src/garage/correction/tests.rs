use super::*;
use crate::{garage::clocks::Clocks, time::zone};
use proptest::prelude::*;

const SECOND: i64 = 1_000;

/// Milliseconds after an autumn morning four days before Europe's clocks go back.
fn at(ms: i64) -> Timestamp {
    Timestamp::from_millisecond(1_792_573_200_000 + ms).expect("an instant")
}

fn stretch(from: i64, to: impl Into<Option<i64>>) -> Stretch {
    Stretch { from: at(from), to: to.into().map(at) }
}

fn minutes(from: i64, to: impl Into<Option<i64>>) -> Stretch {
    stretch(from * 60 * SECOND, to.into().map(|to| to * 60 * SECOND))
}

fn lisbon() -> TimeZone {
    zone("Europe/Lisbon").expect("a zone")
}

fn fields(from: &str, to: &str, reason: &str) -> Fields {
    let pairs = [("from", from), ("to", to), ("reason", reason)];
    Fields(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec())
}

fn wrong(result: Result<(), FieldError>) -> (String, String) {
    let error = result.expect_err("refused");
    (error.field, error.key)
}

fn refusal(field: &str, key: &str) -> (String, String) {
    (field.to_owned(), key.to_owned())
}

/// What is meant by typing exactly what a form shows of `stretch`.
fn retyped(stretch: Stretch, before: Stretch, others: &[Stretch], tz: &TimeZone) -> Stretch {
    let to = stretch.to.map(|to| field_value(to, tz)).unwrap_or_default();
    let typed = Typed::read(&fields(&field_value(stretch.from, tz), &to, "forgot")).expect("a correction");
    typed.meant(before, others, tz).expect("instants")
}

#[test]
fn every_field_that_is_wrong_is_named() {
    let errors = |from, to, reason| {
        let errors = Typed::read(&fields(from, to, reason)).expect_err("refused");
        errors.into_iter().map(|error| (error.field, error.key)).collect::<Vec<_>>()
    };
    assert_eq!(errors("", "", " "), [refusal("from", "err_required"), refusal("reason", "err_required")]);
    assert_eq!(errors("2026-10-21", "", "x"), [refusal("from", "err_clock_time")]);
    assert_eq!(errors("2026-10-21T08:00", "2026-10-21T8:00", "x"), [refusal("to", "err_clock_time")]);
    assert_eq!(errors("2026-02-29T08:00", "2026-10-21T24:00", "x").len(), 2);
    assert_eq!(errors("2026-10-21T08:00", "", &"x".repeat(201)), [refusal("reason", "err_too_long")]);
    let typed =
        Typed::read(&fields("2026-10-21T08:05", "2026-10-21T09:10:59", " forgot\n it ")).expect("read");
    assert_eq!(
        (typed.from.to_string().as_str(), typed.reason.as_str()),
        ("2026-10-21T08:05:00", "forgot it")
    );
    assert_eq!(typed.to.map(|to| to.to_string()).as_deref(), Some("2026-10-21T09:10:00"));
}

#[test]
fn a_correction_is_not_in_the_future_nor_backwards_nor_endless() {
    let (before, now) = (minutes(0, 60), at(17 * 3600 * SECOND));
    let to = |after| wrong(check(before, after, &[], now));
    assert_eq!(to(before), refusal("", "err_clock_same"));
    assert_eq!(to(minutes(0, None)), refusal("to", "err_required"));
    assert_eq!(to(minutes(17 * 60 + 1, 17 * 60 + 2)), refusal("from", "err_clock_future"));
    assert_eq!(to(minutes(17 * 60 - 1, 17 * 60 + 1)), refusal("to", "err_clock_future"));
    assert_eq!(to(minutes(60, 59)), refusal("to", "err_clock_backwards"));
    assert_eq!(to(minutes(0, 16 * 60 + 1)), refusal("to", "err_clock_long"));
    assert_eq!(check(before, minutes(0, 16 * 60), &[], now), Ok(()));
    let running = minutes(0, None);
    assert_eq!(wrong(check(running, minutes(-1, None), &[], now)), refusal("from", "err_clock_long"));
    assert_eq!(check(running, minutes(120, None), &[], now), Ok(()), "it runs on");
}

#[test]
fn a_correction_stays_clear_of_the_person_s_other_times() {
    let now = at(24 * 3600 * SECOND);
    let others = [minutes(60, 120), minutes(180, None)];
    let change = |after| check(minutes(125, 130), after, &others, now);
    assert_eq!(change(minutes(120, 180)), Ok(()), "back to back");
    assert_eq!(wrong(change(minutes(119, 130))), refusal("from", "err_clock_overlap"));
    assert_eq!(wrong(change(minutes(125, 181))), refusal("from", "err_clock_overlap"));
    assert_eq!(wrong(change(minutes(50, 170))), refusal("from", "err_clock_overlap"));
    assert_eq!(wrong(change(minutes(200, 210))), refusal("from", "err_clock_overlap"), "one runs");
}

#[test]
fn a_time_that_is_struck_out_is_in_nobody_s_way() {
    let now = at(24 * 3600 * SECOND);
    assert_eq!(check(minutes(0, 10), minutes(30, 30), &[minutes(20, 40)], now), Ok(()));
    assert_eq!(check(minutes(0, 10), minutes(0, 40), &[minutes(30, 30)], now), Ok(()));
}

#[test]
fn people_correct_what_reached_into_their_day_and_do_not_lengthen_yesterday() {
    let midnight = at(0);
    assert!(is_of_today(minutes(5, 10), minutes(0, 10), midnight));
    assert!(
        is_of_today(minutes(-600, None), minutes(-600, -300), midnight),
        "forgotten yesterday, running still"
    );
    assert!(is_of_today(minutes(-60, 30), minutes(-30, 30), midnight));
    assert!(!is_of_today(minutes(-60, -30), minutes(-60, -20), midnight));
    assert!(!is_of_today(minutes(5, 10), minutes(-5, 10), midnight));
    assert!(!is_of_today(minutes(-60, 30), minutes(-61, 30), midnight));
}

#[test]
fn a_shift_that_is_given_its_end_takes_the_running_job_along() {
    let running = minutes(0, None);
    let job = minutes(30, None);
    assert_eq!(job_with_shift(running, minutes(0, 60), job), Some(minutes(30, 60)));
    assert_eq!(job_with_shift(running, minutes(0, 20), job), None, "it began later");
    assert_eq!(job_with_shift(running, minutes(5, None), job), None, "the shift runs on");
    assert_eq!(job_with_shift(minutes(0, 50), minutes(0, 60), job), None, "the shift had ended");
    assert_eq!(job_with_shift(running, minutes(0, 60), minutes(30, 40)), None, "the job had ended");
}

#[test]
fn the_minute_in_which_a_time_began_strikes_it_out() {
    let before = stretch(12 * SECOND, 600 * SECOND);
    let shown = field_value(before.from, &lisbon());
    let typed = Typed::read(&fields(&shown, &shown, "a slip")).expect("a correction");
    assert_eq!(typed.meant(before, &[], &lisbon()), Ok(stretch(12 * SECOND, 12 * SECOND)));
}

#[test]
fn a_correction_reads_the_wall_clock_of_the_business() {
    let typed = Typed::read(&fields("2026-07-01T09:00", "2026-07-01T10:30", "forgot")).expect("a correction");
    let meant = typed.meant(minutes(0, None), &[], &lisbon()).expect("instants");
    assert_eq!(meant.from.to_string(), "2026-07-01T08:00:00Z");
    assert_eq!(meant.to.map(|to| to.to_string()).as_deref(), Some("2026-07-01T09:30:00Z"));
}

/// A day of times of one person, in order and apart, to the millisecond; perhaps the last one runs.
fn day() -> impl Strategy<Value = Vec<Stretch>> {
    let one = (0..7_200_000_i64, 1..7_200_000_i64);
    (proptest::collection::vec(one, 1..6), any::<bool>()).prop_map(|(lengths, runs)| {
        let mut ms = 0;
        let mut day: Vec<Stretch> = lengths
            .into_iter()
            .map(|(pause, length)| {
                let from = ms + pause;
                ms = from + length;
                stretch(from, ms)
            })
            .collect();
        if let Some(last) = day.last_mut().filter(|_| runs) {
            last.to = None;
        }
        day
    })
}

proptest! {
    #[test]
    fn whatever_is_accepted_leaves_the_day_possible(
        day in day(), which in any::<prop::sample::Index>(), now in 0..90_000_000_i64,
        from in -10_000_000..100_000_000_i64, to in prop::option::of(-10_000_000..100_000_000_i64),
    ) {
        let (mut day, now) = (day, at(now));
        let which = which.index(day.len());
        let before = day.remove(which);
        let after = stretch(from, to);
        match check(before, after, &day, now) {
            Ok(()) => {
                day.push(after);
                let clocks = Clocks { shifts: day, ..Clocks::default() };
                let struck_out = after.to == Some(after.from);
                prop_assert!(struck_out || clocks.check().is_ok(), "{clocks:?}");
                prop_assert!(after.from <= now && after.to.is_none_or(|to| to <= now));
                prop_assert!(after.length(now) <= LONGEST);
                prop_assert!(before.to.is_none() || after.to.is_some(), "what had ended runs again");
            }
            Err(error) => prop_assert!(error.key.starts_with("err_")),
        }
    }

    #[test]
    fn saving_what_is_shown_changes_nothing(day in day(), which in any::<prop::sample::Index>(), hours in 0..200_i64) {
        // Over the night on which the clocks go back, too.
        let shift = SignedDuration::from_hours(hours);
        let later = |one: &Stretch| Stretch { from: one.from + shift, to: one.to.map(|to| to + shift) };
        let mut day: Vec<Stretch> = day.iter().map(later).collect();
        let before = day.remove(which.index(day.len()));
        let meant = retyped(before, before, &day, &lisbon());
        prop_assert_eq!(meant, before);
    }

    #[test]
    fn times_that_read_back_to_back_do_not_overlap(
        end in 0..3_600_000_i64, gap in 0..600_000_i64, length in 120_000..3_600_000_i64,
    ) {
        let (tz, now) = (lisbon(), at(10_000_000));
        let first = stretch(-3_600_000, end);
        let second = stretch(end + gap, end + gap + length);
        // The second is made to begin when the first is shown to have ended.
        let wanted = Stretch { from: at(end), to: second.to };
        let after = retyped(wanted, second, &[first], &tz);
        prop_assert!(after == second || check(second, after, &[first], now).is_ok(), "{after:?}");
        // The first is made to end when the second is shown to have begun.
        let wanted = Stretch { from: first.from, to: Some(second.from) };
        let after = retyped(wanted, first, &[second], &tz);
        prop_assert!(after == first || check(first, after, &[second], now).is_ok(), "{after:?}");
    }

    #[test]
    fn any_text_is_read_or_refused(from in any::<String>(), to in any::<String>(), reason in any::<String>()) {
        let _ = Typed::read(&fields(&from, &to, &reason));
    }
}
