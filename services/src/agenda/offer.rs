//! What is free: the days and times that the booking page shows.

use super::claims;
use crate::{
    Result, Scope,
    businesses::{Business, Service},
};
use domain::{
    agenda::slots::{self, Busy, Question, Refusal, ServiceRule, Slot, Worker},
    ids::{BookingId, ResourceId},
    time::local,
};
use entity::resource::{Column, Entity};
use jiff::{SignedDuration, Timestamp, civil::Date};
use sea_orm::{ColumnTrait as _, ConnectionTrait, QueryFilter as _, QueryOrder as _};

/// Free times offered when the wanted one is gone.
pub const NEXT: usize = 3;

const A_DAY: SignedDuration = SignedDuration::from_hours(24);

/// The facts that the slot engine decides on, read once.
pub(super) struct Facts {
    rule: ServiceRule,
    workers: Vec<Worker>,
    bays: Vec<ResourceId>,
    busy: Vec<Busy>,
    now: Timestamp,
}

impl Facts {
    /// Reads who and what could take `service`, and what is taken in the whole window in which bookings are taken.
    pub(super) async fn read(
        scope: &Scope,
        db: &impl ConnectionTrait,
        business: &Business,
        service: &Service,
        except: Option<BookingId>,
    ) -> Result<Self> {
        let days = i64::from(business.policy.window_days) + 2;
        let span = (scope.now() - A_DAY, scope.now() + A_DAY * i32::try_from(days).unwrap_or(i32::MAX));
        let busy = claims::busy(db, business.id, span, scope.now(), except).await?;
        Self::with(scope, db, business, service, busy).await
    }

    /// The same, knowing only what is taken on the day of `starts`: enough to decide on that start and on who is least
    /// busy that day, at a fraction of the rows.
    pub(super) async fn read_around(
        scope: &Scope,
        db: &impl ConnectionTrait,
        business: &Business,
        service: &Service,
        except: Option<BookingId>,
        starts: Timestamp,
    ) -> Result<Self> {
        let (from, to) = domain::time::day(local(starts, &business.zone).date(), &business.zone);
        let length = SignedDuration::from_mins(i64::from(service.length_min) + i64::from(service.buffer_min));
        let span = (from, to.max(starts.checked_add(length).unwrap_or(to)));
        // A hold that ran out counts until it is given back: the database would refuse its time.
        let busy = claims::busy(db, business.id, span, Timestamp::MIN, except).await?;
        Self::with(scope, db, business, service, busy).await
    }

    async fn with(
        scope: &Scope,
        db: &impl ConnectionTrait,
        business: &Business,
        service: &Service,
        busy: Vec<Busy>,
    ) -> Result<Self> {
        let rows = Entity::of(business.id)
            .filter(Column::Active.eq(true))
            .order_by_asc(Column::Position)
            .all(db)
            .await?;
        let (mut workers, mut bays) = (Vec::new(), Vec::new());
        for row in rows {
            if row.kind == "bay" {
                bays.push(row.id.into());
            } else {
                workers.push(Worker {
                    id: row.id.into(),
                    skills: serde_json::from_str(&row.skills)?,
                    shifts: serde_json::from_str(&row.shifts)?,
                });
            }
        }
        Ok(Self {
            rule: ServiceRule {
                length_min: service.length_min,
                buffer_min: service.buffer_min,
                needs_bay: service.needs_bay,
                skill: service.skill.clone(),
            },
            workers,
            bays,
            busy,
            now: scope.now(),
        })
    }

    fn question<'a>(&'a self, business: &'a Business) -> Question<'a> {
        Question {
            hours: &business.hours,
            tz: &business.zone,
            now: self.now,
            policy: &business.policy,
            service: &self.rule,
            workers: &self.workers,
            bays: &self.bays,
            busy: &self.busy,
        }
    }

    /// The candidates for exactly this start, best first, or why there is none.
    pub(super) fn fits(
        &self,
        business: &Business,
        starts: Timestamp,
    ) -> std::result::Result<Vec<Slot>, Refusal> {
        slots::fits(&self.question(business), starts)
    }

    /// The next free times from `from` on.
    pub(super) fn next(&self, business: &Business, from: Timestamp) -> Vec<Slot> {
        slots::next_free(&self.question(business), from, NEXT)
    }
}

/// The days from today to the end of the window, each with its number of free times.
///
/// # Errors
/// When the database does not answer.
pub async fn days(
    scope: &Scope,
    business: &Business,
    service: &Service,
    except: Option<BookingId>,
) -> Result<Vec<(Date, usize)>> {
    let facts = Facts::read(scope, &scope.snapshot().await?, business, service, except).await?;
    let today = local(scope.now(), &business.zone).date();
    Ok(slots::days(&facts.question(business), today, business.policy.window_days + 1))
}

/// The free times of one day.
///
/// # Errors
/// When the database does not answer.
pub async fn times(
    scope: &Scope,
    business: &Business,
    service: &Service,
    date: Date,
    except: Option<BookingId>,
) -> Result<Vec<Slot>> {
    let facts = Facts::read(scope, &scope.snapshot().await?, business, service, except).await?;
    Ok(slots::slots_on(&facts.question(business), date))
}
