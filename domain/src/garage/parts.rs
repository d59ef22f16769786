//! Waiting for a part: the day on which it is expected, and what it is.

use super::vehicle::{kept, tidy};
use crate::{
    agenda::OpeningHours,
    form::{FieldError, Fields},
    time::{self, iso_date},
};
use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};

/// The longest name of a part, in characters.
pub const WHAT_MAX: usize = 120;

/// How far ahead a part can be expected, in days: more is a slip of the hand.
const AHEAD_DAYS: i64 = 366;

/// What somebody knows of the part that a job waits for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expected {
    /// The day on which it is expected, where the business is; `None` while nobody knows.
    pub on: Option<Date>,
    /// What it is; may be empty.
    pub what: String,
}

impl Expected {
    /// Reads the fields `on` (ISO 8601; may be empty) and `what`. `today` is left out in browsers, which do not know the
    /// business's day.
    ///
    /// # Errors
    /// `err_parts_day` on `on` for what is no day, lies in the past or more than a year ahead; `err_too_long` (`max`) on
    /// `what`.
    pub fn read(fields: &Fields, today: Option<Date>) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        let on = match fields.get("on") {
            "" => Ok(None),
            text => iso_date(text)
                .filter(|on| today.is_none_or(|today| (today..=latest(today)).contains(on)))
                .map(Some)
                .ok_or_else(|| FieldError::new("on", "err_parts_day")),
        };
        let on = kept(on, &mut errors);
        let what = tidy(fields.get("what"));
        if what.chars().count() > WHAT_MAX {
            errors.push(FieldError::new("what", "err_too_long").arg("max", WHAT_MAX));
        }
        match on {
            Some(on) if errors.is_empty() => Ok(Self { on, what }),
            _ => Err(errors),
        }
    }

    /// Whether there is nothing to remember.
    pub fn is_empty(&self) -> bool {
        self.on.is_none() && self.what.is_empty()
    }

    /// Whether the part should have been here before `today`.
    pub fn is_late(&self, today: Date) -> bool {
        self.on.is_some_and(|on| on < today)
    }
}

fn latest(today: Date) -> Date {
    today.checked_add(SignedDuration::from_hours(AHEAD_DAYS * 24)).unwrap_or(Date::MAX)
}

/// From when on work can go on with a part that is expected on `on`: when the doors open on that day, or next after it.
/// Who never opens has the part from the day's first moment.
pub fn arrival(on: Date, hours: &OpeningHours, tz: &TimeZone) -> Timestamp {
    let (midnight, _) = time::day(on, tz);
    hours.next_opening(midnight, tz).map_or(midnight, |(opens, _)| opens)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{agenda::Span, time::zone};
    use jiff::civil::date;

    fn read(on: &str, what: &str) -> Result<Expected, Vec<String>> {
        let fields = Fields(vec![("on".into(), on.into()), ("what".into(), what.into())]);
        Expected::read(&fields, Some(date(2026, 11, 21))).map_err(|errors| {
            errors.into_iter().map(|error| format!("{} {}", error.field, error.key)).collect()
        })
    }

    #[test]
    fn a_part_is_expected_from_today_to_a_year_ahead() {
        let expected = Expected { on: Some(date(2026, 11, 21)), what: "brake discs".into() };
        assert_eq!(read("2026-11-21", "  brake\n discs "), Ok(expected));
        assert_eq!(read("", ""), Ok(Expected::default()));
        for day in ["2026-11-20", "2027-11-23", "21/11/2026", "2026-02-30"] {
            assert_eq!(read(day, ""), Err(vec!["on err_parts_day".to_owned()]), "{day}");
        }
        assert_eq!(read("tomorrow", &"x".repeat(121)).map_err(|errors| errors.len()), Err(2));
    }

    #[test]
    fn a_part_is_late_from_the_day_after() {
        let expected = Expected { on: Some(date(2026, 11, 21)), ..Expected::default() };
        assert!(!expected.is_late(date(2026, 11, 21)));
        assert!(expected.is_late(date(2026, 11, 22)));
        assert!(!Expected::default().is_late(date(2026, 11, 22)));
    }

    #[test]
    fn a_part_is_there_when_the_doors_open_on_its_day_or_next_after_it() {
        let paris = zone("Europe/Paris").expect("a zone");
        let mut hours = OpeningHours::every_day(&[Span::new(480, 720), Span::new(780, 1080)]);
        hours.close_on(date(2026, 11, 22), None);
        let at = |on| arrival(on, &hours, &paris).to_string();
        assert_eq!(at(date(2026, 11, 21)), "2026-11-21T07:00:00Z");
        assert_eq!(at(date(2026, 11, 22)), "2026-11-23T07:00:00Z", "closed that day");
        let never = arrival(date(2026, 11, 21), &OpeningHours::default(), &paris);
        assert_eq!(never.to_string(), "2026-11-20T23:00:00Z");
    }
}
