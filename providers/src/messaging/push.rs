//! Notices on devices through their browsers' push services: RFC 8030 (HTTP), RFC 8291 (encryption) and RFC 8292
//! (identification).
//!
//! The address of a subscription comes from a browser, so from anybody: [`reach`] keeps requests out of this network.

mod reach;
pub mod seal;
pub mod vapid;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use domain::{
    clock::Clock,
    messaging::push::{Push, PushError, PushMessage, PushSubscription, Pushing},
};
use hmac::{Hmac, Mac as _};
use jiff::Timestamp;
use reqwest::{
    Response, StatusCode, Url,
    header::{AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, RETRY_AFTER},
    redirect,
};
use seal::Receiver;
use sha2::Sha256;
use std::{fmt, sync::Arc, time::Duration};
use vapid::VapidKey;

/// How long a push service keeps a notice for a device that is away (RFC 8030, section 5.2), in seconds: a day. Later
/// nobody wants to read it.
const TTL_SECONDS: &str = "86400";
/// Notices are like messages in a chat (RFC 8030, section 5.3): they may wait until a phone wakes up, not until it charges.
const URGENCY: &str = "normal";
/// How long a connection may take to stand, and how long one push may take as a whole.
const CONNECT: Duration = Duration::from_secs(5);
const WHOLE: Duration = Duration::from_secs(20);

/// Hands notices over to push services.
pub struct WebPush {
    /// Reaches public addresses over TLS only.
    outside: reqwest::Client,
    /// Reaches the origins that the configuration names.
    named: reqwest::Client,
    origins: Vec<String>,
    key: VapidKey,
    subject: String,
    clock: Arc<dyn Clock>,
}

impl fmt::Debug for WebPush {
    /// The key shows only its public half.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebPush")
            .field("key", &self.key)
            .field("subject", &self.subject)
            .finish_non_exhaustive()
    }
}

impl WebPush {
    /// An adapter that signs with `key` and tells push services whom to ask about it: `subject` is a `mailto:` or
    /// `https:` address (RFC 8292, section 2.1). `clock` has to show the real time. Requests to one of `origins`, such as
    /// `http://127.0.0.1:4020`, go there whatever it resolves to: for stand-ins.
    ///
    /// # Errors
    /// When one of `origins` is none, or TLS cannot be set up.
    pub fn new(
        key: VapidKey,
        subject: &str,
        clock: Arc<dyn Clock>,
        origins: &[String],
    ) -> Result<Self, String> {
        let origins = origins.iter().map(|text| origin(text)).collect::<Result<_, _>>()?;
        // A redirect could lead anywhere, and a proxy would look names up again.
        let client = || {
            reqwest::Client::builder()
                .redirect(redirect::Policy::none())
                .no_proxy()
                .referer(false)
                .connect_timeout(CONNECT)
                .timeout(WHOLE)
        };
        let built = |client: reqwest::ClientBuilder| client.build().map_err(|error| error.to_string());
        Ok(Self {
            outside: built(client().https_only(true).dns_resolver(Arc::new(reach::Outside)))?,
            named: built(client())?,
            origins,
            key,
            subject: subject.to_owned(),
            clock,
        })
    }

    /// The way to an endpoint, if there is one.
    fn way(&self, endpoint: &str) -> Option<(Url, &reqwest::Client)> {
        let url = Url::parse(endpoint).ok()?;
        if self.origins.contains(&url.origin().ascii_serialization()) {
            return Some((url, &self.named));
        }
        let open = url.scheme() == "https"
            && url.username().is_empty()
            && url.password().is_none()
            && reach::may_be_outside(url.host_str()?);
        open.then_some((url, &self.outside))
    }

