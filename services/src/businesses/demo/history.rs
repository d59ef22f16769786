//! A month of bookings behind, and the days ahead about three fifths full.
//!
//! Every time is one that the slot engine offered when it was asked before that day: so it lies within the hours, and no
//! two bookings want the same person or place.

use super::{
    blueprint::{Blueprint, COMING_DAYS, PAST_DAYS},
    dice::Dice,
    people::Customer,
    progress::{self, Manner, later},
};
use crate::{Core, Result, secret};
use domain::{
    agenda::{
        BookingState,
        hours::OpeningHours,
        slots::{self, Busy, Question, ServiceRule, Slot, Worker},
    },
    garage::board::JobStatus,
    ids::{AccountId, BookingId, BusinessId, ResourceId, ServiceId},
    time::local,
};
use entity::{booking, booking_event, claim};
use jiff::{Span, Timestamp, civil::Date, tz::TimeZone};
use sea_orm::{DatabaseTransaction, Set};
use std::collections::BTreeMap;
use uuid::Uuid;

const DAY_MIN: i64 = 24 * 60;

/// A business with all its rows but the bookings.
#[derive(Debug)]
pub(super) struct Stage<'a> {
    pub(super) core: &'a Core,
    pub(super) business: BusinessId,
    pub(super) blueprint: &'a Blueprint,
    pub(super) zone: TimeZone,
    /// The services, in the order of the blueprint.
    pub(super) services: Vec<(ServiceId, ServiceRule)>,
    pub(super) workers: Vec<Worker>,
    pub(super) bays: Vec<ResourceId>,
    /// The accounts of those whom bookings take.
    pub(super) accounts: BTreeMap<ResourceId, AccountId>,
    /// Who receives customers.
    pub(super) reception: Option<AccountId>,
    pub(super) customers: Vec<Customer>,
    /// The demo's own customer.
    pub(super) regular: Option<Customer>,
}

/// Somebody comes: when, what for, with which vehicle.
struct Visit<'s> {
    date: Date,
    slot: Slot,
    service: usize,
    customer: &'s Customer,
    vehicle: Option<Uuid>,
}

/// Writes the bookings of `stage` with their claims and their history.
///
/// # Errors
/// When the rows cannot be written.
pub(super) async fn write(stage: &Stage<'_>, tx: &DatabaseTransaction, dice: &mut Dice) -> Result<()> {
    let today = local(stage.core.now(), &stage.zone).date();
    let mut rows = Rows::default();
    for visit in plan(stage, today, dice) {
        rows.add(stage, today, &visit, dice)?;
    }
    super::insert(tx, rows.bookings).await?;
    super::insert(tx, rows.claims).await?;
    super::insert(tx, rows.events).await
}

/// Who comes on which day: first the visits that are meant to be there, then as many others as fill the day.
fn plan<'s>(stage: &'s Stage<'_>, today: Date, dice: &mut Dice) -> Vec<Visit<'s>> {
    let day_at = |days: i32| today.checked_add(Span::new().days(days)).unwrap_or(today);
    let mut meant: Vec<(i32, &str, usize)> =
        stage.blueprint.regular.iter().flat_map(|regular| regular.visits).copied().collect();
    let mut visits = Vec::new();
    for offset in -PAST_DAYS..=COMING_DAYS {
        let mut day = Day { stage, date: day_at(offset), busy: Vec::new(), visits: Vec::new() };
        if stage.blueprint.business.hours.spans_on(day.date).is_empty() {
            continue;
        }
        meant.retain(|visit| visit.0 > offset || !day.receive_regular(*visit, dice));
        day.fill(dice);
        visits.append(&mut day.visits);
    }
    visits
}

/// A day that fills up.
struct Day<'s, 'a> {
    stage: &'s Stage<'a>,
    date: Date,
    busy: Vec<Busy>,
    visits: Vec<Visit<'s>>,
}

