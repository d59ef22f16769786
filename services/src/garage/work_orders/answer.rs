//! The customer's answer to each job: over the link, or said to staff who record it.

use super::{
    Job, TEXT_MAX, authorisation, edit, held,
    history::{actor_name, record},
    read,
};
use crate::{
    Error, Result, Scope,
    businesses::Business,
    messaging::notify::{self, Notice, To, Told},
};
use domain::{
    accounts::Deed,
    error::ErrorKind,
    form::FieldError,
    garage::work_order::{Answer, Authorisation, How},
    ids::{WorkOrderId, WorkOrderJobId},
    messaging::notifications::Event,
};
use entity::{customer, work_order};
use jiff::SignedDuration;
use sea_orm::{ActiveModelTrait as _, DatabaseTransaction, IntoActiveModel as _, Set};

/// The longest name of who answered, in characters.
const NAME_MAX: usize = 80;

/// Answers a job over the customer's link. `price_minor` is the price that the page showed: the answer holds for exactly
/// that price and no other. The same answer twice is one answer.
///
/// # Errors
/// `NotFound` for an unknown token or job, `Gone` for an expired link, `err_auth_changed_since` when the job or its price
/// is no longer what the page showed, `err_auth_decided` when the other answer was given, `err_work_closed`.
pub async fn by_link(
    scope: &Scope,
    business: &Business,
    token: &str,
    job: WorkOrderJobId,
    (answer, price_minor): (Answer, i64),
) -> Result<()> {
    let seen = super::by_link(scope, business, token).await?;
    let tx = scope.begin().await?;
    let order = held(scope, &tx, seen.id).await?;
    let person = customer::Entity::one(scope.business, order.customer_id.into()).one(&tx).await?;
    let by = person.map(|row| row.name).unwrap_or_default();
    let decision = Decided { answer, how: How::Link, by, seen_price: Some(price_minor) };
    let told = decide(scope, &tx, business, (&order, job), &decision).await?;
    edit::finish(scope, tx, &order).await?;
    told.publish(scope).await;
    Ok(())
}

/// Records what the customer said in person or by phone, with the name of who said it.
///
/// # Errors
/// Members who write work orders only; `err_required` or `err_too_long` at `by`; `err_work_empty_job` for a job without a
/// price; `err_work_closed`; `NotFound`.
pub async fn record_answer(
    scope: &Scope,
    business: &Business,
    (id, job): (WorkOrderId, WorkOrderJobId),
    (answer, how): (Answer, How),
    by: &str,
) -> Result<()> {
    scope.require(Deed::WriteOrders)?;
    if how == How::Link {
        return Err(Error::of(ErrorKind::BadRequest));
    }
    let by = super::text("by", by, NAME_MAX)?;
    if by.is_empty() {
        return Err(Error::field(FieldError::new("by", "err_required")));
    }
    let tx = scope.begin().await?;
    let order = held(scope, &tx, id).await?;
    let decision = Decided { answer, how, by, seen_price: None };
    let told = decide(scope, &tx, business, (&order, job), &decision).await?;
    edit::finish(scope, tx, &order).await?;
    told.publish(scope).await;
    Ok(())
}

/// An answer on its way.
struct Decided {
    answer: Answer,
    how: How,
    by: String,
    /// The price that the customer saw, when a page showed it.
    seen_price: Option<i64>,
}

