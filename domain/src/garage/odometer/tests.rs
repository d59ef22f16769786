use super::*;
use jiff::civil::date;
use proptest::prelude::*;

fn read(on: Date, km: i64) -> Reading {
    Reading { on, km, reason: None }
}

fn because(on: Date, km: i64, reason: Reason) -> Reading {
    Reading { reason: Some(reason), ..read(on, km) }
}

fn spring() -> Vec<Reading> {
    vec![read(date(2026, 1, 1), 100_000), read(date(2026, 3, 1), 102_000), read(date(2026, 5, 1), 104_000)]
}

fn refusal(history: &[Reading], new: Reading) -> Option<(String, String)> {
    let error = check(history, new).err()?;
    assert_eq!(error.field, "odometer");
    let date = error.args.iter().find(|(name, _)| name == "date").map(|(_, date)| date.clone());
    Some((error.key, date.unwrap_or_default()))
}

#[test]
fn a_vehicle_does_not_drive_backwards() {
    let lower = Some(("err_odometer_lower".to_owned(), "2026-05-01".to_owned()));
    assert_eq!(refusal(&spring(), read(date(2026, 6, 1), 103_999)), lower);
    assert_eq!(refusal(&spring(), read(date(2026, 5, 1), 103_999)), lower, "the same day counts as earlier");
    assert_eq!(refusal(&spring(), read(date(2026, 6, 1), 104_000)), None);
}

#[test]
fn a_reading_entered_late_must_fit_between_its_neighbours() {
    let between = |km| refusal(&spring(), read(date(2026, 2, 1), km)).map(|(key, _)| key);
    assert_eq!(between(99_999).as_deref(), Some("err_odometer_lower"));
    assert_eq!(between(101_000), None);
    assert_eq!(between(102_001).as_deref(), Some("err_odometer_higher"));
    assert_eq!(refusal(&spring(), read(date(2025, 1, 1), 100_001)).map(|(key, _)| key), between(102_001));
}

#[test]
fn a_reason_admits_any_reading_that_an_odometer_can_show() {
    for reason in Reason::ALL {
        assert_eq!(refusal(&spring(), because(date(2026, 6, 1), 5, reason)), None);
        for km in [-1, ODOMETER_MAX_KM + 1] {
            let refused = refusal(&[], because(date(2026, 6, 1), km, reason));
            assert_eq!(refused.map(|(key, _)| key).as_deref(), Some("err_odometer"));
        }
    }
}

#[test]
fn after_a_new_instrument_only_its_own_readings_count() {
    let mut history = spring();
    history.push(because(date(2026, 6, 1), 10, Reason::Replaced));
    assert_eq!(refusal(&history, read(date(2026, 7, 1), 900)), None);
    assert!(refusal(&history, read(date(2026, 7, 1), 9)).is_some());
    assert_eq!(refusal(&history, read(date(2026, 5, 20), 104_500)), None, "the old one was still in");
}

#[test]
fn a_correction_outweighs_what_it_contradicts() {
    let mut history = spring();
    history.push(read(date(2026, 6, 1), 1_050_000));
    assert!(refusal(&history, read(date(2026, 7, 1), 106_000)).is_some());
    history.push(because(date(2026, 6, 2), 105_000, Reason::Corrected));
    assert_eq!(refusal(&history, read(date(2026, 7, 1), 106_000)), None);

    let mut low = spring();
    low[2].km = 10_400;
    low.push(because(date(2026, 4, 1), 103_000, Reason::Corrected));
    assert_eq!(refusal(&low, read(date(2026, 4, 15), 103_500)), None);
}

#[test]
fn the_average_day_leads_to_a_prediction() {
    let outlook = outlook(&spring()).expect("readings");
    assert_eq!((outlook.on, outlook.km), (date(2026, 5, 1), 104_000));
    assert_eq!(outlook.metres_per_day, Some(4_000_000 / 120));
    assert_eq!(outlook.km_on(date(2026, 5, 31)), 104_999);
    assert_eq!(outlook.km_on(date(2026, 1, 1)), 104_000);
    assert_eq!(outlook.reaches(104_999), Some(date(2026, 5, 31)));
    assert_eq!(outlook.reaches(100), Some(date(2026, 5, 1)));
}

