//! Correcting clocked times by hand: a forgotten tap is put right, and nobody's times become impossible by it.
//!
//! People read and type minutes, clocks keep milliseconds. A time that still reads as it was shown is taken to be the
//! instant behind it, so that saving a form without a change changes nothing.

use super::{
    clocks::Stretch,
    vehicle::{kept, tidy},
};
use crate::{
    form::{FieldError, Fields},
    time::iso_date,
};
use jiff::{
    SignedDuration, Timestamp,
    civil::{DateTime, Time},
    tz::TimeZone,
};
use serde::{Deserialize, Serialize};

/// No time is corrected to a longer one: nobody works that long, somebody forgot to stop.
pub const LONGEST: SignedDuration = SignedDuration::from_hours(16);
/// The longest reason, in characters.
pub const REASON_MAX: usize = 200;

const MINUTE: SignedDuration = SignedDuration::from_mins(1);

/// What a clock measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Being at work.
    Shift,
    /// Working on a job.
    Job,
}

impl Kind {
    /// The name that forms send; the same as in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Shift => "shift",
            Self::Job => "job",
        }
    }

    /// The kind of a sent name, or `None` when there is no such kind.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Shift, Self::Job].into_iter().find(|kind| kind.as_str() == name)
    }
}

/// A correction as it was typed, in minutes by the clock on the wall.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    /// When it began.
    pub from: DateTime,
    /// When it ended; `None` for a clock that runs on.
    pub to: Option<DateTime>,
    /// Why the clock was wrong.
    pub reason: String,
}

impl Typed {
    /// Reads the fields `from` and `to` (`YYYY-MM-DDThh:mm`, the local date and time of HTML, section 2.3.5.5) and
    /// `reason`.
    ///
    /// # Errors
    /// `err_required` on `from` and `reason`, `err_clock_time` on `from` and `to` for what is no time, `err_too_long`
    /// (`max`) on `reason`.
    pub fn read(fields: &Fields) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        let from = kept(wall(fields, "from").and_then(|from| required("from", from)), &mut errors);
        let to = kept(wall(fields, "to"), &mut errors);
        let reason = kept(reason(fields.get("reason")), &mut errors);
        match (from, to, reason) {
            (Some(from), Some(to), Some(reason)) => Ok(Self { from, to, reason }),
            _ => Err(errors),
        }
    }

    /// The instants that are meant. A minute that `before` or a neighbour among `others` began or ended in means that very
    /// instant, so that what reads as back to back does not overlap by seconds.
    ///
    /// # Errors
    /// `err_clock_time` on `from` or `to` at the ends of the calendar.
    pub fn meant(&self, before: Stretch, others: &[Stretch], tz: &TimeZone) -> Result<Stretch, FieldError> {
        let reads = |at: Timestamp, typed: DateTime| shown(at, tz) == typed;
        let from = if reads(before.from, self.from) {
            before.from
        } else {
            let typed = instant("from", self.from, tz)?;
            let ended = others.iter().filter_map(|other| other.to);
            // After the neighbour that ended within this minute.
            ended.filter(|end| within_minute(typed, *end)).max().unwrap_or(typed)
        };
        let Some(typed) = self.to else { return Ok(Stretch { from, to: None }) };
        let to = match before.to.filter(|end| reads(*end, typed)) {
            Some(end) => end,
            None => instant("to", typed, tz)?,
        };
        // The minute in which it began: it has no length.
        let to = if to < from && within_minute(to, from) { from } else { to };
        Ok(Stretch { from, to: Some(to) })
    }
}

/// The date and time that a form shows for an instant, without its seconds.
pub fn shown(at: Timestamp, tz: &TimeZone) -> DateTime {
    let wall = tz.to_datetime(at);
    wall.date().at(wall.hour(), wall.minute(), 0, 0)
}

/// The same as the control of a form wants it: `YYYY-MM-DDThh:mm`.
pub fn field_value(at: Timestamp, tz: &TimeZone) -> String {
    let wall = shown(at, tz);
    format!("{}T{:02}:{:02}", wall.date(), wall.hour(), wall.minute())
}

