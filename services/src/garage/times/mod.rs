//! Clocked times as people look back on them: by day and person, with what was corrected by hand, and by month for wages.
//!
//! Starting and stopping clocks is in [`super::clocks`]; rules are in `domain::garage::{clocks, correction}`.

pub mod correct;
mod rows;
pub mod wages;

use crate::{Error, Result, Scope, businesses::Business, core::instant};
use domain::{
    accounts::Deed,
    error::ErrorKind,
    garage::{
        clocks::Stretch,
        correction::{Kind, is_of_today},
    },
    ids::{AccountId, ClockId, WorkOrderId},
    time::{day as bounds, local},
};
use entity::{clock_correction, work_order, work_order_job};
use jiff::{SignedDuration, Timestamp, civil::Date};
use rows::Row;
use sea_orm::{ColumnTrait as _, Condition, ConnectionTrait, QueryFilter as _, QueryOrder as _};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Whose times are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Those of who asks.
    Mine,
    /// Everybody's.
    Everybody,
}

/// A day of clocked times.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    /// Which one, where the business is.
    pub date: Date,
    /// Who clocked on it, by name.
    pub people: Vec<Person>,
}

/// The day of one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Who.
    pub id: AccountId,
    /// The name.
    pub name: String,
    /// How long the person was at work on this day, running clocks included.
    pub shift: SignedDuration,
    /// How long the person worked on jobs.
    pub job: SignedDuration,
    /// The times that began on this day, in order; on the first day that was asked for, those too that began before.
    pub entries: Vec<Entry>,
}

impl Person {
    /// The part of the shift that no job accounts for. Below zero where jobs were clocked outside a shift.
    pub fn difference(&self) -> SignedDuration {
        self.shift.saturating_sub(self.job)
    }
}

/// One clocked time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its id, among those of its kind.
    pub id: ClockId,
    /// Shift or job.
    pub kind: Kind,
    /// From when to when.
    pub stretch: Stretch,
    /// What was worked on, for a job.
    pub work: Option<Work>,
    /// Whether who asks may correct it.
    pub correctable: bool,
    /// What was corrected, oldest first.
    pub corrections: Vec<Correction>,
}

/// The work of a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Work {
    /// Its work order.
    pub order: WorkOrderId,
    /// The number of that.
    pub number: String,
    /// What is done.
    pub title: String,
}

/// A time as it was before and after somebody corrected it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// Who did.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// What it was.
    pub before: Stretch,
    /// What it became.
    pub after: Stretch,
    /// Why.
    pub reason: String,
}

/// The times of the days from `first` to `last`, in order of the days; days without any have no people.
///
/// # Errors
/// Members who may move jobs for their own times, those who keep the times for everybody's.
pub async fn days(
    scope: &Scope,
    business: &Business,
    whose: Whose,
    (first, last): (Date, Date),
) -> Result<Vec<Day>> {
    let person = person(scope, whose)?;
    let db = scope.snapshot().await?;
    let span = (bounds(first, &business.zone).0, bounds(last, &business.zone).1);
    let rows = rows::within(scope, &db, person, span).await?;
    let around = Around::read(scope, &db, &rows).await?;
    let mut days = Vec::new();
    for date in first.series(jiff::Span::new().days(1)).take_while(|date| *date <= last) {
        let day = bounds(date, &business.zone);
        let mut people: BTreeMap<AccountId, Person> = BTreeMap::new();
        for row in &rows {
            let from = row.stretch.from;
            let listed = (from >= day.0 || date == first) && from < day.1;
            let time = row.stretch.length_within(day, scope.now());
            if !listed && time.is_zero() {
                continue;
            }
            let person = people.entry(row.person).or_insert_with(|| around.person(row.person));
            let total = if row.kind == Kind::Shift { &mut person.shift } else { &mut person.job };
            *total = total.saturating_add(time);
            if listed {
                person.entries.push(around.entry(scope, business, row));
            }
        }
        let mut people: Vec<Person> = people.into_values().collect();
        people.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        days.push(Day { date, people });
    }
    Ok(days)
}

/// Whose times those are, as far as who asks may see them; `None` for everybody's.
fn person(scope: &Scope, whose: Whose) -> Result<Option<AccountId>> {
    match whose {
        Whose::Everybody => scope.require(Deed::KeepTimes).map(|()| None),
        Whose::Mine => {
            scope.require(Deed::MoveJobs)?;
            scope.account().map(Some).ok_or_else(|| Error::of(ErrorKind::SignedOut))
        }
    }
}

