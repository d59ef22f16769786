//! What goes over the wire: forms out, JSON in. Unknown fields are passed over.

use domain::{
    billing::payments::{
        CheckoutRequest, CheckoutSession, CheckoutState, PaymentError, RefundStatus, RefusalReason,
    },
    money::{Currency, Money},
};
use jiff::Timestamp;
use serde::Deserialize;

/// The key under which our reference travels with a payment.
pub(super) const REFERENCE: &str = "reference";

/// Another object, by its id or whole (docs.stripe.com/api/expanding_objects).
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Link {
    Id(String),
    Whole { id: String },
}

impl Link {
    pub(super) fn id(self) -> String {
        match self {
            Self::Id(id) | Self::Whole { id } => id,
        }
    }
}

/// Schema `checkout.session`.
#[derive(Debug, Deserialize)]
pub(super) struct Session {
    pub id: String,
    pub url: Option<String>,
    pub expires_at: i64,
    pub status: Option<String>,
    pub payment_status: String,
    pub payment_intent: Option<Link>,
    pub amount_total: Option<i64>,
    pub currency: Option<String>,
    pub client_reference_id: Option<String>,
}

/// Schema `refund`.
#[derive(Debug, Deserialize)]
pub(super) struct Refund {
    pub id: String,
    pub amount: i64,
    pub currency: String,
    pub payment_intent: Option<Link>,
    pub status: Option<String>,
}

/// An error's body (schema `error`).
#[derive(Debug, Default, Deserialize)]
pub(super) struct ErrorBody {
    #[serde(default)]
    error: ErrorFields,
}

#[derive(Debug, Default, Deserialize)]
struct ErrorFields {
    #[serde(rename = "type")]
    kind: Option<String>,
    code: Option<String>,
    param: Option<String>,
}

impl Session {
    /// A page that was just opened.
    pub(super) fn opened(self) -> Result<CheckoutSession, PaymentError> {
        let url = self.url.ok_or_else(|| unclear(&"a session without an address"))?;
        let expires_at = Timestamp::from_second(self.expires_at).map_err(|error| unclear(&error))?;
        Ok(CheckoutSession { id: self.id, url, expires_at })
    }

    /// How the page stands.
    pub(super) fn state(self) -> Result<CheckoutState, PaymentError> {
        match (self.status.as_deref(), self.payment_status.as_str()) {
            (Some("expired"), _) => Ok(CheckoutState::Expired),
            (Some("complete"), "paid") => {
                let amount = self.amount().ok_or_else(|| unclear(&"a paid session without an amount"))?;
                let payment =
                    self.payment_intent.ok_or_else(|| unclear(&"a paid session without a payment"))?;
                Ok(CheckoutState::Paid { payment: payment.id(), amount })
            }
            (Some("complete"), _) => Ok(CheckoutState::Processing),
            _ => Ok(CheckoutState::Open),
        }
    }

    /// The total, when it is in a currency that businesses price in.
    pub(super) fn amount(&self) -> Option<Money> {
        money(self.amount_total?, self.currency.as_deref()?)
    }
}

impl Refund {
    /// How the refund stands.
    pub(super) fn state(&self) -> RefundStatus {
        match self.status.as_deref() {
            Some("succeeded") => RefundStatus::Succeeded,
            Some("failed" | "canceled") => RefundStatus::Failed,
            _ => RefundStatus::Pending,
        }
    }
}

impl ErrorBody {
    /// What can be read of it: something between us and Stripe may answer with anything.
    pub(super) fn read(body: &[u8]) -> Self {
        serde_json::from_slice(body).unwrap_or_default()
    }

    /// For the log. Stripe's sentence is left out, because it can repeat what a customer typed; the request's id leads
    /// to it in the dashboard.
    pub(super) fn detail(&self, status: u16, request: Option<&str>) -> String {
        let ErrorFields { kind, code, param } = &self.error;
        let fields = [("type", kind.as_deref()), ("code", code.as_deref()), ("param", param.as_deref())];
        let mut detail = format!("status {status}");
        for (name, value) in fields.into_iter().chain([("request", request)]) {
            if let Some(value) = value {
                detail.push_str(&format!(", {name} {value}"));
            }
        }
        detail
    }

