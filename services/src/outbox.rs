//! Messages on their way out. A use case writes a row in its own transaction; the worker delivers it, again and again
//! with growing pauses, until the other side has it, refuses it for good, or the tries are used up.
//!
//! Delivery is at least once: a process that dies between handing a message over and noting it will hand it over again
//! with the same message id. Rows are leased, so that several processes on one database share the work.

use crate::{Core, Result, Scope, db::Db};
use domain::{
    accounts::Deed,
    error::ErrorKind,
    ids::{BusinessId, OutboxId},
    messaging::{DeliveryError, Email, Mailer},
};
use entity::outbox::{ActiveModel, Column, Entity, Model};
use futures::{StreamExt as _, stream};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, Condition, DatabaseTransaction, EntityTrait as _,
    IntoActiveModel as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, Set,
    sea_query::{Expr, LockBehavior, LockType},
};
use std::{sync::Arc, time::Duration};
use uuid::Uuid;

/// Rows a worker takes at a time.
const BATCH: u64 = 16;
/// Deliveries under way at a time.
const PARALLEL: usize = 8;
/// How long one delivery may take before it counts as failed.
const DELIVERY: Duration = Duration::from_secs(60);
/// How long a row belongs to the worker that took it, in milliseconds: longer than a whole batch of slow deliveries.
const LEASE_MS: i64 = 150_000;
/// Tries before a person has to look: with the pauses below, about a day.
const TRIES: i32 = 12;
/// The longest pause between two looks when nothing wakes the worker.
const IDLE: Duration = Duration::from_secs(2);

/// The business of messages that the installation itself sends.
pub const INSTALLATION: Uuid = Uuid::nil();

/// Puts `email` in the outbox of `business` within `tx`. Its message id is made here and stays the same over all tries.
///
/// # Errors
/// When the row cannot be written; the caller's transaction then fails as a whole.
pub async fn enqueue(core: &Core, tx: &DatabaseTransaction, business: Uuid, mut email: Email) -> Result<()> {
    let id = core.new_id();
    let host =
        core.base_url().rsplit('/').next().and_then(|host| host.split(':').next()).unwrap_or("localhost");
    email.message_id = format!("{id}@{host}");
    let now = core.now_ms();
    let row = ActiveModel {
        business_id: Set(business),
        id: Set(id),
        kind: Set("email".into()),
        payload: Set(serde_json::to_string(&email)?),
        state: Set("pending".into()),
        attempts: Set(0),
        next_at: Set(now),
        leased_by: Set(None),
        leased_until: Set(None),
        last_error: Set(None),
        created_at: Set(now),
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// Delivers what is due until the process ends.
pub async fn run(core: Core, mailer: Arc<dyn Mailer>, worker: String) {
    loop {
        match deliver_due(&core, mailer.as_ref(), &worker).await {
            Ok(0) => {
                let _ = tokio::time::timeout(IDLE, core.woken()).await;
            }
            Ok(_) => {}
            Err(error) => {
                tracing::warn!(%error, "the outbox cannot be read; trying again");
                tokio::time::sleep(IDLE).await;
            }
        }
    }
}

/// Frees what a process that died had taken. Only SQLite knows that there is no other process: on PostgreSQL the rows wait
/// until their lease runs out.
///
/// # Errors
/// When the database does not answer.
pub async fn recover(core: &Core) -> Result<()> {
    if core.db().is_postgres() {
        return Ok(());
    }
    let tx = core.db().begin().await?;
    Entity::update_many()
        .col_expr(Column::LeasedUntil, Expr::value(Option::<i64>::None))
        .col_expr(Column::LeasedBy, Expr::value(Option::<String>::None))
        .filter(Column::State.eq("pending"))
        .exec(&tx)
        .await?;
    tx.commit().await?;
    Ok(())
}

/// Takes a batch of due rows, delivers them, and notes what came of each. Returns how many it took.
///
/// # Errors
/// When the database does not answer. Rows already delivered but not noted are delivered again later.
pub async fn deliver_due(core: &Core, mailer: &dyn Mailer, worker: &str) -> Result<usize> {
    let rows = lease(core, worker).await?;
    let taken = rows.len();
    // Each is noted as soon as it is over, so that a slow receiver does not leave the others in doubt.
    let noted: Vec<Result<()>> = stream::iter(rows)
        .map(|row| async move {
            let outcome = deliver(mailer, &row).await;
            note(core, worker, outcome, &row).await
        })
        .buffer_unordered(PARALLEL)
        .collect()
        .await;
    noted.into_iter().collect::<Result<()>>()?;
    Ok(taken)
}

async fn lease(core: &Core, worker: &str) -> Result<Vec<Model>> {
    let now = core.now_ms();
    let free = Condition::any().add(Column::LeasedUntil.is_null()).add(Column::LeasedUntil.lt(now));
    let due = Entity::find()
        .filter(Column::State.eq("pending"))
        .filter(Column::NextAt.lte(now))
        .filter(free)
        .order_by_asc(Column::NextAt)
        .limit(BATCH);
    // A look without the write lock first: most of the time nothing is due.
    if due.clone().one(core.db().read()).await?.is_none() {
        return Ok(Vec::new());
    }
    let tx = core.db().begin().await?;
    let rows = due.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked).all(&tx).await?;
    for row in &rows {
        let mut taken = row.clone().into_active_model();
        taken.leased_by = Set(Some(worker.to_owned()));
        taken.leased_until = Set(Some(now + LEASE_MS));
        taken.update(&tx).await?;
    }
    tx.commit().await?;
    Ok(rows)
}

async fn deliver(mailer: &dyn Mailer, row: &Model) -> std::result::Result<(), DeliveryError> {
    let email: Email =
        serde_json::from_str(&row.payload).map_err(|error| DeliveryError::Never(error.to_string()))?;
    let late = |_| Err(DeliveryError::Later(format!("no answer within {} seconds", DELIVERY.as_secs())));
    tokio::time::timeout(DELIVERY, mailer.send(&email)).await.unwrap_or_else(late)
}

/// Notes what came of a delivery, unless the lease ran out meanwhile and the row is another worker's by now.
async fn note(
    core: &Core,
    worker: &str,
    outcome: std::result::Result<(), DeliveryError>,
    row: &Model,
) -> Result<()> {
    let attempts = row.attempts + 1;
    let mut noted = ActiveModel {
        attempts: Set(attempts),
        leased_by: Set(None),
        leased_until: Set(None),
        ..Default::default()
    };
    match outcome {
        Ok(()) => noted.state = Set("done".into()),
        Err(DeliveryError::Later(why)) if attempts < TRIES => {
            noted.next_at = Set(core.now_ms() + pause_ms(attempts));
            noted.last_error = Set(Some(why));
        }
        Err(DeliveryError::Later(why) | DeliveryError::Never(why)) => {
            noted.state = Set("dead".into());
            noted.last_error = Set(Some(why));
        }
    }
    let tx = core.db().begin().await?;
    Entity::update_many()
        .set(noted)
        .filter(Column::BusinessId.eq(row.business_id))
        .filter(Column::Id.eq(row.id))
        .filter(Column::State.eq("pending"))
        .filter(Column::LeasedBy.eq(worker))
        .exec(&tx)
        .await?;
    tx.commit().await?;
    Ok(())
}

/// The pause after the `attempts`th failure: doubling from two seconds to at most four hours, each between half and the
/// whole of it, so that many that failed together do not come back together.
fn pause_ms(attempts: i32) -> i64 {
    let whole = 2_000_i64.saturating_mul(1_i64 << attempts.clamp(0, 20)).min(4 * 3_600_000);
    rand::random_range(whole / 2..=whole)
}

/// A message that was given up, for a person to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadLetter {
    /// Which one.
    pub id: OutboxId,
    /// Its receiver and subject.
    pub to: String,
    /// Its subject.
    pub subject: String,
    /// Why the last try failed.
    pub why: String,
}

