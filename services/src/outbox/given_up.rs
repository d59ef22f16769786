//! Messages that were given up, for the owner to look at and to send again.

use super::{Column, Entity};
use crate::{Result, Scope, messaging::push};
use domain::{accounts::Deed, error::ErrorKind, ids::OutboxId, messaging::Email};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, IntoActiveModel as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, Set,
};

/// A message that was given up, for a person to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadLetter {
    /// Which one.
    pub id: OutboxId,
    /// Its receiver's address; empty for a notice, which goes to one of a person's devices.
    pub to: String,
    /// Its subject, or what the notice says in bold.
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
        let (to, subject) = match row.kind.as_str() {
            push::KIND => (String::new(), push::told(&row.payload)),
            _ => {
                let read = serde_json::from_str::<Email>(&row.payload);
                read.map(|email| (email.to, email.subject)).unwrap_or_default()
            }
        };
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
