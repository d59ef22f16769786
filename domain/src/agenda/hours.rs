//! Opening hours: a week of spans, and the dates on which it is different.
//!
//! The same type serves a business's opening hours and a worker's shifts. Spans are wall-clock times; they
//! become instants only together with a date and a zone, so that 08:00 stays 08:00 when the clocks change.
//! A span ends at midnight at the latest: a bar that closes at two has a second span on the next day.

use crate::form::FieldError;
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::{AmbiguousOffset, TimeZone};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// Minutes of a day by the wall clock: the latest end of a span.
pub const DAY_MINUTES: u16 = 1440;
/// The most spans that one day can have.
pub const MAX_SPANS: usize = 6;
/// The longest name of an exception, in characters.
pub const MAX_NAME: usize = 80;
/// The names of the week's form fields, Monday first.
pub const DAY_FIELDS: [&str; 7] = [
    "hours_monday",
    "hours_tuesday",
    "hours_wednesday",
    "hours_thursday",
    "hours_friday",
    "hours_saturday",
    "hours_sunday",
];
/// How far ahead `next_opening` looks: a year and a day, so that a yearly season is found.
const LOOK_AHEAD_DAYS: usize = 367;

/// A stretch of the day, from and to in minutes after midnight; `to` itself is outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    /// The first minute inside.
    pub from: u16,
    /// The first minute after, at most 1440.
    pub to: u16,
}

impl Span {
    /// The span of these minutes after midnight; `check` tells whether they make sense.
    pub const fn new(from: u16, to: u16) -> Self {
        Self { from, to }
    }

    fn text(self) -> String {
        self.to_string()
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", minute_text(self.from), minute_text(self.to))
    }
}

/// A date that does not follow the week.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exception {
    /// When it is open on that date; empty: closed all day.
    #[serde(default)]
    pub spans: Vec<Span>,
    /// What the date is called, as the owner wrote it ("Boxing Day").
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// When a business is open, or a worker is there. The default is never.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpeningHours {
    /// The usual week, Monday first; two spans leave a lunch break between them.
    pub week: [Vec<Span>; 7],
    /// Holidays and extra openings, which replace the usual day.
    #[serde(default)]
    pub exceptions: BTreeMap<Date, Exception>,
}

impl OpeningHours {
    /// The same spans on all seven days.
    pub fn every_day(spans: &[Span]) -> Self {
        Self { week: std::array::from_fn(|_| spans.to_vec()), exceptions: BTreeMap::new() }
    }

    /// Closes on `date`, whatever the week says.
    pub fn close_on(&mut self, date: Date, name: Option<String>) {
        self.exceptions.insert(date, Exception { spans: Vec::new(), name });
    }

    /// Opens on `date` at exactly these times, whatever the week says.
    pub fn open_on(&mut self, date: Date, spans: Vec<Span>) {
        self.exceptions.insert(date, Exception { spans, name: None });
    }

    /// The spans that hold on `date`.
    pub fn spans_on(&self, date: Date) -> &[Span] {
        match self.exceptions.get(&date) {
            Some(exception) => &exception.spans,
            None => &self.week[usize::from(date.weekday().to_monday_zero_offset().unsigned_abs())],
        }
    }

    /// The spans of `date` as instants, half-open and in order.
    ///
    /// When the clocks go back, a repeated time means its first occurrence. When they go forward, a time
    /// that is skipped means the moment of the change, so a span inside the gap is gone.
    pub fn open_intervals(&self, date: Date, tz: &TimeZone) -> Vec<(Timestamp, Timestamp)> {
        let ends = |span: &Span| Some((instant(date, span.from, tz)?, instant(date, span.to, tz)?));
        self.spans_on(date).iter().filter_map(ends).filter(|(from, to)| from < to).collect()
    }

    /// Whether it is open at `ts`.
    pub fn is_open_at(&self, ts: Timestamp, tz: &TimeZone) -> bool {
        self.open_until(ts, tz).is_some()
    }

    /// When it closes next, or `None` when it is closed at `ts`. Spans that touch, also at midnight, count as one.
    pub fn open_until(&self, ts: Timestamp, tz: &TimeZone) -> Option<Timestamp> {
        let today = tz.to_datetime(ts).date();
        let mut until = ts;
        for (from, to) in
            today.series(jiff::Span::new().days(1)).take(2).flat_map(|d| self.open_intervals(d, tz))
        {
            if from <= until && until < to {
                until = to;
            }
        }
        (until > ts).then_some(until)
    }

    /// The first interval that starts at `ts` or later, within about a year.
    pub fn next_opening(&self, ts: Timestamp, tz: &TimeZone) -> Option<(Timestamp, Timestamp)> {
        let today = tz.to_datetime(ts).date();
        let days = today.series(jiff::Span::new().days(1)).take(LOOK_AHEAD_DAYS);
        days.flat_map(|date| self.open_intervals(date, tz)).find(|(from, _)| *from >= ts)
    }

