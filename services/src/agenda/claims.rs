//! Claims on technicians and bays: a row per resource and time, taken in the booking's own transaction.
//!
//! Two walls keep claims apart. Whoever books at one business waits for the other's transaction (an advisory lock on
//! PostgreSQL, the one writer on SQLite) and then sees its claims. And the database itself refuses an overlapping row,
//! whatever the program believes.

use crate::{Error, Result, Scope, core::instant};
use domain::{
    agenda::{
        BookingState,
        slots::{Busy, Slot},
    },
    ids::{BookingId, BusinessId},
};
use entity::{
    booking,
    claim::{ActiveModel, Column, Entity},
};
use jiff::{SignedDuration, Timestamp};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait as _,
    QueryFilter as _, QuerySelect as _, Select, Set, Statement,
    sea_query::{Expr, LockBehavior, LockType},
};
use uuid::Uuid;

/// Makes this transaction the only one that books at the business until it ends.
pub(super) async fn lock_business(scope: &Scope, tx: &DatabaseTransaction) -> Result<()> {
    if scope.core.db().is_postgres() {
        // The random half of the id. Two businesses that shared it would wait for each other and nothing worse.
        let (_, key) = Uuid::from(scope.business).as_u64_pair();
        let lock = Statement::from_sql_and_values(
            DbBackend::Postgres,
            "SELECT pg_advisory_xact_lock($1)",
            [key.cast_signed().into()],
        );
        tx.execute_raw(lock).await?;
    }
    Ok(())
}

/// No claim is longer, [`take`] sees to it. So what touches a time began at most this long before it, and the history
/// before that need not be read.
const LONGEST_MS: i64 = 50 * 60 * 60 * 1000;

/// What is taken or held between `from` and `to`. Holds that had run out at `now` do not count, nor do the claims of
/// `except`.
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
    // One row per resource, its times as one text: a row each would cost more on the way here than all else together.
    let times = "string_agg(CAST(starts_at AS TEXT) || ' ' || CAST(ends_at AS TEXT), ',')";
    let mut query = Entity::of(business)
        .select_only()
        .column(Column::ResourceId)
        .column_as(Expr::cust(times), "times")
        .filter(Column::StartsAt.gt(from.as_millisecond() - LONGEST_MS))
        .filter(Column::StartsAt.lt(to.as_millisecond()))
        .filter(Column::EndsAt.gt(from.as_millisecond()))
        .filter(alive)
        .group_by(Column::ResourceId);
    if let Some(except) = except {
        query = query.filter(Column::BookingId.ne(Uuid::from(except)));
    }
    let rows: Vec<(Uuid, String)> = query.into_tuple().all(db).await?;
    Ok(rows.iter().flat_map(|(resource, times)| times_of(*resource, times)).collect())
}

/// The times of one resource, as `busy` asks for them.
fn times_of(resource: Uuid, times: &str) -> impl Iterator<Item = Busy> {
    times.split(',').filter_map(move |pair| {
        let (from, to) = pair.split_once(' ')?;
        Some(Busy {
            resource: resource.into(),
            from: instant(from.parse().ok()?),
            to: instant(to.parse().ok()?),
        })
    })
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
    if until.as_millisecond() - slot.starts.as_millisecond() > LONGEST_MS {
        return Err(Error::internal(format_args!("a claim from {} to {until}", slot.starts)));
    }
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

/// Turns a booking's holds into claims for good, and says how many there were.
pub(super) async fn keep(scope: &Scope, tx: &DatabaseTransaction, booking: BookingId) -> Result<u64> {
    let kept = Entity::update_many()
        .col_expr(Column::State, Expr::value("taken"))
        .col_expr(Column::ExpiresAt, Expr::value(Option::<i64>::None))
        .filter(Column::BusinessId.eq(Uuid::from(scope.business)))
        .filter(Column::BookingId.eq(Uuid::from(booking)))
        .filter(Column::State.eq("held"))
        .exec(tx)
        .await?;
    Ok(kept.rows_affected)
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

/// Expired bookings that are given back in one step: what one statement can name.
const BATCH: u64 = 500;

/// Gives back what was held and not confirmed in time, within `tx`: the database would still refuse claims over it.
/// Returns how many bookings that were.
///
/// Whoever changes a booking and its claims locks the booking first. The sweep over all businesses leaves out bookings
/// that somebody is at work on, so it waits for nobody and no two transactions can wait for each other.
///
/// # Errors
/// When the database does not answer.
pub async fn release_expired(
    tx: &DatabaseTransaction,
    business: Option<BusinessId>,
    now: Timestamp,
) -> Result<u64> {
    let expired = |query: Select<booking::Entity>| {
        query
            .filter(booking::Column::State.eq(BookingState::Held.as_str()))
            .filter(booking::Column::HoldExpiresAt.lte(now.as_millisecond()))
            .limit(BATCH)
    };
    let query = match business {
        Some(business) => expired(booking::Entity::of(business)).lock_exclusive(),
        None => {
            expired(booking::Entity::find()).lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        }
    };
    let mut released = 0;
    loop {
        let rows = query.clone().all(tx).await?;
        released += release_rows(tx, &rows).await?;
        if (rows.len() as u64) < BATCH {
            return Ok(released);
        }
    }
}

/// Whether a hold of the business has run out and was not given back yet.
pub(super) async fn any_expired(scope: &Scope) -> Result<bool> {
    let expired = booking::Entity::of(scope.business)
        .filter(booking::Column::HoldExpiresAt.lte(scope.core.now_ms()))
        .select_only()
        .column(booking::Column::Id)
        .into_tuple::<Uuid>();
    Ok(expired.one(scope.core.db().read()).await?.is_some())
}

/// Marks these bookings as expired and releases their claims.
async fn release_rows(tx: &DatabaseTransaction, rows: &[booking::Model]) -> Result<u64> {
    if rows.is_empty() {
        return Ok(0);
    }
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut businesses: Vec<Uuid> = rows.iter().map(|row| row.business_id).collect();
    businesses.sort_unstable();
    businesses.dedup();
    let expired = booking::Entity::update_many()
        .col_expr(booking::Column::State, Expr::value(BookingState::Expired.as_str()))
        .col_expr(booking::Column::HoldExpiresAt, Expr::value(Option::<i64>::None))
        .filter(booking::Column::BusinessId.is_in(businesses.clone()))
        .filter(booking::Column::Id.is_in(ids.clone()))
        .exec(tx)
        .await?;
    Entity::update_many()
        .col_expr(Column::State, Expr::value("released"))
        .filter(Column::BusinessId.is_in(businesses))
        .filter(Column::BookingId.is_in(ids))
        .filter(Column::State.eq("held"))
        .exec(tx)
        .await?;
    Ok(expired.rows_affected)
}
