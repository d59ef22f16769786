//! Confirming a held time: the customer is known, the vehicle named, the claims become final.

use super::{claims, locked_by_token, notify, record, state_of};
use crate::{
    Error, Result, Scope,
    accounts::customer,
    businesses::{self, Business},
    core::instant,
    mails::News,
};
use domain::{
    agenda::BookingState,
    error::ErrorKind,
    form::FieldError,
    ids::{BookingId, VehicleId},
};
use entity::{booking, vehicle};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, DatabaseTransaction, IntoActiveModel as _, QueryFilter as _, Set,
};

/// The longest note a customer can leave, in characters.
pub const NOTE_MAX: usize = 500;

/// Confirms the held booking `token` for who is signed in. A hold that ran out is taken again if its time is still free.
/// Confirming twice is confirming once.
///
/// # Errors
/// `SignedOut` without an account; `NotFree` when the hold ran out and somebody else has the time; `err_vehicle_choose`
/// at the field when a vehicle is needed and none, or somebody else's, was named; `NotFound` for an unknown token or the
/// booking of another customer.
pub async fn confirm(
    scope: &Scope,
    business: &Business,
    token: &str,
    vehicle: Option<VehicleId>,
    note: &str,
) -> Result<()> {
    if note.chars().count() > NOTE_MAX {
        return Err(Error::field(FieldError::new("note", "err_too_long").arg("max", NOTE_MAX)));
    }
    let tx = scope.core.db().begin().await?;
    claims::lock_business(scope, &tx).await?;
    let person = customer::of_actor(scope, &tx).await?;
    let row = locked_by_token(scope, &tx, token).await?;
    if row.customer_id.is_some_and(|id| id != person.id) {
        return Err(Error::of(ErrorKind::NotFound));
    }
    let service = businesses::service_by_id(&tx, business, row.service_id.into()).await?;
    match state_of(&row)? {
        BookingState::Confirmed => return Ok(()),
        BookingState::Held | BookingState::Expired => {}
        BookingState::Cancelled | BookingState::Done | BookingState::NoShow => {
            return Err(Error::with(ErrorKind::Conflict, "err_visit_closed"));
        }
    }
    let vehicle =
        if service.needs_vehicle { Some(own_vehicle(scope, &tx, person.id, vehicle).await?) } else { None };
    let id = BookingId(row.id);
    let mut changed = row.clone().into_active_model();
    let now = scope.now();
    let ran_out = row.hold_expires_at.is_some_and(|at| at <= now.as_millisecond())
        || row.state == BookingState::Expired.as_str();
    // Without claims to keep there is nothing that guards the time, whatever the booking says.
    if ran_out || claims::keep(scope, &tx, id).await? == 0 {
        retake(scope, &tx, business, &service, &row, &mut changed).await?;
    }
    changed.state = Set(BookingState::Confirmed.as_str().into());
    changed.customer_id = Set(Some(person.id));
    changed.vehicle_id = Set(vehicle.map(|row| row.id));
    changed.hold_expires_at = Set(None);
    changed.note = Set(note.trim().to_owned());
    changed.locale = Set(scope.locale.tag().into());
    let confirmed = changed.update(&tx).await?;
    record(scope, &tx, id, "confirmed", "").await?;
    notify::mail(scope, &tx, business, &confirmed, &service, News::Booked).await?;
    tx.commit().await?;
    notify::changed(scope, &confirmed).await;
    Ok(())
}

/// Takes the time of a hold that ran out once more, if nobody else has it.
async fn retake(
    scope: &Scope,
    tx: &DatabaseTransaction,
    business: &Business,
    service: &businesses::Service,
    row: &booking::Model,
    changed: &mut booking::ActiveModel,
) -> Result<()> {
    let id = BookingId(row.id);
    claims::release_expired(tx, Some(business.id), scope.now()).await?;
    claims::release(scope, tx, id).await?;
    let (facts, slot) =
        super::hold::pick(scope, tx, (business, service), instant(row.starts_at), Some(id)).await?;
    super::hold::claim(scope, tx, (&facts, business), id, &slot, service.buffer_min, None).await?;
    changed.worker_id = Set(slot.worker.into());
    changed.bay_id = Set(slot.bay.map(Into::into));
    Ok(())
}

async fn own_vehicle(
    scope: &Scope,
    tx: &DatabaseTransaction,
    customer: uuid::Uuid,
    id: Option<VehicleId>,
) -> Result<vehicle::Model> {
    let missing = || Error::field(FieldError::new("vehicle", "err_vehicle_choose"));
    vehicle::Entity::one(scope.business, id.ok_or_else(missing)?)
        .filter(vehicle::Column::CustomerId.eq(customer))
        .filter(vehicle::Column::ArchivedAt.is_null())
        .one(tx)
        .await?
        .ok_or_else(missing)
}
