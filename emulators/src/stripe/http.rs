//! The API over HTTP: keys, idempotency, and the failures that a test ordered.

use super::{Seen, Shared, calls::Call, error::ApiError, params::Params, world::Cause};
use axum::{
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri},
    response::Response,
};
use serde_json::Value;
use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, MutexGuard, PoisonError},
    time::Duration,
};

/// For how long a key is remembered (docs.stripe.com/api/idempotent_requests), in seconds.
const KEY_LIFE: i64 = 24 * 60 * 60;

/// A failure instead of an answer, before any work is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The HTTP status.
    pub status: u16,
    /// The header `Stripe-Should-Retry`.
    pub should_retry: Option<bool>,
    /// The header `Retry-After`, in seconds.
    pub retry_after: Option<u32>,
}

impl Failure {
    /// A failure that says nothing about trying again.
    pub const fn status(status: u16) -> Self {
        Self { status, should_retry: None, retry_after: None }
    }
}

/// What a test ordered, and what is known of idempotency keys.
#[derive(Debug, Default)]
pub(super) struct Door {
    pub failures: VecDeque<Failure>,
    pub replies_to_drop: u32,
    pub slowness: Duration,
    pub seen: Vec<Seen>,
    keys: HashMap<String, Key>,
}

#[derive(Debug)]
struct Key {
    since: i64,
    asked: (String, Params),
    /// What was answered and to which request; `None` while the work is under way.
    answered: Option<(u16, Value, String)>,
}

/// A request, read.
struct Asked {
    seen: Seen,
    bearer: Option<String>,
    form: bool,
    params: Params,
}

