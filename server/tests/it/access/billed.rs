//! An invoice of the garage's customer, partly paid, and a deposit.

use super::asked::pads;
use crate::client::Site;
use domain::{
    billing::{EntryKind, PaymentMethod},
    garage::work_order::{Answer, Document, How},
};
use entity::{booking, work_order};
use sea_orm::{ColumnTrait as _, QueryFilter as _, QueryOrder as _};
use services::{
    Scope,
    billing::{
        self,
        deposits::{self, ask, record},
        issue, payments,
    },
    businesses::Business,
    garage::work_orders::{self, WorkOrder},
};
use uuid::Uuid;

/// What addresses and forms say of it.
pub(crate) struct Billed {
    pub(crate) invoice: String,
    pub(crate) token: String,
    /// A payment on it, made in cash.
    pub(crate) payment: String,
    /// A deposit that it took.
    pub(crate) deposit: String,
}

/// Bills another visit of the garage than `not`, which may have no work order yet.
pub(crate) async fn billed(site: &Site, business: &Business, not: Uuid) -> Billed {
    let staff = Scope::system(site.core(), business.id);
    let db = site.core().db().read();
    let taken = work_order::Entity::of(business.id).all(db).await.unwrap();
    let visit = booking::Entity::of(business.id)
        .filter(booking::Column::State.eq("confirmed"))
        .filter(booking::Column::VehicleId.is_not_null())
        .filter(booking::Column::Id.ne(not))
        .filter(booking::Column::Id.is_not_in(taken.iter().map(|order| order.booking_id)))
        .order_by_desc(booking::Column::StartsAt)
        .one(db)
        .await
        .unwrap()
        .unwrap();
    let id = work_orders::open::open(&staff, business, visit.id.into()).await.unwrap();
    let job = work_orders::edit::add_job(&staff, id, "Brakes, rear", "").await.unwrap();
    work_orders::edit::add_line(&staff, business, (id, job), &pads()).await.unwrap();
    let said = (Answer::Approve, How::InPerson);
    work_orders::answer::record_answer(&staff, business, (id, job), said, "Ana").await.unwrap();
    work_orders::edit::set_document(&staff, business, id, Document::RepairOrder).await.unwrap();
    let order = work_orders::one(&staff, business, id).await.unwrap();
    let deposit = deposited(site, business, &order).await.id;
    let invoice = issue::issue(&staff, business, id).await.unwrap();
    payments::record(&staff, business, invoice, (PaymentMethod::Cash, 1_000), "").await.unwrap();
    let invoice = billing::one(&staff, invoice).await.unwrap();
    let payment =
        invoice.entries.iter().find(|entry| matches!(entry.kind, EntryKind::Payment { .. })).unwrap();
    Billed { invoice: invoice.id.to_string(), payment: payment.id.to_string(), deposit, token: invoice.token }
}

/// What addresses and forms say of a deposit.
pub(crate) struct Deposited {
    pub(crate) id: String,
    /// The token of its receipt.
    pub(crate) receipt: String,
}

/// Records a deposit on `order` and asks for another.
pub(crate) async fn deposited(site: &Site, business: &Business, order: &WorkOrder) -> Deposited {
    let staff = Scope::system(site.core(), business.id);
    record::record(&staff, business, order.id, (PaymentMethod::Cash, 500), "").await.unwrap();
    ask::ask(&staff, business, order.id, 500).await.unwrap();
    let deposit = deposits::of_order(&staff, order).await.unwrap().deposits.remove(0);
    Deposited { id: deposit.id.to_string(), receipt: deposit.token }
}