    async fn deliver(&self, to: &PushSubscription, message: &PushMessage) -> Result<(), PushError> {
        let Some((url, client)) = self.way(&to.endpoint) else {
            return Err(PushError::Refused("no push is sent to this address".to_owned()));
        };
        // Keys that are no keys: no browser waits behind them.
        let receiver = Receiver::read(&to.p256dh, &to.auth).ok_or(PushError::Gone)?;
        let body = seal::seal(message.payload().as_bytes(), &receiver)
            .map_err(|seal::Unsealed| PushError::Refused("the notice cannot be encrypted".to_owned()))?;
        let token = self.key.token(&url.origin().ascii_serialization(), &self.subject, self.clock.now());
        let mut request = client
            .post(url)
            .header("ttl", TTL_SECONDS)
            .header("urgency", URGENCY)
            .header(CONTENT_TYPE, "application/octet-stream")
            .header(CONTENT_ENCODING, "aes128gcm")
            .header(AUTHORIZATION, format!("vapid t={token}, k={}", self.key.public()))
            .body(body);
        if let Some(topic) = topic(&receiver, &message.tag) {
            request = request.header("topic", topic);
        }
        match request.send().await {
            Ok(answer) => judge(&answer, self.clock.now()),
            Err(error) => Err(lost(error)),
        }
    }
}

/// The origin that `text` names and nothing more.
fn origin(text: &str) -> Result<String, String> {
    let url = Url::parse(text).map_err(|error| format!("{text}: {error}"))?;
    let bare = matches!(url.scheme(), "http" | "https") && url.path() == "/" && url.query().is_none();
    let origin = url.origin().ascii_serialization();
    let same = bare && url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    if same { Ok(origin) } else { Err(format!("{text}: write it as {origin}")) }
}

/// What makes a push service replace a notice that still waits with the same one (RFC 8030, section 5.4). Nobody who
/// does not have the browser's secret learns the tag from it.
fn topic(receiver: &Receiver, tag: &str) -> Option<String> {
    /// As many characters as a topic may have, in bytes before encoding.
    const BYTES: usize = 24;
    if tag.is_empty() {
        return None;
    }
    let mut mac = Hmac::<Sha256>::new_from_slice(receiver.secret()).ok()?;
    mac.update(tag.as_bytes());
    Some(BASE64.encode(mac.finalize().into_bytes().get(..BYTES)?))
}

/// What an answer means (RFC 8030, sections 5 and 7.3; RFC 8292, section 4.2). Its body is not read: it comes from an
/// address that anybody may have given.
fn judge(answer: &Response, now: Timestamp) -> Result<(), PushError> {
    let status = answer.status();
    let said = format!("the push service answered {}", status.as_u16());
    match status {
        _ if status.is_success() => Ok(()),
        StatusCode::NOT_FOUND | StatusCode::GONE => Err(PushError::Gone),
        StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS => {
            Err(PushError::Busy { after: retry_after(answer.headers(), now), why: said })
        }
        _ if status.is_server_error() => {
            Err(PushError::Busy { after: retry_after(answer.headers(), now), why: said })
        }
        _ => Err(PushError::Refused(said)),
    }
}

/// The header `Retry-After`: seconds, or a date (RFC 9110, section 10.2.3).
fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(text).ok()?;
    // A date that is over asks for nothing.
    Duration::try_from(until.duration_since(now)).ok()
}

/// A push without an answer.
fn lost(error: reqwest::Error) -> PushError {
    if reach::is_inside(&error) {
        return PushError::Refused("the address leads into a network that no push is sent to".to_owned());
    }
    let never_sent = error.is_builder();
    let why = error.without_url().to_string();
    if never_sent { PushError::Refused(why) } else { PushError::Busy { after: None, why } }
}

impl Push for WebPush {
    fn public_key(&self) -> &str {
        self.key.public()
    }

    fn admits(&self, endpoint: &str) -> bool {
        self.way(endpoint).is_some()
    }

    fn send<'a>(&'a self, to: &'a PushSubscription, message: &'a PushMessage) -> Pushing<'a> {
        Box::pin(self.deliver(to, message))
    }
}

#[cfg(test)]
mod tests;
