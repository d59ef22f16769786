//! What the demo's people were told: of the latest bookings, and of the question that waits. All but the newest is read.

use super::{super::Business, history::Stage};
use crate::{Error, Result, businesses::services_by_ids, core::instant};
use domain::{
    accounts::Role,
    error::ErrorKind,
    messaging::notifications::{Event, Visit},
};
use entity::{booking, business, customer, membership, notification, work_order, work_order_job};
use sea_orm::{
    ColumnTrait as _, DatabaseTransaction, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, Set,
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Bookings of which staff were told, and of which the demo's own customer was.
const BOOKINGS: u64 = 9;
/// Bookings that staff have not looked at yet.
const UNREAD: usize = 2;

/// Something that was told, whoever it was told to.
struct News {
    event: Event,
    path: String,
    key: String,
    /// When, in milliseconds since 1970 UTC.
    at: i64,
    is_read: bool,
    /// The resource that does the job.
    worker: Uuid,
}

/// Writes the lists of `stage`'s people.
///
/// # Errors
/// When the rows cannot be written.
pub(super) async fn write(stage: &Stage<'_>, tx: &DatabaseTransaction) -> Result<()> {
    let row = business::Entity::find_by_id(stage.business.0).one(tx).await?;
    let business = Business::read(row.ok_or_else(|| Error::of(ErrorKind::NotFound))?)?;
    let members = membership::Entity::of(stage.business).all(tx).await?;
    let mut rows = Vec::new();
    let booked = visits(stage, tx, &business, None).await?;
    for news in booked.into_iter().chain(questions(stage, tx, &business).await?) {
        let worker = stage.accounts.get(&news.worker.into()).copied().map(Uuid::from);
        for member in &members {
            let own = worker == Some(member.account_id);
            if Role::parse(&member.role).is_some_and(|role| news.event.kind().reaches(role, own)) {
                rows.push(news.row(stage, member.account_id)?);
            }
        }
    }
    if let Some((person, account)) = stage.regular.as_ref().and_then(|own| Some((own.id, own.account?))) {
        for news in visits(stage, tx, &business, Some(person)).await? {
            rows.push(news.row(stage, account)?);
        }
    }
    super::insert(tx, rows).await
}

impl News {
    /// The row of this in the list of `account`.
    fn row(&self, stage: &Stage<'_>, account: Uuid) -> Result<notification::ActiveModel> {
        let kind = self.event.kind();
        Ok(notification::ActiveModel {
            business_id: Set(stage.business.into()),
            id: Set(stage.core.new_id()),
            account_id: Set(account),
            realm: Set(kind.realm().as_str().into()),
            kind: Set(kind.as_str().into()),
            args: Set(serde_json::to_string(&self.event)?),
            path: Set(self.path.clone()),
            dedupe: Set(self.key.clone()),
            created_at: Set(self.at),
            read_at: Set(self.is_read.then_some(self.at)),
        })
    }
}

/// The bookings made last, as staff were told of them, or of one customer, as they were told themselves.
async fn visits(
    stage: &Stage<'_>,
    tx: &DatabaseTransaction,
    business: &Business,
    of: Option<Uuid>,
) -> Result<Vec<News>> {
    let mut asked = booking::Entity::of(stage.business);
    if let Some(person) = of {
        asked = asked.filter(booking::Column::CustomerId.eq(person));
    }
    let rows = asked
        .order_by_desc(booking::Column::CreatedAt)
        .order_by_desc(booking::Column::Id)
        .limit(BOOKINGS)
        .all(tx)
        .await?;
    let services = services_by_ids(tx, business, rows.iter().map(|row| row.service_id).collect()).await?;
    let names = names(stage, tx, rows.iter().filter_map(|row| row.customer_id).collect()).await?;
    let mut told = Vec::new();
    for (position, row) in rows.into_iter().enumerate() {
        let Some(service) = services.get(&row.service_id) else { continue };
        let customer = row.customer_id.and_then(|id| names.get(&id).cloned()).unwrap_or_default();
        let visit = Visit { service: service.name.clone(), starts: instant(row.starts_at), customer };
        let (event, path, unread) = if of.is_some() {
            (Event::Booked(visit), format!("/b/{}/visit/{}", business.slug, row.token), 1)
        } else {
            (Event::NewVisit(visit), format!("/console/{}/jobs/{}", business.slug, row.id), UNREAD)
        };
        told.push(News {
            event,
            path,
            key: format!("booked:{}", row.id),
            at: row.created_at,
            is_read: position >= unread,
            worker: row.worker_id,
        });
    }
    Ok(told)
}

/// The names of these customers.
async fn names(
    stage: &Stage<'_>,
    tx: &DatabaseTransaction,
    ids: Vec<Uuid>,
) -> Result<BTreeMap<Uuid, String>> {
    let rows = customer::Entity::of(stage.business).filter(customer::Column::Id.is_in(ids)).all(tx).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}

/// The questions that wait for an answer.
async fn questions(stage: &Stage<'_>, tx: &DatabaseTransaction, business: &Business) -> Result<Vec<News>> {
    let jobs = work_order_job::Entity::of(stage.business)
        .filter(work_order_job::Column::Question.is_not_null())
        .all(tx)
        .await?;
    let mut told = Vec::new();
    for job in jobs {
        let order = work_order::Entity::one(stage.business, job.work_order_id.into()).one(tx).await?;
        let Some(order) = order else { continue };
        let visit = booking::Entity::one(stage.business, order.booking_id.into()).one(tx).await?;
        let Some(visit) = visit else { continue };
        let customer = names(stage, tx, vec![order.customer_id]).await?.remove(&order.customer_id);
        told.push(News {
            event: Event::Question { customer: customer.unwrap_or_default(), job: job.title },
            path: format!("/console/{}/work/{}", business.slug, order.id),
            key: format!("question:{}:{}", job.id, order.version),
            at: job.asked_at.unwrap_or(job.created_at),
            is_read: false,
            worker: visit.worker_id,
        });
    }
    Ok(told)
}
