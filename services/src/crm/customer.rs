//! One customer: how to reach them, what they drive, when they came and will come.

use crate::{
    Error, Result, Scope,
    businesses::{self, Business, Service},
    core::instant,
    garage::vehicles::{self, Vehicle},
};
use domain::{
    accounts::Deed,
    agenda::BookingState,
    error::ErrorKind,
    garage::board::JobStatus,
    ids::{BookingId, CustomerId},
};
use entity::{booking, customer, vehicle};
use jiff::Timestamp;
use sea_orm::{ColumnTrait as _, ConnectionTrait, QueryFilter as _, QueryOrder as _, QuerySelect as _};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Visits that one page shows at the most, the latest ones.
const VISITS_MAX: u64 = 200;

/// A customer with all that the business knows.
#[derive(Clone, Debug)]
pub struct Profile {
    /// Their name.
    pub name: String,
    /// Their e-mail address.
    pub email: String,
    /// Their telephone number, when they gave one.
    pub phone: Option<String>,
    /// When the business met them.
    pub since: Timestamp,
    /// What they drive, oldest first.
    pub vehicles: Vec<Vehicle>,
    /// The visits to come, the next one first.
    pub upcoming: Vec<Visit>,
    /// The visits of the past, and those that were called off, latest first.
    pub past: Vec<Visit>,
}

/// A booking in a customer's history.
#[derive(Clone, Debug)]
pub struct Visit {
    /// Its id, which is the job's.
    pub id: BookingId,
    /// What is done.
    pub service: Service,
    /// Make, model and plate of the vehicle, when it was for one.
    pub vehicle: Option<String>,
    /// When it starts.
    pub starts: Timestamp,
    /// Where it stands.
    pub state: BookingState,
    /// Where the work stands.
    pub status: JobStatus,
}

/// The customer `id` of the business.
///
/// # Errors
/// Members who may see customers only; `NotFound` for who is no customer of this business.
pub async fn profile(scope: &Scope, business: &Business, id: CustomerId) -> Result<Profile> {
    scope.require(Deed::SeeCustomers)?;
    let db = scope.snapshot().await?;
    let person = customer::Entity::one(scope.business, id)
        .one(&db)
        .await?
        .ok_or_else(|| Error::of(ErrorKind::NotFound))?;
    let rows = booking::Entity::of(scope.business)
        .filter(booking::Column::CustomerId.eq(person.id))
        .filter(
            booking::Column::State.is_not_in([BookingState::Held.as_str(), BookingState::Expired.as_str()]),
        )
        .order_by_desc(booking::Column::StartsAt)
        .limit(VISITS_MAX)
        .all(&db)
        .await?;
    let visits = visits(scope, &db, business, rows).await?;
    let now = scope.now();
    let (mut upcoming, past): (Vec<Visit>, Vec<Visit>) =
        visits.into_iter().partition(|visit| visit.starts > now && visit.state == BookingState::Confirmed);
    upcoming.reverse();
    Ok(Profile {
        vehicles: vehicles::of_customer(scope, &db, id).await?,
        name: person.name,
        email: person.email,
        phone: person.phone,
        since: instant(person.created_at),
        upcoming,
        past,
    })
}

/// Reads what the rows point at, each table once. A vehicle that its owner removed is still the one of its visits.
async fn visits(
    scope: &Scope,
    db: &impl ConnectionTrait,
    business: &Business,
    rows: Vec<booking::Model>,
) -> Result<Vec<Visit>> {
    let services =
        businesses::services_by_ids(db, business, rows.iter().map(|row| row.service_id).collect()).await?;
    let vehicles: BTreeMap<Uuid, String> = vehicle::Entity::of(scope.business)
        .filter(vehicle::Column::Id.is_in(rows.iter().filter_map(|row| row.vehicle_id)))
        .all(db)
        .await?
        .into_iter()
        .map(|row| (row.id, format!("{} {} · {}", row.make, row.model, row.plate)))
        .collect();
    let unknown = |what: &str| Error::internal(format_args!("unknown state of a booking: {what}"));
    rows.into_iter()
        .map(|row| {
            Ok(Visit {
                id: row.id.into(),
                service: services
                    .get(&row.service_id)
                    .cloned()
                    .ok_or_else(|| Error::internal("a visit without a service"))?,
                vehicle: row.vehicle_id.and_then(|id| vehicles.get(&id).cloned()),
                starts: instant(row.starts_at),
                state: BookingState::parse(&row.state).ok_or_else(|| unknown(&row.state))?,
                status: JobStatus::parse(&row.job_status).ok_or_else(|| unknown(&row.job_status))?,
            })
        })
        .collect()
}
