//! Messages on their way out. A use case writes a row in its own transaction; the worker delivers it, again and again
//! with growing pauses, until the other side has it, refuses it for good, or the tries are used up.
//!
//! Delivery is at least once: a process that dies between handing a message over and noting it will hand it over again
//! with the same message id. Rows are leased, so that several processes on one database share the work.

mod given_up;

pub use given_up::{DeadLetter, dead_letters, replay};

use crate::{
    Core, Result,
    db::Db,
    messaging::{notify::Told, push, undelivered::GivenUp},
};
use domain::{
    ids::BusinessId,
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

/// The longest pause between two tries, in milliseconds: four hours, also when the other side asks for more.
const LONGEST_PAUSE_MS: i64 = 4 * 3_600_000;

/// Rows that one statement writes: databases bound how many values it may carry.
const ROWS_AT_ONCE: usize = 100;

/// What rows are called that hold an [`Email`].
const EMAIL: &str = "email";
/// What they are called when the mail only repeats a notification: nobody is notified that such a one was given up, which
/// would go on for ever.
const NOTICE: &str = "notice";

/// Why a row was not delivered, and what that means for it.
#[derive(Debug)]
pub(crate) enum Undelivered {
    /// To be tried again after the usual pause, and not before `after` is over.
    Later {
        /// What went wrong.
        why: String,
        /// How long the other side asks to be left alone.
        after: Duration,
    },
    /// It will never work as it is.
    Never(String),
}

impl Undelivered {
    /// To be tried again after the usual pause.
    pub(crate) fn later(why: impl ToString) -> Self {
        Self::Later { why: why.to_string(), after: Duration::ZERO }
    }
}

impl From<DeliveryError> for Undelivered {
    fn from(error: DeliveryError) -> Self {
        match error {
            DeliveryError::Later(why) => Self::later(why),
            DeliveryError::Never(why) => Self::Never(why),
        }
    }
}

impl From<crate::Error> for Undelivered {
    /// Trouble of ours, such as a database that is away, is none of the message's.
    fn from(error: crate::Error) -> Self {
        Self::later(error)
    }
}

/// The business of messages that the installation itself sends.
pub const INSTALLATION: Uuid = Uuid::nil();

/// Puts `email` in the outbox of `business` within `tx`. Its message id is made here and stays the same over all tries.
///
/// # Errors
/// When the row cannot be written; the caller's transaction then fails as a whole.
pub async fn enqueue(core: &Core, tx: &DatabaseTransaction, business: Uuid, email: Email) -> Result<()> {
    let mut bundle = Bundle::new(core, business);
    bundle.mail(EMAIL, email)?;
    bundle.write(tx).await
}

/// Messages of one business that leave together.
pub(crate) struct Bundle<'a> {
    core: &'a Core,
    business: Uuid,
    rows: Vec<ActiveModel>,
}

impl<'a> Bundle<'a> {
    /// One without messages.
    pub(crate) fn new(core: &'a Core, business: Uuid) -> Self {
        Self { core, business, rows: Vec::new() }
    }

    /// Adds a mail that only repeats a notification.
    pub(crate) fn notice(&mut self, email: Email) -> Result<()> {
        self.mail(NOTICE, email)
    }

    /// Adds a message of another kind. What `payload` holds is the kind's own affair.
    pub(crate) fn put(&mut self, kind: &str, payload: String) {
        self.add(self.core.new_id(), kind, payload);
    }

    fn mail(&mut self, kind: &str, mut email: Email) -> Result<()> {
        let id = self.core.new_id();
        let host = self.core.base_url().rsplit('/').next().and_then(|host| host.split(':').next());
        email.message_id = format!("{id}@{}", host.unwrap_or("localhost"));
        self.add(id, kind, serde_json::to_string(&email)?);
        Ok(())
    }

    fn add(&mut self, id: Uuid, kind: &str, payload: String) {
        let now = self.core.now_ms();
        self.rows.push(ActiveModel {
            business_id: Set(self.business),
            id: Set(id),
            kind: Set(kind.into()),
            payload: Set(payload),
            state: Set("pending".into()),
            attempts: Set(0),
            next_at: Set(now),
            leased_by: Set(None),
            leased_until: Set(None),
            last_error: Set(None),
            created_at: Set(now),
        });
    }

    /// Writes them within `tx`.
    ///
    /// # Errors
    /// When the rows cannot be written; the caller's transaction then fails as a whole.
    pub(crate) async fn write(mut self, tx: &DatabaseTransaction) -> Result<()> {
        while !self.rows.is_empty() {
            let some = self.rows.drain(..self.rows.len().min(ROWS_AT_ONCE)).collect::<Vec<_>>();
            Entity::insert_many(some).exec_without_returning(tx).await?;
        }
        Ok(())
    }
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
            let outcome = deliver(core, mailer, &row).await;
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

async fn deliver(core: &Core, mailer: &dyn Mailer, row: &Model) -> std::result::Result<(), Undelivered> {
    let handing_over = async {
        match row.kind.as_str() {
            EMAIL | NOTICE => mail(mailer, row).await,
            push::KIND => push::deliver(core, row).await,
            other => Err(Undelivered::Never(format!("nobody delivers {other}"))),
        }
    };
    let late = |_| Err(Undelivered::later(format_args!("no answer within {} seconds", DELIVERY.as_secs())));
    tokio::time::timeout(DELIVERY, handing_over).await.unwrap_or_else(late)
}

async fn mail(mailer: &dyn Mailer, row: &Model) -> std::result::Result<(), Undelivered> {
    let email: Email =
        serde_json::from_str(&row.payload).map_err(|error| Undelivered::Never(error.to_string()))?;
    Ok(mailer.send(&email).await?)
}

/// Notes what came of a delivery, unless the lease ran out meanwhile and the row is another worker's by now.
async fn note(
    core: &Core,
    worker: &str,
    outcome: std::result::Result<(), Undelivered>,
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
        Err(Undelivered::Later { why, after }) if attempts < TRIES => {
            let asked = i64::try_from(after.as_millis()).unwrap_or(i64::MAX).min(LONGEST_PAUSE_MS);
            noted.next_at = Set(core.now_ms() + pause_ms(attempts).max(asked));
            noted.last_error = Set(Some(why));
        }
        Err(Undelivered::Later { why, .. } | Undelivered::Never(why)) => {
            noted.state = Set("dead".into());
            noted.last_error = Set(Some(why));
        }
    }
    let died = row.kind == EMAIL && noted.state == Set("dead".into());
    let given_up = if died { GivenUp::of(core, row).await? } else { None };
    let tx = core.db().begin().await?;
    let done = Entity::update_many()
        .set(noted)
        .filter(Column::BusinessId.eq(row.business_id))
        .filter(Column::Id.eq(row.id))
        .filter(Column::State.eq("pending"))
        .filter(Column::LeasedBy.eq(worker))
        .exec(&tx)
        .await?;
    let given_up = given_up.filter(|_| done.rows_affected == 1);
    let told = match &given_up {
        Some(mail) => mail.tell(&tx).await?,
        None => Told::default(),
    };
    tx.commit().await?;
    if let Some(mail) = given_up {
        mail.publish(told).await;
    }
    Ok(())
}

/// The pause after the `attempts`th failure: doubling from two seconds to at most four hours, each between half and the
/// whole of it, so that many that failed together do not come back together.
fn pause_ms(attempts: i32) -> i64 {
    let whole = 2_000_i64.saturating_mul(1_i64 << attempts.clamp(0, 20)).min(LONGEST_PAUSE_MS);
    rand::random_range(whole / 2..=whole)
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
