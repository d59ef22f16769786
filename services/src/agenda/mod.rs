//! Bookings: offering free times, holding one, confirming, moving and cancelling it.
//!
//! Rules are in `domain::agenda`; the claims that keep two bookings apart are in [`claims`]; the screens are
//! `storefront::agenda` and `console::garage`.

pub mod cancel;
pub mod claims;
pub mod confirm;
pub mod hold;
pub mod ics;
pub(crate) mod notify;
pub mod offer;
pub mod reschedule;
pub mod visit;

use crate::{Error, Result, Scope, core::instant};
use domain::{agenda::BookingState, error::ErrorKind, ids::BookingId};
use entity::{booking, booking_event};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DatabaseTransaction, EntityTrait as _, QueryFilter as _,
    QuerySelect as _, Set,
};

/// The booking of a public link's token.
async fn by_token(scope: &Scope, db: &impl ConnectionTrait, token: &str) -> Result<booking::Model> {
    booking::Entity::of(scope.business)
        .filter(booking::Column::Token.eq(token))
        .one(db)
        .await?
        .ok_or_else(|| Error::of(ErrorKind::NotFound))
}

/// The same, kept from other transactions until `tx` ends: the board and the sweep change bookings too.
async fn locked_by_token(scope: &Scope, tx: &DatabaseTransaction, token: &str) -> Result<booking::Model> {
    booking::Entity::of(scope.business)
        .filter(booking::Column::Token.eq(token))
        .lock_exclusive()
        .one(tx)
        .await?
        .ok_or_else(|| Error::of(ErrorKind::NotFound))
}

/// The state of a stored booking.
fn state_of(row: &booking::Model) -> Result<BookingState> {
    BookingState::parse(&row.state)
        .ok_or_else(|| Error::internal(format_args!("unknown booking state {}", row.state)))
}

/// Whether the customer may still move or cancel: confirmed, not begun, and work has not started on it.
fn still_open(scope: &Scope, row: &booking::Model) -> Result<()> {
    let open = state_of(row)? == BookingState::Confirmed
        && instant(row.starts_at) > scope.now()
        && row.job_status == domain::garage::board::JobStatus::Scheduled.as_str();
    if open { Ok(()) } else { Err(Error::with(ErrorKind::Conflict, "err_visit_closed")) }
}

/// Writes one line of a booking's history, within `tx`.
pub(crate) async fn record(
    scope: &Scope,
    tx: &DatabaseTransaction,
    booking: BookingId,
    kind: &str,
    detail: &str,
) -> Result<()> {
    let line = booking_event::ActiveModel {
        business_id: Set(scope.business.into()),
        id: Set(scope.core.new_id()),
        booking_id: Set(booking.into()),
        kind: Set(kind.into()),
        detail: Set(detail.into()),
        account_id: Set(scope.account().map(Into::into)),
        at: Set(scope.core.now_ms()),
    };
    booking_event::Entity::insert(line).exec_without_returning(tx).await?;
    Ok(())
}
