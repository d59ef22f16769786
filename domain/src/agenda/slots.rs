//! Which starts are free: the one engine behind the booking page, the concierge and the claim itself.
//!
//! The rules, in one place:
//! - The service's length lies wholly inside one open span of the business and one shift span of the worker,
//!   so no booking runs across the lunch break.
//! - The buffer after it is for cleaning up. It may run past closing, the break or the shift's end (staff
//!   finish behind a closed door), but never into another claim of the worker or the bay.
//! - Starts lie on a grid that begins anew at the opening of each span.
//! - Lengths are elapsed time: an hour is an hour on the days when the clocks change.
//! - Intervals are half-open: one booking may end at the instant at which the next begins.

use super::hours::{DAY_MINUTES, OpeningHours, instant};
use crate::ids::ResourceId;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a service needs of the agenda.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceRule {
    /// How long the customer's appointment takes, in minutes; 0 counts as 1.
    pub length_min: u32,
    /// Minutes after it in which worker and bay are cleaned up and not yet free.
    pub buffer_min: u32,
    /// Whether it takes place in a bay (or chair, or table).
    pub needs_bay: bool,
    /// The skill that the worker must have; `None`: anybody can do it.
    pub skill: Option<String>,
}

/// How a business takes bookings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Policy {
    /// The least time between booking and start, in minutes.
    pub notice_min: u32,
    /// How many days ahead of today can be booked.
    pub window_days: u16,
    /// Minutes between two starts on offer; 0 counts as 1.
    pub step_min: u16,
}

impl Default for Policy {
    fn default() -> Self {
        Self { notice_min: 120, window_days: 45, step_min: 15 }
    }
}

/// Somebody who does the work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Worker {
    /// The resource that their claims are made on.
    pub id: ResourceId,
    /// What they can do.
    pub skills: Vec<String>,
    /// When they are there, in the business's zone.
    pub shifts: OpeningHours,
}

/// A time for which a worker or a bay is taken or held, its buffer included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Busy {
    /// The worker or bay.
    pub resource: ResourceId,
    /// The first instant inside.
    pub from: Timestamp,
    /// The first instant after.
    pub to: Timestamp,
}

/// A start that can be booked, and who and where would take it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// When the customer is expected.
    pub starts: Timestamp,
    /// When the customer can leave: the buffer is not included.
    pub ends: Timestamp,
    /// Who does the work.
    pub worker: ResourceId,
    /// Where, for services that need a bay.
    pub bay: Option<ResourceId>,
}

/// Everything that the answer depends on.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// The business's opening hours.
    pub hours: &'a OpeningHours,
    /// The business's time zone.
    pub tz: &'a TimeZone,
    /// The present instant.
    pub now: Timestamp,
    /// How the business takes bookings.
    pub policy: &'a Policy,
    /// What is to be booked.
    pub service: &'a ServiceRule,
    /// Who could do it; earlier ones are preferred among equals.
    pub workers: &'a [Worker],
    /// Where it could be done; earlier ones are preferred.
    pub bays: &'a [ResourceId],
    /// What is taken, in any order; rows of other resources do no harm.
    pub busy: &'a [Busy],
}

/// Why a start cannot be booked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// Outside the opening hours, not wholly inside one span of them, or nobody who can do it is on shift.
    Closed,
    /// Sooner than the notice that the business asks for, or past.
    TooSoon,
    /// Later than the business takes bookings.
    TooFar,
    /// Between two starts of the grid.
    NotOnGrid,
    /// Every worker or every bay has another claim on that time.
    Taken,
    /// No worker at all has the skill, or there is no bay at all.
    NobodySkilled,
}

impl Refusal {
    /// The key of the sentence that tells the customer.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Closed => "err_slot_closed",
            Self::TooSoon => "err_slot_too_soon",
            Self::TooFar => "err_slot_too_far",
            Self::NotOnGrid => "err_slot_not_on_grid",
            Self::Taken => "err_slot_taken",
            Self::NobodySkilled => "err_slot_nobody_skilled",
        }
    }
}

/// The free starts of `date`, in order: one slot each, with the least busy worker of that day and the first free bay.
pub fn slots_on(q: &Question<'_>, date: Date) -> Vec<Slot> {
    Plan::new(q).slots_on(date)
}

