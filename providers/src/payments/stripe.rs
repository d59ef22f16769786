//! Payments through Stripe Checkout (docs.stripe.com/api, the version in [`API_VERSION`]).
//!
//! The customer pays on Stripe's own page, so no card number comes near this server. Every request that changes something
//! bears an idempotency key: it can be sent again after a lost answer without happening twice.

pub mod webhook;
mod wire;

use domain::billing::payments::{
    Answer, CheckoutRequest, CheckoutSession, CheckoutState, PaymentError, Payments, Refund, RefundReason,
    RefundRequest, RefusalReason,
};
use reqwest::{
    Method, Url,
    header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER},
    redirect,
};
use serde::de::DeserializeOwned;
use std::time::Duration;

/// The version of the API that this adapter speaks; answers and events are read as of it.
pub const API_VERSION: &str = "2023-08-16";

/// Stripe's own address, for `STRIPE_API_BASE`.
pub const API_BASE: &str = "https://api.stripe.com";

/// How long and how often to try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// How often a request is sent at most.
    pub tries: u32,
    /// The pause before the second try; doubles from there. Half of it is left to chance.
    pub first_pause: Duration,
    /// The longest pause. When Stripe asks for a longer one, the caller has to come back.
    pub longest_pause: Duration,
    /// How long one try may take.
    pub timeout: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            tries: 3,
            first_pause: Duration::from_millis(500),
            longest_pause: Duration::from_secs(8),
            timeout: Duration::from_secs(20),
        }
    }
}

/// Takes payments through one Stripe account.
#[derive(Clone)]
pub struct Stripe {
    client: reqwest::Client,
    base: String,
    patience: Patience,
}

impl std::fmt::Debug for Stripe {
    /// The client knows the key and is left out.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Stripe").field("base", &self.base).finish_non_exhaustive()
    }
}

/// A request that was answered, and what the answer means.
enum Verdict {
    Done(Vec<u8>),
    Again(PaymentError),
    Final(PaymentError),
}

impl Stripe {
    /// The account of `secret_key`, at `api_base` ([`API_BASE`], or a stand-in's address).
    ///
    /// # Errors
    /// When the address cannot be understood or would send the key over the network in clear, or the key has characters
    /// that no key has. The message does not contain the key.
    pub fn new(api_base: &str, secret_key: &str, patience: Patience) -> Result<Self, String> {
        let url = Url::parse(api_base).map_err(|error| format!("the address of Stripe's API: {error}"))?;
        let here = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
        if url.scheme() != "https" && !(url.scheme() == "http" && here) {
            return Err("the address of Stripe's API has to begin with https://".to_owned());
        }
        let mut bearer = HeaderValue::from_str(&format!("Bearer {secret_key}"))
            .map_err(|_| "Stripe's secret key has characters that no key has".to_owned())?;
        bearer.set_sensitive(true);
        let headers = HeaderMap::from_iter([
            (AUTHORIZATION, bearer),
            (HeaderName::from_static("stripe-version"), HeaderValue::from_static(API_VERSION)),
        ]);
        let mut client = reqwest::Client::builder()
            .default_headers(headers)
            .redirect(redirect::Policy::none())
            .connect_timeout(patience.timeout.min(Duration::from_secs(5)))
            .timeout(patience.timeout);
        if here {
            client = client.no_proxy();
        }
        let client = client.build().map_err(|error| error.to_string())?;
        Ok(Self { client, base: api_base.trim_end_matches('/').to_owned(), patience })
    }

    async fn open(&self, request: &CheckoutRequest) -> Result<CheckoutSession, PaymentError> {
        let form = wire::open_form(request)?;
        let session: wire::Session =
            self.post("/v1/checkout/sessions", &form, &request.idempotency_key).await?;
        session.opened()
    }

    async fn state(&self, session: &str) -> Result<CheckoutState, PaymentError> {
        let path = format!("/v1/checkout/sessions/{}", wire::id(session)?);
        let session: wire::Session = self.call(Method::GET, &path, None).await?;
        session.state()
    }

    async fn close(&self, session: &str) -> Result<CheckoutState, PaymentError> {
        let path = format!("/v1/checkout/sessions/{}/expire", wire::id(session)?);
        let closed: Result<wire::Session, _> = self.post(&path, &[], &format!("expire-{session}")).await;
        match closed {
            Ok(session) => session.state(),
            // Only an open one can be closed: look which end it has found.
            Err(refused @ PaymentError::Refused { reason: RefusalReason::Request, .. }) => {
                match self.state(session).await? {
                    CheckoutState::Open => Err(refused),
                    state => Ok(state),
                }
            }
            Err(error) => Err(error),
        }
    }

    async fn give_back(&self, request: &RefundRequest) -> Result<Refund, PaymentError> {
        wire::positive(request.amount)?;
        let reason = match request.reason {
            RefundReason::Duplicate => "duplicate",
            RefundReason::Fraudulent => "fraudulent",
            RefundReason::RequestedByCustomer => "requested_by_customer",
        };
        let form = [
            ("payment_intent", request.payment.clone()),
            ("amount", request.amount.minor.to_string()),
            ("reason", reason.to_owned()),
        ];
        let refund: wire::Refund = self.post("/v1/refunds", &form, &request.idempotency_key).await?;
        Ok(Refund { status: refund.state(), id: refund.id })
    }

