//! The tables, and finders that start from a business.
//!
//! Columns hold what the database holds: UUIDs, milliseconds since 1970 UTC, JSON text. `services` turns them into
//! the types of `domain`. Nothing but the finders here starts a query on a table of a business, so an id of another
//! business is simply not found.
//!
//! To add a table: a step in `migration`, a module here, and its line in the list below.

use domain::ids::*;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Select};
use uuid::Uuid;

pub mod account;
pub mod account_token;
pub mod booking;
pub mod booking_event;
pub mod business;
pub mod claim;
pub mod customer;
pub mod membership;
pub mod outbox;
pub mod resource;
pub mod service;
pub mod session;
pub mod throttle;
pub mod vehicle;

macro_rules! scoped {
    ($($module:ident: $id:ty),+ $(,)?) => {$(
        impl $module::Entity {
            /// The rows of one business.
            pub fn of(business: BusinessId) -> Select<Self> {
                Self::find().filter($module::Column::BusinessId.eq(Uuid::from(business)))
            }

            /// The row of one business with this id.
            pub fn one(business: BusinessId, id: $id) -> Select<Self> {
                Self::find_by_id((business.into(), id.into()))
            }
        }
    )+};
}

scoped! {
    customer: CustomerId,
    vehicle: VehicleId,
    service: ServiceId,
    resource: ResourceId,
    booking: BookingId,
    claim: ClaimId,
    outbox: OutboxId,
    booking_event: NoteId,
    membership: AccountId,
}
