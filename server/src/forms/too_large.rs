//! The answer to a form that is too large to be read: the same page with what is wrong at the file, or, where nobody knows
//! which form it was, a page of its own with the way back.

use super::{body::MAX_BYTES, wants_json};
use crate::{AppState, pages};
use axum::{
    body::Body,
    extract::Request,
    response::{IntoResponse as _, Response},
};
use domain::{
    form::{FieldError, Fields, FormState},
    locale::Locale,
};
use http::{HeaderValue, StatusCode, header, request::Parts};
use i18n::words as w;
use services::{
    pictures::Limits,
    visitor::{FormRoute, Visitor},
};

const STATUS: StatusCode = StatusCode::PAYLOAD_TOO_LARGE;
const MB: usize = 1024 * 1024;

/// Only the release's stylesheet and fonts.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; frame-ancestors 'none'; base-uri 'none'; \
     form-action 'none'",
);

/// Answers at `route`, when the form said its name before it got too large. `file` is the field of the file that was, and
/// empty where it was none.
pub(super) async fn answer(
    state: &AppState,
    parts: Parts,
    route: Option<&FormRoute>,
    fields: Fields,
    file: &str,
) -> Response {
    let locale = parts.extensions.get::<Visitor>().map(|visitor| visitor.locale).unwrap_or_default();
    // What is held while it is read is a picture: larger files are not read here.
    let error = match file {
        "" => FieldError::new("", "err_form_large")
            .arg("max", MAX_BYTES / 1024)
            .arg("picture", Limits::UPLOAD.max_bytes / MB),
        file => FieldError::new(file, "err_picture_large").arg("max", Limits::UPLOAD.max_bytes / MB),
    };
    if wants_json(&parts) {
        let told = serde_json::json!({ "error": i18n::field_error(locale, &error), "key": error.key });
        return (STATUS, axum::Json(told)).into_response();
    }
    match route {
        Some(route) if !file.is_empty() => {
            let form = FormState::refused(route.form, fields, vec![error]);
            pages::refused(state, Request::from_parts(parts, Body::empty()), form, STATUS).await
        }
        _ => page(state, locale, &i18n::field_error(locale, &error), &parts),
    }
}

fn page(state: &AppState, locale: Locale, sentence: &str, parts: &Parts) -> Response {
    let back = parts.uri.path_and_query().map_or("/", |address| address.as_str());
    let html = format!(
        r#"<!DOCTYPE html>
<html lang="{lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="color-scheme" content="light dark"><meta name="robots" content="noindex"><title>{title}</title>
<link rel="icon" href="/favicon.svg"><link rel="stylesheet" href="{css}"></head>
<body><main id="main"><div class="page page-narrow"><div class="empty" role="alert"><h1>{title}</h1><p>{sentence}</p>
<p><a class="btn btn-primary" href="{back}">{to_page}</a></p></div></div></main></body></html>
"#,
        lang = locale.tag(),
        css = state.stylesheet,
        title = w::too_large_title(locale),
        back = attribute(back),
        to_page = w::too_large_back(locale),
    );
    let kind = HeaderValue::from_static("text/html; charset=utf-8");
    (STATUS, [(header::CONTENT_TYPE, kind), (header::CONTENT_SECURITY_POLICY, POLICY)], html).into_response()
}

/// Text inside an attribute's double quotes.
fn attribute(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;")
}