    /// What the person who asked may know (docs.stripe.com/error-codes).
    pub(super) fn reason(&self, status: u16) -> RefusalReason {
        match (status, self.error.code.as_deref(), self.error.param.as_deref()) {
            (401 | 403, ..) => RefusalReason::Account,
            (402, ..) => RefusalReason::Declined,
            (_, Some("charge_already_refunded"), _) => RefusalReason::AlreadyRefunded,
            (_, Some("amount_too_small" | "amount_too_large"), _) | (_, _, Some("amount")) => {
                RefusalReason::Amount
            }
            (404, ..) | (_, Some("resource_missing"), _) => RefusalReason::NotFound,
            _ => RefusalReason::Request,
        }
    }
}

/// The parameters of `POST /v1/checkout/sessions`. Card payments only, so that whoever is through has paid.
pub(super) fn open_form(request: &CheckoutRequest) -> Result<Vec<(&'static str, String)>, PaymentError> {
    positive(request.amount)?;
    let mut form = vec![
        ("mode", "payment".to_owned()),
        ("payment_method_types[0]", "card".to_owned()),
        ("success_url", request.success_url.clone()),
        ("cancel_url", request.cancel_url.clone()),
        ("expires_at", request.expires_at.as_second().to_string()),
        ("locale", request.locale.tag().to_owned()),
        ("client_reference_id", request.reference.clone()),
        ("line_items[0][quantity]", "1".to_owned()),
        ("line_items[0][price_data][currency]", request.amount.currency.code().to_ascii_lowercase()),
        ("line_items[0][price_data][unit_amount]", request.amount.minor.to_string()),
        ("line_items[0][price_data][product_data][name]", request.description.clone()),
        ("payment_intent_data[description]", request.description.clone()),
        ("payment_intent_data[metadata][reference]", request.reference.clone()),
    ];
    form.extend(request.customer_email.clone().map(|email| ("customer_email", email)));
    Ok(form)
}

/// An amount that can be asked for or given back.
pub(super) fn positive(amount: Money) -> Result<(), PaymentError> {
    if amount.minor > 0 {
        return Ok(());
    }
    Err(PaymentError::Refused {
        reason: RefusalReason::Amount,
        detail: "the amount is not above zero".to_owned(),
    })
}

/// An id that can stand in a path: nothing else of the address can be changed through it.
pub(super) fn id(text: &str) -> Result<&str, PaymentError> {
    let plain = !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    plain.then_some(text).ok_or_else(|| PaymentError::Refused {
        reason: RefusalReason::NotFound,
        detail: "not an id of Stripe's".to_owned(),
    })
}

/// An amount as Stripe writes it: minor units, and the currency in small letters.
pub(super) fn money(minor: i64, currency: &str) -> Option<Money> {
    Currency::from_code(&currency.to_ascii_uppercase()).map(|currency| Money::new(minor, currency))
}

/// An answer that cannot be understood.
pub(super) fn unclear(error: &dyn std::fmt::Display) -> PaymentError {
    PaymentError::Unreachable { detail: format!("the answer cannot be understood: {error}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_cannot_change_the_address() {
        assert!(id("cs_test_a1YS1").is_ok());
        for wrong in ["", "../refunds", "cs_1/expire", "cs_1?expand[]=x", "cs 1"] {
            assert!(id(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_a_customer_typed_stays_out_of_the_log() {
        let body =
            br#"{"error":{"type":"invalid_request_error","code":"email_invalid","param":"customer_email",
            "message":"Invalid email address: zoe@"}}"#;
        let detail = ErrorBody::read(body).detail(400, Some("req_1"));
        assert_eq!(
            detail,
            "status 400, type invalid_request_error, code email_invalid, param customer_email, request req_1"
        );
    }
}