/// The first `count` free slots from the instant `from` on, across days up to the end of the window.
pub fn next_free(q: &Question<'_>, from: Timestamp, count: usize) -> Vec<Slot> {
    let plan = Plan::new(q);
    let first = q.tz.to_datetime(from.max(plan.earliest)).date();
    let days = first.series(jiff::Span::new().days(1)).take_while(|date| *date <= plan.last);
    days.flat_map(|date| plan.slots_on(date)).filter(|slot| slot.starts >= from).take(count).collect()
}

/// The number of free starts on each of `count` days from `from` on: for the day picker.
pub fn days(q: &Question<'_>, from: Date, count: u16) -> Vec<(Date, usize)> {
    let plan = Plan::new(q);
    let days = from.series(jiff::Span::new().days(1)).take(usize::from(count));
    days.map(|date| (date, plan.slots_on(date).len())).collect()
}

/// Every worker and bay that could take exactly this start, best first, for the claim to try one after another.
///
/// The first is the slot that `slots_on` offers for this start.
///
/// # Errors
/// Why it cannot be booked: what holds for every start is told before what holds for this one.
pub fn fits(q: &Question<'_>, starts: Timestamp) -> Result<Vec<Slot>, Refusal> {
    let plan = Plan::new(q);
    if plan.workers.is_empty() || (q.service.needs_bay && q.bays.is_empty()) {
        return Err(Refusal::NobodySkilled);
    }
    if starts < plan.earliest {
        return Err(Refusal::TooSoon);
    }
    let date = q.tz.to_datetime(starts).date();
    if date > plan.last {
        return Err(Refusal::TooFar);
    }
    plan.check_grid(date, starts)?;
    let shifts = plan.shifts_on(date);
    let ends = plan.ends(starts);
    if !shifts.iter().any(|shift| shift.covers(starts, ends)) {
        return Err(Refusal::Closed);
    }
    let slots: Vec<_> = plan.candidates(&shifts, starts).collect();
    if slots.is_empty() { Err(Refusal::Taken) } else { Ok(slots) }
}

/// Half-open, in order; those of `busy` lists are also disjoint.
type Interval = (Timestamp, Timestamp);

/// A question made ready: busy rows by resource, sorted and merged once for all days.
struct Plan<'a> {
    q: &'a Question<'a>,
    busy: BTreeMap<ResourceId, Vec<Interval>>,
    workers: Vec<&'a Worker>,
    /// The first instant that the notice allows.
    earliest: Timestamp,
    /// The last date of the window.
    last: Date,
}

/// One worker's day.
struct Shift<'p> {
    worker: ResourceId,
    spans: Vec<Interval>,
    busy: &'p [Interval],
}

impl Shift<'_> {
    fn covers(&self, from: Timestamp, to: Timestamp) -> bool {
        self.spans.iter().any(|span| span.0 <= from && to <= span.1)
    }
}

impl<'a> Plan<'a> {
    fn new(q: &'a Question<'a>) -> Self {
        let mut busy: BTreeMap<ResourceId, Vec<Interval>> = BTreeMap::new();
        for row in q.busy.iter().filter(|row| row.from < row.to) {
            busy.entry(row.resource).or_default().push((row.from, row.to));
        }
        busy.values_mut().for_each(merge);
        let able =
            |worker: &&Worker| q.service.skill.as_ref().is_none_or(|skill| worker.skills.contains(skill));
        let today = q.tz.to_datetime(q.now).date();
        Self {
            q,
            busy,
            workers: q.workers.iter().filter(able).collect(),
            earliest: after(q.now, q.policy.notice_min.into()),
            last: today.checked_add(jiff::Span::new().days(q.policy.window_days)).unwrap_or(Date::MAX),
        }
    }

    fn ends(&self, starts: Timestamp) -> Timestamp {
        after(starts, self.q.service.length_min.max(1).into())
    }

    fn step(&self) -> i64 {
        self.q.policy.step_min.max(1).into()
    }

    fn busy(&self, resource: ResourceId) -> &[Interval] {
        self.busy.get(&resource).map_or(&[], Vec::as_slice)
    }

    fn slots_on(&self, date: Date) -> Vec<Slot> {
        let starts = self.starts_on(date);
        if starts.is_empty() {
            return Vec::new();
        }
        let shifts = self.shifts_on(date);
        starts.into_iter().filter_map(|start| self.candidates(&shifts, start).next()).collect()
    }

