//! Reading invoices.

use super::{
    deposits::{self, Deposit},
    ledger,
    payable::Payable,
    refunds::{self, Returning},
};
use crate::{Error, Result, Scope, core::instant};
use domain::{
    accounts::Deed,
    billing::{EntryKind, Ledger, Paper, Series, Status},
    error::ErrorKind,
    ids::{InvoiceId, LedgerEntryId, WorkOrderId},
};
use entity::{deposit, invoice, ledger_entry};
use jiff::Timestamp;
use sea_orm::{ColumnTrait as _, ConnectionTrait, QueryFilter as _, QueryOrder as _, QuerySelect as _};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Invoices that one list shows at the most.
const MAX: u64 = 300;

/// An invoice or a credit note with its ledger.
#[derive(Clone, Debug)]
pub struct Invoice {
    /// Its id.
    pub id: InvoiceId,
    /// Whether it is an invoice or a credit note.
    pub series: Series,
    /// Its number: "INV-2026-0001".
    pub number: String,
    /// What it says.
    pub paper: Paper,
    /// The work order it bills.
    pub work_order: Option<WorkOrderId>,
    /// When it was issued.
    pub issued: Timestamp,
    /// The first instant at which it is late.
    pub due: Timestamp,
    /// How it stands.
    pub status: Status,
    /// What was charged, paid, given back and credited.
    pub ledger: Ledger,
    /// The same as lines to read.
    pub entries: Vec<Posted>,
    /// Whether an online payment is under way.
    pub paying: bool,
    /// Money on its way back to the customer.
    pub returning: Vec<Returning>,
    /// Deposits of its work order of which more came than it took: to be sent back.
    pub credit: Vec<Deposit>,
    /// The token of its public page.
    pub token: String,
}

/// One entry of the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posted {
    /// Its id, which a refund names.
    pub id: LedgerEntryId,
    /// What it does.
    pub kind: EntryKind,
    /// Minor units.
    pub amount: i64,
    /// What was noted with it: a transfer's text, a provider's id, a credit note's number.
    pub reference: String,
    /// When.
    pub at: Timestamp,
    /// When the money came: for a deposit, before the invoice.
    pub came: Timestamp,
    /// What of a payment or a deposit can still be given back and is not on its way; 0 for everything else.
    pub refundable: i64,
}

/// An invoice in a list.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Its id.
    pub id: InvoiceId,
    /// Its number.
    pub number: String,
    /// Who owes it.
    pub customer: String,
    /// When it was issued.
    pub issued: Timestamp,
    /// The first instant at which it is late.
    pub due: Timestamp,
    /// What it came to, in minor units.
    pub gross: i64,
    /// What is open.
    pub balance: i64,
    /// How it stands.
    pub status: Status,
}

/// Which invoices a list shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Filter {
    /// Every one.
    #[default]
    All,
    /// Those on which something is open.
    Open,
    /// Those on which something is open past the due date.
    Overdue,
}

/// An invoice or a credit note, for those who bill.
///
/// # Errors
/// Those who may bill only; `NotFound`.
pub async fn one(scope: &Scope, id: InvoiceId) -> Result<Invoice> {
    scope.require(Deed::Bill)?;
    let db = scope.snapshot().await?;
    let row = invoice::Entity::one(scope.business, id).one(&db).await?;
    whole(scope, &db, row.ok_or_else(|| Error::of(ErrorKind::NotFound))?).await
}

/// The invoice of a public page. The link stays good: a customer may need the paper years later.
///
/// # Errors
/// `NotFound` for an unknown token.
pub async fn by_link(scope: &Scope, token: &str) -> Result<Invoice> {
    let db = scope.snapshot().await?;
    let row = invoice::Entity::of(scope.business).filter(invoice::Column::Token.eq(token)).one(&db).await?;
    whole(scope, &db, row.ok_or_else(|| Error::of(ErrorKind::NotFound))?).await
}

/// The invoice of a work order, when it has one.
///
/// # Errors
/// Those who may bill only.
pub async fn of_work_order(scope: &Scope, order: WorkOrderId) -> Result<Option<(InvoiceId, String)>> {
    scope.require(Deed::Bill)?;
    let db = scope.snapshot().await?;
    let row = invoice::Entity::of(scope.business)
        .filter(invoice::Column::WorkOrderId.eq(Uuid::from(order)))
        .filter(invoice::Column::Series.eq(Series::Invoice.as_str()))
        .one(&db)
        .await?;
    Ok(row.map(|row| (row.id.into(), row.number)))
}

