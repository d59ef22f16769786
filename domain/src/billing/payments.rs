//! The port through which customers pay online. Adapters are in `providers::payments`.
//!
//! Where the money is, is known only from the provider: from its events ([`PaymentEvent`]) or by asking again
//! ([`Payments::checkout`]). A customer who comes back to the success page has proved nothing.

use crate::{locale::Locale, money::Money};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::{future::Future, pin::Pin, time::Duration};

/// What a customer is asked to pay on the provider's page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckoutRequest {
    /// The same for every try of this request, other for every other request: however often it is sent, one page opens.
    pub idempotency_key: String,
    /// Ours, at most 200 characters. The provider gives it back with every event.
    pub reference: String,
    /// What is to be paid, above zero.
    pub amount: Money,
    /// What it is for, in the customer's language.
    pub description: String,
    /// Fills in the page's address field.
    pub customer_email: Option<String>,
    /// The language of the page.
    pub locale: Locale,
    /// Where the customer goes after paying. `{CHECKOUT_SESSION_ID}` in it becomes the session's id.
    pub success_url: String,
    /// Where the customer goes who would rather not pay.
    pub cancel_url: String,
    /// When the page stops taking payment. Stripe takes 30 minutes to 24 hours from now; for less, call
    /// [`Payments::expire`] in time. Part of the request: a retry sends the same instant.
    pub expires_at: Timestamp,
}

/// A page on which one customer can pay once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckoutSession {
    /// The provider's id.
    pub id: String,
    /// Where to send the customer.
    pub url: String,
    /// When it stops taking payment.
    pub expires_at: Timestamp,
}

/// How a page stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CheckoutState {
    /// The customer can still pay.
    Open,
    /// The customer is through, but the money is still under way.
    Processing,
    /// Paid.
    Paid {
        /// The provider's id of the payment, which a refund names.
        payment: String,
        /// What was paid.
        amount: Money,
    },
    /// Nobody can pay here any more, and nobody did.
    Expired,
}

/// Money to give back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefundRequest {
    /// The same for every try of this refund, other for every other refund.
    pub idempotency_key: String,
    /// The provider's id of the payment.
    pub payment: String,
    /// How much, above zero and at most what is left of the payment.
    pub amount: Money,
    /// Why.
    pub reason: RefundReason,
}

/// Why money goes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundReason {
    /// It was paid twice.
    Duplicate,
    /// Somebody paid with what was not theirs.
    Fraudulent,
    /// The customer asked for it, or the business offered.
    RequestedByCustomer,
}

/// A refund as the provider took it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refund {
    /// The provider's id.
    pub id: String,
    /// How it stands.
    pub status: RefundStatus,
}

/// How a refund stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundStatus {
    /// Under way.
    Pending,
    /// The money went back.
    Succeeded,
    /// The money could not be given back; it is with the business again.
    Failed,
}

/// Why a provider says no for good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusalReason {
    /// The means of payment was declined.
    Declined,
    /// The amount is too small, too large, or more than is left to give back.
    Amount,
    /// Everything that was paid has been given back.
    AlreadyRefunded,
    /// The provider knows no such page or payment.
    NotFound,
    /// The key is wrong or may not do this: for the owner to put right.
    Account,
    /// Anything else about the request.
    Request,
}

impl RefusalReason {
    /// The key of the sentence for the person who asked.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Declined => "err_payment_declined",
            Self::Amount => "err_payment_amount",
            Self::AlreadyRefunded => "err_payment_already_refunded",
            Self::NotFound => "err_payment_not_found",
            Self::Account => "err_payment_account",
            Self::Request => "err_payment_request",
        }
    }
}

/// Why a payment provider did not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PaymentError {
    /// It may work later, with the same idempotency key: the provider is busy or away.
    #[error("not yet: {detail}")]
    Retry {
        /// How long the provider asks to wait, when it says.
        after: Option<Duration>,
        /// For the log.
        detail: String,
    },
    /// It will never work as it is.
    #[error("refused: {detail}")]
    Refused {
        /// What may be shown, through [`RefusalReason::key`].
        reason: RefusalReason,
        /// For the log.
        detail: String,
    },
    /// No answer that can be understood. Whether it happened is unknown: the same request with the same key finds out
    /// without doing it twice.
    #[error("no answer: {detail}")]
    Unreachable {
        /// For the log.
        detail: String,
    },
}

/// An answer on its way.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, PaymentError>> + Send + 'a>>;

/// Takes payments and gives them back.
pub trait Payments: Send + Sync {
    /// Opens a page to pay on. May be called again with the same key: the answer is then the same page.
    fn open_checkout<'a>(&'a self, request: &'a CheckoutRequest) -> Answer<'a, CheckoutSession>;

    /// How the page with this id stands.
    fn checkout<'a>(&'a self, session: &'a str) -> Answer<'a, CheckoutState>;

    /// Closes a page and says how it stands afterwards: `Expired`, or `Paid` when the customer was quicker.
    fn expire<'a>(&'a self, session: &'a str) -> Answer<'a, CheckoutState>;

    /// Gives money back. May be called again with the same key: it goes back once.
    fn refund<'a>(&'a self, request: &'a RefundRequest) -> Answer<'a, Refund>;
}

/// What a provider reports by itself. Reports may come late, twice, and in any order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentEvent {
    /// The provider's id of the report: the same when it comes twice.
    pub id: String,
    /// The provider's own name for what happened.
    pub kind: String,
    /// When it happened.
    pub created: Timestamp,
    /// What it means to us.
    pub news: PaymentNews,
}

/// What a report means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum PaymentNews {
    /// A page was paid.
    CheckoutPaid {
        /// The page.
        session: String,
        /// Our reference.
        reference: Option<String>,
        /// The payment.
        payment: String,
        /// What was paid.
        amount: Money,
    },
    /// A page closed unpaid.
    CheckoutExpired {
        /// The page.
        session: String,
        /// Our reference.
        reference: Option<String>,
    },
    /// A payment came through.
    PaymentSucceeded {
        /// The payment.
        payment: String,
        /// Our reference.
        reference: Option<String>,
        /// What was received.
        amount: Money,
    },
    /// A try to pay was declined. The customer may try again on the same page.
    PaymentFailed {
        /// The payment.
        payment: String,
        /// Our reference.
        reference: Option<String>,
    },
    /// Money of a payment went back.
    Refunded {
        /// The payment.
        payment: String,
        /// All that has been given back of it so far.
        total: Money,
    },
    /// A refund changed its state.
    RefundChanged {
        /// The refund.
        refund: String,
        /// The payment, when the provider names it.
        payment: Option<String>,
        /// How much.
        amount: Money,
        /// How it stands.
        status: RefundStatus,
    },
    /// Something that we do not act on.
    Other,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;

    #[test]
    fn an_event_survives_being_stored() {
        let event = PaymentEvent {
            id: "evt_1".into(),
            kind: "checkout.session.completed".into(),
            created: Timestamp::UNIX_EPOCH,
            news: PaymentNews::CheckoutPaid {
                session: "cs_1".into(),
                reference: Some("invoice 7".into()),
                payment: "pi_1".into(),
                amount: Money::new(8_900, Currency::Eur),
            },
        };
        let stored = serde_json::to_string(&event).unwrap();
        assert_eq!(serde_json::from_str::<PaymentEvent>(&stored).unwrap(), event);
    }
}
