//! Whether the server lives, is ready, and how it fares. Metrics are for private addresses or who has the token.

use crate::AppState;
use axum::{
    extract::{ConnectInfo, Request, State},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use http::{HeaderMap, StatusCode, header};
use std::{
    fmt::Write as _,
    net::{IpAddr, SocketAddr},
    sync::atomic::{AtomicU64, Ordering},
    time::Instant,
};
use subtle::ConstantTimeEq as _;

/// Upper bounds of the duration histogram, in milliseconds.
const BUCKETS: [u64; 8] = [1, 5, 10, 25, 100, 250, 1_000, 5_000];

/// Counters since the start of the process.
#[derive(Debug, Default)]
pub struct Metrics {
    by_class: [AtomicU64; 5],
    buckets: [AtomicU64; BUCKETS.len()],
    sum_us: AtomicU64,
}

impl Metrics {
    fn count(&self, status: StatusCode, took: std::time::Duration) {
        let class = usize::from(status.as_u16() / 100).clamp(1, 5) - 1;
        self.by_class[class].fetch_add(1, Ordering::Relaxed);
        let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        for (bound, bucket) in BUCKETS.iter().zip(&self.buckets) {
            if ms <= *bound {
                bucket.fetch_add(1, Ordering::Relaxed);
            }
        }
        self.sum_us.fetch_add(u64::try_from(took.as_micros()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// The counters in the text format of Prometheus, version 0.0.4.
    fn text(&self, pending: u64, dead: u64) -> String {
        let mut text = String::from("# TYPE mainstreet_requests_total counter\n");
        let mut total = 0;
        for (class, count) in self.by_class.iter().enumerate() {
            let count = count.load(Ordering::Relaxed);
            total += count;
            let _ = writeln!(text, "mainstreet_requests_total{{class=\"{}xx\"}} {count}", class + 1);
        }
        text.push_str("# TYPE mainstreet_request_seconds histogram\n");
        for (bound, bucket) in BUCKETS.iter().zip(&self.buckets) {
            let seconds = *bound as f64 / 1000.0;
            let _ = writeln!(
                text,
                "mainstreet_request_seconds_bucket{{le=\"{seconds}\"}} {}",
                bucket.load(Ordering::Relaxed)
            );
        }
        let sum = self.sum_us.load(Ordering::Relaxed) as f64 / 1e6;
        let _ = writeln!(text, "mainstreet_request_seconds_bucket{{le=\"+Inf\"}} {total}");
        let _ =
            writeln!(text, "mainstreet_request_seconds_sum {sum}\nmainstreet_request_seconds_count {total}");
        text.push_str("# TYPE mainstreet_outbox gauge\n");
        let _ = writeln!(
            text,
            "mainstreet_outbox{{state=\"pending\"}} {pending}\nmainstreet_outbox{{state=\"dead\"}} {dead}"
        );
        text
    }
}

/// Counts every answer, and logs it with the request's ids. Addresses are logged without their query, which may carry
/// what a person typed; links that are secrets are cut.
pub async fn observe(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let method = request.method().clone();
    let path = loggable(request.uri().path());
    let response = next.run(request).await;
    let took = begun.elapsed();
    state.metrics.count(response.status(), took);
    let correlation = response
        .headers()
        .get(crate::door::CORRELATION)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    tracing::info!(%method, path, status = response.status().as_u16(), ms = took.as_secs_f64() * 1000.0, correlation, "request");
    response
}

/// A path without the tokens that open things.
fn loggable(path: &str) -> String {
    let mut parts: Vec<&str> = path.split('/').collect();
    // In the console a work order goes by its id, which opens nothing.
    let on_site = path.starts_with("/b/");
    for i in 1..parts.len() {
        if ["visit", "enter", "hold"].contains(&parts[i - 1])
            || (on_site && ["work", "pay", "deposit"].contains(&parts[i - 1]))
        {
            parts[i] = "…";
        }
    }
    parts.join("/")
}

/// The process answers.
pub async fn live() -> &'static str {
    "ok\n"
}

/// The database answers too.
pub async fn ready(State(state): State<AppState>) -> Response {
    match state.core.db().ping().await {
        Ok(()) => "ok\n".into_response(),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n").into_response()
        }
    }
}

/// The counters.
pub async fn metrics(State(state): State<AppState>, headers: HeaderMap, request: Request) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let forwarded = headers.contains_key("x-forwarded-for");
    if !(has_token(&state, &headers) || (!forwarded && peer.is_some_and(is_private))) {
        return StatusCode::NOT_FOUND.into_response();
    }
    match services::outbox::counts(state.core.db()).await {
        Ok((pending, dead)) => {
            ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], state.metrics.text(pending, dead))
                .into_response()
        }
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

fn has_token(state: &AppState, headers: &HeaderMap) -> bool {
    let given = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "));
    match (given, &state.config.metrics_token) {
        (Some(given), Some(token)) => given.as_bytes().ct_eq(token.as_bytes()).into(),
        _ => false,
    }
}

fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => v4.is_loopback() || v4.is_private(),
        IpAddr::V6(v6) => v6.is_loopback() || v6.is_unique_local(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_in_paths_are_not_logged() {
        assert_eq!(loggable("/b/x/visit/abc123/move"), "/b/x/visit/…/move");
        assert_eq!(loggable("/console/enter/abc"), "/console/enter/…");
        assert_eq!(loggable("/b/x/work/abc123/live"), "/b/x/work/…/live");
        assert_eq!(loggable("/b/x/pay/abc123/pdf"), "/b/x/pay/…/pdf");
        assert_eq!(loggable("/b/x/deposit/abc123"), "/b/x/deposit/…");
        assert_eq!(loggable("/console/x/work/0199c0de"), "/console/x/work/0199c0de");
        assert_eq!(loggable("/b/x/book"), "/b/x/book");
    }
}
