//! The invoice takes what was paid ahead.

use super::book::{self, Beside};
use crate::{Result, Scope, billing::ledger};
use domain::billing::{EntryKind, Ledger, deposit::MoveKind};
use entity::{invoice, work_order};
use sea_orm::{ActiveModelTrait as _, DatabaseTransaction, IntoActiveModel as _, Set};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Deducts the deposits of `order` from its new invoice, within `tx`, which holds the work order: the oldest first, at
/// most what is open. What is more stays a deposit, to be sent back; what is on its way back is left alone. From then on
/// nothing is asked for.
///
/// # Errors
/// When the rows cannot be written.
pub(in crate::billing) async fn apply(
    scope: &Scope,
    tx: &DatabaseTransaction,
    order: &work_order::Model,
    (invoice, entries): (&invoice::Model, &mut Ledger),
) -> Result<()> {
    if order.deposit_asked_minor.is_some() {
        let mut changed = order.clone().into_active_model();
        changed.deposit_asked_minor = Set(None);
        changed.update(tx).await?;
    }
    let rows = book::rows(scope, tx, vec![order.id]).await?;
    if rows.is_empty() {
        return Ok(());
    }
    let mut deposits = book::of(&rows)?;
    let going = book::on_its_way(scope, tx, rows.iter().map(|row| row.id).collect()).await?;
    let references: BTreeMap<Uuid, &str> = rows.iter().map(|row| (row.id, row.reference.as_str())).collect();
    let shares =
        deposits.shares(entries.balance(), |id| going.get(&Uuid::from(id)).copied().unwrap_or_default());
    for share in shares {
        let kind = EntryKind::DepositApplied { method: share.method };
        let reference = references.get(&Uuid::from(share.deposit)).copied().unwrap_or_default();
        let entry =
            ledger::enter(scope, tx, (invoice, &mut *entries), (kind, share.amount), reference).await?;
        let kind = MoveKind::Applied { deposit: share.deposit };
        let beside = Beside { entry: Some(entry), ..Beside::default() };
        book::enter(scope, tx, (order, &mut deposits), (kind, share.amount), beside).await?;
    }
    Ok(())
}
