//! Holding a time while the customer registers and names the vehicle.

use super::{claims, offer::Facts};
use crate::{
    Error, Result, Scope,
    businesses::{Business, Service},
    error::lost_the_race,
    secret,
};
use domain::{
    agenda::{BookingState, slots::Slot},
    garage::board::JobStatus,
    ids::BookingId,
};
use entity::booking;
use jiff::{SignedDuration, Timestamp};
use sea_orm::{DatabaseTransaction, EntityTrait as _, Set};

/// How long a time is held.
pub const HOLD: SignedDuration = SignedDuration::from_mins(10);

/// Holds `starts` for ten minutes and returns the token of the booking's page.
///
/// # Errors
/// `NotFree`, with the next free times, when it cannot be had.
pub async fn hold(
    scope: &Scope,
    business: &Business,
    service: &Service,
    starts: Timestamp,
) -> Result<String> {
    // Asked before the transaction, in which everybody else waits. What runs out after this still counts as held.
    let stale = claims::any_expired(scope).await?;
    let tx = scope.core.db().begin().await?;
    claims::lock_business(scope, &tx).await?;
    if stale {
        claims::release_expired(&tx, Some(business.id), scope.now()).await?;
    }
    let (facts, slot) = pick(scope, &tx, (business, service), starts, None).await?;
    let expires = scope.now() + HOLD;
    let token = secret::token()?;
    let id = BookingId(scope.core.new_id());
    let row = booking::ActiveModel {
        business_id: Set(business.id.into()),
        id: Set(id.into()),
        token: Set(token.clone()),
        service_id: Set(service.id.into()),
        customer_id: Set(None),
        vehicle_id: Set(None),
        worker_id: Set(slot.worker.into()),
        bay_id: Set(slot.bay.map(Into::into)),
        starts_at: Set(slot.starts.as_millisecond()),
        ends_at: Set(slot.ends.as_millisecond()),
        state: Set(BookingState::Held.as_str().into()),
        hold_expires_at: Set(Some(expires.as_millisecond())),
        job_status: Set(JobStatus::Scheduled.as_str().into()),
        job_since: Set(scope.core.now_ms()),
        price_minor: Set(service.price.minor),
        note: Set(String::new()),
        locale: Set(scope.locale.tag().into()),
        sequence: Set(0),
        created_at: Set(scope.core.now_ms()),
    };
    booking::Entity::insert(row).exec_without_returning(&tx).await?;
    claim(scope, &tx, (&facts, business), id, &slot, service.buffer_min, Some(expires)).await?;
    tx.commit().await?;
    Ok(token)
}

/// The best candidate for this start, with the facts it was chosen on. Claims of `except` do not count as taken.
///
/// # Errors
/// `NotFree`, with the next free times.
pub(super) async fn pick(
    scope: &Scope,
    tx: &DatabaseTransaction,
    (business, service): (&Business, &Service),
    starts: Timestamp,
    except: Option<BookingId>,
) -> Result<(Facts, Slot)> {
    let facts = Facts::read_around(scope, tx, business, service, except, starts).await?;
    let why = match facts.fits(business, starts) {
        Ok(slots) => match slots.into_iter().next() {
            Some(slot) => return Ok((facts, slot)),
            None => domain::agenda::Refusal::Taken,
        },
        Err(refusal) => refusal,
    };
    let facts = Facts::read(scope, tx, business, service, except).await?;
    Err(Error::NotFree { why: why.key(), next: facts.next(business, starts) })
}

/// Claims `slot`; a refusal by the database itself becomes the same answer as a time seen to be taken.
pub(super) async fn claim(
    scope: &Scope,
    tx: &DatabaseTransaction,
    (facts, business): (&Facts, &Business),
    booking: BookingId,
    slot: &Slot,
    buffer_min: u32,
    expires: Option<Timestamp>,
) -> Result<()> {
    match claims::take(scope, tx, booking, slot, buffer_min, expires).await {
        Err(Error::Db(error)) if lost_the_race(&error) => Err(Error::NotFree {
            why: domain::agenda::Refusal::Taken.key(),
            next: facts.next(business, slot.ends),
        }),
        other => other,
    }
}
