//! Asking the customer for a deposit, and no longer asking.

use super::{book, read};
use crate::{
    Error, Result, Scope,
    billing::{payable::Payable, sweep, tell::About},
    businesses::Business,
    garage::work_orders::{self, history},
    mails,
};
use domain::{
    accounts::Deed, billing::deposit, error::ErrorKind, ids::WorkOrderId, messaging::notifications::Event,
    money::Money,
};
use sea_orm::{ActiveModelTrait as _, IntoActiveModel as _, Set};

/// Asks the customer of a work order for a deposit of `amount` minor units, by mail, and renews the link. What was asked
/// before is no longer asked. A page on which that could be paid is closed first.
///
/// # Errors
/// Those who may bill only; at `amount` what [`deposit::check`] says; `err_deposit_closed` once there is an invoice or the
/// visit is cancelled; `err_deposit_paid_online` when the customer was quicker; `Unavailable` when the page cannot be
/// closed now; `NotFound`.
pub async fn ask(scope: &Scope, business: &Business, id: WorkOrderId, amount: i64) -> Result<()> {
    scope.require(Deed::Bill)?;
    sweep::close_open(scope, business, Payable::Deposit(id)).await?;
    let tx = scope.begin().await?;
    let row = book::held(scope, &tx, id).await?;
    if !book::is_open(scope, &tx, &row).await? {
        return Err(Error::with(ErrorKind::Conflict, "err_deposit_closed"));
    }
    let most = Money::new(read::most(scope, &tx, business, &row).await?, business.currency);
    deposit::check(amount, most, scope.locale).map_err(Error::field)?;
    let mut changed = row.into_active_model();
    changed.deposit_asked_minor = Set(Some(amount));
    changed.token_expires_at = Set((scope.now() + work_orders::LINK).as_millisecond());
    let row = changed.update(&tx).await?;
    history::record(scope, &tx, &row, None, "deposit_asked", ("", &amount.to_string())).await?;
    let person = book::customer(scope, &tx, &row).await?;
    let link = work_orders::link(scope, &business.slug, &row.token);
    let email = mails::deposit::asked(business, &person, (&row.number, amount), &link);
    let key = format!("deposit_asked:{}:{amount}:{}", row.id, row.version);
    let told = About::deposit(business, &row, &person, None)
        .tell(scope, &tx, (Event::DepositAsked, amount), key, email)
        .await?;
    book::finish(scope, tx, &row).await?;
    told.publish(scope).await;
    Ok(())
}

/// Asks for no deposit any more. What came stays.
///
/// # Errors
/// Those who may bill only; as [`ask`] when the page on which it could be paid cannot be closed; `NotFound`.
pub async fn withdraw(scope: &Scope, business: &Business, id: WorkOrderId) -> Result<()> {
    scope.require(Deed::Bill)?;
    sweep::close_open(scope, business, Payable::Deposit(id)).await?;
    let tx = scope.begin().await?;
    let row = book::held(scope, &tx, id).await?;
    let mut changed = row.into_active_model();
    changed.deposit_asked_minor = Set(None);
    let row = changed.update(&tx).await?;
    history::record(scope, &tx, &row, None, "deposit_withdrawn", ("", "")).await?;
    book::finish(scope, tx, &row).await
}
