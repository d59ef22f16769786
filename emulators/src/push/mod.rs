//! A push service with the browsers behind it: RFC 8030 as application servers see it, RFC 8292 for who they are, and
//! the browser's half of RFC 8291. It gives out subscriptions, opens what is sent to them and keeps it, refuses what a
//! strict service refuses, and fails as services do when it is asked to.

mod open;
mod token;

pub use open::open;
pub use token::check as check_token;

use axum::{
    Router,
    body::{Body, Bytes},
    extract::{Path, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode},
    response::{IntoResponse as _, Response},
    routing,
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use p256::{SecretKey, elliptic_curve::sec1::ToEncodedPoint as _};
use rand::Rng as _;
use std::{
    collections::{BTreeMap, VecDeque},
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::SystemTime,
};
use tokio::{net::TcpListener, task::JoinHandle};

/// The longest body it takes, in bytes (RFC 8030, section 7.2, asks for at least 4096).
pub const MESSAGE_LIMIT: usize = 4096;

/// What a browser hands to the page that subscribes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscription {
    /// Where pushes for it go.
    pub endpoint: String,
    /// The browser's public key, base64url.
    pub p256dh: String,
    /// The browser's authentication secret, base64url.
    pub auth: String,
}

/// A push that was taken, as the browser reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The subscription's endpoint.
    pub endpoint: String,
    /// What was sent, opened.
    pub text: String,
    /// For how long it is kept for a browser that is away, in seconds.
    pub ttl: u32,
    /// Which waiting message it takes the place of.
    pub topic: Option<String>,
    /// How soon it is to be delivered.
    pub urgency: Option<String>,
    /// The token it came with.
    pub token: String,
    /// Whether the sender was to be told; `false` when [`Push::lose_replies`] withheld the reply.
    pub answered: bool,
}

/// An answer instead of the usual one; the message is not kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The HTTP status.
    pub status: u16,
    /// Headers besides, such as `retry-after` or `location`.
    pub headers: Vec<(&'static str, String)>,
}

impl Failure {
    /// A failure that says no more than its status.
    pub const fn status(status: u16) -> Self {
        Self { status, headers: Vec::new() }
    }

    /// The same with a header.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.headers.push((name, value.to_string()));
        self
    }
}

/// The service. It stops when this is dropped.
#[derive(Debug)]
pub struct Push {
    shared: Arc<Shared>,
    listening: JoinHandle<()>,
}

impl Push {
    /// Listens on a free port of 127.0.0.1, within the current tokio runtime.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn start() -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let origin = format!("http://{}", listener.local_addr()?);
        let shared = Arc::new(Shared { origin, state: Mutex::default() });
        let app = Router::new().route("/push/{id}", routing::post(take)).with_state(Arc::clone(&shared));
        let listening = tokio::spawn(async move {
            // Serving ends only with the task.
            let _ended = axum::serve(listener, app).await;
        });
        Ok(Self { shared, listening })
    }

    /// Where it listens, such as `http://127.0.0.1:4020`.
    pub fn origin(&self) -> &str {
        &self.shared.origin
    }

    /// A new browser subscribes for the application server with this public key (base64url): pushes that another key
    /// signed are refused (RFC 8292, section 4).
    pub fn subscribe(&self, server_key: &str) -> Subscription {
        let mut state = self.shared.state();
        let id = format!("{:032x}", rand::rng().random::<u128>());
        let browser = Browser::new(server_key);
        let subscription = Subscription {
            endpoint: format!("{}/push/{id}", self.shared.origin),
            p256dh: BASE64.encode(browser.key.public_key().to_encoded_point(false).as_bytes()),
            auth: BASE64.encode(browser.auth),
        };
        state.browsers.insert(id, browser);
        subscription
    }

    /// The browser takes its subscription back: pushes to it are answered 410 from now on.
    pub fn unsubscribe(&self, endpoint: &str) {
        let id = endpoint.rsplit('/').next().unwrap_or_default();
        if let Some(browser) = self.shared.state().browsers.get_mut(id) {
            browser.gone = true;
        }
    }

    /// What was taken so far, in the order in which it was.
    pub fn messages(&self) -> Vec<Message> {
        self.shared.state().messages.clone()
    }

    /// What a browser that was away all the time is given when it comes back: of those with one topic the last.
    pub fn waiting(&self, endpoint: &str) -> Vec<Message> {
        let mut waiting: Vec<Message> = Vec::new();
        for message in self.messages().into_iter().filter(|message| message.endpoint == endpoint) {
            waiting.retain(|earlier| message.topic.is_none() || earlier.topic != message.topic);
            waiting.push(message);
        }
        waiting
    }

    /// What was refused so far, and why: status and reason.
    pub fn refusals(&self) -> Vec<(u16, String)> {
        self.shared.state().refusals.clone()
    }

    /// Answers the next `times` pushes with a failure, before looking at them.
    pub fn fail_next(&self, times: usize, failure: Failure) {
        self.shared.state().failures.extend(std::iter::repeat_n(failure, times));
    }

    /// Keeps the next `times` pushes that are taken, and closes the connection instead of saying so.
    pub fn lose_replies(&self, times: usize) {
        self.shared.state().lose = times;
    }
}

