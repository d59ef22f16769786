use super::*;
use crate::time::zone;
use jiff::civil::date;
use proptest::prelude::*;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn weekdays(spans: &[Span]) -> OpeningHours {
    let mut hours = OpeningHours::every_day(spans);
    hours.week[5].clear();
    hours.week[6].clear();
    hours
}

const MORNING: Span = Span::new(480, 720);
const AFTERNOON: Span = Span::new(810, 1080);

#[test]
fn typed_hours_are_read_in_the_ways_people_write_them() {
    let day = vec![MORNING, AFTERNOON];
    for text in [
        "08:00-12:00, 13:30-18:00",
        "8-12; 13.30–18",
        "8h - 12h , 13h30 — 18h",
        "8am-12pm\n1:30 PM - 6pm",
        "13:30-18:00, 08:00-12:00",
    ] {
        assert_eq!(parse_spans("hours_monday", text).as_ref(), Ok(&day), "{text}");
    }
    assert_eq!(parse_spans("hours_monday", "  ").unwrap(), []);
    assert_eq!(parse_spans("hours_monday", "00:00-24:00").unwrap(), [Span::new(0, 1440)]);
    assert_eq!(parse_spans("hours_monday", "12am-12pm").unwrap(), [Span::new(0, 720)]);
}

#[test]
fn what_cannot_be_read_is_named_in_the_error() {
    let wrong = |text: &str| {
        let error = parse_spans("hours_monday", text).unwrap_err();
        assert_eq!(error.field, "hours_monday");
        (error.key.clone(), error.args.first().map(|arg| arg.1.clone()).unwrap_or_default())
    };
    assert_eq!(wrong("08:00-12:00, later"), ("err_hours_format".into(), "later".into()));
    assert_eq!(wrong("08:00-25:00"), ("err_hours_time".into(), "25:00".into()));
    assert_eq!(wrong("08:60-12:00"), ("err_hours_time".into(), "08:60".into()));
    assert_eq!(wrong("8:5-12"), ("err_hours_time".into(), "8:5".into()));
    assert_eq!(wrong("0pm-8pm"), ("err_hours_time".into(), "0pm".into()));
    assert_eq!(wrong("-12"), ("err_hours_time".into(), String::new()));
    assert_eq!(wrong("+8-12"), ("err_hours_time".into(), "+8".into()));
    assert_eq!(wrong("18:00-08:00"), ("err_hours_backwards".into(), "18:00-08:00".into()));
    assert_eq!(wrong("08:00-12:00,11:59-13:00"), ("err_hours_overlap".into(), "08:00-12:00".into()));
    assert_eq!(wrong("1-2,3-4,5-6,7-8,9-10,11-12,13-14"), ("err_hours_many".into(), "6".into()));
}

#[test]
fn hours_that_contradict_themselves_are_refused_day_by_day() {
    let mut hours = weekdays(&[MORNING, AFTERNOON]);
    assert_eq!(hours.check(), Ok(()));
    hours.week[0] = vec![Span::new(480, 720), Span::new(720, 1080)];
    assert_eq!(hours.check(), Ok(()), "spans may touch: a slot still keeps to one of them");
    hours.week[1] = vec![AFTERNOON, MORNING];
    hours.week[6] = vec![Span::new(1200, 1441)];
    hours.open_on(date(2026, 12, 24), vec![Span::new(600, 600)]);
    hours.close_on(date(2026, 12, 25), Some("x".repeat(81)));
    let errors: Vec<_> = hours.check().unwrap_err().into_iter().map(|e| (e.field, e.key)).collect();
    let expected = [
        ("hours_tuesday", "err_hours_overlap"),
        ("hours_sunday", "err_hours_midnight"),
        ("hours_2026-12-24", "err_hours_backwards"),
        ("hours_2026-12-25", "err_too_long"),
    ];
    assert_eq!(errors, expected.map(|(field, key)| (field.to_owned(), key.to_owned())));
}

#[test]
fn a_holiday_closes_and_an_extra_opening_opens_whatever_the_week_says() {
    let mut hours = weekdays(&[MORNING]);
    hours.close_on(date(2026, 12, 25), Some("Christmas".into()));
    hours.open_on(date(2026, 12, 26), vec![AFTERNOON]);
    assert_eq!(hours.spans_on(date(2026, 12, 24)), [MORNING]);
    assert_eq!(hours.spans_on(date(2026, 12, 25)), []);
    assert_eq!(hours.spans_on(date(2026, 12, 26)), [AFTERNOON]);
    assert_eq!(hours.spans_on(date(2026, 12, 27)), []);
}