    async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        form: &[(&str, String)],
        key: &str,
    ) -> Result<T, PaymentError> {
        self.call(Method::POST, path, Some((form, key))).await
    }

    /// Sends a request until it is answered, as often as patience allows and each time the same.
    async fn call<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        change: Option<(&[(&str, String)], &str)>,
    ) -> Result<T, PaymentError> {
        let mut tried = 0;
        loop {
            let mut request = self.client.request(method.clone(), format!("{}{path}", self.base));
            if let Some((form, key)) = change {
                request = request.form(form).header("idempotency-key", key);
            }
            tried += 1;
            let error = match attempt(request).await {
                Verdict::Done(body) => {
                    return serde_json::from_slice(&body).map_err(|error| wire::unclear(&error));
                }
                Verdict::Final(error) => return Err(error),
                Verdict::Again(error) => error,
            };
            let pause = match &error {
                PaymentError::Retry { after: Some(after), .. } => *after,
                _ => self.pause(tried),
            };
            if tried >= self.patience.tries || pause > self.patience.longest_pause {
                return Err(error);
            }
            tokio::time::sleep(pause).await;
        }
    }

    /// The pause after the try with this number: many clients that were refused together do not come back together.
    fn pause(&self, tried: u32) -> Duration {
        let factor = 2_u32.saturating_pow(tried.saturating_sub(1));
        let whole = self.patience.first_pause.saturating_mul(factor).min(self.patience.longest_pause);
        whole.mul_f64(rand::random_range(0.5..=1.0))
    }
}

/// Sends a request once and reads the whole answer: an answer that breaks off is none.
async fn attempt(request: reqwest::RequestBuilder) -> Verdict {
    let answer = match request.send().await {
        Ok(answer) => answer,
        Err(error) => return lost(error),
    };
    let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
    match answer.bytes().await {
        Ok(body) if (200..300).contains(&status) => Verdict::Done(body.to_vec()),
        Ok(body) => judge(status, &headers, &body),
        Err(error) => lost(error),
    }
}

/// A request without an answer.
fn lost(error: reqwest::Error) -> Verdict {
    let never_sent = error.is_builder();
    let detail = error.without_url().to_string();
    let error = PaymentError::Unreachable { detail };
    if never_sent { Verdict::Final(error) } else { Verdict::Again(error) }
}

/// What an error means: Stripe's own word on trying again counts first (docs.stripe.com/error-low-level), else conflicts,
/// too many requests and failures on its side are tried again.
fn judge(status: u16, headers: &HeaderMap, body: &[u8]) -> Verdict {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let error = wire::ErrorBody::read(body);
    let detail = error.detail(status, header("request-id"));
    let again = match header("stripe-should-retry") {
        Some("true") => true,
        Some("false") => false,
        _ => matches!(status, 409 | 429 | 500..),
    };
    let busy = matches!(status, 409 | 429 | 500..);
    let error = match (busy, again) {
        // It says that asking again changes nothing, and not what became of the first.
        (true, false) if status >= 500 => PaymentError::Unreachable { detail },
        (true, _) | (_, true) => {
            let seconds = header(RETRY_AFTER.as_str()).and_then(|value| value.parse().ok());
            PaymentError::Retry { after: seconds.map(Duration::from_secs), detail }
        }
        (false, false) => PaymentError::Refused { reason: error.reason(status), detail },
    };
    if again { Verdict::Again(error) } else { Verdict::Final(error) }
}

impl Payments for Stripe {
    fn open_checkout<'a>(&'a self, request: &'a CheckoutRequest) -> Answer<'a, CheckoutSession> {
        Box::pin(self.open(request))
    }

    fn checkout<'a>(&'a self, session: &'a str) -> Answer<'a, CheckoutState> {
        Box::pin(self.state(session))
    }

    fn expire<'a>(&'a self, session: &'a str) -> Answer<'a, CheckoutState> {
        Box::pin(self.close(session))
    }

    fn refund<'a>(&'a self, request: &'a RefundRequest) -> Answer<'a, Refund> {
        Box::pin(self.give_back(request))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_in_no_debug_text_and_no_message() {
        let stripe = Stripe::new(API_BASE, "sk_test_secret", Patience::default()).unwrap();
        assert!(!format!("{stripe:?} {:?}", stripe.client).contains("sk_test_secret"));
        let error = Stripe::new(API_BASE, "sk_test_secret\n", Patience::default()).unwrap_err();
        assert!(!error.contains("sk_test_secret"), "{error}");
    }

    #[test]
    fn the_key_never_travels_in_clear() {
        let with = |base| Stripe::new(base, "sk_test_1", Patience::default());
        assert!(with("http://api.stripe.com").is_err());
        assert!(with("http://127.0.0.1.example.com").is_err());
        assert!(with("ftp://127.0.0.1").is_err());
        assert!(with("http://127.0.0.1:4000/").is_ok());
    }

    #[test]
    fn pauses_grow_with_some_chance_and_have_an_end() {
        let stripe = Stripe::new(API_BASE, "sk_test_1", Patience::default()).unwrap();
        for (tried, most) in [(1, 500), (2, 1_000), (3, 2_000), (9, 8_000), (u32::MAX, 8_000)] {
            let pause = stripe.pause(tried);
            assert!(
                pause <= Duration::from_millis(most) && pause >= Duration::from_millis(most / 2),
                "{pause:?}"
            );
        }
    }

    #[test]
    fn a_failure_that_stripe_says_not_to_repeat_leaves_the_outcome_open() {
        let headers = HeaderMap::from_iter([(
            HeaderName::from_static("stripe-should-retry"),
            HeaderValue::from_static("false"),
        )]);
        assert!(matches!(judge(500, &headers, b"{}"), Verdict::Final(PaymentError::Unreachable { .. })));
        assert!(matches!(judge(500, &HeaderMap::new(), b""), Verdict::Again(PaymentError::Retry { .. })));
    }
}