#[test]
fn the_latest_year_counts_more_than_old_habits() {
    let mut history = vec![read(date(2016, 1, 1), 0), read(date(2025, 4, 1), 100_000)];
    let old = outlook(&history).and_then(|outlook| outlook.metres_per_day);
    history.push(read(date(2026, 3, 1), 100_334));
    assert_eq!(outlook(&history).and_then(|outlook| outlook.metres_per_day), Some(1000));
    assert!(old > Some(20_000));
}

#[test]
fn an_exchange_of_the_instrument_adds_no_way() {
    let mut history = spring();
    history.push(because(date(2026, 8, 1), 0, Reason::Replaced));
    history.push(read(date(2026, 8, 31), 1_000));
    assert_eq!(outlook(&history).and_then(|outlook| outlook.metres_per_day), Some(5_000_000 / 150));
}

#[test]
fn a_few_days_say_nothing_about_the_next_months() {
    assert_eq!(outlook(&[]), None);
    let short = outlook(&[read(date(2026, 1, 1), 0), read(date(2026, 1, 14), 900)]).expect("readings");
    assert_eq!(short.metres_per_day, None);
    assert_eq!((short.reaches(901), short.km_on(date(2027, 1, 1))), (None, 900));
}

#[test]
fn a_mile_has_1609_metres() {
    assert_eq!(km_from_miles(100_000), 160_934);
    assert_eq!(miles_from_km(160_934), 100_000);
    assert_eq!((km_from_miles(i64::MAX), km_from_miles(i64::MIN)), (i64::MAX, i64::MIN));
}

#[test]
fn a_reason_is_stored_under_the_name_it_has_in_json() {
    for reason in Reason::ALL {
        assert_eq!(serde_json::to_string(&reason).expect("a name"), format!("\"{}\"", reason.as_str()));
        assert_eq!(Reason::parse(reason.as_str()), Some(reason));
        assert_eq!(reason.word_key(), format!("odometer_reason_{}", reason.as_str()));
    }
}

fn reason() -> impl Strategy<Value = Option<Reason>> {
    prop_oneof![4 => Just(None), 1 => proptest::sample::select(&Reason::ALL[..]).prop_map(Some)]
}

proptest! {
    #[test]
    fn miles_come_back_unchanged(miles in -3_000_000..3_000_000_i64) {
        prop_assert_eq!(miles_from_km(km_from_miles(miles)), miles);
    }

    #[test]
    fn what_was_let_in_without_a_reason_never_goes_down(
        tries in proptest::collection::vec((0..400_i64, 0..1_000_i64), 0..30),
    ) {
        let mut history: Vec<Reading> = Vec::new();
        for (day, km) in tries {
            let on = date(2026, 1, 1).checked_add(SignedDuration::from_hours(24 * day)).expect("a day");
            if check(&history, read(on, km)).is_ok() {
                history.push(read(on, km));
            }
        }
        history.sort_by_key(|reading| reading.on);
        prop_assert!(history.is_sorted_by_key(|reading| reading.km), "{history:?}");
    }

    #[test]
    fn a_prediction_never_goes_back_and_meets_its_day(
        readings in proptest::collection::vec((0..3000_i64, 0..=ODOMETER_MAX_KM, reason()), 1..12),
        ahead in 0..4000_i64, more in 0..100_000_i64,
    ) {
        let day = |n: i64| date(2020, 1, 1).checked_add(SignedDuration::from_hours(24 * n)).expect("a day");
        let history: Vec<Reading> =
            readings.into_iter().map(|(n, km, reason)| Reading { on: day(n), km, reason }).collect();
        let outlook = outlook(&history).expect("readings");
        let later = outlook.on.checked_add(SignedDuration::from_hours(24 * ahead)).expect("a day");
        prop_assert!(outlook.km_on(later) >= outlook.km);
        prop_assert!(outlook.metres_per_day.is_none_or(|pace| pace >= 0));
        if let Some(date) = outlook.reaches(outlook.km + more) {
            prop_assert!(outlook.km_on(date) >= outlook.km + more);
        }
    }
}
