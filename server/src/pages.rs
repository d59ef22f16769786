//! Pages: the application, rendered whole.

pub mod kept;

use crate::{AppState, security::page_policy};
use axum::{
    body::Body,
    extract::{Request, State},
    response::Response,
};
use domain::form::FormState;
use http::{HeaderValue, StatusCode, header};
use leptos::{nonce::use_nonce, prelude::use_context};
use leptos_axum::ResponseOptions;

/// Renders the page of the request's address.
pub async fn page(State(state): State<AppState>, request: Request) -> Response {
    match kept::Look::of(&request) {
        Some(look) => state.kept.or_draw(look, render(&state, request)).await,
        None => render(&state, request).await,
    }
}

/// The page of an address that leads nowhere.
pub async fn missing(State(state): State<AppState>, request: Request) -> Response {
    let mut response = render(&state, request).await;
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}

/// Renders the page again that sent a refused form, with what was typed and what is wrong, as the answer to the form.
pub async fn refused(state: &AppState, request: Request, form: FormState, status: StatusCode) -> Response {
    let (mut parts, _) = request.into_parts();
    parts.method = http::Method::GET;
    parts.extensions.insert(form);
    let mut response = render(state, Request::from_parts(parts, Body::empty())).await;
    // A page that cannot be had at all says so itself.
    if response.status().is_success() {
        *response.status_mut() = status;
    }
    response
}

async fn render(state: &AppState, request: Request) -> Response {
    let options = state.leptos.clone();
    let reload_port = std::env::var_os("LEPTOS_WATCH").map(|_| options.reload_port);
    let stand_in = state.config.payments_origin.clone();
    let policy = move || {
        if let (Some(options), Some(nonce)) = (use_context::<ResponseOptions>(), use_nonce())
            && let Ok(value) = HeaderValue::from_str(&page_policy(&nonce, reload_port, stand_in.as_deref()))
        {
            options.insert_header(header::CONTENT_SECURITY_POLICY, value);
        }
    };
    leptos_axum::render_app_async_with_context(policy, move || app::shell(options.clone()))(request).await
}