    /// The grid of `date` that lies within hours, notice and window, whoever is free.
    fn starts_on(&self, date: Date) -> Vec<Timestamp> {
        if date > self.last {
            return Vec::new();
        }
        let open = self.q.hours.open_intervals(date, self.q.tz);
        let grid = |(from, to): Interval| {
            let starts = (0_i64..).map(move |k| after(from, k.saturating_mul(self.step())));
            starts.take_while(move |start| self.ends(*start) <= to)
        };
        // Where clocks go back over midnight, part of a day's interval wears the date of the day before.
        let counts =
            |start: &Timestamp| *start >= self.earliest && self.q.tz.to_datetime(*start).date() == date;
        let mut starts: Vec<_> = open.into_iter().flat_map(grid).filter(counts).collect();
        // Hours that were stored unchecked may overlap; a start is still offered once.
        starts.sort_unstable();
        starts.dedup();
        starts
    }

    fn check_grid(&self, date: Date, starts: Timestamp) -> Result<(), Refusal> {
        let (open, ends) = (self.q.hours.open_intervals(date, self.q.tz), self.ends(starts));
        let mut around = open.iter().filter(|span| span.0 <= starts && ends <= span.1).peekable();
        if around.peek().is_none() {
            return Err(Refusal::Closed);
        }
        let step = SignedDuration::from_mins(self.step()).as_nanos();
        let on_grid = around.any(|span| starts.duration_since(span.0).as_nanos() % step == 0);
        if on_grid { Ok(()) } else { Err(Refusal::NotOnGrid) }
    }

    /// The day of every worker who can do it, the least busy first, then in the order given.
    fn shifts_on(&self, date: Date) -> Vec<Shift<'_>> {
        let day = instant(date, 0, self.q.tz).zip(instant(date, DAY_MINUTES, self.q.tz));
        let mut ranked: Vec<_> = self
            .workers
            .iter()
            .map(|worker| {
                let busy = self.busy(worker.id);
                let spans = worker.shifts.open_intervals(date, self.q.tz);
                let load = day.map(|day| load(busy, day)).unwrap_or_default();
                (load, Shift { worker: worker.id, spans, busy })
            })
            .collect();
        ranked.sort_by_key(|(load, _)| *load);
        ranked.into_iter().map(|(_, shift)| shift).collect()
    }

    fn candidates<'s>(
        &'s self,
        shifts: &'s [Shift<'s>],
        starts: Timestamp,
    ) -> impl Iterator<Item = Slot> + 's {
        let ends = self.ends(starts);
        let cleared = after(ends, self.q.service.buffer_min.into());
        shifts
            .iter()
            .filter(move |shift| shift.covers(starts, ends) && is_free(shift.busy, (starts, cleared)))
            .flat_map(move |shift| {
                self.free_bays((starts, cleared)).map(move |bay| Slot {
                    starts,
                    ends,
                    worker: shift.worker,
                    bay,
                })
            })
    }

    /// The free bays in order; a single `None` for services that need no bay.
    fn free_bays(&self, taken: Interval) -> impl Iterator<Item = Option<ResourceId>> {
        let needed = self.q.service.needs_bay;
        let bays = if needed { self.q.bays } else { &[] };
        let free = bays.iter().copied().filter(move |bay| is_free(self.busy(*bay), taken)).map(Some);
        (!needed).then_some(None).into_iter().chain(free)
    }
}

/// `minutes` later, or the end of time.
fn after(ts: Timestamp, minutes: i64) -> Timestamp {
    SignedDuration::try_from_mins(minutes).and_then(|by| ts.checked_add(by).ok()).unwrap_or(Timestamp::MAX)
}

/// Sorts the intervals and joins those that overlap or touch.
fn merge(intervals: &mut Vec<Interval>) {
    intervals.sort_unstable();
    intervals.dedup_by(|next, kept| {
        let joins = next.0 <= kept.1;
        if joins {
            kept.1 = kept.1.max(next.1);
        }
        joins
    });
}

fn is_free(busy: &[Interval], wanted: Interval) -> bool {
    let next = busy.partition_point(|interval| interval.1 <= wanted.0);
    busy.get(next).is_none_or(|interval| wanted.1 <= interval.0)
}

/// How much of `day` is busy.
fn load(busy: &[Interval], day: Interval) -> SignedDuration {
    let first = busy.partition_point(|interval| interval.1 <= day.0);
    let within = busy.iter().skip(first).take_while(|interval| interval.0 < day.1);
    within.map(|interval| interval.1.min(day.1).duration_since(interval.0.max(day.0))).sum()
}

#[cfg(test)]
mod tests;
