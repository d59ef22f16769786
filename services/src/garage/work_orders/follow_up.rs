//! Declined work: kept, offered again after a time, and counted when it comes back.

use super::{Job, ask, authorisation, canned, edit, held, history::record, read};
use crate::{
    Core, Error, Result, Scope,
    billing::invoices,
    businesses,
    businesses::Business,
    mails,
    messaging::notify::{self, Notice, To},
};
use domain::{
    accounts::Deed,
    error::ErrorKind,
    garage::work_order::Authorisation,
    ids::{BusinessId, WorkOrderId, WorkOrderJobId},
    locale::Locale,
    messaging::notifications::Event,
};
use entity::{work_order, work_order_job};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, EntityTrait as _, IntoActiveModel as _, PaginatorTrait as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _, Set,
};
use uuid::Uuid;

/// Follow-ups that one look of the worker sends at the most.
const BATCH: u64 = 50;

/// How declined work fares.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Revivals {
    /// Jobs that were declined and are kept.
    pub declined: u64,
    /// Those among all declined ones that were offered again.
    pub offered: u64,
    /// Jobs that came back on the work order of a later booking.
    pub revived: u64,
    /// Those among them that were agreed to then.
    pub agreed: u64,
    /// Those among these whose invoice is paid.
    pub paid: u64,
}

/// Declined work of earlier work orders on the same vehicle, or of the same customer where there is none, that has not come
/// back since: worth a word while the vehicle is here.
///
/// # Errors
/// Members who write work orders only; `NotFound`.
pub async fn declined_before(scope: &Scope, business: &Business, id: WorkOrderId) -> Result<Vec<Job>> {
    scope.require(Deed::WriteOrders)?;
    let db = scope.snapshot().await?;
    let order = work_order::Entity::one(scope.business, id)
        .one(&db)
        .await?
        .ok_or_else(|| Error::of(ErrorKind::NotFound))?;
    let same = match order.vehicle_id {
        Some(vehicle) => work_order::Column::VehicleId.eq(vehicle),
        None => work_order::Column::CustomerId.eq(order.customer_id),
    };
    let others = work_order::Entity::of(scope.business)
        .filter(same)
        .filter(work_order::Column::Id.ne(order.id))
        .order_by_desc(work_order::Column::CreatedAt)
        .limit(20)
        .all(&db)
        .await?;
    let mut jobs = Vec::new();
    for other in others {
        let whole = read::whole(scope, &db, business, other).await?;
        jobs.extend(whole.jobs.into_iter().filter(|job| job.authorisation == Authorisation::Declined));
    }
    let ids = jobs.iter().map(|job| Uuid::from(job.id));
    let back: Vec<Uuid> = work_order_job::Entity::of(scope.business)
        .filter(work_order_job::Column::RevivedFrom.is_in(ids))
        .all(&db)
        .await?
        .into_iter()
        .filter_map(|row| row.revived_from)
        .collect();
    jobs.retain(|job| !back.contains(&job.id.into()));
    Ok(jobs)
}

/// Puts a declined job on a later work order, at its old price, to be asked about anew.
///
/// # Errors
/// Members who write work orders only; `NotFound` when it was not declined; `err_work_revived` when it came back before.
pub async fn revive(scope: &Scope, id: WorkOrderId, declined: WorkOrderJobId) -> Result<WorkOrderJobId> {
    scope.require(Deed::WriteOrders)?;
    let tx = scope.begin().await?;
    let order = held(scope, &tx, id).await?;
    let old = work_order_job::Entity::one(scope.business, declined)
        .lock_exclusive()
        .one(&tx)
        .await?
        .ok_or_else(|| Error::of(ErrorKind::NotFound))?;
    if authorisation(&old)? != Authorisation::Declined || old.work_order_id == order.id {
        return Err(Error::of(ErrorKind::NotFound));
    }
    let back = work_order_job::Entity::of(scope.business)
        .filter(work_order_job::Column::RevivedFrom.eq(old.id))
        .count(&tx)
        .await?;
    if back > 0 {
        return Err(Error::with(ErrorKind::Conflict, "err_work_revived"));
    }
    let lines = read::lines_of(scope, &tx, vec![old.id]).await?.remove(&old.id).unwrap_or_default();
    let lines: Vec<_> = lines.into_iter().map(|(_, line)| line).collect();
    let job = edit::insert_job(scope, &tx, &order, &old.title, &old.note, |job| {
        job.canned_job_id = Set(old.canned_job_id);
        job.revived_from = Set(Some(old.id));
    })
    .await?;
    canned::copy_lines(scope, &tx, job, &lines).await?;
    record(scope, &tx, &order, Some(job), "job_revived", ("", &old.title)).await?;
    let mut answered = old.into_active_model();
    answered.follow_up_at = Set(None);
    answered.update(&tx).await?;
    edit::finish(scope, tx, &order).await?;
    Ok(job)
}

