//! A deposit that changes hands at the counter, recorded by staff.

use super::{
    book::{self, Beside},
    read,
};
use crate::{
    Error, Result, Scope,
    billing::{payable::Payable, payments, sweep},
    businesses::Business,
};
use domain::{
    accounts::Deed,
    billing::{PaymentMethod, deposit},
    error::ErrorKind,
    ids::WorkOrderId,
    money::Money,
};

/// Records a deposit received in person or by transfer, takes it off what is asked for, and mails a receipt. A page on
/// which the customer could pay a deposit online is closed first.
///
/// # Errors
/// As [`super::ask::ask`]; `err_too_long` at `reference`; `BadRequest` for a card online.
pub async fn record(
    scope: &Scope,
    business: &Business,
    id: WorkOrderId,
    (method, amount): (PaymentMethod, i64),
    reference: &str,
) -> Result<()> {
    scope.require(Deed::Bill)?;
    let reference = payments::text(reference)?;
    if method == PaymentMethod::Card {
        return Err(Error::of(ErrorKind::BadRequest));
    }
    sweep::close_open(scope, business, Payable::Deposit(id)).await?;
    let tx = scope.begin().await?;
    let row = book::held(scope, &tx, id).await?;
    if !book::is_open(scope, &tx, &row).await? {
        return Err(Error::with(ErrorKind::Conflict, "err_deposit_closed"));
    }
    let most = Money::new(read::most(scope, &tx, business, &row).await?, business.currency);
    deposit::check(amount, most, scope.locale).map_err(Error::field)?;
    let beside = Beside { reference: &reference, ..Beside::default() };
    let told = book::receive(scope, &tx, business, &row, (method, amount), beside).await?;
    book::finish(scope, tx, &row).await?;
    told.publish(scope).await;
    Ok(())
}
