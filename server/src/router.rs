//! The router: every address of the server, each once, and the list of them that the access matrix is checked against.

use crate::{
    AppState, assets, bay, dev_clock, dev_mail, door, forms, health, live, notifications, offline, pages,
    papers, photos, security, times, uploads, videos, webhooks,
};
use axum::{
    Router,
    extract::Request,
    middleware,
    response::{IntoResponse as _, Response},
    routing::{MethodRouter, get, post},
};
use http::{HeaderValue, Method, StatusCode, header};
use std::{collections::BTreeSet, time::Duration};
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::{
        CompressionLayer,
        predicate::{DefaultPredicate, NotForContentType, Predicate},
    },
    timeout::{RequestBodyTimeoutLayer, TimeoutLayer},
};

/// How long an ordinary answer may take.
const TIMEOUT: Duration = Duration::from_secs(30);
/// How long a form with a large file may take, as long as a piece of it comes within [`TIMEOUT`].
const PATIENCE: Duration = Duration::from_secs(15 * 60);

/// The largest fault of a server function, in bytes.
const MAX_FAULT: usize = 64 * 1024;

/// A router that remembers what was put into it.
struct Table {
    router: Router<AppState>,
    listed: Vec<(Method, String)>,
}

impl Table {
    fn new() -> Self {
        Self { router: Router::new(), listed: Vec::new() }
    }

    fn add(&mut self, method: Method, path: &str, handler: MethodRouter<AppState>) {
        self.listed.push((method, path.to_owned()));
        self.router = std::mem::take(&mut self.router).route(path, handler);
    }

    fn get(&mut self, path: &str, handler: MethodRouter<AppState>) {
        self.add(Method::GET, path, handler);
    }
}

/// Everything that ordinary time-outs hold for: pages, forms, server functions, documents.
fn ordinary(state: &AppState) -> Table {
    let mut table = Table::new();
    for route in leptos_axum::generate_route_list(app::App) {
        table.get(route.path(), get(pages::page));
    }
    for path in form_paths(state).difference(&large_paths(state)) {
        table.add(Method::POST, path, post(forms::submit));
    }
    for (path, method) in leptos::server_fn::axum::server_fn_paths() {
        table.add(method.clone(), path, MethodRouter::new().on(filter(&method), server_function));
    }
    table.add(Method::POST, "/preferences", post(door::preferences::choose));
    table.get("/b/{slug}/manifest.webmanifest", get(assets::manifest));
    table.get("/b/{slug}/icons/{file}", get(assets::icon));
    table.get("/b/{slug}/visit/{token}/calendar.ics", get(assets::calendar));
    table.get("/b/{slug}/pay/{token}/pdf", get(papers::public));
    table.get("/console/{slug}/invoices/{invoice}/pdf", get(papers::staff));
    table.get("/b/{slug}/garage/{vehicle}/history.pdf", get(papers::own_history));
    table.get("/console/{slug}/vehicles/{vehicle}/history.pdf", get(papers::staff_history));
    table.get("/console/{slug}/work/{order}/tag.svg", get(papers::key_tag));
    table.get("/console/{slug}/times/csv", get(times::month));
    table.get("/avatars/{file}", get(uploads::avatar));
    table.get("/b/{slug}/work/{token}/photos/{photo}", get(photos::by_link));
    table.get("/console/{slug}/photos/{photo}", get(photos::for_staff));
    table.get("/b/{slug}/work/{token}/videos/{video}", get(videos::by_link));
    table.get("/console/{slug}/videos/{video}", get(videos::for_staff));
    table.get("/console/{slug}/person", get(bay::person));
    table.get("/b/{slug}/notifications/{notification}", get(notifications::open_site));
    table.get("/console/{slug}/notifications/{notification}", get(notifications::open_portal));
    table.get("/words/{file}", get(assets::words));
    table.get("/offline", get(offline::page));
    table.get("/sitemap.xml", get(assets::sitemap));
    if state.settings.demo {
        table.get("/dev/mail", get(dev_mail::list));
        table.get("/dev/mail/{file}", get(dev_mail::show));
    }
    if state.demo_clock.is_some() {
        table.get(dev_clock::PATH, get(dev_clock::page));
        table.add(Method::POST, dev_clock::PATH, post(dev_clock::forward));
    }
    table
}

