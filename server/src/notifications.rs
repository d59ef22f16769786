//! Notifications outside the pages: opening one, and the streams that keep the bells of open pages right.

use crate::{AppState, live, pages};
use axum::{
    Extension,
    extract::{Path, Request, State},
    response::{IntoResponse as _, Redirect, Response, Sse, sse::Event},
};
use domain::{
    accounts::Realm,
    error::{Disclose as _, ErrorKind},
    ids::AccountId,
    live::{Change, LiveEvent},
};
use http::Uri;
use services::{Error, Result, Scope, Visitor, messaging::notifications as cases, visitor::local_path};
use std::{convert::Infallible, time::Duration};
use tokio::sync::broadcast::error::RecvError;

/// Opens a customer's notification: it is read from now on, and leads to what it is about. A plain link, so that a push
/// message and a mail can lead here too.
pub async fn open_site(
    State(state): State<AppState>,
    Extension(visitor): Extension<Visitor>,
    Path((slug, id)): Path<(String, String)>,
    request: Request,
) -> Response {
    let scope = visitor.at_site(&slug).await.map(|(scope, _)| scope);
    let opened = open(scope, &id).await;
    answer(state, &visitor, (opened, &format!("/b/{slug}/notifications")), request).await
}

/// Opens a member's notification.
pub async fn open_portal(
    State(state): State<AppState>,
    Extension(visitor): Extension<Visitor>,
    Path((slug, id)): Path<(String, String)>,
    request: Request,
) -> Response {
    let scope = visitor.at_portal(&slug).await.map(|(scope, _)| scope);
    let opened = open(scope, &id).await;
    answer(state, &visitor, (opened, &format!("/console/{slug}/notifications")), request).await
}

async fn open(scope: Result<Scope>, id: &str) -> Result<String> {
    let scope = scope?;
    let id = id.parse().map_err(|_| Error::of(ErrorKind::NotFound));
    // Whoever is signed out learns that first.
    cases::reader(&scope)?;
    cases::open(&scope, id?).await
}

/// Leads on, or says why not. Who is signed out sees the page of the list, which offers to sign in.
async fn answer(
    state: AppState,
    visitor: &Visitor,
    (opened, list): (Result<String>, &str),
    mut request: Request,
) -> Response {
    let error = match opened {
        Ok(path) => return Redirect::to(&local_path(&path, "/")).into_response(),
        Err(error) => error.outward(&visitor.correlation),
    };
    match (error.kind, list.parse::<Uri>()) {
        (ErrorKind::SignedOut, Ok(uri)) => {
            *request.uri_mut() = uri;
            pages::page(State(state), request).await
        }
        _ => live::refuse(&error),
    }
}

/// The stream of a customer's unread count.
pub async fn live_site(
    State(state): State<AppState>,
    Extension(visitor): Extension<Visitor>,
    Path(slug): Path<String>,
) -> Response {
    count(&state, &visitor, visitor.at_site(&slug).await.map(|(scope, _)| scope))
}

/// The stream of a member's unread count.
pub async fn live_portal(
    State(state): State<AppState>,
    Extension(visitor): Extension<Visitor>,
    Path(slug): Path<String>,
) -> Response {
    count(&state, &visitor, visitor.at_portal(&slug).await.map(|(scope, _)| scope))
}

/// The stream of `scope`'s reader, or why there is none.
fn count(state: &AppState, visitor: &Visitor, scope: Result<Scope>) -> Response {
    match scope.and_then(|scope| Ok((cases::reader(&scope)?, scope))) {
        Ok((reader, scope)) => stream(state, scope, reader),
        Err(error) => live::refuse(&error.outward(&visitor.correlation)),
    }
}

/// Tells how many notifications are unread: now, and whenever that changes.
fn stream(state: &AppState, scope: Scope, reader: (AccountId, Realm)) -> Response {
    let (mut heard, stopping) = (scope.core.bus().subscribe(), state.stopping.clone());
    let events = async_stream::stream! {
        let end = tokio::time::sleep(live::LIFETIME);
        tokio::pin!(end);
        yield unread(&scope).await.map(|event| event.retry(Duration::from_secs(2)));
        loop {
            let event = tokio::select! {
                event = heard.recv() => event,
                () = &mut end => return,
                () = stopping.cancelled() => return,
            };
            match event {
                Ok(event) if concerns(&event, &scope, reader) => yield unread(&scope).await,
                Ok(_) => {}
                Err(RecvError::Lagged(_)) => yield unread(&scope).await,
                Err(RecvError::Closed) => return,
            }
        }
    };
    live::respond(Sse::new(events))
}

fn concerns(event: &LiveEvent, scope: &Scope, (account, realm): (AccountId, Realm)) -> bool {
    event.business == scope.business && event.change == Change::Notified { account, realm }
}

/// The count as an event; a comment when the database does not answer, since the next change counts again.
async fn unread(scope: &Scope) -> std::result::Result<Event, Infallible> {
    Ok(match cases::unread(scope).await {
        Ok(count) => Event::default().event("unread").data(count.to_string()),
        Err(error) => {
            tracing::warn!(%error, "unread notifications could not be counted");
            Event::default().comment("no count")
        }
    })
}