/// The latest invoices, newest first.
///
/// # Errors
/// Those who may bill only.
pub async fn list(scope: &Scope, filter: Filter) -> Result<Vec<Listed>> {
    scope.require(Deed::Bill)?;
    let db = scope.snapshot().await?;
    let rows = invoice::Entity::of(scope.business)
        .filter(invoice::Column::Series.eq(Series::Invoice.as_str()))
        .order_by_desc(invoice::Column::IssuedAt)
        .order_by_desc(invoice::Column::Id)
        .limit(MAX)
        .all(&db)
        .await?;
    let entries = ledger::rows(scope, &db, rows.iter().map(|row| row.id).collect()).await?;
    let mut ledgers: BTreeMap<Uuid, Vec<&ledger_entry::Model>> = BTreeMap::new();
    for entry in &entries {
        ledgers.entry(entry.invoice_id).or_default().push(entry);
    }
    let mut listed = Vec::with_capacity(rows.len());
    for row in rows {
        let ledger = ledger::of(ledgers.remove(&row.id).unwrap_or_default())?;
        let status = Status::of(&ledger, true, Some(instant(row.due_at)), scope.now());
        let shown = match filter {
            Filter::All => true,
            Filter::Open => ledger.balance() > 0,
            Filter::Overdue => status == Status::Overdue,
        };
        if shown {
            let paper: Paper = serde_json::from_str(&row.content)?;
            listed.push(Listed {
                id: row.id.into(),
                number: row.number,
                customer: paper.buyer.name,
                issued: instant(row.issued_at),
                due: instant(row.due_at),
                gross: row.gross_minor,
                balance: ledger.balance(),
                status,
            });
        }
    }
    Ok(listed)
}

/// Those of these work orders whose invoice is paid.
pub(crate) async fn paid_of(
    scope: &Scope,
    db: &impl ConnectionTrait,
    orders: BTreeSet<Uuid>,
) -> Result<BTreeSet<Uuid>> {
    let rows = invoice::Entity::of(scope.business)
        .filter(invoice::Column::WorkOrderId.is_in(orders))
        .filter(invoice::Column::Series.eq(Series::Invoice.as_str()))
        .all(db)
        .await?;
    let entries = ledger::rows(scope, db, rows.iter().map(|row| row.id).collect()).await?;
    let mut paid = BTreeSet::new();
    for row in rows {
        let ledger = ledger::of(entries.iter().filter(|entry| entry.invoice_id == row.id))?;
        if Status::of(&ledger, true, Some(instant(row.due_at)), scope.now()) == Status::Paid {
            paid.extend(row.work_order_id);
        }
    }
    Ok(paid)
}

pub(super) async fn whole(scope: &Scope, db: &impl ConnectionTrait, row: invoice::Model) -> Result<Invoice> {
    let rows = ledger::rows(scope, db, vec![row.id]).await?;
    let ledger = ledger::of(&rows)?;
    let paying = Payable::Invoice(row.id.into()).open(scope).one(db).await?.is_some();
    let series = Series::parse(&row.series)
        .ok_or_else(|| Error::internal(format_args!("unknown series {}", row.series)))?;
    let order = row.work_order_id.filter(|_| series == Series::Invoice);
    let returning = refunds::returning(scope, db, (Some(row.id), order)).await?;
    let credit = match order {
        Some(order) => deposits::left_of(scope, db, order).await?,
        None => Vec::new(),
    };
    let came = came(scope, db, &ledger).await?;
    let entries = rows
        .into_iter()
        .zip(ledger.entries())
        .map(|(row, entry)| Posted {
            id: entry.id,
            kind: entry.kind,
            amount: entry.amount,
            reference: row.reference,
            at: instant(row.at),
            came: came.get(&row.id).copied().unwrap_or_else(|| instant(row.at)),
            refundable: refundable(&ledger, &returning, entry.id),
        })
        .collect();
    Ok(Invoice {
        id: row.id.into(),
        series,
        number: row.number,
        paper: serde_json::from_str(&row.content)?,
        work_order: row.work_order_id.map(Into::into),
        issued: instant(row.issued_at),
        due: instant(row.due_at),
        status: Status::of(&ledger, true, Some(instant(row.due_at)), scope.now()),
        ledger,
        entries,
        paying,
        returning,
        credit,
        token: row.token,
    })
}

/// What can still be given back of a payment and is not on its way.
fn refundable(ledger: &Ledger, returning: &[Returning], payment: LedgerEntryId) -> i64 {
    let going = returning.iter().filter(|going| going.entry == Some(payment));
    let going: i64 = going.map(|going| going.amount).sum();
    ledger.refundable(payment).unwrap_or_default().saturating_sub(going)
}

/// When the deposits came that an invoice took, by the entry that took them.
async fn came(
    scope: &Scope,
    db: &impl ConnectionTrait,
    ledger: &Ledger,
) -> Result<BTreeMap<Uuid, Timestamp>> {
    let took = ledger.entries().iter().filter(|entry| matches!(entry.kind, EntryKind::DepositApplied { .. }));
    let took: Vec<Uuid> = took.map(|entry| entry.id.into()).collect();
    if took.is_empty() {
        return Ok(BTreeMap::new());
    }
    let uses =
        deposit::Entity::of(scope.business).filter(deposit::Column::EntryId.is_in(took)).all(db).await?;
    let ids: Vec<Uuid> = uses.iter().filter_map(|row| row.deposit_id).collect();
    let deposits = deposit::Entity::of(scope.business).filter(deposit::Column::Id.is_in(ids)).all(db).await?;
    let at: BTreeMap<Uuid, i64> = deposits.into_iter().map(|row| (row.id, row.at)).collect();
    let came = uses.into_iter().filter_map(|row| {
        let at = at.get(&row.deposit_id?)?;
        Some((row.entry_id?, instant(*at)))
    });
    Ok(came.collect())
}
