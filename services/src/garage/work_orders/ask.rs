//! Asking the customer: which jobs, at which price, over a link that needs no sign-in.

use super::{LINK, WorkOrder, edit, held, history::record, read};
use crate::{Error, Result, Scope, businesses::Business, mails, outbox};
use domain::{
    accounts::Deed, error::ErrorKind, garage::work_order::Authorisation, ids::WorkOrderId, locale::Locale,
};
use entity::{customer, work_order, work_order_job};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, DatabaseTransaction, EntityTrait as _, IntoActiveModel as _,
    QueryFilter as _, Set, sea_query::Expr,
};

/// Puts every job that the customer has not answered to the customer, by mail, and renews the link. Asking again is a
/// reminder.
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
    let now = scope.core.now_ms();
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
    mail(scope, &tx, business, &order, &asked).await?;
    edit::finish(scope, tx, &order).await?;
    scope.core.wake_worker();
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

/// Writes the mail that asks, within `tx`.
async fn mail(
    scope: &Scope,
    tx: &DatabaseTransaction,
    business: &Business,
    order: &work_order::Model,
    asked: &WorkOrder,
) -> Result<()> {
    let locale = locale_of(scope, tx, order).await?;
    let link = super::link(scope, &business.slug, &order.token);
    let email = mails::work_order::asked(business, locale, asked, &link);
    outbox::enqueue(&scope.core, tx, business.id.into(), email).await
}

/// The language of the customer of `order`.
pub(super) async fn locale_of(
    scope: &Scope,
    tx: &DatabaseTransaction,
    order: &work_order::Model,
) -> Result<Locale> {
    let person = customer::Entity::one(scope.business, order.customer_id.into()).one(tx).await?;
    Ok(person.and_then(|row| Locale::from_tag(&row.locale)).unwrap_or_default())
}
