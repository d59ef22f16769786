//! Moving a booking to another time, by its link.

use super::{claims, locked_by_token, notify, record, still_open};
use crate::{
    Result, Scope,
    businesses::{self, Business},
    mails::News,
};
use domain::ids::BookingId;
use jiff::Timestamp;
use sea_orm::{ActiveModelTrait as _, IntoActiveModel as _, Set};

/// Moves the booking `token` to `starts`. The old time is given back only together with taking the new one.
///
/// # Errors
/// `NotFree`, with the next free times, and the old time kept; `err_visit_closed` once it has begun or was cancelled.
pub async fn reschedule(scope: &Scope, business: &Business, token: &str, starts: Timestamp) -> Result<()> {
    let tx = scope.begin().await?;
    claims::lock_business(scope, &tx).await?;
    claims::release_expired(&tx, Some(business.id), scope.now()).await?;
    let row = locked_by_token(scope, &tx, token).await?;
    still_open(scope, &row)?;
    let id = BookingId(row.id);
    let service = businesses::service_by_id(&tx, business, row.service_id.into()).await?;
    let slot = super::hold::pick(scope, &tx, (business, &service), starts, Some(id)).await?;
    claims::release(scope, &tx, id).await?;
    let tx = super::hold::claim(scope, tx, (business, &service), id, &slot, None).await?;
    let before = row.starts_at;
    let sequence = row.sequence + 1;
    let mut changed = row.into_active_model();
    changed.starts_at = Set(slot.starts.as_millisecond());
    changed.ends_at = Set(slot.ends.as_millisecond());
    changed.worker_id = Set(slot.worker.into());
    changed.bay_id = Set(slot.bay.map(Into::into));
    changed.sequence = Set(sequence);
    let moved = changed.update(&tx).await?;
    record(scope, &tx, id, "moved", &format!("{before} {}", moved.starts_at)).await?;
    let news = notify::Happened { business, row: &moved, service: &service, news: News::Moved };
    let told = notify::tell(scope, &tx, news).await?;
    tx.commit().await?;
    notify::changed(scope, &moved).await;
    told.publish(scope).await;
    Ok(())
}
