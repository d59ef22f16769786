//! Opening the work order of a booking.

use super::{LINK, history::record};
use crate::{
    Error, Result, Scope,
    billing::numbers,
    businesses::{self, Business, Service},
    secret,
};
use domain::{
    accounts::Deed,
    agenda::BookingState,
    billing::Series,
    error::ErrorKind,
    garage::{
        money::{self, Line, LineKind, Quantity, TaxMode},
        work_order::{Authorisation, Document, How},
    },
    ids::{BookingId, WorkOrderId},
    locale::Locale,
};
use entity::{booking, customer, vehicle, work_order, work_order_job, work_order_line};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, DatabaseTransaction, EntityTrait as _, QueryFilter as _,
    QuerySelect as _, Set,
};
use uuid::Uuid;

/// Opens the work order of a confirmed booking, with the booked service on it as its first job: the customer agreed to
/// that price by booking. A booking has one work order; opening it again finds it.
///
/// # Errors
/// Members who write work orders only; `NotFound` for what is no job of this business.
pub async fn open(scope: &Scope, business: &Business, booking: BookingId) -> Result<WorkOrderId> {
    scope.require(Deed::WriteOrders)?;
    let tx = scope.begin().await?;
    let visit = booking::Entity::one(scope.business, booking)
        .filter(booking::Column::State.eq(BookingState::Confirmed.as_str()))
        .lock_exclusive()
        .one(&tx)
        .await?
        .ok_or_else(|| Error::of(ErrorKind::NotFound))?;
    let known = work_order::Entity::of(scope.business)
        .filter(work_order::Column::BookingId.eq(visit.id))
        .one(&tx)
        .await?;
    if let Some(known) = known {
        return Ok(known.id.into());
    }
    let order = write(scope, &tx, business, &visit).await?;
    tx.commit().await?;
    crate::agenda::notify::changed(scope, &visit).await;
    Ok(order.id.into())
}

/// Writes the work order of `visit`, with the booked service on it.
pub(super) async fn write(
    scope: &Scope,
    tx: &DatabaseTransaction,
    business: &Business,
    visit: &booking::Model,
) -> Result<work_order::Model> {
    let customer = visit.customer_id.ok_or_else(|| Error::of(ErrorKind::NotFound))?;
    let odometer_km = match visit.vehicle_id {
        Some(id) => {
            vehicle::Entity::one(scope.business, id.into()).one(tx).await?.and_then(|row| row.odometer_km)
        }
        None => None,
    };
    let now = scope.core.now_ms();
    let order = work_order::ActiveModel {
        business_id: Set(scope.business.into()),
        id: Set(scope.core.new_id()),
        number: Set(numbers::next(scope, tx, business, Series::WorkOrder).await?),
        booking_id: Set(visit.id),
        customer_id: Set(customer),
        vehicle_id: Set(visit.vehicle_id),
        document: Set(Document::RepairOrder.as_str().into()),
        odometer_km: Set(odometer_km),
        discount_minor: Set(0),
        deposit_asked_minor: Set(None),
        token: Set(secret::token()?),
        token_expires_at: Set((scope.now() + LINK).as_millisecond()),
        version: Set(0),
        created_at: Set(now),
        updated_at: Set(now),
    };
    let order = order.insert(tx).await?;
    let service = businesses::service_by_id(tx, business, visit.service_id.into()).await?;
    booked_job(scope, tx, business, (&order, visit), &service).await?;
    record(scope, tx, &order, None, "opened", ("", "")).await?;
    Ok(order)
}

/// The booked service as a job that is agreed to already.
async fn booked_job(
    scope: &Scope,
    tx: &DatabaseTransaction,
    business: &Business,
    (order, visit): (&work_order::Model, &booking::Model),
    service: &Service,
) -> Result<()> {
    let customer = customer::Entity::one(scope.business, order.customer_id.into()).one(tx).await?;
    let title = service.name.get(Locale::from_tag(&visit.locale).unwrap_or_default()).to_owned();
    let id: Uuid = scope.core.new_id();
    let mut line = Line {
        kind: LineKind::Labour,
        description: title.clone(),
        part_number: None,
        quantity: Quantity(1_000),
        unit_price_minor: visit.price_minor,
        tax_bp: business.terms.tax_bp,
    };
    if business.terms.tax_mode == TaxMode::Exclusive {
        // It was offered with tax in it.
        line.unit_price_minor = money::totals([&line], 0, TaxMode::Inclusive)?.net;
    }
    let agreed = super::price(std::slice::from_ref(&line), &business.terms)?.gross;
    let job = work_order_job::ActiveModel {
        authorisation: Set(Authorisation::Approved.as_str().into()),
        decided_at: Set(Some(visit.created_at)),
        decided_how: Set(Some(How::Link.as_str().into())),
        decided_by: Set(Some(customer.map(|row| row.name).unwrap_or_default())),
        decided_price_minor: Set(Some(agreed)),
        ..super::edit::new_job(scope, order, (0, id), &title, &visit.note)
    };
    work_order_job::Entity::insert(job).exec_without_returning(tx).await?;
    let row = super::edit::new_line(scope, id, 0, &line);
    work_order_line::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}
