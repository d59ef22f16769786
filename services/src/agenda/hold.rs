//! Holding a time while the customer registers and names the vehicle.

use super::{claims, offer::Facts};
use crate::{
    Error, Result, Scope,
    businesses::{Business, Service},
    error::lost_the_race,
    secret,
};
use domain::{
    agenda::{BookingState, Refusal, slots::Slot},
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
    let tx = scope.begin().await?;
    claims::lock_business(scope, &tx).await?;
    if stale {
        claims::release_expired(&tx, Some(business.id), scope.now()).await?;
    }
    let slot = pick(scope, &tx, (business, service), starts, None).await?;
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
    let tx = claim(scope, tx, (business, service), id, &slot, Some(expires)).await?;
    tx.commit().await?;
    Ok(token)
}

/// The best candidate for this start. Claims of `except` do not count as taken.
///
/// # Errors
/// `NotFree`, with the next free times.
pub(super) async fn pick(
    scope: &Scope,
    tx: &DatabaseTransaction,
    (business, service): (&Business, &Service),
    starts: Timestamp,
    except: Option<BookingId>,
) -> Result<Slot> {
    let facts = Facts::read_around(scope, tx, business, service, except, starts).await?;
    let why = match facts.fits(business, starts) {
        Ok(slots) => match slots.into_iter().next() {
            Some(slot) => return Ok(slot),
            None => Refusal::Taken,
        },
        Err(refusal) => refusal,
    };
    let facts = Facts::read(scope, tx, business, service, except).await?;
    Err(Error::NotFree { why: why.key(), next: facts.next(business, starts) })
}

/// Claims `slot` for `booking`, held until `expires` or taken for good, and gives the transaction back. When the database
/// itself refuses, that becomes the same answer as a time seen to be taken.
///
/// # Errors
/// `NotFree`, with the next free times and nothing of the transaction kept.
pub(super) async fn claim(
    scope: &Scope,
    tx: DatabaseTransaction,
    (business, service): (&Business, &Service),
    booking: BookingId,
    slot: &Slot,
    expires: Option<Timestamp>,
) -> Result<DatabaseTransaction> {
    match claims::take(scope, &tx, booking, slot, service.buffer_min, expires).await {
        Ok(()) => return Ok(tx),
        Err(Error::Db(error)) if lost_the_race(&error) => {}
        Err(error) => return Err(error),
    }
    // It ends first: after an error PostgreSQL answers nothing more in it, and who asked on a second connection meanwhile
    // could wait for those who wait for this one.
    tx.rollback().await?;
    let facts = Facts::read(scope, &scope.snapshot().await?, business, service, Some(booking)).await?;
    // Whoever was first may not be seen yet, so the lost time itself is not offered again.
    let after = slot.starts.checked_add(SignedDuration::from_mins(1)).unwrap_or(slot.ends);
    Err(Error::NotFree { why: Refusal::Taken.key(), next: facts.next(business, after) })
}
