//! Events that Stripe sends: whether they are Stripe's, and what they mean (docs.stripe.com/webhooks).

use super::wire::{Link, REFERENCE, Refund, Session, money};
use domain::billing::payments::{PaymentEvent, PaymentNews};
use hmac::{Hmac, Mac as _};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;
use sha2::Sha256;
use std::collections::BTreeMap;

/// How far the signature's time may be from ours, in either direction: what was caught on its way cannot be sent again
/// later. The same as in Stripe's own libraries.
pub const TOLERANCE: SignedDuration = SignedDuration::from_secs(300);

/// Why an event is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WebhookError {
    /// The header `Stripe-Signature` is not one.
    #[error("the signature's header cannot be read")]
    Unsigned,
    /// No signature fits the body and the secret.
    #[error("no signature fits")]
    Forged,
    /// Signed too long ago, or in the future.
    #[error("signed at another time")]
    Stale,
    /// Stripe's, but not an event.
    #[error("not an event: {0}")]
    Unreadable(String),
}

/// The event in `body`, the bytes exactly as they came, when one of the `v1` signatures in `header` was made with `secret`
/// no longer than [`TOLERANCE`] from `now`.
///
/// While a secret is replaced Stripe signs with the old one and the new one; each is enough.
///
/// # Errors
/// When it is not Stripe's, not of now, or not an event. Nothing of it may then be believed.
pub fn verify(body: &[u8], header: &str, secret: &str, now: Timestamp) -> Result<PaymentEvent, WebhookError> {
    let (at, signatures) = read_header(header).ok_or(WebhookError::Unsigned)?;
    // With an empty secret, everybody could sign.
    if secret.is_empty() {
        return Err(WebhookError::Forged);
    }
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).map_err(|_| WebhookError::Forged)?;
    mac.update(format!("{at}.").as_bytes());
    mac.update(body);
    // `verify_slice` takes the same time wherever the first difference is.
    if !signatures.iter().any(|signature| mac.clone().verify_slice(signature).is_ok()) {
        return Err(WebhookError::Forged);
    }
    let signed = Timestamp::from_second(at).map_err(|_| WebhookError::Stale)?;
    if now.duration_since(signed).abs() > TOLERANCE {
        return Err(WebhookError::Stale);
    }
    read_event(body)
}

/// The time and the `v1` signatures of a header `t=…,v1=…,v1=…,v0=…`.
fn read_header(header: &str) -> Option<(i64, Vec<Vec<u8>>)> {
    let pairs = || header.split(',').filter_map(|part| part.trim().split_once('='));
    let at = pairs().find(|(name, _)| *name == "t")?.1;
    // The digits are signed as they stand, so they have to be written as we would write them.
    let seconds: i64 = at.parse().ok().filter(|seconds: &i64| seconds.to_string() == at)?;
    let signatures: Vec<_> =
        pairs().filter(|(name, _)| *name == "v1").filter_map(|(_, hex)| bytes(hex)).collect();
    (!signatures.is_empty()).then_some((seconds, signatures))
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> =
        hex.chars().map(|digit| digit.to_digit(16).and_then(|value| u8::try_from(value).ok())).collect();
    let digits = digits.filter(|digits| digits.len().is_multiple_of(2))?;
    digits
        .chunks_exact(2)
        .map(|pair| pair.first().zip(pair.last()).map(|(high, low)| (high << 4) | low))
        .collect()
}

#[derive(Deserialize)]
struct Envelope {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    created: i64,
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    object: Value,
}

#[derive(Deserialize)]
struct Payment {
    id: String,
    amount: i64,
    amount_received: Option<i64>,
    currency: String,
    #[serde(default)]
    metadata: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct Charge {
    payment_intent: Option<Link>,
    amount_refunded: i64,
    currency: String,
}

fn read_event(body: &[u8]) -> Result<PaymentEvent, WebhookError> {
    let unreadable = |error: &dyn std::fmt::Display| WebhookError::Unreadable(error.to_string());
    let event: Envelope = serde_json::from_slice(body).map_err(|error| unreadable(&error))?;
    let created = Timestamp::from_second(event.created).map_err(|error| unreadable(&error))?;
    // The account may take payments that are not ours, in currencies and ways that we do not know.
    let news = news(&event.kind, event.data.object).unwrap_or(PaymentNews::Other);
    Ok(PaymentEvent { id: event.id, kind: event.kind, created, news })
}

fn news(kind: &str, object: Value) -> Option<PaymentNews> {
    match kind {
        "checkout.session.completed" | "checkout.session.async_payment_succeeded" => {
            let session: Session = read(object)?;
            // With a slow way of paying the money comes later, with an event of its own.
            if session.payment_status != "paid" {
                return None;
            }
            let amount = session.amount()?;
            let payment = session.payment_intent?.id();
            Some(PaymentNews::CheckoutPaid {
                session: session.id,
                reference: session.client_reference_id,
                payment,
                amount,
            })
        }
        "checkout.session.expired" => {
            let session: Session = read(object)?;
            Some(PaymentNews::CheckoutExpired { session: session.id, reference: session.client_reference_id })
        }
        "payment_intent.succeeded" => {
            let mut payment: Payment = read(object)?;
            let reference = payment.metadata.remove(REFERENCE);
            let amount = money(payment.amount_received.unwrap_or(payment.amount), &payment.currency)?;
            Some(PaymentNews::PaymentSucceeded { payment: payment.id, reference, amount })
        }
        "payment_intent.payment_failed" => {
            let mut payment: Payment = read(object)?;
            let reference = payment.metadata.remove(REFERENCE);
            Some(PaymentNews::PaymentFailed { payment: payment.id, reference })
        }
        "charge.refunded" => {
            let charge: Charge = read(object)?;
            let total = money(charge.amount_refunded, &charge.currency)?;
            Some(PaymentNews::Refunded { payment: charge.payment_intent?.id(), total })
        }
        "refund.created" | "refund.updated" | "refund.failed" | "charge.refund.updated" => {
            let refund: Refund = read(object)?;
            let (status, amount) = (refund.state(), money(refund.amount, &refund.currency)?);
            let payment = refund.payment_intent.map(Link::id);
            Some(PaymentNews::RefundChanged { refund: refund.id, payment, amount, status })
        }
        _ => None,
    }
}

fn read<T: DeserializeOwned>(object: Value) -> Option<T> {
    serde_json::from_value(object).ok()
}

#[cfg(test)]
mod tests;
