//! A deposit that was paid on the provider's page.

use super::book::{self, Beside};
use crate::{
    Error, Result, Scope,
    billing::{
        settle::{locked, send_back},
        tell::About,
    },
    businesses::Business,
    mails,
};
use domain::{
    billing::PaymentMethod,
    ids::{CheckoutId, WorkOrderId},
    messaging::notifications::Event,
    money::Money,
};
use sea_orm::{ActiveModelTrait as _, IntoActiveModel as _, Set};

/// Notes that the provider has the money of an attempt to pay a deposit. Told twice, it is noted once. When the deposit is
/// no longer asked for (it was paid at the desk meanwhile, the invoice is issued, the visit cancelled), the money goes back
/// by itself and the customer is told.
///
/// # Errors
/// `NotFound` for an unknown attempt or work order.
pub(in crate::billing) async fn paid(
    scope: &Scope,
    business: &Business,
    (order, id): (WorkOrderId, CheckoutId),
    payment: &str,
    amount: Money,
) -> Result<()> {
    let tx = scope.begin().await?;
    // The work order first, as everybody does who moves a deposit.
    let order = book::held(scope, &tx, order).await?;
    let attempt = locked(scope, &tx, id).await?;
    if matches!(attempt.state.as_str(), "paid" | "refunded") {
        return Ok(());
    }
    if amount.currency != business.currency {
        let code = amount.currency.code();
        return Err(Error::internal(format_args!("the deposit of {} was paid in {code}", order.number)));
    }
    let asked = book::asked(scope, &tx, &order).await?;
    let fits = amount.minor > 0 && asked.is_some_and(|asked| amount.minor <= asked);
    let person = book::customer(scope, &tx, &order).await?;
    let about = About::deposit(business, &order, &person, None);
    let told = if fits {
        let beside = Beside { reference: payment, checkout: Some(id), entry: None };
        let card = (PaymentMethod::Card, amount.minor);
        let told = book::receive(scope, &tx, business, &order, card, beside).await?;
        told.and(about.tell_paid(scope, &tx, amount.minor, id.into()).await?)
    } else {
        send_back(scope, &tx, &attempt, amount.minor).await?;
        let email = mails::deposit::sent_back(business, &person, (&order.number, amount.minor));
        let back = (Event::SentBack as fn(_) -> _, amount.minor);
        about.tell(scope, &tx, back, format!("sent_back:{id}"), email).await?
    };
    let mut attempt = attempt.into_active_model();
    attempt.state = Set(if fits { "paid" } else { "refunded" }.into());
    attempt.payment = Set(Some(payment.to_owned()));
    attempt.update(&tx).await?;
    book::finish(scope, tx, &order).await?;
    told.publish(scope).await;
    Ok(())
}
