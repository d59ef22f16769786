//! The rows of both tables of clocks as one kind of thing.

use crate::{Result, Scope, core::instant};
use domain::{
    garage::{clocks::Stretch, correction::Kind},
    ids::{AccountId, ClockId, WorkOrderJobId},
};
use entity::{job_clock, shift_clock};
use jiff::Timestamp;
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, Condition, ConnectionTrait, DatabaseTransaction,
    IntoActiveModel as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, Select, Set,
};
use uuid::Uuid;

/// A clocked time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) kind: Kind,
    pub(super) id: ClockId,
    pub(super) person: AccountId,
    /// The job that was worked on; none for a shift.
    pub(super) job: Option<WorkOrderJobId>,
    pub(super) stretch: Stretch,
}

impl From<&shift_clock::Model> for Row {
    fn from(row: &shift_clock::Model) -> Self {
        let stretch = Stretch { from: instant(row.began_at), to: row.ended_at.map(instant) };
        Self { kind: Kind::Shift, id: row.id.into(), person: row.account_id.into(), job: None, stretch }
    }
}

impl From<&job_clock::Model> for Row {
    fn from(row: &job_clock::Model) -> Self {
        let stretch = Stretch { from: instant(row.began_at), to: row.ended_at.map(instant) };
        let job = Some(row.work_order_job_id.into());
        Self { kind: Kind::Job, id: row.id.into(), person: row.account_id.into(), job, stretch }
    }
}

/// The times of both kinds that reach into `span`, of one person or of all, in order.
pub(super) async fn within(
    scope: &Scope,
    db: &impl ConnectionTrait,
    person: Option<AccountId>,
    span: (Timestamp, Timestamp),
) -> Result<Vec<Row>> {
    let shifts = shifts(scope, person, span).all(db).await?;
    let jobs = jobs(scope, person, span).all(db).await?;
    let mut rows: Vec<Row> = shifts.iter().map(Row::from).chain(jobs.iter().map(Row::from)).collect();
    rows.sort_by_key(|row| (row.stretch.from, row.kind, row.id));
    Ok(rows)
}

fn shifts(
    scope: &Scope,
    person: Option<AccountId>,
    (from, to): (Timestamp, Timestamp),
) -> Select<shift_clock::Entity> {
    let reaches = Condition::any()
        .add(shift_clock::Column::EndedAt.is_null())
        .add(shift_clock::Column::EndedAt.gte(from.as_millisecond()));
    let mut query = shift_clock::Entity::of(scope.business)
        .filter(shift_clock::Column::BeganAt.lt(to.as_millisecond()))
        .filter(reaches)
        .order_by_asc(shift_clock::Column::Id);
    if let Some(person) = person {
        query = query.filter(shift_clock::Column::AccountId.eq(Uuid::from(person)));
    }
    query
}

fn jobs(
    scope: &Scope,
    person: Option<AccountId>,
    (from, to): (Timestamp, Timestamp),
) -> Select<job_clock::Entity> {
    let reaches = Condition::any()
        .add(job_clock::Column::EndedAt.is_null())
        .add(job_clock::Column::EndedAt.gte(from.as_millisecond()));
    let mut query = job_clock::Entity::of(scope.business)
        .filter(job_clock::Column::BeganAt.lt(to.as_millisecond()))
        .filter(reaches)
        .order_by_asc(job_clock::Column::Id);
    if let Some(person) = person {
        query = query.filter(job_clock::Column::AccountId.eq(Uuid::from(person)));
    }
    query
}

/// One time as it stands.
pub(super) async fn one(
    scope: &Scope,
    db: &impl ConnectionTrait,
    (kind, id): (Kind, ClockId),
) -> Result<Option<Row>> {
    Ok(match kind {
        Kind::Shift => shift_clock::Entity::one(scope.business, id).one(db).await?.as_ref().map(Row::from),
        Kind::Job => job_clock::Entity::one(scope.business, id).one(db).await?.as_ref().map(Row::from),
    })
}

/// The times of `kind` of a person that reach into `span`, held until `tx` ends.
pub(super) async fn held(
    scope: &Scope,
    tx: &DatabaseTransaction,
    kind: Kind,
    person: AccountId,
    span: (Timestamp, Timestamp),
) -> Result<Vec<Row>> {
    Ok(match kind {
        Kind::Shift => {
            let rows = shifts(scope, Some(person), span).lock_exclusive().all(tx).await?;
            rows.iter().map(Row::from).collect()
        }
        Kind::Job => {
            let rows = jobs(scope, Some(person), span).lock_exclusive().all(tx).await?;
            rows.iter().map(Row::from).collect()
        }
    })
}

/// Gives a time, which `tx` holds, other bounds.
pub(super) async fn change(scope: &Scope, tx: &DatabaseTransaction, row: &Row, after: Stretch) -> Result<()> {
    let (began, ended) = (after.from.as_millisecond(), after.to.map(Timestamp::as_millisecond));
    match row.kind {
        Kind::Shift => {
            if let Some(row) = shift_clock::Entity::one(scope.business, row.id).one(tx).await? {
                let mut changed = row.into_active_model();
                (changed.began_at, changed.ended_at) = (Set(began), Set(ended));
                changed.update(tx).await?;
            }
        }
        Kind::Job => {
            if let Some(row) = job_clock::Entity::one(scope.business, row.id).one(tx).await? {
                let mut changed = row.into_active_model();
                (changed.began_at, changed.ended_at) = (Set(began), Set(ended));
                changed.update(tx).await?;
            }
        }
    }
    Ok(())
}
