//! The clocks that people start and stop: one for the shift, one for the job they work on.
//!
//! A person has at most one open shift and one open job. Starting a job stops the one before, and ending the shift stops
//! the job. The two clocks need each other for nothing else: a garage may clock jobs and no shifts.

use super::board::JobStatus;
use crate::{form::FieldError, ids::WorkOrderJobId};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A time that a clock measured; `to` itself is outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Stretch {
    /// When it began.
    pub from: Timestamp,
    /// When it ended; `None` while the clock runs.
    pub to: Option<Timestamp>,
}

impl Stretch {
    /// Its length so far. A clock that begins in the future has measured nothing yet.
    pub fn length(&self, now: Timestamp) -> SignedDuration {
        self.to.unwrap_or(now).duration_since(self.from).max(SignedDuration::ZERO)
    }

    /// How much of it lies between two instants: a shift over midnight counts for both days.
    pub fn length_within(&self, (from, to): (Timestamp, Timestamp), now: Timestamp) -> SignedDuration {
        let end = self.to.unwrap_or(now).min(to);
        end.duration_since(self.from.max(from)).max(SignedDuration::ZERO)
    }
}

/// The clocks of one person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clocks {
    /// When the person was at work.
    pub shifts: Vec<Stretch>,
    /// What the person worked on.
    pub jobs: Vec<(WorkOrderJobId, Stretch)>,
}

/// What starting or stopping a clock changes, in the order in which it is to be recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// The open job ends.
    JobEnds(WorkOrderJobId),
    /// The open shift ends.
    ShiftEnds,
    /// A shift begins.
    ShiftStarts,
    /// Work on a job begins.
    JobStarts(WorkOrderJobId),
}

impl Clocks {
    /// Since when the open shift lasts.
    pub fn open_shift(&self) -> Option<Timestamp> {
        open(&self.shifts).map(|shift| shift.from)
    }

    /// The job that the person works on, and since when.
    pub fn open_job(&self) -> Option<(WorkOrderJobId, Timestamp)> {
        self.jobs.iter().find(|(_, stretch)| stretch.to.is_none()).map(|(job, stretch)| (*job, stretch.from))
    }

    /// Begins a shift at `at`.
    ///
    /// # Errors
    /// Of the whole form: `err_clock_shift_open` when one is open, `err_clock_overlap` when an earlier one ended later
    /// than `at`.
    pub fn start_shift(&self, at: Timestamp) -> Result<Vec<Step>, FieldError> {
        if self.open_shift().is_some() {
            return Err(FieldError::new("", "err_clock_shift_open"));
        }
        starts_after(&self.shifts, at)?;
        Ok(vec![Step::ShiftStarts])
    }

    /// Ends the open shift at `at`, and the open job with it.
    ///
    /// # Errors
    /// Of the whole form: `err_clock_no_shift` when none is open, `err_clock_backwards` when shift or job began after
    /// `at`.
    pub fn end_shift(&self, at: Timestamp) -> Result<Vec<Step>, FieldError> {
        let since = self.open_shift().ok_or_else(|| FieldError::new("", "err_clock_no_shift"))?;
        ends_after(since, at)?;
        let mut steps = self.end_open_job(at)?;
        steps.push(Step::ShiftEnds);
        Ok(steps)
    }

    /// Begins work on `job` at `at` and ends work on another. A job that already runs simply runs on, so that a second
    /// tap does no harm.
    ///
    /// # Errors
    /// Of the whole form: `err_clock_backwards` when the open job began after `at`, `err_clock_overlap` when an earlier
    /// one ended later than `at`.
    pub fn start_job(&self, job: WorkOrderJobId, at: Timestamp) -> Result<Vec<Step>, FieldError> {
        if self.open_job().is_some_and(|(open, _)| open == job) {
            return Ok(Vec::new());
        }
        let mut steps = self.end_open_job(at)?;
        starts_after(&self.job_stretches(), at)?;
        steps.push(Step::JobStarts(job));
        Ok(steps)
    }

    /// Ends work on the open job at `at`; the shift goes on.
    ///
    /// # Errors
    /// Of the whole form: `err_clock_no_job` when none is open, `err_clock_backwards` when it began after `at`.
    pub fn stop_job(&self, at: Timestamp) -> Result<Vec<Step>, FieldError> {
        let steps = self.end_open_job(at)?;
        if steps.is_empty() { Err(FieldError::new("", "err_clock_no_job")) } else { Ok(steps) }
    }

