//! Reading a work order whole.

use super::{Customer, Decision, Job, WorkOrder, authorisation, document};
use crate::{Error, Result, Scope, businesses::Business, core::instant, garage::vehicles};
use domain::{
    accounts::Deed,
    billing::Terms,
    error::ErrorKind,
    garage::{
        money::{self, Line, LineKind, Quantity, Totals},
        work_order::{Authorisation, How},
    },
    ids::{BookingId, LineId, WorkOrderId},
};
use entity::{booking, customer, work_order, work_order_job, work_order_line};
use sea_orm::{ColumnTrait as _, ConnectionTrait, PaginatorTrait as _, QueryFilter as _, QueryOrder as _};
use std::collections::BTreeMap;
use uuid::Uuid;

/// A work order, for those who write them.
///
/// # Errors
/// `NotFound` for what is no work order of this business.
pub async fn one(scope: &Scope, business: &Business, id: WorkOrderId) -> Result<WorkOrder> {
    scope.require(Deed::SeeBoard)?;
    let db = scope.snapshot().await?;
    let row = work_order::Entity::one(scope.business, id).one(&db).await?;
    whole(scope, &db, business, row.ok_or_else(|| Error::of(ErrorKind::NotFound))?).await
}

/// The number and id of a booking's work order, when it has one.
///
/// # Errors
/// Members who may see the board only.
pub async fn of_booking(scope: &Scope, booking: BookingId) -> Result<Option<(WorkOrderId, String)>> {
    scope.require(Deed::SeeBoard)?;
    let db = scope.snapshot().await?;
    let row = work_order::Entity::of(scope.business)
        .filter(work_order::Column::BookingId.eq(Uuid::from(booking)))
        .one(&db)
        .await?;
    Ok(row.map(|row| (row.id.into(), row.number)))
}

/// The work order of the customer's link.
///
/// # Errors
/// `NotFound` for an unknown token; `Gone` with `err_work_link_expired` when the link has run out.
pub async fn by_link(scope: &Scope, business: &Business, token: &str) -> Result<WorkOrder> {
    let db = scope.snapshot().await?;
    let row = work_order::Entity::of(scope.business)
        .filter(work_order::Column::Token.eq(token))
        .one(&db)
        .await?
        .ok_or_else(|| Error::of(ErrorKind::NotFound))?;
    if row.token_expires_at <= scope.core.now_ms() {
        return Err(Error::with(ErrorKind::Gone, "err_work_link_expired"));
    }
    whole(scope, &db, business, row).await
}

/// The token of the customer's link to a booking's work order, while jobs on it wait for an answer and the link holds. For
/// whoever has the booking's own link: both are the same customer's.
///
/// # Errors
/// When the database does not answer.
pub async fn waiting_link(scope: &Scope, booking: BookingId) -> Result<Option<String>> {
    let db = scope.snapshot().await?;
    let row = work_order::Entity::of(scope.business)
        .filter(work_order::Column::BookingId.eq(Uuid::from(booking)))
        .filter(work_order::Column::TokenExpiresAt.gt(scope.core.now_ms()))
        .one(&db)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let waiting = work_order_job::Entity::of(scope.business)
        .filter(work_order_job::Column::WorkOrderId.eq(row.id))
        .filter(work_order_job::Column::Authorisation.eq(Authorisation::Asked.as_str()))
        .count(&db)
        .await?;
    Ok((waiting > 0).then_some(row.token))
}

