//! Uploaded files, as browsers ask for them.

use crate::AppState;
use axum::{
    body::Body,
    extract::{Path, State},
    response::{IntoResponse as _, Response},
};
use http::{HeaderValue, StatusCode, header};
use services::{accounts::avatar as avatars, files};

/// Names are unguessable and belong to one file for good; shared caches keep nobody's face.
pub(crate) const MINE_FOREVER: HeaderValue = HeaderValue::from_static("private, max-age=31536000, immutable");

/// A person's picture.
pub async fn avatar(State(state): State<AppState>, Path(file): Path<String>) -> Response {
    send(&state, &avatars::key(&file), MINE_FOREVER).await
}

/// Streams what is kept under `key`: 404 when nothing is, 503 when the store does not answer. Every answer says
/// `nosniff` and runs nothing (see [`crate::security::headers`]), whatever was uploaded.
pub(crate) async fn send(state: &AppState, key: &str, caching: HeaderValue) -> Response {
    match state.core.files().get(key).await {
        Ok(Some(found)) => (
            [
                (header::CONTENT_TYPE, HeaderValue::from_static(files::content_type(key))),
                (header::CONTENT_LENGTH, HeaderValue::from(found.size)),
                (header::CACHE_CONTROL, caching),
            ],
            Body::from_stream(found.bytes),
        )
            .into_response(),
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => StatusCode::from_u16(error.kind().status())
            .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
            .into_response(),
    }
}