/// How much of what was declined came back, from the follow-up to the payment.
///
/// # Errors
/// The owner only.
pub async fn revivals(scope: &Scope) -> Result<Revivals> {
    scope.require(Deed::RunBusiness)?;
    let db = scope.snapshot().await?;
    let of = || work_order_job::Entity::of(scope.business);
    let back = of().filter(work_order_job::Column::RevivedFrom.is_not_null()).all(&db).await?;
    let is_agreed = |job: &&work_order_job::Model| job.authorisation == Authorisation::Approved.as_str();
    let agreed: Vec<Uuid> = back.iter().filter(is_agreed).map(|job| job.work_order_id).collect();
    let paid = invoices::paid_of(scope, &db, agreed.iter().copied().collect()).await?;
    Ok(Revivals {
        declined: of()
            .filter(work_order_job::Column::Authorisation.eq(Authorisation::Declined.as_str()))
            .count(&db)
            .await?,
        offered: of().filter(work_order_job::Column::FollowedUpAt.is_not_null()).count(&db).await?,
        revived: back.len() as u64,
        agreed: agreed.len() as u64,
        paid: agreed.iter().filter(|order| paid.contains(*order)).count() as u64,
    })
}

/// Offers declined work again whose time has come, one mail per job, and returns how many it sent. The mail and the note
/// that it was sent are one transaction: nothing is offered twice.
///
/// # Errors
/// When the database does not answer.
pub async fn send_due(core: &Core) -> Result<u64> {
    let due = work_order_job::Entity::find()
        .filter(work_order_job::Column::FollowUpAt.lte(core.now_ms()))
        .order_by_asc(work_order_job::Column::FollowUpAt)
        .limit(BATCH)
        .all(core.db().read())
        .await?;
    let mut sent = 0;
    for row in due {
        let scope = Scope::system(core, BusinessId(row.business_id));
        let Some(business) = businesses::by_id(core, scope.business).await? else { continue };
        sent += u64::from(offer_again(&scope, &business, row.id.into()).await?);
    }
    if sent > 0 {
        core.wake_worker();
    }
    Ok(sent)
}

async fn offer_again(scope: &Scope, business: &Business, id: WorkOrderJobId) -> Result<bool> {
    let tx = scope.begin().await?;
    let found = work_order_job::Entity::one(scope.business, id)
        .filter(work_order_job::Column::FollowUpAt.lte(scope.core.now_ms()))
        .filter(work_order_job::Column::Authorisation.eq(Authorisation::Declined.as_str()))
        .lock_exclusive()
        .one(&tx)
        .await?;
    let Some(row) = found else { return Ok(false) };
    let order = work_order::Entity::one(scope.business, row.work_order_id.into())
        .one(&tx)
        .await?
        .ok_or_else(|| Error::internal("a job without its work order"))?;
    let mut changed = row.into_active_model();
    changed.follow_up_at = Set(None);
    changed.followed_up_at = Set(Some(scope.core.now_ms()));
    changed.update(&tx).await?;
    let order = ask::renew_link(scope, &tx, order).await?;
    let person = ask::customer_of(scope, &tx, &order).await?;
    let locale = Locale::from_tag(&person.locale).unwrap_or_default();
    let whole = read::whole(scope, &tx, business, order.clone()).await?;
    let Some(job) = whole.jobs.iter().find(|job| job.id == id) else { return Ok(false) };
    let book = format!("{}/b/{}/book", scope.core.base_url(), business.slug);
    let email = Box::new(mails::work_order::offered_again(business, locale, &whole, job, &book));
    let notice = Notice {
        business,
        event: Event::OfferedAgain { title: job.title.clone() },
        path: format!("/b/{}/book", business.slug),
        key: format!("offered:{id}:{}", scope.core.now_ms()),
    };
    let told = notify::send(scope, &tx, &notice, To::Customer(&person, locale, email)).await?;
    record(scope, &tx, &order, Some(id), "offered_again", ("", &job.title)).await?;
    tx.commit().await?;
    told.publish(scope).await;
    Ok(true)
}