/// Everything on the work order of `row`.
pub(crate) async fn whole(
    scope: &Scope,
    db: &impl ConnectionTrait,
    business: &Business,
    row: work_order::Model,
) -> Result<WorkOrder> {
    let person = customer::Entity::one(scope.business, row.customer_id.into())
        .one(db)
        .await?
        .ok_or_else(|| Error::internal("a work order without its customer"))?;
    let visit = booking::Entity::one(scope.business, row.booking_id.into())
        .one(db)
        .await?
        .ok_or_else(|| Error::internal("a work order without its booking"))?;
    let vehicle = match row.vehicle_id {
        Some(id) => vehicles::label(scope, db, id.into()).await?,
        None => None,
    };
    let jobs = jobs(scope, db, &business.terms, row.id.into()).await?;
    let document = document(&row)?;
    let sum = |counts: &dyn Fn(Authorisation) -> bool| {
        let counted = jobs.iter().filter(|job| counts(job.authorisation));
        let lines: Vec<&Line> = counted.flat_map(|job| job.lines.iter().map(|(_, line)| line)).collect();
        totals(&lines, row.discount_minor, &business.terms)
    };
    let totals = sum(&|state| document.counts(state))?;
    let agreed = sum(&|state| state == Authorisation::Approved)?;
    let together = sum(&|state| matches!(state, Authorisation::Approved | Authorisation::Asked))?;
    Ok(WorkOrder {
        id: row.id.into(),
        number: row.number,
        booking: row.booking_id.into(),
        visit_token: visit.token,
        document,
        customer: Customer { name: person.name, email: person.email, phone: person.phone },
        vehicle,
        odometer_km: row.odometer_km,
        discount_minor: totals.discount,
        jobs,
        totals,
        agreed,
        together,
        token: row.token,
        link_until: instant(row.token_expires_at),
    })
}

/// What `lines` come to. A discount that was given on more than what is left takes off what is left.
pub(super) fn totals(lines: &[&Line], discount: i64, terms: &Terms) -> Result<Totals> {
    let full = money::totals(lines.iter().copied(), 0, terms.tax_mode)?;
    let discount = discount.min(full.labour + full.parts + full.fees);
    Ok(money::totals(lines.iter().copied(), discount, terms.tax_mode)?)
}

async fn jobs(
    scope: &Scope,
    db: &impl ConnectionTrait,
    terms: &Terms,
    order: WorkOrderId,
) -> Result<Vec<Job>> {
    let rows = work_order_job::Entity::of(scope.business)
        .filter(work_order_job::Column::WorkOrderId.eq(Uuid::from(order)))
        .order_by_asc(work_order_job::Column::Position)
        .order_by_asc(work_order_job::Column::Id)
        .all(db)
        .await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut lines = lines_of(scope, db, ids).await?;
    rows.into_iter().map(|row| job(terms, lines.remove(&row.id).unwrap_or_default(), row)).collect()
}

/// Lines by the id of their job, in order.
pub(super) type LinesByJob = BTreeMap<Uuid, Vec<(LineId, Line)>>;

/// The lines of these jobs, in order.
pub(in crate::garage) async fn lines_of(
    scope: &Scope,
    db: &impl ConnectionTrait,
    jobs: Vec<Uuid>,
) -> Result<LinesByJob> {
    let rows = work_order_line::Entity::of(scope.business)
        .filter(work_order_line::Column::JobId.is_in(jobs))
        .order_by_asc(work_order_line::Column::Position)
        .order_by_asc(work_order_line::Column::Id)
        .all(db)
        .await?;
    let mut lines = LinesByJob::new();
    for row in rows {
        let job = row.job_id;
        lines.entry(job).or_default().push((row.id.into(), line(row)?));
    }
    Ok(lines)
}

fn line(row: work_order_line::Model) -> Result<Line> {
    Ok(Line {
        kind: LineKind::parse(&row.kind)
            .ok_or_else(|| Error::internal(format_args!("unknown kind of line {}", row.kind)))?,
        description: row.description,
        part_number: row.part_number,
        quantity: Quantity(row.quantity_milli),
        unit_price_minor: row.unit_price_minor,
        tax_bp: row.tax_bp,
    })
}

fn job(terms: &Terms, lines: Vec<(LineId, Line)>, row: work_order_job::Model) -> Result<Job> {
    let totals = money::totals(lines.iter().map(|(_, line)| line), 0, terms.tax_mode)?;
    let authorisation = authorisation(&row)?;
    let how = row.decided_how.as_deref().and_then(How::parse);
    let decision = match (how, row.decided_by, row.decided_at, row.decided_price_minor) {
        (Some(how), Some(by), Some(at), Some(price_minor)) if authorisation.is_decided() => {
            Some(Decision { how, by, at: instant(at), price_minor })
        }
        _ => None,
    };
    Ok(Job {
        id: row.id.into(),
        title: row.title,
        note: row.note,
        authorisation,
        decision,
        question: row.question,
        follow_up: row.follow_up_at.map(instant),
        revived: row.revived_from.is_some(),
        done: row.done_at.is_some(),
        lines,
        totals,
    })
}
