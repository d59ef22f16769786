//! Typed identifiers: UUIDv7 newtypes, one per entity, so that a customer's id cannot be passed for a vehicle's.
//!
//! Ids order by creation time and are never put in public links: those carry unguessable tokens.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
    )+};
}

ids! {
    /// A business (tenant) of this installation.
    BusinessId,
    /// A person's account, which may be a customer of several businesses and staff of others.
    AccountId,
    /// A signed-in session of an account, on the public site or in the portal.
    SessionId,
    /// A person as one business knows them, with or without an account.
    CustomerId,
    /// A customer's vehicle at one business.
    VehicleId,
    /// A service that can be booked.
    ServiceId,
    /// A bookable resource: a technician, a bay, a chair.
    ResourceId,
    /// A booking, which becomes the job on the board.
    BookingId,
    /// A note on a job.
    NoteId,
    /// A claim on a scarce thing.
    ClaimId,
    /// A message waiting to leave.
    OutboxId,
    /// A stored upload.
    UploadId,
    /// A browser or phone that keeps edits while it is offline.
    DeviceId,
    /// A work order.
    WorkOrderId,
    /// A job of a work order: what the customer approves or declines.
    WorkOrderJobId,
    /// A line of a job: labour, a part, a fee.
    LineId,
    /// A job ready to be put on a work order.
    CannedJobId,
    /// An invoice or a credit note.
    InvoiceId,
    /// An attempt to pay online.
    CheckoutId,
    /// A deposit, or a movement of one: what was given back of it or used for an invoice.
    DepositId,
    /// Money on its way back.
    RefundId,
    /// An entry of an invoice's ledger: a charge, a payment, a refund.
    LedgerEntryId,
    /// An inspection of a vehicle.
    InspectionId,
    /// A photo of an inspection.
    PhotoId,
    /// A video of an inspection.
    VideoId,
    /// A change that a device made, perhaps while it was offline; the device chooses the id.
    EditId,
    /// A time that somebody clocked: a shift, or work on a job.
    ClockId,
    /// A trouble code that a vehicle reported.
    CodeId,
    /// What an odometer showed.
    ReadingId,
    /// What a vehicle is due for.
    ReminderId,
    /// A device that shows a person's notices.
    PushSubscriptionId,
    /// Something that a person was told.
    NotificationId,
}
