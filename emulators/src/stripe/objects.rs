//! Objects as the API shows them (version 2023-08-16).

use super::{
    calls::Listing,
    error::ApiError,
    world::{Charge, Payment, Refund, Session, SessionStatus},
};
use serde_json::{Value, json};

/// The word for how a session stands.
pub(super) const fn status(status: SessionStatus) -> &'static str {
    match status {
        SessionStatus::Open => "open",
        SessionStatus::Complete => "complete",
        SessionStatus::Expired => "expired",
    }
}

/// Schema `checkout.session`.
pub(super) fn session(session: &Session, public_url: &str) -> Value {
    let asked = &session.asked;
    let open = session.status == SessionStatus::Open;
    let paid = session.status == SessionStatus::Complete;
    json!({
        "id": session.id,
        "object": "checkout.session",
        "amount_subtotal": asked.amount,
        "amount_total": asked.amount,
        "automatic_tax": { "enabled": false, "status": null },
        "cancel_url": asked.cancel_url,
        "client_reference_id": asked.reference,
        "created": session.created,
        "currency": asked.currency,
        "custom_fields": [],
        "custom_text": { "shipping_address": null, "submit": null },
        "customer": null,
        "customer_details": asked.email.as_ref().map(|email| json!({ "email": email })),
        "customer_email": asked.email,
        "expires_at": asked.expires_at,
        "livemode": false,
        "locale": asked.locale,
        "metadata": asked.metadata,
        "mode": "payment",
        "payment_intent": session.payment,
        "payment_method_types": ["card"],
        "payment_status": if paid { "paid" } else { "unpaid" },
        "shipping_options": [],
        "status": status(session.status),
        "success_url": asked.success_url,
        "url": open.then(|| page_url(public_url, &session.id)),
    })
}

/// Where the page of a session is.
pub(super) fn page_url(public_url: &str, id: &str) -> String {
    format!("{public_url}/pay/{id}")
}

/// Schema `payment_intent`.
pub(super) fn payment(payment: &Payment) -> Value {
    let declined = !payment.succeeded && payment.charge.is_some();
    json!({
        "id": payment.id,
        "object": "payment_intent",
        "amount": payment.amount,
        "amount_received": if payment.succeeded { payment.amount } else { 0 },
        "capture_method": "automatic",
        "confirmation_method": "automatic",
        "created": payment.created,
        "currency": payment.currency,
        "description": payment.description,
        "last_payment_error": declined.then(|| json!({
            "type": "card_error",
            "code": "card_declined",
            "decline_code": "generic_decline",
            "message": "Your card was declined.",
        })),
        "latest_charge": payment.charge,
        "livemode": false,
        "metadata": payment.metadata,
        "payment_method_types": ["card"],
        "status": if payment.succeeded { "succeeded" } else { "requires_payment_method" },
    })
}

/// Schema `charge`.
pub(super) fn charge(charge: &Charge) -> Value {
    json!({
        "id": charge.id,
        "object": "charge",
        "amount": charge.amount,
        "amount_captured": if charge.paid { charge.amount } else { 0 },
        "amount_refunded": charge.refunded,
        "billing_details": { "address": null, "email": null, "name": null, "phone": null },
        "captured": charge.paid,
        "created": charge.created,
        "currency": charge.currency,
        "disputed": false,
        "failure_code": (!charge.paid).then_some("card_declined"),
        "livemode": false,
        "metadata": {},
        "paid": charge.paid,
        "payment_intent": charge.payment,
        "refunded": charge.paid && charge.refunded == charge.amount,
        "status": if charge.paid { "succeeded" } else { "failed" },
    })
}

/// Schema `refund`.
pub(super) fn refund(refund: &Refund) -> Value {
    json!({
        "id": refund.id,
        "object": "refund",
        "amount": refund.amount,
        "charge": refund.charge,
        "created": refund.created,
        "currency": refund.currency,
        "metadata": refund.metadata,
        "payment_intent": refund.payment,
        "reason": refund.reason,
        "status": "succeeded",
    })
}

/// A page of a list, newest first (docs.stripe.com/api/pagination). `all` is oldest first.
pub(super) fn list(url: &str, all: &[Value], page: &Listing) -> Result<Value, ApiError> {
    let created = |item: &Value| item.get("created").and_then(Value::as_i64).unwrap_or_default();
    let wanted: Vec<&Value> = (all.iter().rev())
        .filter(|item| page.equal.iter().all(|(field, value)| item.get(field).is_some_and(|it| it == value)))
        .filter(|item| (page.created.0..=page.created.1).contains(&created(item)))
        .collect();
    let place = |param: &str, id: &str| {
        let found = wanted.iter().position(|item| item.get("id").is_some_and(|it| it == id));
        found.ok_or_else(|| ApiError::no_such("object", param, id))
    };
    let (data, has_more): (Vec<_>, bool) = if let Some(id) = &page.ending_before {
        let end = place("ending_before", id)?;
        let start = end.saturating_sub(page.limit);
        (wanted.into_iter().skip(start).take(end - start).collect(), start > 0)
    } else {
        let start =
            page.starting_after.as_ref().map_or(Ok(0), |id| place("starting_after", id).map(|at| at + 1))?;
        let more = wanted.len() > start.saturating_add(page.limit);
        (wanted.into_iter().skip(start).take(page.limit).collect(), more)
    };
    Ok(json!({ "object": "list", "data": data, "has_more": has_more, "url": url }))
}