/// The messages of the business that were given up, newest first.
///
/// # Errors
/// Only who runs the business sees them.
pub async fn dead_letters(scope: &Scope) -> Result<Vec<DeadLetter>> {
    scope.require(Deed::RunBusiness)?;
    let rows = Entity::of(scope.business)
        .filter(Column::State.eq("dead"))
        .order_by_desc(Column::CreatedAt)
        .limit(100)
        .all(&scope.snapshot().await?)
        .await?;
    let letters = rows.into_iter().map(|row| {
        // What nobody can read is given up for that very reason, and must not hide the others.
        let read = serde_json::from_str::<Email>(&row.payload);
        let (to, subject) = read.map(|email| (email.to, email.subject)).unwrap_or_default();
        DeadLetter { id: row.id.into(), to, subject, why: row.last_error.unwrap_or_default() }
    });
    Ok(letters.collect())
}

/// Puts a given-up message back in line.
///
/// # Errors
/// Only who runs the business may; `NotFound` when there is no such dead letter.
pub async fn replay(scope: &Scope, id: OutboxId) -> Result<()> {
    scope.require(Deed::RunBusiness)?;
    let tx = scope.begin().await?;
    let row = Entity::one(scope.business, id)
        .filter(Column::State.eq("dead"))
        .one(&tx)
        .await?
        .ok_or_else(|| crate::Error::of(ErrorKind::NotFound))?;
    let mut again = row.into_active_model();
    again.state = Set("pending".into());
    again.attempts = Set(0);
    again.next_at = Set(scope.core.now_ms());
    again.update(&tx).await?;
    tx.commit().await?;
    scope.core.wake_worker();
    Ok(())
}

/// How many messages wait, and how many were given up, over all businesses: for the metrics.
///
/// # Errors
/// When the database does not answer.
pub async fn counts(db: &Db) -> Result<(u64, u64)> {
    use sea_orm::PaginatorTrait as _;
    let of = |state: &str| Entity::find().filter(Column::State.eq(state)).count(db.read());
    Ok((of("pending").await?, of("dead").await?))
}

/// The outbox of a business, or of the installation when there is none.
pub(crate) fn owner(business: Option<BusinessId>) -> Uuid {
    business.map_or(INSTALLATION, Uuid::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_stay_bounded() {
        for attempts in 1..40 {
            let pause = pause_ms(attempts);
            assert!((2_000..=4 * 3_600_000).contains(&pause), "{attempts}: {pause}");
        }
        assert!(pause_ms(10) > pause_ms(1));
    }
}