    /// Carries out what the other functions answered, at the same instant.
    pub fn apply(&mut self, steps: &[Step], at: Timestamp) {
        let begun = Stretch { from: at, to: None };
        for step in steps {
            match step {
                Step::ShiftStarts => self.shifts.push(begun),
                Step::JobStarts(job) => self.jobs.push((*job, begun)),
                Step::ShiftEnds => close(self.shifts.iter_mut(), at),
                Step::JobEnds(_) => close(self.jobs.iter_mut().map(|(_, stretch)| stretch), at),
            }
        }
    }

    /// Whether the times are possible: for those corrected by hand.
    ///
    /// # Errors
    /// On `to`, `err_clock_backwards` for an end before its start; on `from`, `err_clock_overlap` for a start before the
    /// end of another, which includes a second open one.
    pub fn check(&self) -> Result<(), FieldError> {
        apart(self.shifts.clone())?;
        apart(self.job_stretches())
    }

    fn job_stretches(&self) -> Vec<Stretch> {
        self.jobs.iter().map(|(_, stretch)| *stretch).collect()
    }

    fn end_open_job(&self, at: Timestamp) -> Result<Vec<Step>, FieldError> {
        let Some((job, since)) = self.open_job() else { return Ok(Vec::new()) };
        ends_after(since, at)?;
        Ok(vec![Step::JobEnds(job)])
    }
}

fn open(stretches: &[Stretch]) -> Option<&Stretch> {
    stretches.iter().find(|stretch| stretch.to.is_none())
}

fn close<'a>(mut stretches: impl Iterator<Item = &'a mut Stretch>, at: Timestamp) {
    if let Some(open) = stretches.find(|stretch| stretch.to.is_none()) {
        open.to = Some(at);
    }
}

fn ends_after(since: Timestamp, at: Timestamp) -> Result<(), FieldError> {
    if at < since { Err(FieldError::new("", "err_clock_backwards")) } else { Ok(()) }
}

fn starts_after(stretches: &[Stretch], at: Timestamp) -> Result<(), FieldError> {
    let free = stretches.iter().filter_map(|stretch| stretch.to).all(|ended| ended <= at);
    if free { Ok(()) } else { Err(FieldError::new("", "err_clock_overlap")) }
}

fn apart(mut stretches: Vec<Stretch>) -> Result<(), FieldError> {
    if stretches.iter().any(|stretch| stretch.to.is_some_and(|to| to < stretch.from)) {
        return Err(FieldError::new("to", "err_clock_backwards"));
    }
    stretches.sort_by_key(|stretch| (stretch.from, stretch.to.unwrap_or(Timestamp::MAX)));
    let starts = stretches.iter().skip(1).map(|next| next.from);
    let clear = stretches.iter().zip(starts).all(|(one, next)| one.to.is_some_and(|to| to <= next));
    if clear { Ok(()) } else { Err(FieldError::new("from", "err_clock_overlap")) }
}

/// Time by person, by job, by both: the lengths up to `now` of all stretches with the same key.
pub fn totals<K: Ord>(
    stretches: impl IntoIterator<Item = (K, Stretch)>,
    now: Timestamp,
) -> BTreeMap<K, SignedDuration> {
    let mut totals = BTreeMap::new();
    for (key, stretch) in stretches {
        let total: &mut SignedDuration = totals.entry(key).or_default();
        *total = total.saturating_add(stretch.length(now));
    }
    totals
}

/// How long a job stood in each status, from the instants at which it came there, in any order. After handing over nothing
/// counts any more.
pub fn time_in_status(
    changes: &[(Timestamp, JobStatus)],
    now: Timestamp,
) -> BTreeMap<JobStatus, SignedDuration> {
    let mut changes = changes.to_vec();
    changes.sort_by_key(|(at, _)| *at);
    let ends = changes.iter().skip(1).map(|(at, _)| Some(*at)).chain([None]);
    let stretches =
        changes.iter().zip(ends).map(|((from, status), to)| (*status, Stretch { from: *from, to }));
    totals(stretches.filter(|(status, _)| *status != JobStatus::HandedOver), now)
}

#[cfg(test)]
mod tests;
