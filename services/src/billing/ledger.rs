//! The stored ledger of an invoice.

use crate::{Error, Result, Scope, agenda::notify};
use domain::{
    billing::{Entry, EntryKind, Ledger, PaymentMethod},
    error::ErrorKind,
    ids::{InvoiceId, LedgerEntryId},
};
use entity::{booking, invoice, ledger_entry, work_order};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DatabaseTransaction, EntityTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, Set,
};
use uuid::Uuid;

/// The row of an invoice, held until the transaction ends: whoever enters something waits for the others.
pub(super) async fn held(scope: &Scope, tx: &DatabaseTransaction, id: InvoiceId) -> Result<invoice::Model> {
    invoice::Entity::one(scope.business, id)
        .filter(invoice::Column::Series.eq("invoice"))
        .lock_exclusive()
        .one(tx)
        .await?
        .ok_or_else(|| Error::of(ErrorKind::NotFound))
}

/// The rows of some invoices' ledgers, oldest first.
pub(super) async fn rows(
    scope: &Scope,
    db: &impl ConnectionTrait,
    invoices: Vec<Uuid>,
) -> Result<Vec<ledger_entry::Model>> {
    Ok(ledger_entry::Entity::of(scope.business)
        .filter(ledger_entry::Column::InvoiceId.is_in(invoices))
        .order_by_asc(ledger_entry::Column::Position)
        .all(db)
        .await?)
}

/// The ledger of these rows of one invoice.
pub(super) fn of<'a>(rows: impl IntoIterator<Item = &'a ledger_entry::Model>) -> Result<Ledger> {
    let entries: Vec<Entry> = rows.into_iter().map(entry).collect::<Result<_>>()?;
    Ledger::of(entries).map_err(|refusal| Error::internal(format_args!("a stored ledger: {refusal:?}")))
}

fn entry(row: &ledger_entry::Model) -> Result<Entry> {
    let method = row.method.as_deref().and_then(PaymentMethod::parse);
    let kind = EntryKind::parse(&row.kind, method, row.payment_id.map(Into::into))
        .ok_or_else(|| Error::internal(format_args!("unknown entry {}", row.kind)))?;
    Ok(Entry { id: row.id.into(), kind, amount: row.amount_minor })
}

/// The ledger of an invoice.
pub(super) async fn read(scope: &Scope, db: &impl ConnectionTrait, invoice: Uuid) -> Result<Ledger> {
    of(&rows(scope, db, vec![invoice]).await?)
}

/// Enters something in `ledger` and in the database, within `tx`, which holds the invoice.
///
/// # Errors
/// `Conflict` with the reason why it would break the ledger.
pub(super) async fn enter(
    scope: &Scope,
    tx: &DatabaseTransaction,
    (invoice, ledger): (&invoice::Model, &mut Ledger),
    (kind, amount): (EntryKind, i64),
    reference: &str,
) -> Result<LedgerEntryId> {
    let id = LedgerEntryId(scope.core.new_id());
    ledger
        .enter(Entry { id, kind, amount })
        .map_err(|refusal| Error::with(ErrorKind::Conflict, refusal.key()))?;
    let (method, payment) = match kind {
        EntryKind::Payment { method } | EntryKind::DepositApplied { method } => {
            (Some(method.as_str().to_owned()), None)
        }
        EntryKind::Refund { payment } => (None, Some(payment.into())),
        EntryKind::Charge | EntryKind::CreditNote => (None, None),
    };
    let row = ledger_entry::ActiveModel {
        business_id: Set(invoice.business_id),
        id: Set(id.into()),
        invoice_id: Set(invoice.id),
        position: Set(i64::try_from(ledger.entries().len()).map_err(Error::internal)?),
        kind: Set(kind.as_str().into()),
        method: Set(method),
        payment_id: Set(payment),
        amount_minor: Set(amount),
        reference: Set(reference.to_owned()),
        account_id: Set(scope.account().map(Into::into)),
        at: Set(scope.core.now_ms()),
    };
    ledger_entry::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(id)
}

/// Commits, and tells the worker and the open pages of the invoice's visit.
pub(super) async fn finish(scope: &Scope, tx: DatabaseTransaction, invoice: &invoice::Model) -> Result<()> {
    let visit = visit_of(scope, &tx, invoice).await?;
    tx.commit().await?;
    scope.core.wake_worker();
    if let Some(visit) = visit {
        notify::changed(scope, &visit).await;
    }
    Ok(())
}

/// The booking whose pages show the invoice.
async fn visit_of(
    scope: &Scope,
    tx: &DatabaseTransaction,
    invoice: &invoice::Model,
) -> Result<Option<booking::Model>> {
    let Some(order) = invoice.work_order_id else { return Ok(None) };
    let Some(order) = work_order::Entity::one(scope.business, order.into()).one(tx).await? else {
        return Ok(None);
    };
    Ok(booking::Entity::one(scope.business, order.booking_id.into()).one(tx).await?)
}
