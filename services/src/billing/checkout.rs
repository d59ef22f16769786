//! Paying an invoice on the provider's page.
//!
//! The attempt, its idempotency key and the exact request are stored before the provider is asked. Whatever is lost on the
//! way, asking again with the same key is asking once.

use super::{ledger, settle};
use crate::{Error, Result, Scope, businesses::Business};
use domain::{
    billing::{
        Paper,
        payments::{CheckoutRequest, CheckoutSession, PaymentError},
    },
    error::ErrorKind,
    ids::{CheckoutId, InvoiceId},
    locale::Locale,
    money::{Currency, Money},
};
use entity::{checkout, invoice};
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
    let payments =
        scope.core.payments().ok_or_else(|| Error::with(ErrorKind::Conflict, "err_pay_online_off"))?;
    let attempt = attempt(scope, business, token).await?;
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

/// The open attempt of the invoice, or a new one.
async fn attempt(scope: &Scope, business: &Business, token: &str) -> Result<checkout::Model> {
    let seen = super::by_link(scope, token).await?;
    let tx = scope.begin().await?;
    let invoice = ledger::held(scope, &tx, seen.id).await?;
    let balance = ledger::read(scope, &tx, invoice.id).await?.balance();
    if balance <= 0 {
        return Err(Error::with(ErrorKind::Conflict, "err_invoice_paid"));
    }
    let open = checkout::Entity::of(scope.business)
        .filter(checkout::Column::InvoiceId.eq(invoice.id))
        .filter(checkout::Column::State.is_in(["opening", "open"]))
        .one(&tx)
        .await?;
    if let Some(open) = open {
        let fresh = open.expires_at > (scope.now() + ENOUGH).as_millisecond();
        if fresh && open.amount_minor == balance {
            return Ok(open);
        }
        drop(tx);
        // The page is old or for another amount: it is closed before another is opened, so that money comes once.
        super::sweep::close_open(scope, business, seen.id).await?;
        return Box::pin(attempt(scope, business, token)).await;
    }
    let row = new_attempt(scope, business, &invoice, balance)?;
    let row = row.insert(&tx).await?;
    tx.commit().await?;
    Ok(row)
}

fn new_attempt(
    scope: &Scope,
    business: &Business,
    invoice: &invoice::Model,
    amount: i64,
) -> Result<checkout::ActiveModel> {
    let paper: Paper = serde_json::from_str(&invoice.content)?;
    let id = CheckoutId(scope.core.new_id());
    let page = super::issue::link(scope, &business.slug, &invoice.token);
    let stored = Stored {
        reference: format!("{}/{id}", scope.business),
        currency: paper.currency,
        description: format!("{} · {}", business.name, invoice.number),
        email: Some(paper.buyer.email).filter(|email| !email.is_empty()),
        locale: scope.locale,
        success_url: format!("{page}?paid=1"),
        cancel_url: page,
    };
    Ok(checkout::ActiveModel {
        business_id: Set(scope.business.into()),
        id: Set(id.into()),
        invoice_id: Set(invoice.id),
        idempotency_key: Set(format!("checkout-{id}")),
        amount_minor: Set(amount),
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

/// Whether an attempt belongs to this invoice: used by tests and the sweep to find the open one.
pub(super) async fn open_of(scope: &Scope, invoice: InvoiceId) -> Result<Option<checkout::Model>> {
    let db = scope.snapshot().await?;
    Ok(checkout::Entity::of(scope.business)
        .filter(checkout::Column::InvoiceId.eq(uuid::Uuid::from(invoice)))
        .filter(checkout::Column::State.is_in(["opening", "open"]))
        .one(&db)
        .await?)
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