async fn decide(
    scope: &Scope,
    tx: &DatabaseTransaction,
    business: &Business,
    (order, id): (&work_order::Model, WorkOrderJobId),
    decision: &Decided,
) -> Result<Told> {
    let row = edit::job_of(scope, tx, order, id).await?;
    let job = whole_job(scope, tx, business, order, id).await?;
    if job.lines.is_empty() {
        return Err(Error::with(ErrorKind::Conflict, "err_work_empty_job"));
    }
    let price = job.totals.gross;
    if decision.seen_price.is_some_and(|seen| seen != price) {
        return Err(Error::with(ErrorKind::Conflict, "err_auth_changed_since"));
    }
    let before = authorisation(&row)?;
    let after = before.decide(decision.answer, decision.how).map_err(super::refused)?;
    if before == after && decision.how == How::Link {
        return Ok(Told::default());
    }
    let declined = after == Authorisation::Declined;
    let days = SignedDuration::from_hours(24 * i64::from(business.terms.follow_up_days));
    let mut changed = row.into_active_model();
    changed.authorisation = Set(after.as_str().into());
    changed.decided_at = Set(Some(scope.core.now_ms()));
    changed.decided_how = Set(Some(decision.how.as_str().into()));
    changed.decided_by = Set(Some(decision.by.clone()));
    changed.decided_price_minor = Set(Some(price));
    changed.recorded_by = Set(if decision.how == How::Link { None } else { scope.account().map(Into::into) });
    changed.question = Set(None);
    changed.follow_up_at = Set(declined.then(|| (scope.now() + days).as_millisecond()));
    changed.followed_up_at = Set(None);
    if declined {
        changed.done_at = Set(None);
    }
    changed.update(tx).await?;
    let detail = format!("{} {price}", decision.how.as_str());
    record(scope, tx, order, Some(id), after.as_str(), (&decision.by, &detail)).await?;
    let (customer, title) = (decision.by.clone(), job.title);
    let event = match decision.answer {
        Answer::Approve => Event::Approved { customer, job: title },
        Answer::Decline => Event::Declined { customer, job: title },
    };
    tell_staff(scope, tx, business, order, (event, &format!("decided:{id}:{}", order.version))).await
}

/// Tells those at the business whom the work order concerns.
async fn tell_staff(
    scope: &Scope,
    tx: &DatabaseTransaction,
    business: &Business,
    order: &work_order::Model,
    (event, key): (Event, &str),
) -> Result<Told> {
    let path = format!("/console/{}/work/{}", business.slug, order.id);
    let notice = Notice { business, event, path, key: key.to_owned() };
    notify::send(scope, tx, &notice, To::Staff(Some(order.booking_id.into()))).await
}

async fn whole_job(
    scope: &Scope,
    tx: &DatabaseTransaction,
    business: &Business,
    order: &work_order::Model,
    id: WorkOrderJobId,
) -> Result<Job> {
    let whole = read::whole(scope, tx, business, order.clone()).await?;
    whole.jobs.into_iter().find(|job| job.id == id).ok_or_else(|| Error::of(ErrorKind::NotFound))
}

/// Leaves the customer's question about a job. Staff see it on the work order and answer as they always talk.
///
/// # Errors
/// `err_required` or `err_too_long` at `question`; `NotFound`; `Gone` for an expired link; `err_work_closed`.
pub async fn question(
    scope: &Scope,
    business: &Business,
    token: &str,
    job: WorkOrderJobId,
    question: &str,
) -> Result<()> {
    let question = super::text("question", question, TEXT_MAX)?;
    if question.is_empty() {
        return Err(Error::field(FieldError::new("question", "err_required")));
    }
    let seen = super::by_link(scope, business, token).await?;
    let tx = scope.begin().await?;
    let order = held(scope, &tx, seen.id).await?;
    let row = edit::job_of(scope, &tx, &order, job).await?;
    // The same question again is the button pressed twice.
    if row.question.as_ref() == Some(&question) {
        return Ok(());
    }
    let event = Event::Question { customer: seen.customer.name.clone(), job: row.title.clone() };
    let mut changed = row.into_active_model();
    changed.question = Set(Some(question.clone()));
    changed.update(&tx).await?;
    record(scope, &tx, &order, Some(job), "question", (&seen.customer.name, &question)).await?;
    let key = format!("question:{job}:{}", order.version);
    let told = tell_staff(scope, &tx, business, &order, (event, &key)).await?;
    edit::finish(scope, tx, &order).await?;
    told.publish(scope).await;
    Ok(())
}

/// Takes a question off the list once it was answered.
///
/// # Errors
/// Members who write work orders only; `err_work_closed`; `NotFound`.
pub async fn settle_question(scope: &Scope, id: WorkOrderId, job: WorkOrderJobId) -> Result<()> {
    scope.require(Deed::WriteOrders)?;
    let tx = scope.begin().await?;
    let order = held(scope, &tx, id).await?;
    let row = edit::job_of(scope, &tx, &order, job).await?;
    let by = actor_name(scope, &tx).await?;
    let mut changed = row.into_active_model();
    changed.question = Set(None);
    changed.update(&tx).await?;
    record(scope, &tx, &order, Some(job), "question_settled", (&by, "")).await?;
    edit::finish(scope, tx, &order).await
}
