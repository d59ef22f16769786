//! Events of Stripe.

use crate::AppState;
use axum::{body::Bytes, extract::State};
use http::{HeaderMap, StatusCode};
use providers::payments::stripe::webhook::{self, WebhookError};
use services::billing::inbox;

/// Takes one event. An answer of 2xx means that it is kept and need not be sent again.
pub async fn receive(State(state): State<AppState>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let Some(secret) = &state.webhook_secret else { return StatusCode::NOT_FOUND };
    let signature = headers.get("stripe-signature").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let event = match webhook::verify(&body, signature, secret, state.core.now()) {
        Ok(event) => event,
        Err(error) => {
            tracing::warn!(%error, "an event that claims to be Stripe's was refused");
            return match error {
                WebhookError::Unsigned | WebhookError::Forged | WebhookError::Stale => {
                    StatusCode::BAD_REQUEST
                }
                WebhookError::Unreadable(_) => StatusCode::UNPROCESSABLE_ENTITY,
            };
        }
    };
    match inbox::receive(&state.core, "stripe", &event).await {
        Ok(()) => StatusCode::OK,
        Err(error) => {
            tracing::error!(%error, event = event.id, "an event could not be kept; Stripe will send it again");
            StatusCode::SERVICE_UNAVAILABLE
        }
    }
}