impl Drop for Push {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

#[derive(Debug)]
struct Shared {
    origin: String,
    state: Mutex<World>,
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, World> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[derive(Debug, Default)]
struct World {
    browsers: BTreeMap<String, Browser>,
    messages: Vec<Message>,
    refusals: Vec<(u16, String)>,
    failures: VecDeque<Failure>,
    lose: usize,
}

#[derive(Debug)]
struct Browser {
    key: SecretKey,
    auth: [u8; 16],
    server_key: String,
    gone: bool,
}

impl Browser {
    fn new(server_key: &str) -> Self {
        let key = loop {
            // One of 2^32 random numbers is larger than the curve's order.
            if let Ok(key) = SecretKey::from_slice(&rand::rng().random::<[u8; 32]>()) {
                break key;
            }
        };
        Self { key, auth: rand::rng().random(), server_key: server_key.to_owned(), gone: false }
    }
}

/// What is wrong with a push, as its answer says it.
struct Wrong(u16, String);

fn wrong(status: u16, why: impl ToString) -> Wrong {
    Wrong(status, why.to_string())
}

async fn take(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let mut state = shared.state();
    if let Some(failure) = state.failures.pop_front() {
        return answer(failure.status, &failure.headers, "ordered");
    }
    match read(&shared.origin, &state, &id, &headers, &body) {
        Ok(mut message) => {
            message.answered = state.lose == 0;
            state.lose = state.lose.saturating_sub(1);
            let (answered, place) = (message.answered, state.messages.len());
            state.messages.push(message);
            if answered {
                let location = format!("{}/message/{place}", shared.origin);
                answer(201, &[("location", location), ("ttl", "86400".to_owned())], "")
            } else {
                broken()
            }
        }
        Err(Wrong(status, why)) => {
            state.refusals.push((status, why.clone()));
            answer(status, &[], &why)
        }
    }
}

fn read(origin: &str, world: &World, id: &str, headers: &HeaderMap, body: &[u8]) -> Result<Message, Wrong> {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let browser = world.browsers.get(id).ok_or_else(|| wrong(404, "no such subscription"))?;
    let token = authorised(origin, browser, header("authorization"))?;
    if browser.gone {
        return Err(wrong(410, "the browser took the subscription back"));
    }
    if body.len() > MESSAGE_LIMIT {
        return Err(wrong(413, "too long"));
    }
    // RFC 8030, section 5.2: a push without this header is refused.
    let ttl = header("ttl").and_then(|ttl| ttl.parse().ok()).ok_or_else(|| wrong(400, "no TTL"))?;
    let topic = header("topic").map(ToOwned::to_owned);
    if topic.as_deref().is_some_and(|topic| !is_topic(topic)) {
        return Err(wrong(400, "a topic has at most 32 characters of base64url"));
    }
    let urgency = header("urgency").map(ToOwned::to_owned);
    let levels = ["very-low", "low", "normal", "high"];
    if urgency.as_deref().is_some_and(|urgency| !levels.contains(&urgency)) {
        return Err(wrong(400, "no such urgency"));
    }
    if header("content-encoding") != Some("aes128gcm") {
        return Err(wrong(400, "the only encoding is aes128gcm"));
    }
    // A service cannot look inside; here the browser is part of it.
    let opened = open(body, &browser.key, &browser.auth).map_err(|why| wrong(400, why))?;
    let text = String::from_utf8(opened).map_err(|_| wrong(400, "no text"))?;
    let endpoint = format!("{origin}/push/{id}");
    Ok(Message { endpoint, text, ttl, topic, urgency, token, answered: true })
}

/// RFC 8030, section 5.4.
fn is_topic(topic: &str) -> bool {
    (1..=32).contains(&topic.len())
        && topic.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

/// The token of a push that came from whom the browser subscribed for (RFC 8292, sections 3 and 4.2).
fn authorised(origin: &str, browser: &Browser, header: Option<&str>) -> Result<String, Wrong> {
    let parameters = header
        .and_then(|header| header.strip_prefix("vapid "))
        .ok_or_else(|| wrong(401, "no authorization of the scheme vapid"))?;
    let named = |name: &str| {
        let of_name = |part: &str| part.trim().strip_prefix(name)?.strip_prefix('=').map(ToOwned::to_owned);
        parameters.split(',').find_map(of_name).ok_or_else(|| wrong(401, format_args!("no {name}")))
    };
    let (token, key) = (named("t")?, named("k")?);
    if key != browser.server_key {
        return Err(wrong(403, "the subscription belongs to another key"));
    }
    check_token(&token, &key, origin, now()).map_err(|why| wrong(403, why))?;
    Ok(token)
}

/// Seconds since 1970.
#[expect(clippy::disallowed_methods, reason = "the stand-in is another company: it has a clock of its own")]
fn now() -> i64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

fn answer(status: u16, headers: &[(&'static str, String)], body: &str) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, body.to_owned()).into_response();
    for (name, value) in headers {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(HeaderName::from_static(name), value);
        }
    }
    response
}

/// No answer: the connection is closed before the first byte of it.
fn broken() -> Response {
    let gone = io::Error::from(io::ErrorKind::ConnectionAborted);
    let body = Body::from_stream(futures::stream::once(async move { Err::<Bytes, _>(gone) }));
    Response::new(body)
}
