//! Work orders that a demonstration starts with: written as real ones are, but nobody gets a mail.

use super::{
    canned::{self, NewCanned},
    edit,
    history::record,
    open,
};
use crate::{Error, Result, Scope, businesses::Business};
use domain::{
    error::ErrorKind,
    garage::work_order::{Authorisation, How},
};
use entity::{booking, customer, work_order};
use sea_orm::{ActiveModelTrait as _, DatabaseTransaction, IntoActiveModel as _, Set};

/// A work order whose customer was asked about `jobs` and has a question about the first.
///
/// # Errors
/// When the rows cannot be written.
pub(crate) async fn waiting(
    scope: &Scope,
    tx: &DatabaseTransaction,
    business: &Business,
    visit: &booking::Model,
    (jobs, question): ([&NewCanned; 2], &str),
) -> Result<()> {
    let order = open::write(scope, tx, business, visit).await?;
    let mut asks = (!question.is_empty()).then(|| question.to_owned());
    for new in jobs {
        let id = edit::insert_job(scope, tx, &order, &new.title, &new.note, |job| {
            job.authorisation = Set(Authorisation::Asked.as_str().into());
            job.asked_at = Set(Some(scope.core.now_ms()));
            job.question = Set(asks.clone());
        })
        .await?;
        canned::copy_lines(scope, tx, id, &new.lines).await?;
        record(scope, tx, &order, Some(id), "job_added", ("", &new.title)).await?;
        if let Some(question) = asks.take() {
            let by = customer_of(scope, tx, &order).await?;
            record(scope, tx, &order, Some(id), "question", (&by, &question)).await?;
        }
    }
    record(scope, tx, &order, None, "asked", ("", &jobs.len().to_string())).await
}

/// A work order whose customer agreed by phone to `job`, with `discount` minor units taken off the whole.
///
/// # Errors
/// When the rows cannot be written.
pub(crate) async fn agreed(
    scope: &Scope,
    tx: &DatabaseTransaction,
    business: &Business,
    visit: &booking::Model,
    (new, discount): (&NewCanned, i64),
) -> Result<()> {
    let order = open::write(scope, tx, business, visit).await?;
    let by = customer_of(scope, tx, &order).await?;
    let price = super::price(&new.lines, &business.terms)?.gross;
    let id = edit::insert_job(scope, tx, &order, &new.title, &new.note, |job| {
        job.authorisation = Set(Authorisation::Approved.as_str().into());
        job.decided_at = Set(Some(scope.core.now_ms()));
        job.decided_how = Set(Some(How::Phone.as_str().into()));
        job.decided_by = Set(Some(by.clone()));
        job.decided_price_minor = Set(Some(price));
    })
    .await?;
    canned::copy_lines(scope, tx, id, &new.lines).await?;
    record(scope, tx, &order, Some(id), "job_added", ("", &new.title)).await?;
    let detail = format!("{} {price}", How::Phone.as_str());
    record(scope, tx, &order, Some(id), Authorisation::Approved.as_str(), (&by, &detail)).await?;
    let mut changed = order.clone().into_active_model();
    changed.discount_minor = Set(discount);
    changed.update(tx).await?;
    record(scope, tx, &order, None, "discount", ("", &discount.to_string())).await
}

async fn customer_of(scope: &Scope, tx: &DatabaseTransaction, order: &work_order::Model) -> Result<String> {
    let row = customer::Entity::one(scope.business, order.customer_id.into()).one(tx).await?;
    Ok(row.ok_or_else(|| Error::of(ErrorKind::NotFound))?.name)
}
