//! Waiting for a part: when it is expected and what it is, as long as the job waits.
//!
//! Rules are in `domain::garage::parts`. The board, the job and the customer's page show the day, and the estimate counts
//! from it.

use super::board;
use crate::{
    Error, Result, Scope,
    agenda::{notify, record},
    businesses::Business,
};
use domain::{
    accounts::Deed,
    error::ErrorKind,
    garage::{
        board::JobStatus,
        parts::{self as rules, Expected},
    },
    ids::{BookingId, WorkOrderId},
    time::local,
};
use entity::{booking, part_wait, work_order};
use jiff::Timestamp;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DatabaseTransaction, EntityTrait as _, QueryFilter as _, Set,
    sea_query::OnConflict,
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The part that a job waits for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wait {
    /// What is known of it.
    pub expected: Expected,
    /// Whether it should have been here on an earlier day.
    pub late: bool,
}

/// Says when the part of a waiting job is expected and what it is; nothing of both forgets what was said before.
///
/// # Errors
/// Members who may move jobs only; `err_parts_not_waiting` for a job that waits for no part; `NotFound` for what is no job
/// of this business.
pub async fn expect(scope: &Scope, id: BookingId, expected: &Expected) -> Result<()> {
    scope.require(Deed::MoveJobs)?;
    let tx = scope.begin().await?;
    let visit = board::confirmed(scope, &tx, id).await?;
    if visit.job_status != JobStatus::WaitingParts.as_str() {
        return Err(Error::with(ErrorKind::Conflict, "err_parts_not_waiting"));
    }
    if expected.is_empty() {
        forget(scope, &tx, &visit).await?;
    } else {
        write(scope, &tx, &visit, expected).await?;
    }
    let on = expected.on.map(|on| on.to_string()).unwrap_or_default();
    record(scope, &tx, id, "parts", &format!("{on} {}", expected.what)).await?;
    tx.commit().await?;
    notify::changed(scope, &visit).await;
    Ok(())
}

/// The same on the page of the job's work order.
///
/// # Errors
/// As [`expect`]; `NotFound` for what is no work order of this business.
pub async fn expect_on_order(scope: &Scope, order: WorkOrderId, expected: &Expected) -> Result<()> {
    scope.require(Deed::MoveJobs)?;
    let db = scope.snapshot().await?;
    let row = work_order::Entity::one(scope.business, order).one(&db).await?;
    let row = row.ok_or_else(|| Error::of(ErrorKind::NotFound))?;
    db.commit().await?;
    expect(scope, row.booking_id.into(), expected).await
}

/// The part that the job of a booking waits for; `None` when it waits for none.
///
/// # Errors
/// Members who may see the board only.
pub async fn of_booking(scope: &Scope, business: &Business, id: BookingId) -> Result<Option<Wait>> {
    scope.require(Deed::SeeBoard)?;
    let db = scope.snapshot().await?;
    let row = booking::Entity::one(scope.business, id).one(&db).await?;
    let rows: Vec<booking::Model> = row.into_iter().collect();
    Ok(of(scope, &db, business, &rows).await?.remove(&Uuid::from(id)))
}

/// The parts that those of `rows` wait for that wait, by the booking's id; in one query.
pub(crate) async fn of<'a>(
    scope: &Scope,
    db: &impl ConnectionTrait,
    business: &Business,
    rows: impl IntoIterator<Item = &'a booking::Model>,
) -> Result<BTreeMap<Uuid, Wait>> {
    let waits = |row: &&booking::Model| row.job_status == JobStatus::WaitingParts.as_str();
    let waiting: Vec<Uuid> = rows.into_iter().filter(waits).map(|row| row.id).collect();
    if waiting.is_empty() {
        return Ok(BTreeMap::new());
    }
    let known = part_wait::Entity::of(scope.business)
        .filter(part_wait::Column::BookingId.is_in(waiting.iter().copied()))
        .all(db)
        .await?;
    let today = local(scope.now(), &business.zone).date();
    let mut found: BTreeMap<Uuid, Wait> = waiting.into_iter().map(|id| (id, Wait::default())).collect();
    for row in known {
        let on = row.expected_on.as_deref().map(str::parse).transpose().map_err(Error::internal)?;
        let expected = Expected { on, what: row.what };
        found.insert(row.booking_id, Wait { late: expected.is_late(today), expected });
    }
    Ok(found)
}

/// When the parts that those of `rows` wait for will be here, as far as anybody knows.
pub(super) async fn arrivals(
    scope: &Scope,
    db: &impl ConnectionTrait,
    business: &Business,
    rows: &[&booking::Model],
) -> Result<BTreeMap<Uuid, Timestamp>> {
    let waits = of(scope, db, business, rows.iter().copied()).await?;
    let day = |(id, wait): (Uuid, Wait)| {
        wait.expected.on.map(|on| (id, rules::arrival(on, &business.hours, &business.zone)))
    };
    Ok(waits.into_iter().filter_map(day).collect())
}

/// Forgets what was expected within `tx`: the job waits no longer. Its history still tells.
pub(super) async fn forget(scope: &Scope, tx: &DatabaseTransaction, visit: &booking::Model) -> Result<()> {
    part_wait::Entity::delete_many()
        .filter(part_wait::Column::BusinessId.eq(Uuid::from(scope.business)))
        .filter(part_wait::Column::BookingId.eq(visit.id))
        .exec(tx)
        .await?;
    Ok(())
}

async fn write(
    scope: &Scope,
    tx: &DatabaseTransaction,
    visit: &booking::Model,
    expected: &Expected,
) -> Result<()> {
    let row = part_wait::ActiveModel {
        business_id: Set(visit.business_id),
        booking_id: Set(visit.id),
        expected_on: Set(expected.on.map(|on| on.to_string())),
        what: Set(expected.what.clone()),
        account_id: Set(scope.account().map(Into::into)),
        at: Set(scope.core.now_ms()),
    };
    part_wait::Entity::insert(row)
        .on_conflict(
            OnConflict::columns([part_wait::Column::BusinessId, part_wait::Column::BookingId])
                .update_columns([
                    part_wait::Column::ExpectedOn,
                    part_wait::Column::What,
                    part_wait::Column::AccountId,
                    part_wait::Column::At,
                ])
                .to_owned(),
        )
        .exec_without_returning(tx)
        .await?;
    Ok(())
}
