//! Confirming a held time: the customer is known, the vehicle named, the claims become final.

use super::{by_token, claims, hold, locked_by_token, notify, record, state_of};
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
    // What is read before the transaction keeps nobody waiting, and cannot become wrong: a booking keeps its service.
    let seen = by_token(scope, scope.core.db().read(), token).await?;
    let ask = Ask {
        scope,
        business,
        service: &businesses::service_by_id(scope.core.db().read(), business, seen.service_id.into()).await?,
        person: customer::known(scope).await?,
        vehicle,
        note: note.trim(),
    };
    let how = if ran_out(scope, &seen) { Take::Anew } else { Take::Kept };
    match ask.confirm(token, how).await? {
        Outcome::Confirmed => Ok(()),
        Outcome::RanOut => ask.confirm(token, Take::Anew).await.map(|_| ()),
    }
}

/// How the time becomes the customer's.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Take {
    /// The claims of the hold become final, which concerns nobody else.
    Kept,
    /// The time is claimed again if it is still free: everybody else who books here waits.
    Anew,
}

enum Outcome {
    Confirmed,
    /// The hold ran out on the way, and nothing was changed.
    RanOut,
}

fn ran_out(scope: &Scope, row: &booking::Model) -> bool {
    row.hold_expires_at.is_some_and(|at| at <= scope.core.now_ms())
        || row.state == BookingState::Expired.as_str()
}

/// What the customer asks for.
struct Ask<'a> {
    scope: &'a Scope,
    business: &'a Business,
    service: &'a businesses::Service,
    person: Option<entity::customer::Model>,
    vehicle: Option<VehicleId>,
    note: &'a str,
}

impl Ask<'_> {
    async fn confirm(&self, token: &str, take: Take) -> Result<Outcome> {
        let Self { scope, business, service, .. } = *self;
        let mut tx = scope.begin().await?;
        // Before the booking's own lock, never after it: two transactions could wait for each other.
        if take == Take::Anew {
            claims::lock_business(scope, &tx).await?;
        }
        let person = match &self.person {
            Some(person) => person.clone(),
            None => customer::of_actor(scope, &tx).await?,
        };
        let row = locked_by_token(scope, &tx, token).await?;
        if row.customer_id.is_some_and(|id| id != person.id) {
            return Err(Error::of(ErrorKind::NotFound));
        }
        match state_of(&row)? {
            BookingState::Confirmed => return Ok(Outcome::Confirmed),
            BookingState::Held | BookingState::Expired => {}
            BookingState::Cancelled | BookingState::Done | BookingState::NoShow => {
                return Err(Error::with(ErrorKind::Conflict, "err_visit_closed"));
            }
        }
        let vehicle = match service.needs_vehicle {
            true => Some(own_vehicle(scope, &tx, person.id, self.vehicle).await?.id),
            false => None,
        };
        let id = BookingId(row.id);
        let mut changed = row.clone().into_active_model();
        // Without claims to keep there is nothing that guards the time, whatever the booking says.
        if ran_out(scope, &row) || claims::keep(scope, &tx, id).await? == 0 {
            if take == Take::Kept {
                return Ok(Outcome::RanOut);
            }
            tx = retake(scope, tx, (business, service), &row, &mut changed).await?;
        }
        changed.state = Set(BookingState::Confirmed.as_str().into());
        changed.customer_id = Set(Some(person.id));
        changed.vehicle_id = Set(vehicle);
        changed.hold_expires_at = Set(None);
        changed.note = Set(self.note.to_owned());
        changed.locale = Set(scope.locale.tag().into());
        let confirmed = changed.update(&tx).await?;
        record(scope, &tx, id, "confirmed", "").await?;
        let booked = notify::Happened { business, row: &confirmed, service, news: News::Booked };
        let told = notify::tell_of(scope, &tx, booked, &person).await?;
        tx.commit().await?;
        notify::changed(scope, &confirmed).await;
        told.publish(scope).await;
        Ok(Outcome::Confirmed)
    }
}

/// Takes the time of a hold that ran out once more, if nobody else has it.
async fn retake(
    scope: &Scope,
    tx: DatabaseTransaction,
    (business, service): (&Business, &businesses::Service),
    row: &booking::Model,
    changed: &mut booking::ActiveModel,
) -> Result<DatabaseTransaction> {
    let id = BookingId(row.id);
    claims::release_expired(&tx, Some(business.id), scope.now()).await?;
    claims::release(scope, &tx, id).await?;
    let slot = hold::pick(scope, &tx, (business, service), instant(row.starts_at), Some(id)).await?;
    let tx = hold::claim(scope, tx, (business, service), id, &slot, None).await?;
    changed.worker_id = Set(slot.worker.into());
    changed.bay_id = Set(slot.bay.map(Into::into));
    Ok(tx)
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
