//! A booking as its customer sees it: by the link of the mail, or in the list of who is signed in.

use super::{by_token, state_of};
use crate::{
    Error, Result, Scope,
    accounts::customer,
    businesses::{self, Business, Service},
    core::instant,
    garage::{
        eta,
        parts::{self, Wait},
        vehicles,
    },
};
use domain::{
    agenda::BookingState,
    error::ErrorKind,
    garage::board::JobStatus,
    ids::{BookingId, CustomerId},
};
use entity::{booking, resource};
use jiff::Timestamp;
use sea_orm::{ColumnTrait as _, ConnectionTrait, QueryFilter as _, QueryOrder as _, QuerySelect as _};
use std::collections::BTreeMap;
use uuid::Uuid;

/// A booking, with what a page needs of its surroundings.
#[derive(Clone, Debug)]
pub struct Visit {
    /// Its id.
    pub id: BookingId,
    /// The token of its link.
    pub token: String,
    /// What is done.
    pub service: Service,
    /// When it starts.
    pub starts: Timestamp,
    /// When it is due to end.
    pub ends: Timestamp,
    /// Where it stands.
    pub state: BookingState,
    /// Where the work stands.
    pub status: JobStatus,
    /// Since when.
    pub since: Timestamp,
    /// When it will be done, as far as can be told.
    pub eta: Option<Timestamp>,
    /// The part that the work waits for; `None` when it waits for none.
    pub parts: Option<Wait>,
    /// Until when an unconfirmed time is held.
    pub held_until: Option<Timestamp>,
    /// Who does it, by first name or role.
    pub worker: String,
    /// Whose it is, once confirmed.
    pub customer: Option<CustomerId>,
    /// The vehicle, in words, and its plate.
    pub vehicle: Option<(String, String)>,
    /// The customer's note.
    pub note: String,
    /// Whether it can still be moved or cancelled.
    pub open: bool,
}

/// The address of a booking's page.
pub fn link(scope: &Scope, business: &Business, token: &str) -> String {
    format!("{}/b/{}/visit/{token}", scope.core.base_url(), business.slug)
}

/// The booking of a link.
///
/// # Errors
/// `NotFound` for an unknown token.
pub async fn by_link(scope: &Scope, business: &Business, token: &str) -> Result<Visit> {
    let db = scope.snapshot().await?;
    let row = by_token(scope, &db, token).await?;
    let etas = eta::of(scope, &db, business, std::slice::from_ref(&row)).await?;
    read(scope, &db, business, row, &etas).await
}

/// The calendar file of a link's booking.
///
/// # Errors
/// `NotFound` for an unknown token or a time that is not confirmed.
pub async fn calendar(scope: &Scope, business: &Business, token: &str) -> Result<String> {
    let db = scope.snapshot().await?;
    let row = by_token(scope, &db, token).await?;
    if matches!(state_of(&row)?, BookingState::Held | BookingState::Expired) {
        return Err(Error::of(ErrorKind::NotFound));
    }
    let service = businesses::service_by_id(&db, business, row.service_id.into()).await?;
    Ok(super::ics::file(scope, business, &row, &service, scope.locale))
}

/// The confirmed and past bookings of who is signed in, latest first.
///
/// # Errors
/// `SignedOut` when nobody is signed in on the site.
pub async fn mine(scope: &Scope, business: &Business) -> Result<Vec<Visit>> {
    let db = scope.snapshot().await?;
    let Some(customer) = customer::id_of_actor(scope, &db).await? else { return Ok(Vec::new()) };
    let rows = booking::Entity::of(scope.business)
        .filter(booking::Column::CustomerId.eq(Uuid::from(customer)))
        .filter(
            booking::Column::State.is_not_in([BookingState::Held.as_str(), BookingState::Expired.as_str()]),
        )
        .order_by_desc(booking::Column::StartsAt)
        .limit(50)
        .all(&db)
        .await?;
    let etas = eta::of(scope, &db, business, &rows).await?;
    let mut visits = Vec::with_capacity(rows.len());
    for row in rows {
        visits.push(read(scope, &db, business, row, &etas).await?);
    }
    Ok(visits)
}

async fn read(
    scope: &Scope,
    db: &impl ConnectionTrait,
    business: &Business,
    row: booking::Model,
    etas: &BTreeMap<Uuid, Timestamp>,
) -> Result<Visit> {
    let service = businesses::service_by_id(db, business, row.service_id.into()).await?;
    let worker = resource::Entity::one(business.id, row.worker_id.into()).one(db).await?;
    let vehicle = match row.vehicle_id {
        Some(id) => vehicles::label(scope, db, id.into()).await?,
        None => None,
    };
    let status = JobStatus::parse(&row.job_status)
        .ok_or_else(|| Error::internal(format_args!("unknown job status {}", row.job_status)))?;
    let (starts, ends, since) = (instant(row.starts_at), instant(row.ends_at), instant(row.job_since));
    let state = state_of(&row)?;
    Ok(Visit {
        eta: etas.get(&row.id).copied(),
        parts: parts::of(scope, db, business, [&row]).await?.remove(&row.id),
        open: super::still_open(scope, &row).is_ok(),
        id: row.id.into(),
        token: row.token,
        service,
        starts,
        ends,
        state,
        status,
        since,
        held_until: row.hold_expires_at.map(instant),
        worker: worker.map(|row| row.name).unwrap_or_default(),
        customer: row.customer_id.map(Into::into),
        vehicle,
        note: row.note,
    })
}
