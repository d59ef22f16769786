//! Cancelling a booking, by its link.

use super::{claims, locked_by_token, notify, record, state_of, still_open};
use crate::{
    Result, Scope,
    businesses::{self, Business},
    mails::News,
    messaging::notify::Told,
};
use domain::{agenda::BookingState, ids::BookingId};
use sea_orm::{ActiveModelTrait as _, IntoActiveModel as _, Set};

/// Cancels the booking `token` and gives its time back. Cancelling twice is cancelling once.
///
/// # Errors
/// `err_visit_closed` once it has begun; `NotFound` for an unknown token.
pub async fn cancel(scope: &Scope, business: &Business, token: &str) -> Result<()> {
    let tx = scope.begin().await?;
    claims::lock_business(scope, &tx).await?;
    let row = locked_by_token(scope, &tx, token).await?;
    let before = state_of(&row)?;
    if before == BookingState::Cancelled {
        return Ok(());
    }
    if before != BookingState::Held {
        still_open(scope, &row)?;
    }
    let id = BookingId(row.id);
    let service = businesses::service_by_id(&tx, business, row.service_id.into()).await?;
    claims::release(scope, &tx, id).await?;
    let sequence = row.sequence + 1;
    let mut changed = row.into_active_model();
    changed.state = Set(BookingState::Cancelled.as_str().into());
    changed.sequence = Set(sequence);
    changed.hold_expires_at = Set(None);
    let cancelled = changed.update(&tx).await?;
    record(scope, &tx, id, "cancelled", "").await?;
    let told = match before {
        BookingState::Confirmed => {
            let row =
                notify::Happened { business, row: &cancelled, service: &service, news: News::Cancelled };
            notify::tell(scope, &tx, row).await?
        }
        _ => Told::default(),
    };
    tx.commit().await?;
    notify::changed(scope, &cancelled).await;
    told.publish(scope).await;
    Ok(())
}
