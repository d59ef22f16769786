//! Reading deposits: those of a work order, what is left after its invoice, and a receipt.

use super::{Deposit, book};
use crate::{
    Error, Result, Scope,
    billing::{
        payable::Payable,
        refunds::{self, Returning},
    },
    businesses::Business,
    garage::work_orders::{self, WorkOrder},
};
use domain::{
    billing::{Deposits, PaymentMethod, deposit},
    error::ErrorKind,
};
use entity::{deposit as row, invoice, work_order};
use sea_orm::{ColumnTrait as _, ConnectionTrait, QueryFilter as _};
use std::collections::BTreeMap;
use uuid::Uuid;

/// How the deposits of a work order stand. Amounts are minor units of the business's currency.
#[derive(Clone, Debug)]
pub struct Standing {
    /// What the customer is asked for.
    pub asked: Option<i64>,
    /// Whether an online payment of it is under way.
    pub paying: bool,
    /// The deposits, oldest first.
    pub deposits: Vec<Deposit>,
    /// Whether one may still come.
    pub open: bool,
    /// The most that a further one may be.
    pub most: i64,
    /// Whether the visit is cancelled: what is here is to be sent back.
    pub cancelled: bool,
    /// What is on its way back of all that came online for deposits.
    pub returning: Vec<Returning>,
}

/// The receipt of a deposit.
#[derive(Clone, Debug)]
pub struct Receipt {
    /// The deposit.
    pub deposit: Deposit,
    /// The number of its work order.
    pub order: String,
    /// Who paid it.
    pub customer: String,
    /// The vehicle in words and its plate.
    pub vehicle: Option<(String, String)>,
    /// The invoice that took a part of it or the whole: its number.
    pub invoice: Option<String>,
}

/// How the deposits of `order` stand, for whoever may read the work order.
///
/// # Errors
/// `NotFound` for what is no work order of this business.
pub async fn of_order(scope: &Scope, order: &WorkOrder) -> Result<Standing> {
    let db = scope.snapshot().await?;
    let stored = work_order::Entity::one(scope.business, order.id).one(&db).await?;
    let stored = stored.ok_or_else(|| Error::of(ErrorKind::NotFound))?;
    let deposits = all(scope, &db, stored.id).await?;
    let held = deposits.iter().fold(0_i64, |sum, deposit| sum.saturating_add(deposit.left));
    Ok(Standing {
        asked: book::asked(scope, &db, &stored).await?,
        paying: Payable::Deposit(order.id).open(scope).one(&db).await?.is_some(),
        open: book::is_open(scope, &db, &stored).await?,
        cancelled: book::is_cancelled(scope, &db, &stored).await?,
        most: deposit::most(order.totals.gross, held),
        returning: refunds::returning(scope, &db, (None, Some(stored.id))).await?,
        deposits,
    })
}

/// The most that a further deposit on the work order of `stored` may be.
pub(super) async fn most(
    scope: &Scope,
    db: &impl ConnectionTrait,
    business: &Business,
    stored: &work_order::Model,
) -> Result<i64> {
    let whole = work_orders::whole(scope, db, business, stored.clone()).await?;
    let deposits = all(scope, db, stored.id).await?;
    let held = deposits.iter().fold(0_i64, |sum, deposit| sum.saturating_add(deposit.left));
    Ok(deposit::most(whole.totals.gross, held))
}

/// The deposits of a work order of which something is here or on its way back.
pub(in crate::billing) async fn left_of(
    scope: &Scope,
    db: &impl ConnectionTrait,
    order: Uuid,
) -> Result<Vec<Deposit>> {
    let mut left = all(scope, db, order).await?;
    left.retain(|deposit| deposit.left > 0 || deposit.on_its_way > 0);
    Ok(left)
}

/// What is here of the deposits of some work orders, by their id; those of which nothing is are left out.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn held_by_order(
    scope: &Scope,
    db: &impl ConnectionTrait,
    orders: Vec<Uuid>,
) -> Result<BTreeMap<Uuid, i64>> {
    let mut rows: BTreeMap<Uuid, Vec<row::Model>> = BTreeMap::new();
    for one in book::rows(scope, db, orders).await? {
        rows.entry(one.work_order_id).or_default().push(one);
    }
    let held = rows.into_iter().map(|(order, rows)| Ok((order, book::of(&rows)?.held())));
    let held: Result<BTreeMap<Uuid, i64>> = held.collect();
    held.map(|mut held| {
        held.retain(|_, held| *held > 0);
        held
    })
}

async fn all(scope: &Scope, db: &impl ConnectionTrait, order: Uuid) -> Result<Vec<Deposit>> {
    let rows = book::rows(scope, db, vec![order]).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let deposits = book::of(&rows)?;
    let going = book::on_its_way(scope, db, rows.iter().map(|row| row.id).collect()).await?;
    Ok(rows.iter().filter_map(|row| whole(row, &rows, &deposits, &going)).collect())
}

/// The deposit of `row`; `None` for a movement that is not one.
fn whole(
    row: &row::Model,
    rows: &[row::Model],
    deposits: &Deposits,
    going: &BTreeMap<Uuid, i64>,
) -> Option<Deposit> {
    let token = row.token.clone()?;
    let sum = |kind: &str| {
        let of_it = rows.iter().filter(|one| one.deposit_id == Some(row.id) && one.kind == kind);
        of_it.map(|one| one.amount_minor).sum::<i64>()
    };
    let on_its_way = going.get(&row.id).copied().unwrap_or_default();
    Some(Deposit {
        id: row.id.into(),
        method: row.method.as_deref().and_then(PaymentMethod::parse)?,
        amount: row.amount_minor,
        at: book::when(row),
        reference: row.reference.clone(),
        token,
        applied: sum("applied"),
        given_back: sum("given_back"),
        on_its_way,
        left: deposits.left(row.id.into()).unwrap_or_default().saturating_sub(on_its_way),
    })
}

/// The receipt of a public page. The link stays good: a customer may need it years later.
///
/// # Errors
/// `NotFound` for an unknown token.
pub async fn by_receipt(scope: &Scope, business: &Business, token: &str) -> Result<Receipt> {
    let missing = || Error::of(ErrorKind::NotFound);
    let db = scope.snapshot().await?;
    let found = row::Entity::of(scope.business)
        .filter(row::Column::Token.eq(token))
        .one(&db)
        .await?
        .ok_or_else(missing)?;
    let order = work_order::Entity::one(scope.business, found.work_order_id.into()).one(&db).await?;
    let order = order.ok_or_else(missing)?;
    let deposits = all(scope, &db, order.id).await?;
    let deposit = deposits.into_iter().find(|one| Uuid::from(one.id) == found.id).ok_or_else(missing)?;
    let invoice = match deposit.applied {
        0 => None,
        _ => {
            invoice::Entity::of(scope.business)
                .filter(invoice::Column::WorkOrderId.eq(order.id))
                .filter(invoice::Column::Series.eq("invoice"))
                .one(&db)
                .await?
        }
    };
    let whole = work_orders::whole(scope, &db, business, order).await?;
    Ok(Receipt {
        deposit,
        order: whole.number,
        customer: whole.customer.name,
        vehicle: whole.vehicle,
        invoice: invoice.map(|invoice| invoice.number),
    })
}
