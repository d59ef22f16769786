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
pub mod canned_job;
pub mod checkout;
pub mod claim;
pub mod clock_correction;
pub mod clock_tap;
pub mod counter;
pub mod customer;
pub mod deposit;
pub mod inbox;
pub mod inspection;
pub mod inspection_edit;
pub mod inspection_photo;
pub mod inspection_video;
pub mod installation_secret;
pub mod invoice;
pub mod job_clock;
pub mod ledger_entry;
pub mod membership;
pub mod notification;
pub mod notification_choice;
pub mod odometer_reading;
pub mod outbox;
pub mod part_wait;
pub mod push_subscription;
pub mod refund;
pub mod reminder;
pub mod resource;
pub mod service;
pub mod session;
pub mod shift_clock;
pub mod throttle;
pub mod trouble_code;
pub mod vehicle;
pub mod work_order;
pub mod work_order_event;
pub mod work_order_job;
pub mod work_order_line;

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
    canned_job: CannedJobId,
    work_order: WorkOrderId,
    work_order_job: WorkOrderJobId,
    work_order_line: LineId,
    work_order_event: NoteId,
    invoice: InvoiceId,
    ledger_entry: LedgerEntryId,
    checkout: CheckoutId,
    deposit: DepositId,
    refund: RefundId,
    inspection: InspectionId,
    inspection_edit: EditId,
    inspection_photo: PhotoId,
    inspection_video: VideoId,
    shift_clock: ClockId,
    job_clock: ClockId,
    trouble_code: CodeId,
    odometer_reading: ReadingId,
    reminder: ReminderId,
    push_subscription: PushSubscriptionId,
    notification: NotificationId,
    part_wait: BookingId,
    clock_correction: ClockId,
    clock_tap: EditId,
}