/// Whether who asks may make of `before` what `after` says.
fn may_correct(
    scope: &Scope,
    business: &Business,
    person: AccountId,
    (before, after): (Stretch, Stretch),
) -> bool {
    let today = local(scope.now(), &business.zone).date();
    let (midnight, _) = bounds(today, &business.zone);
    scope.require(Deed::KeepTimes).is_ok()
        || (scope.account() == Some(person) && is_of_today(before, after, midnight))
}

/// What times point at, by its id.
struct Around {
    names: BTreeMap<Uuid, String>,
    work: BTreeMap<Uuid, Work>,
    corrections: BTreeMap<Uuid, Vec<Correction>>,
}

impl Around {
    /// Reads what the rows point at, each table once.
    async fn read(scope: &Scope, db: &impl ConnectionTrait, rows: &[Row]) -> Result<Self> {
        Ok(Self {
            names: super::clocks::names(db, rows.iter().map(|row| row.person.into()).collect()).await?,
            work: work(scope, db, rows).await?,
            corrections: corrections(scope, db, rows).await?,
        })
    }

    fn person(&self, id: AccountId) -> Person {
        Person {
            id,
            name: self.names.get(&id.into()).cloned().unwrap_or_default(),
            shift: SignedDuration::ZERO,
            job: SignedDuration::ZERO,
            entries: Vec::new(),
        }
    }

    fn entry(&self, scope: &Scope, business: &Business, row: &Row) -> Entry {
        Entry {
            id: row.id,
            kind: row.kind,
            stretch: row.stretch,
            work: row.job.and_then(|job| self.work.get(&job.into()).cloned()),
            correctable: may_correct(scope, business, row.person, (row.stretch, row.stretch)),
            corrections: self.corrections.get(&row.id.into()).cloned().unwrap_or_default(),
        }
    }
}

/// The work of these times, by the job's id.
async fn work(scope: &Scope, db: &impl ConnectionTrait, rows: &[Row]) -> Result<BTreeMap<Uuid, Work>> {
    let jobs = work_order_job::Entity::of(scope.business)
        .filter(work_order_job::Column::Id.is_in(rows.iter().filter_map(|row| row.job).map(Uuid::from)))
        .all(db)
        .await?;
    let numbers: BTreeMap<Uuid, String> = work_order::Entity::of(scope.business)
        .filter(work_order::Column::Id.is_in(jobs.iter().map(|job| job.work_order_id)))
        .all(db)
        .await?
        .into_iter()
        .map(|order| (order.id, order.number))
        .collect();
    let work = |job: work_order_job::Model| {
        let number = numbers.get(&job.work_order_id).cloned().unwrap_or_default();
        (job.id, Work { order: job.work_order_id.into(), number, title: job.title })
    };
    Ok(jobs.into_iter().map(work).collect())
}

/// What was corrected of these times, by the time's id, oldest first.
async fn corrections(
    scope: &Scope,
    db: &impl ConnectionTrait,
    rows: &[Row],
) -> Result<BTreeMap<Uuid, Vec<Correction>>> {
    let of = |kind| rows.iter().filter(move |row| row.kind == kind).map(|row| Uuid::from(row.id));
    let known = clock_correction::Entity::of(scope.business)
        .filter(
            Condition::any()
                .add(clock_correction::Column::ShiftClockId.is_in(of(Kind::Shift)))
                .add(clock_correction::Column::JobClockId.is_in(of(Kind::Job))),
        )
        .order_by_asc(clock_correction::Column::Id)
        .all(db)
        .await?;
    let mut found: BTreeMap<Uuid, Vec<Correction>> = BTreeMap::new();
    for row in known {
        let Some(clock) = row.shift_clock_id.or(row.job_clock_id) else { continue };
        let stretch = |from: i64, to: Option<i64>| Stretch { from: instant(from), to: to.map(instant) };
        found.entry(clock).or_default().push(Correction {
            by: row.by_name,
            at: instant(row.at),
            before: stretch(row.old_began_at, row.old_ended_at),
            after: stretch(row.new_began_at, row.new_ended_at),
            reason: row.reason,
        });
    }
    Ok(found)
}