/// Whether `before` may become `after`, beside the `others` of the same person and kind. A time without length is
/// struck out: it gets in nobody's way.
///
/// # Errors
/// Of the whole form `err_clock_same`; on `to` `err_required` for one that had ended and `err_clock_backwards`; on `from`
/// or `to` `err_clock_future` and `err_clock_long` (`hours`); on `from` `err_clock_overlap`.
pub fn check(before: Stretch, after: Stretch, others: &[Stretch], now: Timestamp) -> Result<(), FieldError> {
    if before == after {
        return Err(FieldError::new("", "err_clock_same"));
    }
    if before.to.is_some() && after.to.is_none() {
        return Err(FieldError::new("to", "err_required"));
    }
    if after.from > now {
        return Err(FieldError::new("from", "err_clock_future"));
    }
    if after.to.is_some_and(|to| to > now) {
        return Err(FieldError::new("to", "err_clock_future"));
    }
    if after.to.is_some_and(|to| to < after.from) {
        return Err(FieldError::new("to", "err_clock_backwards"));
    }
    if after.length(now) > LONGEST {
        let field = if after.to.is_some() { "to" } else { "from" };
        return Err(FieldError::new(field, "err_clock_long").arg("hours", LONGEST.as_hours()));
    }
    if others.iter().any(|other| overlap(after, *other)) {
        return Err(FieldError::new("from", "err_clock_overlap"));
    }
    Ok(())
}

/// Whether people may make this correction on their own: the time reached into the day that began at `midnight`, and it
/// does not grow into the days before.
pub fn is_of_today(before: Stretch, after: Stretch, midnight: Timestamp) -> bool {
    before.to.is_none_or(|to| to >= midnight) && after.from >= before.from.min(midnight)
}

/// What becomes of the job that still runs when the shift that ran is corrected to have ended: it ends with the shift, as
/// it would have with the tap that was forgotten. `None` when it has nothing to do with it.
pub fn job_with_shift(before: Stretch, after: Stretch, job: Stretch) -> Option<Stretch> {
    let end = after.to.filter(|end| before.to.is_none() && job.to.is_none() && job.from <= *end)?;
    Some(Stretch { to: Some(end), ..job })
}

fn overlap(one: Stretch, two: Stretch) -> bool {
    let end = |stretch: Stretch| stretch.to.unwrap_or(Timestamp::MAX);
    let struck_out = |stretch: Stretch| stretch.to == Some(stretch.from);
    !struck_out(one) && !struck_out(two) && one.from < end(two) && two.from < end(one)
}

fn within_minute(minute: Timestamp, at: Timestamp) -> bool {
    (SignedDuration::ZERO..MINUTE).contains(&at.duration_since(minute))
}

fn required(field: &str, value: Option<DateTime>) -> Result<DateTime, FieldError> {
    value.ok_or_else(|| FieldError::new(field, "err_required"))
}

/// The date and time in a field; `None` when it is empty.
fn wall(fields: &Fields, field: &str) -> Result<Option<DateTime>, FieldError> {
    let text = fields.get(field);
    if text.is_empty() {
        return Ok(None);
    }
    let read = || {
        let (date, time) = text.split_once(['T', ' '])?;
        let (hour, rest) = time.split_once(':')?;
        // Some browsers send seconds, which nobody typed.
        let minute = rest.split(':').next()?;
        let two = |digits: &str| {
            let plain = digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
            plain.then(|| digits.parse::<i8>().ok()).flatten()
        };
        let time = Time::new(two(hour)?, two(minute)?, 0, 0).ok()?;
        Some(iso_date(date)?.to_datetime(time))
    };
    read().map(Some).ok_or_else(|| FieldError::new(field, "err_clock_time"))
}

/// A repeated time means its first occurrence, a skipped one the time after the change.
fn instant(field: &str, wall: DateTime, tz: &TimeZone) -> Result<Timestamp, FieldError> {
    wall.to_zoned(tz.clone())
        .map(|zoned| zoned.timestamp())
        .map_err(|_| FieldError::new(field, "err_clock_time"))
}

fn reason(text: &str) -> Result<String, FieldError> {
    let text = tidy(text);
    if text.is_empty() {
        return Err(FieldError::new("reason", "err_required"));
    }
    if text.chars().count() > REASON_MAX {
        return Err(FieldError::new("reason", "err_too_long").arg("max", REASON_MAX));
    }
    Ok(text)
}

#[cfg(test)]
mod tests;