#[test]
fn hours_survive_their_json_column() {
    let mut hours = weekdays(&[MORNING, AFTERNOON]);
    hours.close_on(date(2026, 12, 25), Some("Natal".into()));
    let text = serde_json::to_string(&hours).unwrap();
    assert!(text.contains(r#""2026-12-25":{"spans":[],"name":"Natal"}"#), "{text}");
    assert_eq!(serde_json::from_str::<OpeningHours>(&text).unwrap(), hours);
    let bare: OpeningHours = serde_json::from_str(r#"{"week":[[],[],[],[],[],[],[]]}"#).unwrap();
    assert_eq!(bare, OpeningHours::default());
}

#[test]
fn open_means_from_the_first_minute_to_before_the_last() {
    let (hours, paris) = (weekdays(&[MORNING, AFTERNOON]), zone("Europe/Paris").unwrap());
    // Monday 2 March 2026, UTC+1.
    assert!(!hours.is_open_at(at("2026-03-02T06:59:59Z"), &paris));
    assert!(hours.is_open_at(at("2026-03-02T07:00:00Z"), &paris));
    assert_eq!(hours.open_until(at("2026-03-02T07:00:00Z"), &paris), Some(at("2026-03-02T11:00:00Z")));
    assert!(!hours.is_open_at(at("2026-03-02T11:00:00Z"), &paris));
    let afternoon = Some((at("2026-03-02T12:30:00Z"), at("2026-03-02T17:00:00Z")));
    assert_eq!(hours.next_opening(at("2026-03-02T11:00:00Z"), &paris), afternoon);
    let monday = hours.next_opening(at("2026-03-06T18:00:00Z"), &paris).unwrap();
    assert_eq!(monday.0, at("2026-03-09T07:00:00Z"));
    assert_eq!(OpeningHours::default().next_opening(at("2026-03-06T18:00:00Z"), &paris), None);
}

#[test]
fn a_bar_that_closes_after_midnight_is_open_until_then() {
    let hours = OpeningHours::every_day(&[Span::new(0, 120), Span::new(1080, 1440)]);
    let utc = TimeZone::UTC;
    assert_eq!(hours.open_until(at("2026-03-02T19:00:00Z"), &utc), Some(at("2026-03-03T02:00:00Z")));
    assert_eq!(hours.open_until(at("2026-03-02T02:00:00Z"), &utc), None);
}

#[test]
fn a_span_inside_the_skipped_hour_is_gone_and_one_across_it_is_shorter() {
    let london = zone("Europe/London").unwrap();
    let spring = date(2026, 3, 29);
    let on = |spans: &[Span]| OpeningHours::every_day(spans).open_intervals(spring, &london);
    assert_eq!(on(&[Span::new(60, 120)]), []);
    assert_eq!(on(&[Span::new(75, 105)]), []);
    assert_eq!(on(&[Span::new(30, 90)]), [(at("2026-03-29T00:30:00Z"), at("2026-03-29T01:00:00Z"))]);
    assert_eq!(on(&[Span::new(90, 150)]), [(at("2026-03-29T01:00:00Z"), at("2026-03-29T01:30:00Z"))]);
    assert_eq!(on(&[Span::new(0, 1440)]), [(at("2026-03-29T00:00:00Z"), at("2026-03-29T23:00:00Z"))]);
}

#[test]
fn a_repeated_time_means_its_first_occurrence() {
    let new_york = zone("America/New_York").unwrap();
    let autumn = date(2026, 11, 1);
    let on = |spans: &[Span]| OpeningHours::every_day(spans).open_intervals(autumn, &new_york);
    assert_eq!(on(&[Span::new(60, 90)]), [(at("2026-11-01T05:00:00Z"), at("2026-11-01T05:30:00Z"))]);
    assert_eq!(on(&[Span::new(60, 180)]), [(at("2026-11-01T05:00:00Z"), at("2026-11-01T08:00:00Z"))]);
    assert_eq!(on(&[Span::new(0, 1440)]), [(at("2026-11-01T04:00:00Z"), at("2026-11-02T05:00:00Z"))]);
}

#[test]
fn a_day_that_a_zone_skipped_altogether_has_no_hours() {
    let apia = zone("Pacific/Apia").unwrap();
    let hours = OpeningHours::every_day(&[MORNING, AFTERNOON]);
    assert_eq!(hours.open_intervals(date(2011, 12, 30), &apia), []);
    assert_eq!(hours.open_intervals(date(2011, 12, 31), &apia).len(), 2);
}

fn any_spans() -> impl Strategy<Value = Vec<Span>> {
    prop::collection::btree_set(0..=1440_u16, 0..=12).prop_map(|edges| {
        let edges: Vec<_> = edges.into_iter().collect();
        edges.chunks_exact(2).map(|pair| Span::new(pair[0], pair[1])).collect()
    })
}

proptest! {
    #[test]
    fn formatted_hours_read_back_the_same(spans in any_spans()) {
        prop_assert_eq!(parse_spans("f", &format_spans(&spans)), Ok(spans));
    }

    #[test]
    fn no_typed_text_breaks_the_reader(text in "[0-9:h.,; aApPmM–-]{0,40}|\\PC{0,20}") {
        if let Ok(spans) = parse_spans("f", &text) {
            prop_assert_eq!(OpeningHours::every_day(&spans).check(), Ok(()));
        }
    }

    #[test]
    fn valid_hours_give_ordered_intervals_on_any_day_of_any_zone(
        spans in any_spans(),
        day in 0..730_i64,
        name in prop::sample::select(vec!["Europe/London", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo"]),
    ) {
        let tz = zone(name).unwrap();
        let date = date(2026, 1, 1).checked_add(jiff::Span::new().days(day)).unwrap();
        let intervals = OpeningHours::every_day(&spans).open_intervals(date, &tz);
        prop_assert!(intervals.iter().all(|(from, to)| from < to));
        prop_assert!(intervals.windows(2).all(|pair| pair[0].1 <= pair[1].0));
    }
}
