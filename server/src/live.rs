//! Event streams: one per open page, filtered by what its reader may see.

use crate::AppState;
use axum::{
    Extension,
    extract::{Path, State},
    response::{
        IntoResponse, Response, Sse,
        sse::{Event, KeepAlive},
    },
};
use domain::{
    accounts::Deed,
    error::{AppError, Disclose as _},
    ids::BookingId,
    live::{Change, LiveEvent},
};
use futures::Stream;
use http::{HeaderValue, StatusCode, header};
use services::{Error, Scope, Visitor, agenda::visit, billing, garage::work_orders};
use std::{convert::Infallible, time::Duration};
use tokio::sync::broadcast::error::RecvError;

/// How long a stream lives before the browser has to knock again, so that an ended session loses its streams too.
pub(crate) const LIFETIME: Duration = Duration::from_secs(10 * 60);

/// The stream of one booking's page, for whoever has its link.
pub async fn visit(
    State(state): State<AppState>,
    Extension(visitor): Extension<Visitor>,
    Path((slug, token)): Path<(String, String)>,
) -> Response {
    let found = async {
        let (scope, business) = visitor.at_site(&slug).await?;
        let visit = visit::by_link(&scope, &business, &token).await?;
        Ok::<_, Error>((scope, visit.id))
    };
    match found.await {
        Ok((scope, id)) => stream(&state, &scope, move |change| concerns(change, id)),
        Err(error) => refuse(&error.outward(&visitor.correlation)),
    }
}

/// The stream of a work order's page, for whoever has its link: what changes on a work order is told as a change of its
/// booking.
pub async fn work(
    State(state): State<AppState>,
    Extension(visitor): Extension<Visitor>,
    Path((slug, token)): Path<(String, String)>,
) -> Response {
    let found = async {
        let (scope, business) = visitor.at_site(&slug).await?;
        let order = work_orders::by_link(&scope, &business, &token).await?;
        Ok::<_, Error>((scope, order.booking))
    };
    match found.await {
        Ok((scope, id)) => stream(&state, &scope, move |change| concerns(change, id)),
        Err(error) => refuse(&error.outward(&visitor.correlation)),
    }
}

/// The stream of an invoice's page, for whoever has its link: what changes on an invoice is told as a change of the
/// booking that it bills.
pub async fn pay(
    State(state): State<AppState>,
    Extension(visitor): Extension<Visitor>,
    Path((slug, token)): Path<(String, String)>,
) -> Response {
    let found = async {
        let (scope, _) = visitor.at_site(&slug).await?;
        let invoice = billing::by_link(&scope, &token).await?;
        let booking = billing::around::booking(&scope, &invoice).await?;
        Ok::<_, Error>((scope, booking))
    };
    match found.await {
        Ok((scope, booking)) => {
            stream(&state, &scope, move |change| booking.is_some_and(|id| concerns(change, id)))
        }
        Err(error) => refuse(&error.outward(&visitor.correlation)),
    }
}

/// The stream of a portal's pages, for members.
pub async fn portal(
    State(state): State<AppState>,
    Extension(visitor): Extension<Visitor>,
    Path(slug): Path<String>,
) -> Response {
    let found = async {
        let (scope, _) = visitor.at_portal(&slug).await?;
        scope.require(Deed::SeeDay)?;
        Ok::<_, Error>(scope)
    };
    match found.await {
        Ok(scope) => stream(&state, &scope, |change| matches!(change, Change::Booking { .. })),
        Err(error) => refuse(&error.outward(&visitor.correlation)),
    }
}

fn concerns(change: &Change, booking: BookingId) -> bool {
    matches!(change, Change::Booking { id, .. } if *id == booking)
}

/// The status that says why there is no stream.
pub(crate) fn refuse(error: &AppError) -> Response {
    StatusCode::from_u16(error.kind.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR).into_response()
}

fn stream(state: &AppState, scope: &Scope, wanted: impl Fn(&Change) -> bool + Send + 'static) -> Response {
    let (business, mut heard, stopping) =
        (scope.business, scope.core.bus().subscribe(), state.stopping.clone());
    let events = async_stream::stream! {
        let end = tokio::time::sleep(LIFETIME);
        tokio::pin!(end);
        // Opens the stream at once, through proxies that wait for the first byte.
        yield Ok::<_, Infallible>(Event::default().comment("open").retry(Duration::from_secs(2)));
        loop {
            let event = tokio::select! {
                event = heard.recv() => event,
                () = &mut end => return,
                () = stopping.cancelled() => return,
            };
            match event {
                Ok(LiveEvent { business: place, change }) if place == business && wanted(&change) => {
                    yield Ok(Event::default().event("changed").data("1"));
                }
                Ok(_) => {}
                // Too slow to hear everything: whatever was missed, fetching again shows it.
                Err(RecvError::Lagged(_)) => yield Ok(Event::default().event("changed").data("1")),
                Err(RecvError::Closed) => return,
            }
        }
    };
    respond(Sse::new(events))
}

/// A stream as an answer: kept alive, kept by nobody on the way.
pub(crate) fn respond<S>(events: Sse<S>) -> Response
where
    S: Stream<Item = Result<Event, Infallible>> + Send + 'static,
{
    let mut response = events.keep_alive(KeepAlive::new().interval(Duration::from_secs(20))).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.headers_mut().insert("x-accel-buffering", HeaderValue::from_static("no"));
    response
}
