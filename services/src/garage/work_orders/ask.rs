//! Asking the customer: which jobs, at which price, over a link that needs no sign-in.

use super::{LINK, WorkOrder, edit, held, history::record, read};
use crate::{
    Error, Result, Scope,
    businesses::Business,
    mails,
    messaging::notify::{self, Notice, To, Told},
};
use domain::{
    accounts::Deed, error::ErrorKind, garage::work_order::Authorisation, ids::WorkOrderId, locale::Locale,
    messaging::notifications::Event,
};
use entity::{customer, work_order, work_order_job};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, DatabaseTransaction, EntityTrait as _, IntoActiveModel as _,
    QueryFilter as _, Set, sea_query::Expr,
};

/// How long the same question asked again is the button pressed twice and no reminder, in milliseconds.
const TWICE_MS: i64 = 60_000;

/// Puts every job that the customer has not answered to the customer and renews the link. Asking again is a reminder.
///
/// # Errors
/// Members who write work orders only; `err_work_nothing_to_ask` when every job is answered; `err_work_empty_job` when a
/// job has no line, because nobody can agree to a price that is not there.
pub async fn ask(scope: &Scope, business: &Business, id: WorkOrderId) -> Result<()> {
    scope.require(Deed::WriteOrders)?;
    let tx = scope.begin().await?;
    let order = held(scope, &tx, id).await?;
    let whole = read::whole(scope, &tx, business, order.clone()).await?;
    let open: Vec<_> = whole.jobs.iter().filter(|job| !job.authorisation.is_decided()).collect();
    if open.is_empty() {
        return Err(Error::with(ErrorKind::Conflict, "err_work_nothing_to_ask"));
    }
    if open.iter().any(|job| job.lines.is_empty()) {
        return Err(Error::with(ErrorKind::Conflict, "err_work_empty_job"));
    }
    let now = round(scope, &tx, &order).await?;
    work_order_job::Entity::update_many()
        .col_expr(work_order_job::Column::Authorisation, Expr::value(Authorisation::Asked.as_str()))
        .col_expr(work_order_job::Column::AskedAt, Expr::value(now))
        .filter(work_order_job::Column::BusinessId.eq(order.business_id))
        .filter(work_order_job::Column::Id.is_in(open.iter().map(|job| uuid::Uuid::from(job.id))))
        .exec(&tx)
        .await?;
    let order = renew_link(scope, &tx, order).await?;
    record(scope, &tx, &order, None, "asked", ("", &open.len().to_string())).await?;
    let asked = read::whole(scope, &tx, business, order.clone()).await?;
    let told = tell(scope, &tx, business, (&order, now), &asked).await?;
    edit::finish(scope, tx, &order).await?;
    told.publish(scope).await;
    Ok(())
}

/// Lets the customer's link hold for as long again.
pub(super) async fn renew_link(
    scope: &Scope,
    tx: &DatabaseTransaction,
    order: work_order::Model,
) -> Result<work_order::Model> {
    let mut changed = order.into_active_model();
    changed.token_expires_at = Set((scope.now() + LINK).as_millisecond());
    Ok(changed.update(tx).await?)
}

/// When the customer is asked, in milliseconds since 1970 UTC: now, or when they were asked a moment ago.
async fn round(scope: &Scope, tx: &DatabaseTransaction, order: &work_order::Model) -> Result<i64> {
    let now = scope.core.now_ms();
    let jobs = work_order_job::Entity::of(scope.business)
        .filter(work_order_job::Column::WorkOrderId.eq(order.id))
        .all(tx)
        .await?;
    let last = jobs.iter().filter_map(|job| job.asked_at).max();
    Ok(last.filter(|last| now - last < TWICE_MS).unwrap_or(now))
}

/// Tells the customer what is asked in the round `round`, within `tx`. What changed since is another question.
async fn tell(
    scope: &Scope,
    tx: &DatabaseTransaction,
    business: &Business,
    (order, round): (&work_order::Model, i64),
    asked: &WorkOrder,
) -> Result<Told> {
    let person = customer_of(scope, tx, order).await?;
    let locale = Locale::from_tag(&person.locale).unwrap_or_default();
    let link = super::link(scope, &business.slug, &order.token);
    let email = Box::new(mails::work_order::asked(business, locale, asked, &link));
    let notice = Notice {
        business,
        event: Event::Asked { vehicle: vehicle(asked), number: order.number.clone() },
        path: format!("/b/{}/work/{}", business.slug, order.token),
        key: format!("asked:{}:{round}:{}:{}", order.id, asked.jobs.len(), asked.together.gross),
    };
    notify::send(scope, tx, &notice, To::Customer(&person, locale, email)).await
}

/// The vehicle of a work order in words; empty where there is none.
fn vehicle(order: &WorkOrder) -> String {
    match &order.vehicle {
        Some((vehicle, plate)) if !plate.is_empty() => format!("{vehicle} ({plate})"),
        Some((vehicle, _)) => vehicle.clone(),
        None => String::new(),
    }
}

/// The customer of `order`.
pub(super) async fn customer_of(
    scope: &Scope,
    tx: &DatabaseTransaction,
    order: &work_order::Model,
) -> Result<customer::Model> {
    customer::Entity::one(scope.business, order.customer_id.into())
        .one(tx)
        .await?
        .ok_or_else(|| Error::internal("a work order without its customer"))
}