impl<'s> Day<'s, '_> {
    /// Takes one of the free times for `service`, if there is one.
    fn book(
        &mut self,
        service: usize,
        customer: &'s Customer,
        vehicle: Option<Uuid>,
        dice: &mut Dice,
    ) -> bool {
        let Some((_, rule)) = self.stage.services.get(service) else { return false };
        let mut bays = self.stage.bays.clone();
        // Customers do not all stand in the first bay.
        bays.rotate_left(dice.below(self.stage.bays.len()));
        let Some(slot) = dice.pick(&self.free(rule, &bays)).cloned() else { return false };
        let cleared = later(slot.ends, rule.buffer_min.into());
        for resource in [Some(slot.worker), slot.bay].into_iter().flatten() {
            self.busy.push(Busy { resource, from: slot.starts, to: cleared });
        }
        self.visits.push(Visit { date: self.date, slot, service, customer, vehicle });
        true
    }

    /// What the booking page would have offered on the evening before.
    fn free(&self, rule: &ServiceRule, bays: &[ResourceId]) -> Vec<Slot> {
        let business = &self.stage.blueprint.business;
        let Ok(midnight) = self.date.to_zoned(self.stage.zone.clone()) else { return Vec::new() };
        let question = Question {
            hours: &business.hours,
            tz: &self.stage.zone,
            now: later(midnight.timestamp(), -60 - i64::from(business.policy.notice_min)),
            policy: &business.policy,
            service: rule,
            workers: &self.stage.workers,
            bays,
            busy: &self.busy,
        };
        slots::slots_on(&question, self.date)
    }

    fn receive_regular(&mut self, (_, slug, vehicle): (i32, &str, usize), dice: &mut Dice) -> bool {
        let services = &self.stage.blueprint.services;
        let Some(customer) = &self.stage.regular else { return false };
        let Some(service) = services.iter().position(|service| service.slug == slug) else { return false };
        self.book(service, customer, customer.vehicles.get(vehicle).copied(), dice)
    }

    /// Lets others come, each at most once, until the day is about three fifths full.
    fn fill(&mut self, dice: &mut Dice) {
        let target = self.capacity() * dice.between(54, 66) / 100;
        let mut others: Vec<&'s Customer> = self.stage.customers.iter().collect();
        dice.shuffle(&mut others);
        for customer in others {
            if self.taken() >= target {
                break;
            }
            // The smaller of two throws: what stands first is booked most.
            let count = self.stage.services.len();
            let service = dice.below(count).min(dice.below(count));
            let vehicle = dice.pick(&customer.vehicles).copied();
            self.book(service, customer, vehicle, dice);
        }
    }

    /// The minutes that are taken of people's time.
    fn taken(&self) -> i64 {
        let rule = |visit: &Visit<'_>| self.stage.services.get(visit.service).map(|(_, rule)| rule);
        self.visits.iter().filter_map(rule).map(|rule| i64::from(rule.length_min + rule.buffer_min)).sum()
    }

    /// The minutes that people are there for, as far as there are places for them.
    fn capacity(&self) -> i64 {
        let minutes = |hours: &OpeningHours| -> i64 {
            hours.spans_on(self.date).iter().map(|span| i64::from(span.to.saturating_sub(span.from))).sum()
        };
        let open = minutes(&self.stage.blueprint.business.hours);
        let present: i64 = self.stage.workers.iter().map(|worker| minutes(&worker.shifts).min(open)).sum();
        present.min(open * i64::try_from(self.stage.bays.len()).unwrap_or(i64::MAX / DAY_MIN))
    }
}

/// Rows to insert together.
#[derive(Default)]
struct Rows {
    bookings: Vec<booking::ActiveModel>,
    claims: Vec<claim::ActiveModel>,
    events: Vec<booking_event::ActiveModel>,
}

