//! A few invoices of past visits: one late, one open, one paid.

use super::{super::Business, history::Stage};
use crate::{
    Core, Result, Scope,
    billing::sample,
    garage::work_orders::{canned::NewCanned, sample as orders},
};
use domain::{
    agenda::BookingState,
    billing::PaymentMethod,
    clock::Clock,
    garage::board::JobStatus,
    time::{day, local},
};
use entity::{booking, work_order};
use jiff::{Span, Timestamp};
use sea_orm::{ColumnTrait as _, DatabaseTransaction, QueryFilter as _, QueryOrder as _};
use std::sync::Arc;

/// How many days ago each was issued at the latest, and how it was paid. The oldest one first: numbers follow the days.
const ISSUED: [(i64, Option<PaymentMethod>); 3] = [(24, None), (5, None), (2, Some(PaymentMethod::Cash))];

/// A clock that stands still.
struct Then(Timestamp);

impl Clock for Then {
    fn now(&self) -> Timestamp {
        self.0
    }
}

/// Bills `job` on past visits of `stage`, each when its visit ended.
///
/// # Errors
/// When the rows cannot be written.
pub(super) async fn write(
    stage: &Stage<'_>,
    tx: &DatabaseTransaction,
    business: &Business,
    job: &NewCanned,
) -> Result<()> {
    for (days, paid) in ISSUED {
        let Some(visit) = visit(stage, tx, days).await? else { continue };
        let ended = Timestamp::from_millisecond(visit.ends_at).unwrap_or_else(|_| stage.core.now());
        let then = Core::new(
            stage.core.db().clone(),
            Arc::new(Then(ended)),
            stage.core.bus().clone(),
            stage.core.files().clone(),
            stage.core.base_url(),
        );
        let scope = Scope::system(&then, stage.business);
        orders::agreed(&scope, tx, business, &visit, (job, 0)).await?;
        sample::issued(&scope, tx, business, &visit, paid).await?;
    }
    Ok(())
}

/// The last visit that was over `days` days ago and of which there is no work order yet.
async fn visit(stage: &Stage<'_>, tx: &DatabaseTransaction, days: i64) -> Result<Option<booking::Model>> {
    let today = local(stage.core.now(), &stage.zone).date();
    let date = today.checked_sub(Span::new().days(days)).unwrap_or(today);
    let (_, end) = day(date, &stage.zone);
    let billed = work_order::Entity::of(stage.business).all(tx).await?;
    Ok(booking::Entity::of(stage.business)
        .filter(booking::Column::State.eq(BookingState::Confirmed.as_str()))
        .filter(booking::Column::JobStatus.eq(JobStatus::HandedOver.as_str()))
        .filter(booking::Column::EndsAt.lte(end.as_millisecond()))
        .filter(booking::Column::Id.is_not_in(billed.iter().map(|order| order.booking_id)))
        .order_by_desc(booking::Column::StartsAt)
        .order_by_desc(booking::Column::Id)
        .one(tx)
        .await?)
}
