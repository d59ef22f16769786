//! Forms: read within bounds, handed to their use case, answered by a redirect or by the same page with what is wrong.

use crate::{
    AppState,
    door::session_cookie,
    pages,
    security::{self, Cookies},
};
use axum::{
    body::{Body, Bytes},
    extract::{FromRequest as _, MatchedPath, Multipart, Request, State},
    response::{IntoResponse as _, Response},
};
use domain::{
    accounts::Realm,
    error::{Disclose as _, ErrorKind},
    form::{FieldError, Fields, FormState},
};
use http::{HeaderValue, StatusCode, header};
use services::{
    Error, Visitor,
    accounts::sessions,
    visitor::{Done, FormRoute, Params, SessionChange, Submission, Upload, local_path},
};

/// The largest form without files, in bytes.
const MAX_BYTES: usize = 64 * 1024;
/// The largest form with files, in bytes: one picture and what surrounds it.
const MAX_MULTIPART: usize = 6 * 1024 * 1024;
/// Fields a form may have.
const MAX_FIELDS: usize = 200;

/// Works on a form posted to its own page.
pub async fn submit(
    State(state): State<AppState>,
    matched: MatchedPath,
    params: axum::extract::RawPathParams,
    request: Request,
) -> Response {
    let params = Params(params.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect());
    let (parts, body) = request.into_parts();
    let kind = parts
        .headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
        .to_owned();
    let read = read(&kind, Request::from_parts(parts.clone(), body)).await;
    let (fields, uploads) = match read {
        Ok(read) => read,
        Err(status) => return (status, "this form cannot be read").into_response(),
    };
    let name = fields.get("form").to_owned();
    let Some(route) = state.forms.iter().find(|route| route.path == matched.as_str() && route.form == name)
    else {
        return (StatusCode::BAD_REQUEST, "no such form on this page").into_response();
    };
    let Some(visitor) = parts.extensions.get::<Visitor>().cloned() else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let submission = Submission { params, fields: fields.clone(), uploads };
    let asks_for_json = parts.headers.get(header::ACCEPT).is_some_and(|kind| kind == "application/json");
    match (route.handle)(visitor.clone(), submission).await {
        Ok(_) if asks_for_json => StatusCode::NO_CONTENT.into_response(),
        Ok(done) => leave(&state, &done),
        Err(error) if asks_for_json => tell(&error, &visitor),
        Err(error) => {
            let page = Request::from_parts(parts, Body::empty());
            answer(&state, page, route, fields, &error, &visitor.correlation).await
        }
    }
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
    (status, axum::Json(serde_json::json!({ "error": sentence }))).into_response()
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

async fn read(kind: &str, request: Request) -> Result<(Fields, Vec<Upload>), StatusCode> {
    if kind.starts_with("multipart/form-data") {
        return read_multipart(request).await;
    }
    if !kind.starts_with("application/x-www-form-urlencoded") {
        return Err(StatusCode::UNSUPPORTED_MEDIA_TYPE);
    }
    let body = axum::body::to_bytes(request.into_body(), MAX_BYTES)
        .await
        .map_err(|_| StatusCode::PAYLOAD_TOO_LARGE)?;
    Ok((decode(&body).ok_or(StatusCode::BAD_REQUEST)?, Vec::new()))
}

/// The fields of a urlencoded body, or `None` when there are too many or they are not UTF-8.
fn decode(body: &Bytes) -> Option<Fields> {
    let text = std::str::from_utf8(body).ok()?;
    let piece = |piece: &str| -> Option<String> {
        let spaced = piece.replace('+', " ");
        let decoded = percent_encoding::percent_decode_str(&spaced).decode_utf8().ok()?;
        // A NUL is text to us and the end of it to a database.
        (!decoded.contains('\0')).then(|| decoded.into_owned())
    };
    let pairs: Vec<&str> = text.split('&').filter(|pair| !pair.is_empty()).collect();
    if pairs.len() > MAX_FIELDS {
        return None;
    }
    let fields = pairs.into_iter().map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        Some((piece(name)?, piece(value)?))
    });
    fields.collect::<Option<_>>().map(Fields)
}

async fn read_multipart(request: Request) -> Result<(Fields, Vec<Upload>), StatusCode> {
    let (mut parts, body) = request.into_parts();
    parts.extensions.insert(axum::extract::DefaultBodyLimit::max(MAX_MULTIPART));
    let body = Body::new(http_body_util::Limited::new(body, MAX_MULTIPART));
    let mut form = Multipart::from_request(Request::from_parts(parts, body), &())
        .await
        .map_err(|_| StatusCode::BAD_REQUEST)?;
    let (mut fields, mut uploads) = (Fields::default(), Vec::new());
    while let Some(field) = form.next_field().await.map_err(|error| error.status())? {
        let name = field.name().unwrap_or_default().to_owned();
        let is_file = field.file_name().is_some();
        let bytes = field.bytes().await.map_err(|error| error.status())?.to_vec();
        if fields.0.len() + uploads.len() >= MAX_FIELDS {
            return Err(StatusCode::BAD_REQUEST);
        }
        if is_file {
            uploads.push(Upload { field: name, bytes });
        } else {
            let value = String::from_utf8(bytes).map_err(|_| StatusCode::BAD_REQUEST)?;
            if value.len() > MAX_BYTES || value.contains('\0') {
                return Err(StatusCode::BAD_REQUEST);
            }
            fields.0.push((name, value));
        }
    }
    Ok((fields, uploads))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_decoded_or_refused_as_a_whole() {
        let decode = |text: &'static str| decode(&Bytes::from_static(text.as_bytes()));
        assert_eq!(
            decode("a=b+c&d=%C3%A9&e").unwrap().0,
            [("a".into(), "b c".into()), ("d".into(), "é".into()), ("e".into(), String::new())]
        );
        assert_eq!(decode("a=%FF"), None);
        assert_eq!(decode("a=%00"), None);
        assert!(super::decode(&Bytes::from("a&".repeat(MAX_FIELDS + 1))).is_none());
    }
}