    /// Refuses spans that are empty, backwards, out of order, overlapping or past midnight.
    ///
    /// # Errors
    /// One error per day, under the names of `DAY_FIELDS`, or `hours_<date>` for an exception.
    pub fn check(&self) -> Result<(), Vec<FieldError>> {
        let week =
            DAY_FIELDS.iter().zip(&self.week).filter_map(|(field, spans)| check_spans(field, spans).err());
        let exceptions = self.exceptions.iter().filter_map(|(date, exception)| {
            let field = format!("hours_{date}");
            if exception.name.as_ref().is_some_and(|name| name.chars().count() > MAX_NAME) {
                return Some(FieldError::new(&field, "err_too_long").arg("max", MAX_NAME));
            }
            check_spans(&field, &exception.spans).err()
        });
        let errors: Vec<_> = week.chain(exceptions).collect();
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }
}

/// Reads a day's hours as people type them: "08:00-12:00, 13:30-18:00", "8h30 – 12h", "9am-5pm". Empty means closed.
///
/// Spans may come in any order; they are returned in the day's.
///
/// # Errors
/// What is wrong, under the name `field`, with the part that could not be read.
pub fn parse_spans(field: &str, text: &str) -> Result<Vec<Span>, FieldError> {
    let parts = text.split([',', ';', '\n']).map(str::trim).filter(|part| !part.is_empty());
    let mut spans = Vec::new();
    for part in parts {
        let (from, to) = part
            .split_once(['-', '–', '—'])
            .ok_or_else(|| FieldError::new(field, "err_hours_format").arg("part", part))?;
        let minute = |text: &str| {
            parse_minute(text)
                .ok_or_else(|| FieldError::new(field, "err_hours_time").arg("time", text.trim()))
        };
        spans.push(Span::new(minute(from)?, minute(to)?));
    }
    spans.sort_unstable();
    check_spans(field, &spans)?;
    Ok(spans)
}

/// Writes a day's hours as `parse_spans` reads them: "08:00-12:00, 13:30-18:00".
pub fn format_spans(spans: &[Span]) -> String {
    spans.iter().map(Span::to_string).collect::<Vec<_>>().join(", ")
}

/// A minute of the day on the clock: 510 is "08:30", 1440 is "24:00".
pub fn minute_text(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// The instant of a wall-clock minute of `date`; `None` beyond the calendar's end.
pub(super) fn instant(date: Date, minute: u16, tz: &TimeZone) -> Option<Timestamp> {
    let (date, minute) = if minute < DAY_MINUTES { (date, minute) } else { (date.tomorrow().ok()?, 0) };
    let time = Time::new(i8::try_from(minute / 60).ok()?, i8::try_from(minute % 60).ok()?, 0, 0).ok()?;
    let wall = date.to_datetime(time);
    let found = tz.to_ambiguous_timestamp(wall);
    match found.offset() {
        // Jiff's own choice lies one gap's length after the wall-clock time: a shop that shuts at 01:30
        // would stay open until 02:30. The change itself is the instant nearest to what was meant.
        AmbiguousOffset::Gap { after, .. } => {
            tz.following(after.to_timestamp(wall).ok()?).next().map(|change| change.timestamp())
        }
        AmbiguousOffset::Unambiguous { .. } | AmbiguousOffset::Fold { .. } => found.compatible().ok(),
    }
}

fn check_spans(field: &str, spans: &[Span]) -> Result<(), FieldError> {
    if spans.len() > MAX_SPANS {
        return Err(FieldError::new(field, "err_hours_many").arg("max", MAX_SPANS));
    }
    if let Some(span) = spans.iter().find(|span| span.to > DAY_MINUTES) {
        return Err(FieldError::new(field, "err_hours_midnight").arg("span", span.text()));
    }
    if let Some(span) = spans.iter().find(|span| span.from >= span.to) {
        return Err(FieldError::new(field, "err_hours_backwards").arg("span", span.text()));
    }
    match spans.windows(2).find(|pair| pair[0].to > pair[1].from) {
        Some(pair) => Err(FieldError::new(field, "err_hours_overlap")
            .arg("first", pair[0].text())
            .arg("second", pair[1].text())),
        None => Ok(()),
    }
}

/// "8", "08:30", "8.30", "8h", "8h30", "8:30 pm", "24:00".
fn parse_minute(text: &str) -> Option<u16> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
    let (clock, half) = match (text.strip_suffix("am"), text.strip_suffix("pm")) {
        (Some(clock), _) => (clock, Some(0)),
        (_, Some(clock)) => (clock, Some(12)),
        _ => (text.as_str(), None),
    };
    let (hour, minute) = match clock.split_once([':', '.', 'h']) {
        Some((hour, "")) if clock.ends_with('h') => (digits(hour)?, 0),
        Some((hour, minute)) if minute.len() == 2 => (digits(hour)?, digits(minute)?),
        Some(_) => return None,
        None => (digits(clock)?, 0),
    };
    let hour = match half {
        Some(half) if (1..=12).contains(&hour) => hour % 12 + half,
        Some(_) => return None,
        None => hour,
    };
    (minute < 60 && hour * 60 + minute <= DAY_MINUTES).then_some(hour * 60 + minute)
}

/// A number of one or two digits.
fn digits(text: &str) -> Option<u16> {
    let plain = (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests;