impl Rows {
    fn add(&mut self, stage: &Stage<'_>, today: Date, visit: &Visit<'_>, dice: &mut Dice) -> Result<()> {
        let Some((service_id, rule)) = stage.services.get(visit.service) else { return Ok(()) };
        let now = stage.core.now();
        let id = BookingId(stage.core.new_id());
        let asked = later(visit.slot.starts, -dice.between(DAY_MIN, 12 * DAY_MIN));
        let made = asked.min(later(now, -dice.between(5, 300)));
        let lacks_part = stage.blueprint.clientele.workshop && visit.date == today && dice.chance(18);
        let manner = Manner { workshop: stage.blueprint.clientele.workshop, lacks_part };
        let mut moves = progress::course(visit.slot.starts, visit.slot.ends, manner, dice);
        moves.retain(|(_, at)| *at <= now);
        let (status, since) = moves.last().copied().unwrap_or((JobStatus::Scheduled, made));
        let wish = dice.pick(stage.blueprint.clientele.wishes).filter(|_| dice.chance(15));
        let price = stage.blueprint.services.get(visit.service).map_or(0, |service| service.price_minor);
        self.bookings.push(booking::ActiveModel {
            business_id: Set(stage.business.into()),
            id: Set(id.into()),
            token: Set(secret::token()?),
            service_id: Set((*service_id).into()),
            customer_id: Set(Some(visit.customer.id)),
            vehicle_id: Set(visit.vehicle),
            worker_id: Set(visit.slot.worker.into()),
            bay_id: Set(visit.slot.bay.map(Into::into)),
            starts_at: Set(visit.slot.starts.as_millisecond()),
            ends_at: Set(visit.slot.ends.as_millisecond()),
            state: Set(BookingState::Confirmed.as_str().into()),
            hold_expires_at: Set(None),
            job_status: Set(status.as_str().into()),
            job_since: Set(since.as_millisecond()),
            price_minor: Set(price),
            note: Set(wish.map(|wish| (*wish).to_owned()).unwrap_or_default()),
            locale: Set(visit.customer.locale.tag().into()),
            sequence: Set(0),
            created_at: Set(made.as_millisecond()),
        });
        self.claim(stage, id, &visit.slot, rule.buffer_min);
        self.tell(stage, id, ("confirmed", String::new()), visit.customer.account, made);
        self.tell_moves(stage, id, &moves, visit.slot.worker, dice);
        Ok(())
    }

    fn claim(&mut self, stage: &Stage<'_>, booking: BookingId, slot: &Slot, buffer_min: u32) {
        for resource in [Some(slot.worker), slot.bay].into_iter().flatten() {
            self.claims.push(claim::ActiveModel {
                business_id: Set(stage.business.into()),
                id: Set(stage.core.new_id()),
                resource_id: Set(resource.into()),
                booking_id: Set(booking.into()),
                starts_at: Set(slot.starts.as_millisecond()),
                ends_at: Set(later(slot.ends, buffer_min.into()).as_millisecond()),
                state: Set("taken".into()),
                expires_at: Set(None),
            });
        }
    }

    /// The moves so far, and now and then what was found during the work.
    fn tell_moves(
        &mut self,
        stage: &Stage<'_>,
        booking: BookingId,
        moves: &[progress::Move],
        worker: ResourceId,
        dice: &mut Dice,
    ) {
        let worker = stage.accounts.get(&worker).copied();
        let mut from = JobStatus::Scheduled;
        for (to, at) in moves {
            let by = match to {
                JobStatus::CheckedIn | JobStatus::HandedOver => stage.reception.or(worker),
                _ => worker,
            };
            let detail = format!("{} {}", from.as_str(), to.as_str());
            self.tell(stage, booking, ("status", detail), by.map(Into::into), *at);
            if *to == JobStatus::Ready
                && let Some(finding) =
                    dice.pick(stage.blueprint.clientele.findings).filter(|_| dice.chance(20))
            {
                self.tell(
                    stage,
                    booking,
                    ("note", (*finding).to_owned()),
                    worker.map(Into::into),
                    later(*at, -3),
                );
            }
            from = *to;
        }
    }

    fn tell(
        &mut self,
        stage: &Stage<'_>,
        booking: BookingId,
        (kind, detail): (&str, String),
        by: Option<Uuid>,
        at: Timestamp,
    ) {
        self.events.push(booking_event::ActiveModel {
            business_id: Set(stage.business.into()),
            id: Set(stage.core.new_id()),
            booking_id: Set(booking.into()),
            kind: Set(kind.into()),
            detail: Set(detail),
            account_id: Set(by),
            at: Set(at.as_millisecond()),
        });
    }
}