fn form_paths(state: &AppState) -> BTreeSet<&'static str> {
    state.forms.iter().map(|form| form.path).collect()
}

fn large_paths(state: &AppState) -> BTreeSet<&'static str> {
    state.large_files.iter().map(|large| large.path).collect()
}

/// Forms with large files, which a weak signal carries slowly.
fn patient(state: &AppState) -> Table {
    let mut table = Table::new();
    for path in large_paths(state) {
        table.add(Method::POST, path, post(forms::submit));
    }
    table
}

/// Streams, which outlive the time-out of ordinary answers.
fn streams() -> Table {
    let mut table = Table::new();
    table.get("/b/{slug}/visit/{token}/live", get(live::visit));
    table.get("/b/{slug}/work/{token}/live", get(live::work));
    table.get("/b/{slug}/pay/{token}/live", get(live::pay));
    table.get("/console/{slug}/live", get(live::portal));
    table.get("/b/{slug}/notifications/live", get(notifications::live_site));
    table.get("/console/{slug}/notifications/live", get(notifications::live_portal));
    table
}

/// What the machine room asks for, without a visitor.
fn health() -> Table {
    let mut table = Table::new();
    table.get("/livez", get(health::live));
    table.get("/readyz", get(health::ready));
    table.get("/metrics", get(health::metrics));
    // Providers are no visitors: they bring a signature instead of a cookie.
    table.add(Method::POST, "/webhooks/stripe", post(webhooks::stripe::receive));
    table
}

fn filter(method: &Method) -> axum::routing::MethodFilter {
    axum::routing::MethodFilter::try_from(method.clone()).unwrap_or(axum::routing::MethodFilter::POST)
}

/// Every method and path that the server answers, files excepted.
pub fn listing(state: &AppState) -> Vec<(Method, String)> {
    [ordinary(state).listed, patient(state).listed, streams().listed, health().listed].concat()
}

/// The whole server.
pub fn router(state: AppState) -> Router {
    ordinary(&state)
        .router
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, TIMEOUT))
        .merge(
            patient(&state)
                .router
                .layer(RequestBodyTimeoutLayer::new(TIMEOUT))
                .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, PATIENCE)),
        )
        .merge(streams().router)
        .fallback(assets::file_or_missing)
        .layer(CompressionLayer::new().compress_when(compressible()))
        .layer(middleware::from_fn_with_state(state.clone(), security::same_origin))
        .layer(middleware::from_fn_with_state(state.clone(), door::identify))
        .merge(health().router)
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::from_fn_with_state(state.clone(), security::headers))
        .layer(middleware::from_fn_with_state(state.clone(), health::observe))
        .with_state(state)
}

/// What gets smaller: not what is compressed already, whose parts are asked for by their place besides.
fn compressible() -> impl Predicate {
    DefaultPredicate::new().and(NotForContentType::const_new("video/"))
}

/// Answers a server function, as the browser calls it.
async fn server_function(request: Request) -> Response {
    let mut response = leptos_axum::handle_server_fns(request).await.into_response();
    if response.status() == StatusCode::INTERNAL_SERVER_ERROR {
        response = with_its_own_status(response).await;
    }
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Arguments that cannot be read never reach a server function, so nothing has set the status of their answer: the fault
/// in its body says what it is.
async fn with_its_own_status(response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = axum::body::to_bytes(body, MAX_FAULT).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    if let Ok(fault) = serde_json::from_slice::<ui::Fault>(&bytes) {
        parts.status = StatusCode::from_u16(fault.0.kind.status()).unwrap_or(parts.status);
    }
    Response::from_parts(parts, bytes.into())
}

/// A panic is a fault of ours; it must not close the connection without an answer.
fn panicked(panic: Box<dyn std::any::Any + Send>) -> Response {
    let what = panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned());
    tracing::error!(what = what.unwrap_or_default(), "a handler panicked");
    (StatusCode::INTERNAL_SERVER_ERROR, "something went wrong on our side; try again\n").into_response()
}
