//! Paying an invoice or a deposit on the provider's page.
//!
//! The attempt, its idempotency key and the exact request are stored before the provider is asked. Whatever is lost on the
//! way, asking again with the same key is asking once.

use super::{
    payable::{Owed, Payable},
    settle,
};
use crate::{Error, Result, Scope, businesses::Business, garage::work_orders};
use domain::{
    billing::payments::{CheckoutRequest, CheckoutSession, PaymentError},
    error::ErrorKind,
    ids::CheckoutId,
    locale::Locale,
    money::{Currency, Money},
};
use entity::checkout;
use jiff::{SignedDuration, Timestamp};
use sea_orm::{ActiveModelTrait as _, ColumnTrait as _, IntoActiveModel as _, QueryFilter as _, Set};
use serde::{Deserialize, Serialize};

/// How long a page takes payment: the least that Stripe allows is 30 minutes, counted when it gets the request.
const PAGE: SignedDuration = SignedDuration::from_mins(45);
/// With less left than this, a page is not shown to somebody who wants to pay now.
const ENOUGH: SignedDuration = SignedDuration::from_mins(5);

/// What of a request is stored: everything, so that a retry is the same to the letter.
#[derive(Debug, Serialize, Deserialize)]
struct Stored {
    reference: String,
    currency: Currency,
    description: String,
    email: Option<String>,
    locale: Locale,
    success_url: String,
    cancel_url: String,
}

/// Where the customer pays what is open on an invoice. Two open tabs get the same page.
///
/// # Errors
/// `NotFound` for an unknown token; `err_invoice_paid` when nothing is open; `err_pay_online_off` without a provider;
/// `Unavailable` with `err_pay_later` when the provider does not answer: nothing was paid, and trying again is safe.
pub async fn start(scope: &Scope, business: &Business, token: &str) -> Result<String> {
    let invoice = super::by_link(scope, token).await?.id;
    page(scope, business, Payable::Invoice(invoice)).await
}

/// Where the customer pays the deposit that the work order `token` asks for. Two open tabs get the same page.
///
/// # Errors
/// `NotFound` for an unknown token, `Gone` for an expired link; `err_deposit_not_asked` when none is asked for, also
/// because it came; else as [`start`].
pub async fn start_deposit(scope: &Scope, business: &Business, token: &str) -> Result<String> {
    let order = work_orders::by_link(scope, business, token).await?.id;
    page(scope, business, Payable::Deposit(order)).await
}

async fn page(scope: &Scope, business: &Business, what: Payable) -> Result<String> {
    let payments =
        scope.core.payments().ok_or_else(|| Error::with(ErrorKind::Conflict, "err_pay_online_off"))?;
    let attempt = attempt(scope, business, what).await?;
    if let Some(url) = attempt.url {
        return Ok(url);
    }
    match payments.open_checkout(&request(&attempt)?).await {
        Ok(session) => {
            let url = session.url.clone();
            opened(scope, attempt.id.into(), &session).await?;
            Ok(url)
        }
        Err(error @ PaymentError::Refused { .. }) => {
            // It will never open: the next try is another attempt.
            settle::close(scope, attempt.id.into()).await?;
            Err(outward(&error))
        }
        Err(error) => Err(outward(&error)),
    }
}

/// The open attempt to pay `what`, or a new one.
async fn attempt(scope: &Scope, business: &Business, what: Payable) -> Result<checkout::Model> {
    let tx = scope.begin().await?;
    let owed = what.owed(scope, &tx, business).await?;
    if let Some(open) = what.open(scope).one(&tx).await? {
        let fresh = open.expires_at > (scope.now() + ENOUGH).as_millisecond();
        if fresh && open.amount_minor == owed.amount.minor {
            return Ok(open);
        }
        drop(tx);
        // The page is old or for another amount: it is closed before another is opened, so that money comes once.
        super::sweep::close_open(scope, business, what).await?;
        return Box::pin(attempt(scope, business, what)).await;
    }
    let row = new_attempt(scope, business, what, owed)?;
    let row = row.insert(&tx).await?;
    tx.commit().await?;
    Ok(row)
}

fn new_attempt(
    scope: &Scope,
    business: &Business,
    what: Payable,
    owed: Owed,
) -> Result<checkout::ActiveModel> {
    let id = CheckoutId(scope.core.new_id());
    let stored = Stored {
        reference: format!("{}/{id}", scope.business),
        currency: owed.amount.currency,
        description: format!("{} · {}", business.name, owed.number),
        email: Some(owed.email).filter(|email| !email.is_empty()),
        locale: scope.locale,
        success_url: format!("{}?paid=1", owed.page),
        cancel_url: owed.page,
    };
    let (invoice, order) = what.ids();
    Ok(checkout::ActiveModel {
        business_id: Set(scope.business.into()),
        id: Set(id.into()),
        invoice_id: Set(invoice),
        work_order_id: Set(order),
        idempotency_key: Set(format!("checkout-{id}")),
        amount_minor: Set(owed.amount.minor),
        state: Set("opening".into()),
        request: Set(serde_json::to_string(&stored)?),
        session: Set(None),
        url: Set(None),
        payment: Set(None),
        expires_at: Set((scope.now() + PAGE).as_millisecond()),
        looked_at: Set(scope.core.now_ms()),
        created_at: Set(scope.core.now_ms()),
    })
}

/// The request of an attempt, the same every time.
pub(super) fn request(attempt: &checkout::Model) -> Result<CheckoutRequest> {
    let stored: Stored = serde_json::from_str(&attempt.request)?;
    // Whole seconds: the provider counts in them.
    let expires_at = Timestamp::from_second(attempt.expires_at.div_euclid(1_000)).map_err(Error::internal)?;
    Ok(CheckoutRequest {
        idempotency_key: attempt.idempotency_key.clone(),
        reference: stored.reference,
        amount: Money::new(attempt.amount_minor, stored.currency),
        description: stored.description,
        customer_email: stored.email,
        locale: stored.locale,
        success_url: stored.success_url,
        cancel_url: stored.cancel_url,
        expires_at,
    })
}

/// Notes the page that the provider opened. An event may have been quicker: then there is nothing to note.
pub(super) async fn opened(scope: &Scope, id: CheckoutId, session: &CheckoutSession) -> Result<()> {
    let tx = scope.begin().await?;
    let row = checkout::Entity::one(scope.business, id)
        .filter(checkout::Column::State.eq("opening"))
        .one(&tx)
        .await?;
    if let Some(row) = row {
        let mut row = row.into_active_model();
        row.state = Set("open".into());
        row.session = Set(Some(session.id.clone()));
        row.url = Set(Some(session.url.clone()));
        row.expires_at = Set(session.expires_at.as_millisecond());
        row.update(&tx).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// The attempt on which `what` can still be paid.
pub(super) async fn open_of(scope: &Scope, what: Payable) -> Result<Option<checkout::Model>> {
    let db = scope.snapshot().await?;
    Ok(what.open(scope).one(&db).await?)
}

/// What the customer is told when the provider does not do what it was asked.
pub(super) fn outward(error: &PaymentError) -> Error {
    tracing::warn!(%error, "the payment provider");
    match error {
        PaymentError::Refused { reason, .. } => Error::with(ErrorKind::Conflict, reason.key()),
        PaymentError::Retry { .. } | PaymentError::Unreachable { .. } => {
            Error::with(ErrorKind::Unavailable, "err_pay_later")
        }
    }
}
