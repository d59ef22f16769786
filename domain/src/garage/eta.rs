//! When the work on a vehicle will be done.
//!
//! The estimate counts the planned hours of the approved jobs less what is clocked on them, after the technician's
//! other jobs, in the hours in which somebody is there to work. Once jobs worth more than a quarter of the plan are done,
//! the time they took corrects the plan of the rest: who needed half as long again so far will need it on.

use super::board::JobStatus;
use crate::agenda::OpeningHours;
use jiff::{RoundMode, SignedDuration, Span, Timestamp, TimestampRound, Unit, civil::Date, tz::TimeZone};

/// How much longer an overrun task is taken to last.
const OVERRUN: SignedDuration = SignedDuration::from_mins(10);

/// How far ahead work is laid into the hours; what does not fit has no estimate.
const LOOK_AHEAD_DAYS: usize = 366;

/// The plan as it is, in thousandths.
const AS_PLANNED: i128 = 1000;

/// A correction never makes the rest shorter than half the plan or longer than three times.
const PACE: (i128, i128) = (500, 3000);

/// An approved job of a work order, as far as time goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Task {
    /// The planned labour.
    pub planned: SignedDuration,
    /// What is clocked on it so far, the running clock included.
    pub clocked: SignedDuration,
    /// Whether it is finished.
    pub done: bool,
}

/// When somebody is there to work: while the business is open and the technician on shift.
#[derive(Clone, Copy, Debug)]
pub struct Schedule<'a> {
    /// The business's opening hours.
    pub hours: &'a OpeningHours,
    /// The technician's shifts.
    pub shifts: &'a OpeningHours,
    /// The business's zone.
    pub tz: &'a TimeZone,
}

/// Other work that the technician does first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ahead {
    /// It does not start earlier: its booking's start.
    pub not_before: Timestamp,
    /// How long it still takes, as [`remaining`] tells.
    pub remaining: SignedDuration,
}

/// Everything that an estimate depends on.
#[derive(Clone, Copy, Debug)]
pub struct Work<'a> {
    /// Where the vehicle's job stands on the board.
    pub status: JobStatus,
    /// The present instant.
    pub now: Timestamp,
    /// Work that has not begun does not begin earlier: the booking's start.
    pub not_before: Timestamp,
    /// The approved jobs; before any is approved, one task with the length of the booking.
    pub tasks: &'a [Task],
    /// What the technician does before, in that order.
    pub ahead: &'a [Ahead],
    /// When the missing part is expected, if anybody knows.
    pub parts_at: Option<Timestamp>,
    /// When somebody is there to work; `None`: at any time.
    pub schedule: Option<Schedule<'a>>,
}

/// How much work is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Remaining {
    /// The time that it takes.
    pub time: SignedDuration,
    /// Whether part of it is a guess because something takes longer than planned.
    pub overrun: bool,
}

/// When the work will be done, never before `work.now`.
///
/// Waiting for a part counts from the day on which it is expected. `None` when nobody can know (a part without a date or
/// overdue, nobody there to work within a year) or when the work is done. Overrun work is given ten minutes more, on the
/// next five minutes of the clock.
pub fn eta(work: &Work<'_>) -> Option<Timestamp> {
    let start = match work.status {
        JobStatus::Scheduled | JobStatus::CheckedIn => work.now.max(work.not_before),
        JobStatus::InProgress => work.now,
        JobStatus::WaitingParts => work.parts_at.filter(|arrival| *arrival > work.now)?,
        JobStatus::Ready | JobStatus::HandedOver => return None,
    };
    let free = work.ahead.iter().try_fold(work.now, |free, other| {
        finish(free.max(other.not_before), other.remaining, work.schedule.as_ref())
    })?;
    let rest = remaining(work.tasks, work.status);
    let done = finish(start.max(free), rest.time, work.schedule.as_ref())?;
    Some(if rest.overrun { next_five_minutes(done) } else { done })
}

