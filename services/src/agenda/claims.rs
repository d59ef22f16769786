//! Claims on technicians and bays: a row per resource and time, taken in the booking's own transaction.
//!
//! Two walls keep claims apart. Whoever books at one business waits for the other's transaction (row locks on
//! PostgreSQL, the one writer on SQLite) and then sees its claims. And the database itself refuses an overlapping row,
//! whatever the program believes.

use crate::{Result, Scope, core::instant};
use domain::{
    agenda::{BookingState, slots::{Busy, Slot}},
    ids::{BookingId, BusinessId},
};
use entity::{
    booking,
    claim::{ActiveModel, Column, Entity},
    resource,
};
use jiff::{SignedDuration, Timestamp};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, Set,
    sea_query::Expr,
};
use uuid::Uuid;

/// Makes this transaction the only one that books at the business until it ends.
pub(super) async fn lock_business(scope: &Scope, tx: &DatabaseTransaction) -> Result<()> {
    if scope.core.db().is_postgres() {
        resource::Entity::of(scope.business).order_by_asc(resource::Column::Id).lock_exclusive().all(tx).await?;
    }
    Ok(())
}

/// What is taken or held between `from` and `to`. Holds that have run out do not count, nor do the claims of `except`.
pub(super) async fn busy(
    db: &impl ConnectionTrait,
    business: BusinessId,
    (from, to): (Timestamp, Timestamp),
    now: Timestamp,
    except: Option<BookingId>,
) -> Result<Vec<Busy>> {
    let alive = Condition::any()
        .add(Column::State.eq("taken"))
        .add(Condition::all().add(Column::State.eq("held")).add(Column::ExpiresAt.gt(now.as_millisecond())));
    let mut query = Entity::of(business)
        .filter(Column::StartsAt.lt(to.as_millisecond()))
        .filter(Column::EndsAt.gt(from.as_millisecond()))
        .filter(alive);
    if let Some(except) = except {
        query = query.filter(Column::BookingId.ne(Uuid::from(except)));
    }
    let rows = query.all(db).await?;
    Ok(rows
        .into_iter()
        .map(|row| Busy { resource: row.resource_id.into(), from: instant(row.starts_at), to: instant(row.ends_at) })
        .collect())
}

/// Claims the worker and the bay of `slot` with the buffer after it: held until `expires`, or taken for good.
pub(super) async fn take(
    scope: &Scope,
    tx: &DatabaseTransaction,
    booking: BookingId,
    slot: &Slot,
    buffer_min: u32,
    expires: Option<Timestamp>,
) -> Result<()> {
    let until = slot.ends.checked_add(SignedDuration::from_mins(i64::from(buffer_min))).unwrap_or(slot.ends);
    let rows = [Some(slot.worker), slot.bay].into_iter().flatten().map(|resource| ActiveModel {
        business_id: Set(scope.business.into()),
        id: Set(scope.core.new_id()),
        resource_id: Set(resource.into()),
        booking_id: Set(booking.into()),
        starts_at: Set(slot.starts.as_millisecond()),
        ends_at: Set(until.as_millisecond()),
        state: Set(if expires.is_some() { "held" } else { "taken" }.into()),
        expires_at: Set(expires.map(Timestamp::as_millisecond)),
    });
    Entity::insert_many(rows).exec_without_returning(tx).await?;
    Ok(())
}

/// Turns a booking's holds into claims for good.
pub(super) async fn keep(scope: &Scope, tx: &DatabaseTransaction, booking: BookingId) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::State, Expr::value("taken"))
        .col_expr(Column::ExpiresAt, Expr::value(Option::<i64>::None))
        .filter(Column::BusinessId.eq(Uuid::from(scope.business)))
        .filter(Column::BookingId.eq(Uuid::from(booking)))
        .filter(Column::State.eq("held"))
        .exec(tx)
        .await?;
    Ok(())
}

/// Gives a booking's time back.
pub(super) async fn release(scope: &Scope, tx: &DatabaseTransaction, booking: BookingId) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::State, Expr::value("released"))
        .filter(Column::BusinessId.eq(Uuid::from(scope.business)))
        .filter(Column::BookingId.eq(Uuid::from(booking)))
        .filter(Column::State.ne("released"))
        .exec(tx)
        .await?;
    Ok(())
}

/// Gives back what was held and not confirmed in time, within `tx`: the database would still refuse claims over it.
///
/// # Errors
/// When the database does not answer.
pub async fn release_expired(tx: &DatabaseTransaction, business: Option<BusinessId>, now: Timestamp) -> Result<u64> {
    let now = now.as_millisecond();
    let mut claims = Entity::update_many()
        .col_expr(Column::State, Expr::value("released"))
        .filter(Column::State.eq("held"))
        .filter(Column::ExpiresAt.lte(now));
    let mut bookings = booking::Entity::update_many()
        .col_expr(booking::Column::State, Expr::value(BookingState::Expired.as_str()))
        .filter(booking::Column::State.eq(BookingState::Held.as_str()))
        .filter(booking::Column::HoldExpiresAt.lte(now));
    if let Some(business) = business {
        claims = claims.filter(Column::BusinessId.eq(Uuid::from(business)));
        bookings = bookings.filter(booking::Column::BusinessId.eq(Uuid::from(business)));
    }
    claims.exec(tx).await?;
    Ok(bookings.exec(tx).await?.rows_affected)
}