/// An answer that is not sent yet.
struct Reply {
    status: u16,
    body: Value,
    headers: Vec<(&'static str, String)>,
    dropped: bool,
}

impl Reply {
    fn new(status: u16, body: Value) -> Self {
        Self { status, body, headers: Vec::new(), dropped: false }
    }
}

impl From<ApiError> for Reply {
    fn from(error: ApiError) -> Self {
        Self::new(error.status, error.body())
    }
}

/// Answers one request to `/v1/…`.
pub(super) async fn answer(
    State(shared): State<Arc<Shared>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(ToOwned::to_owned);
    let encoded = if method == Method::GET { uri.query().unwrap_or_default().as_bytes() } else { &body };
    let params = Params::read(encoded);
    let asked = Asked {
        seen: Seen {
            method: method.to_string(),
            path: uri.path().to_owned(),
            params: params.pairs(),
            idempotency_key: header("idempotency-key"),
            version: header("stripe-version"),
        },
        bearer: header("authorization")
            .and_then(|value| value.strip_prefix("Bearer ").map(ToOwned::to_owned)),
        form: body.is_empty()
            || header("content-type").is_some_and(|it| it.starts_with("application/x-www-form-urlencoded")),
        params,
    };
    // The work goes on when the caller hangs up.
    let work = tokio::spawn(async move { respond(&shared, asked).await });
    let reply = work.await.unwrap_or_else(|_| ApiError::ordered(500).into());
    send(reply)
}

async fn respond(shared: &Shared, asked: Asked) -> Reply {
    let request = shared.change(super::world::World::request_id);
    let version = asked.seen.version.clone().unwrap_or_else(|| super::API_VERSION.to_owned());
    let key = asked.seen.idempotency_key.clone();
    let mut reply = match admit(shared, &asked) {
        Err(refused) => refused,
        Ok(()) if asked.seen.method == "GET" => {
            perform(shared, &asked, &request).unwrap_or_else(|(_, e)| e.into())
        }
        Ok(()) => lose(shared, post(shared, &asked, &request).await),
    };
    reply.headers.push(("request-id", request));
    reply.headers.push(("stripe-version", version));
    reply.headers.extend(key.map(|key| ("idempotency-key", key)));
    reply
}

/// Loses the reply to work that is done, when that was ordered.
fn lose(shared: &Shared, reply: Reply) -> Reply {
    let mut door = shared.door();
    let dropped = reply.status == 200 && door.replies_to_drop > 0;
    door.replies_to_drop -= u32::from(dropped);
    Reply { dropped, ..reply }
}

/// Whether the request gets as far as its parameters.
fn admit(shared: &Shared, asked: &Asked) -> Result<(), Reply> {
    let failure = {
        let mut door = shared.door();
        door.seen.push(asked.seen.clone());
        door.failures.pop_front()
    };
    if let Some(failure) = failure {
        let mut reply = Reply::from(ApiError::ordered(failure.status));
        let should = failure.should_retry.map(|should| ("stripe-should-retry", should.to_string()));
        let after = failure.retry_after.map(|after| ("retry-after", after.to_string()));
        reply.headers.extend([should, after].into_iter().flatten());
        return Err(reply);
    }
    match asked.bearer.as_deref() {
        None => Err(ApiError::unauthorised("You did not provide an API key.").into()),
        Some(key) if key != shared.config.secret_key => {
            Err(ApiError::unauthorised("Invalid API Key provided.").into())
        }
        Some(_) if !asked.form => {
            let message =
                "Invalid request (check that your POST content type is application/x-www-form-urlencoded).";
            Err(ApiError::invalid(None, message).into())
        }
        Some(_) => Ok(()),
    }
}

/// The answer of the operation; an error says whether the work had begun.
fn perform(shared: &Shared, asked: &Asked, request: &str) -> Result<Reply, (bool, ApiError)> {
    let path = asked.seen.path.trim_start_matches("/v1/");
    shared.change(|world| {
        let call = Call::plan(&asked.seen.method, path, &asked.params, world.now).map_err(|e| (false, e))?;
        world.cause = Cause { request: Some(request.to_owned()), key: asked.seen.idempotency_key.clone() };
        let done = world.perform(call);
        world.cause = Cause::default();
        done.map(|body| Reply::new(200, body)).map_err(|e| (true, e))
    })
}

/// A POST: with the same key, the work is done once.
async fn post(shared: &Shared, asked: &Asked, request: &str) -> Reply {
    let key = asked.seen.idempotency_key.as_deref();
    if let Some(key) = key
        && let Some(reply) = begin(&mut shared.door(), key, asked, shared.now())
    {
        return reply;
    }
    let slowness = shared.door().slowness;
    tokio::time::sleep(slowness).await;
    let done = perform(shared, asked, request);
    let begun = !matches!(done, Err((false, _)));
    let reply = done.unwrap_or_else(|(_, error)| error.into());
    if let Some(key) = key {
        end(&mut shared.door(), key, begun.then(|| (reply.status, reply.body.clone(), request.to_owned())));
    }
    reply
}

/// Claims the key; the answer when there is nothing to do.
fn begin(door: &mut Door, key: &str, asked: &Asked, now: i64) -> Option<Reply> {
    if key.chars().count() > 255 {
        let message = "Idempotency keys can have at most 255 characters.";
        return Some(ApiError::idempotency(400, None, message).into());
    }
    door.keys.retain(|_, known| now - known.since < KEY_LIFE);
    let this = (asked.seen.path.clone(), asked.params.clone());
    let Some(known) = door.keys.get(key) else {
        door.keys.insert(key.to_owned(), Key { since: now, asked: this, answered: None });
        return None;
    };
    if known.asked != this {
        let message = "Keys for idempotent requests can only be used with the same parameters they were first used with.";
        return Some(ApiError::idempotency(400, None, message).into());
    }
    let Some((status, body, original)) = &known.answered else {
        let message = "There is currently another in-progress request using this idempotency key.";
        return Some(ApiError::idempotency(409, Some("idempotency_key_in_use"), message).into());
    };
    let mut reply = Reply::new(*status, body.clone());
    reply.headers.push(("idempotent-replayed", "true".to_owned()));
    reply.headers.push(("original-request", original.clone()));
    Some(reply)
}

/// Keeps the answer for the key; a request that was refused before its work began leaves the key free.
fn end(door: &mut Door, key: &str, answered: Option<(u16, Value, String)>) {
    if answered.is_none() {
        door.keys.remove(key);
    } else if let Some(known) = door.keys.get_mut(key) {
        known.answered = answered;
    }
}

impl Shared {
    pub(super) fn door(&self) -> MutexGuard<'_, Door> {
        self.door.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn send(reply: Reply) -> Response {
    let body = if reply.dropped {
        // A body that breaks off makes the server close the connection.
        let gone = std::io::Error::from(std::io::ErrorKind::ConnectionAborted);
        Body::from_stream(futures::stream::once(async move { Err::<Bytes, _>(gone) }))
    } else {
        Body::from(reply.body.to_string())
    };
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert("content-type", HeaderValue::from_static("application/json"));
    for (name, value) in reply.headers {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
    response
}