/// How much work is left on `tasks` while their vehicle's job stands at `status`.
///
/// A task that has used up its time and is not done is given ten minutes more, and so is work in progress of which nothing
/// seems left.
pub fn remaining(tasks: &[Task], status: JobStatus) -> Remaining {
    let pace = pace(tasks);
    let mut rest = Remaining { time: SignedDuration::ZERO, overrun: false };
    for task in tasks.iter().filter(|task| !task.done) {
        let left = scale(task.planned, pace).saturating_sub(task.clocked);
        if left.is_positive() {
            rest.time = rest.time.saturating_add(left);
        } else if task.clocked.is_positive() {
            rest = Remaining { time: rest.time.saturating_add(OVERRUN), overrun: true };
        }
    }
    if status == JobStatus::InProgress && rest.time.is_zero() {
        rest = Remaining { time: OVERRUN, overrun: true };
    }
    rest
}

/// Time taken over time planned, in thousandths, of the tasks that are done and were clocked; as planned until those make
/// more than a quarter of the plan.
fn pace(tasks: &[Task]) -> i128 {
    let sum = |pick: fn(&Task) -> SignedDuration, of: fn(&&Task) -> bool| -> i128 {
        tasks.iter().filter(of).map(|task| pick(task).as_millis().max(0)).sum()
    };
    let measured: fn(&&Task) -> bool = |task| task.done && task.clocked.is_positive();
    let planned = sum(|task| task.planned, measured);
    if planned * 4 <= sum(|task| task.planned, |_| true) {
        return AS_PLANNED;
    }
    (sum(|task| task.clocked, measured) * AS_PLANNED / planned).clamp(PACE.0, PACE.1)
}

fn scale(length: SignedDuration, pace: i128) -> SignedDuration {
    // Exactly as planned, so that no part of a millisecond is lost where nothing is corrected.
    if pace == AS_PLANNED {
        return length;
    }
    let millis = length.as_millis() * pace / AS_PLANNED;
    i64::try_from(millis).map_or(SignedDuration::MAX, SignedDuration::from_millis)
}

/// When work of that length is finished that starts at `from` or when somebody is next there; `None` when it does not fit
/// into the coming year.
fn finish(from: Timestamp, length: SignedDuration, schedule: Option<&Schedule<'_>>) -> Option<Timestamp> {
    let Some(schedule) = schedule.filter(|_| length.is_positive()) else {
        return Some(later(from, length.max(SignedDuration::ZERO)));
    };
    let mut left = length;
    let today = schedule.tz.to_datetime(from).date();
    for date in today.series(Span::new().days(1)).take(LOOK_AHEAD_DAYS) {
        for (opens, closes) in schedule.on(date) {
            let opens = opens.max(from);
            let room = closes.duration_since(opens);
            if left <= room {
                return Some(later(opens, left));
            }
            left = left.saturating_sub(room.max(SignedDuration::ZERO));
        }
    }
    None
}

impl Schedule<'_> {
    /// The times of `date` at which the business is open and the technician on shift, in order.
    fn on(&self, date: Date) -> Vec<(Timestamp, Timestamp)> {
        let shifts = self.shifts.open_intervals(date, self.tz);
        let common = |open: (Timestamp, Timestamp)| {
            shifts.clone().into_iter().map(move |shift| (open.0.max(shift.0), open.1.min(shift.1)))
        };
        let hours = self.hours.open_intervals(date, self.tz);
        hours.into_iter().flat_map(common).filter(|(from, to)| from < to).collect()
    }
}

/// `at` plus `by`, stopping at the end of time instead of failing.
pub(super) fn later(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_add(by).unwrap_or(Timestamp::MAX)
}

/// UTC serves here: every zone in use is a multiple of five minutes away from it.
fn next_five_minutes(at: Timestamp) -> Timestamp {
    at.round(TimestampRound::new().smallest(Unit::Minute).increment(5).mode(RoundMode::Ceil)).unwrap_or(at)
}

#[cfg(test)]
mod tests;
