//! The router: every address of the server, each once.

use crate::{AppState, assets, dev_mail, door, forms, health, live, pages, security};
use axum::{
    Router,
    extract::{Request, State},
    middleware,
    response::{IntoResponse as _, Response},
    routing::{any, get, post},
};
use http::{HeaderValue, StatusCode, header};
use std::{collections::BTreeSet, time::Duration};
use tower_http::{catch_panic::CatchPanicLayer, timeout::TimeoutLayer};

/// How long an ordinary answer may take.
const TIMEOUT: Duration = Duration::from_secs(30);

/// The addresses of pages, as the application lists them.
pub fn page_paths() -> Vec<String> {
    leptos_axum::generate_route_list(app::App).iter().map(|route| route.path().to_owned()).collect()
}

/// The whole server.
pub fn router(state: AppState) -> Router {
    let mut app = Router::new();
    for path in page_paths() {
        app = app.route(&path, get(pages::page));
    }
    for path in state.forms.iter().map(|form| form.path).collect::<BTreeSet<_>>() {
        app = app.route(path, post(forms::submit));
    }
    app = app
        .route("/preferences", post(crate::door::preferences::choose))
        .route("/api/site/{*function}", any(server_function))
        .route("/console/api/{*function}", any(server_function))
        .route("/b/{slug}/manifest.webmanifest", get(assets::manifest))
        .route("/b/{slug}/icons/{file}", get(assets::icon))
        .route("/b/{slug}/visit/{token}/calendar.ics", get(assets::calendar))
        .route("/avatars/{file}", get(assets::avatar))
        .route("/sitemap.xml", get(assets::sitemap));
    if state.settings.demo {
        app = app.route("/dev/mail", get(dev_mail::list)).route("/dev/mail/{file}", get(dev_mail::show));
    }
    let app = app
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, TIMEOUT))
        // Streams outlive the time-out of ordinary answers.
        .route("/b/{slug}/visit/{token}/live", get(live::visit))
        .route("/console/{slug}/live", get(live::portal))
        .fallback(assets::file_or_missing)
        .layer(middleware::from_fn_with_state(state.clone(), security::same_origin))
        .layer(middleware::from_fn_with_state(state.clone(), door::identify));
    app.route("/livez", get(health::live))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(health::metrics))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::from_fn_with_state(state.clone(), security::headers))
        .layer(middleware::from_fn_with_state(state.clone(), health::observe))
        .with_state(state)
}

/// Answers a server function, as the browser calls it.
async fn server_function(State(_): State<AppState>, request: Request) -> Response {
    let mut response = leptos_axum::handle_server_fns(request).await.into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// A panic is a fault of ours; it must not close the connection without an answer.
fn panicked(panic: Box<dyn std::any::Any + Send>) -> Response {
    let what = panic.downcast_ref::<&str>().map(|text| (*text).to_owned()).or_else(|| panic.downcast_ref::<String>().cloned());
    tracing::error!(what = what.unwrap_or_default(), "a handler panicked");
    (StatusCode::INTERNAL_SERVER_ERROR, "something went wrong on our side; try again\n").into_response()
}
