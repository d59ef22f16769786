//! Forms: read within bounds, handed to their use case, answered by a redirect or by the same page with what is wrong.

mod body;
mod too_large;

use crate::{
    AppState,
    door::session_cookie,
    pages,
    security::{self, Cookies},
};
use axum::{
    body::Body,
    extract::{MatchedPath, Request, State},
    response::{IntoResponse as _, Response},
};
use body::{Form, Unread};
use domain::{
    accounts::Realm,
    error::{Disclose as _, ErrorKind},
    form::{FieldError, Fields, FormState},
};
use futures::{FutureExt as _, future};
use http::{HeaderValue, StatusCode, header, request::Parts};
use services::{
    Error, Visitor,
    accounts::sessions,
    visitor::{Arriving, Done, FormRoute, Params, SessionChange, Submission, local_path},
};
use std::time::Duration;
use tokio::{sync::Semaphore, time::timeout};

/// How long reading a form may take, until a file that flows through begins: nobody holds the room of others for longer.
const READ_TIME: Duration = Duration::from_secs(30);

/// Forms with files that are in memory at once. Those beyond wait unread, each for as long as a request may take.
const MAX_AT_ONCE: usize = 32;

static ROOM: Semaphore = Semaphore::const_new(MAX_AT_ONCE);

/// Works on a form posted to its own page.
pub async fn submit(
    State(state): State<AppState>,
    matched: MatchedPath,
    params: axum::extract::RawPathParams,
    request: Request,
) -> Response {
    let params = Params(params.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect());
    let (parts, body) = request.into_parts();
    let kind =
        parts.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let room = if body::is_multipart(kind) { ROOM.acquire().await.ok() } else { None };
    let route = |fields: &Fields| {
        let name = fields.get("form");
        state.forms.iter().find(|route| route.path == matched.as_str() && route.form == name)
    };
    let is_large = |fields: &Fields, field: &str| {
        let name = fields.get("form");
        let mut large = state.large_files.iter().filter(|large| large.path == matched.as_str());
        large.any(|large| large.form == name && large.field == field)
    };
    let Ok(read) = timeout(READ_TIME, body::read(kind, body, is_large)).await else {
        return (StatusCode::SERVICE_UNAVAILABLE, "this form took too long").into_response();
    };
    let Form { fields, uploads, file } = match read {
        Ok(form) => form,
        Err(Unread::Malformed(status)) => return (status, "this form cannot be read").into_response(),
        Err(Unread::TooLarge { fields, file }) => {
            return too_large::answer(&state, parts, route(&fields), fields, &file).await;
        }
    };
    // Kept until the files are worked up; a file that flows through is never whole in memory.
    let _room = room.filter(|_| file.is_none());
    let Some(route) = route(&fields) else {
        return (StatusCode::BAD_REQUEST, "no such form on this page").into_response();
    };
    let Some(visitor) = parts.extensions.get::<Visitor>().cloned() else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let (arriving, pump) = match file.map(body::File::flow) {
        Some((arriving, pump)) => (arriving, pump.boxed()),
        None => (Arriving::default(), future::ready(()).boxed()),
    };
    let submission = Submission { params, fields: fields.clone(), uploads, arriving };
    let (outcome, ()) = futures::join!((route.handle)(visitor.clone(), submission), pump);
    match outcome {
        Ok(_) if wants_json(&parts) => StatusCode::NO_CONTENT.into_response(),
        Ok(done) => leave(&state, &done),
        Err(error) if wants_json(&parts) => tell(&error, &visitor),
        Err(error) => {
            let page = Request::from_parts(parts, Body::empty());
            answer(&state, page, route, fields, &error, &visitor.correlation).await
        }
    }
}

/// Whether a script asks, which reads no pages.
fn wants_json(parts: &Parts) -> bool {
    parts.headers.get(header::ACCEPT).is_some_and(|kind| kind == "application/json")
}

/// What is wrong, for a script that sends forms by itself, such as the one that keeps them while there is no network.
fn tell(error: &Error, visitor: &Visitor) -> Response {
    let outward = error.outward(&visitor.correlation);
    let sentence = match error {
        Error::Fields(errors) => errors.first().map(|error| i18n::field_error(visitor.locale, error)),
        _ => None,
    };
    let sentence = sentence.unwrap_or_else(|| i18n::lookup(visitor.locale, &outward.key, &[]));
    let status = StatusCode::from_u16(outward.kind.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, axum::Json(serde_json::json!({ "error": sentence, "key": outward.key }))).into_response()
}

/// The same page with what is wrong, or the plain page of an error that no form can mend.
async fn answer(
    state: &AppState,
    page: Request,
    route: &FormRoute,
    fields: Fields,
    error: &Error,
    correlation: &str,
) -> Response {
    let outward = error.outward(correlation);
    let errors = match error {
        Error::Fields(errors) => errors.clone(),
        _ => vec![FieldError::new("", &outward.key)],
    };
    let mut form = FormState::refused(route.form, fields, errors);
    if let Error::NotFree { next, .. } = error {
        form.offers = next.iter().map(|slot| slot.starts.to_string()).collect();
    }
    let status = StatusCode::from_u16(error.kind().status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = pages::refused(state, page, form, status).await;
    if outward.kind == ErrorKind::TooMany {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("900"));
    }
    response
}

fn leave(state: &AppState, done: &Done) -> Response {
    let to = if done.pays { done.to.clone() } else { local_path(&done.to, "/") };
    // A browser would not follow where the page's policy does not let its forms lead.
    if done.pays && !security::pays_at(&to, state.config.payments_origin.as_deref()) {
        tracing::error!("the payment provider gave out a page of a host that is not its own");
        return StatusCode::BAD_GATEWAY.into_response();
    }
    let mut response = StatusCode::SEE_OTHER.into_response();
    let location = HeaderValue::from_str(&to).unwrap_or_else(|_| HeaderValue::from_static("/"));
    response.headers_mut().insert(header::LOCATION, location);
    let cookie = |realm: Realm, token: &str, seconds: i64| {
        let path = if realm == Realm::Portal { "/console" } else { "/" };
        Cookies::set(session_cookie(realm), token, path, seconds, state.config.is_https(), true)
    };
    let month = sessions::LIFETIME_MS / 1000;
    let set = match &done.session {
        SessionChange::Keep => None,
        SessionChange::Site(token) => Some(cookie(Realm::Site, token, month)),
        SessionChange::Portal(token) => Some(cookie(Realm::Portal, token, month)),
        SessionChange::EndSite => Some(cookie(Realm::Site, "", 0)),
        SessionChange::EndPortal => Some(cookie(Realm::Portal, "", 0)),
    };
    if let Some(set) = set {
        response.headers_mut().append(header::SET_COOKIE, set);
    }
    response
}
