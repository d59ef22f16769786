//! Videos of inspections, for those who may see the work order: whole, or in the parts that a player asks for. Some players
//! play nothing without parts.

use crate::{
    AppState,
    ranges::{Asked, asked},
    uploads::MINE_FOREVER,
};
use axum::{
    Extension,
    body::Body,
    extract::{Path, State},
    response::{IntoResponse as _, Response},
};
use domain::{
    error::{Disclose as _, ErrorKind},
    ids::VideoId,
};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use services::{
    Error, Result, Visitor, files,
    garage::inspections::videos::{self, Kept},
};

/// A video, for whoever has the link to its work order.
pub async fn by_link(
    State(state): State<AppState>,
    Extension(visitor): Extension<Visitor>,
    Path((slug, token, video)): Path<(String, String, String)>,
    headers: HeaderMap,
) -> Response {
    let answer = async {
        let (scope, business) = visitor.at_site(&slug).await?;
        let kept = videos::for_link(&scope, &business, &token, id(&video)?).await?;
        send(&state, &kept, &headers).await
    };
    told(answer.await, &visitor)
}

/// A video, for members of the business.
pub async fn for_staff(
    State(state): State<AppState>,
    Extension(visitor): Extension<Visitor>,
    Path((slug, video)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let answer = async {
        let (scope, _) = visitor.at_portal(&slug).await?;
        let kept = videos::for_staff(&scope, id(&video)?).await?;
        send(&state, &kept, &headers).await
    };
    told(answer.await, &visitor)
}

fn id(text: &str) -> Result<VideoId> {
    text.parse().map_err(|_| Error::of(ErrorKind::NotFound))
}

fn told(answer: Result<Response>, visitor: &Visitor) -> Response {
    answer.unwrap_or_else(|error| {
        StatusCode::from_u16(error.outward(&visitor.correlation).kind.status())
            .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
            .into_response()
    })
}

/// Streams the video from the store. The file is what somebody sent: like every upload it is answered with `nosniff` and a
/// policy under which nothing runs (see [`crate::security::headers`]).
async fn send(state: &AppState, kept: &Kept, headers: &HeaderMap) -> Result<Response> {
    // What a key names never changes, so that the key tells one version from another.
    let etag = format!("\"{}\"", kept.key.rsplit('/').next().unwrap_or_default());
    let files = state.core.files();
    let (status, part, found) = match asked(headers, kept.bytes, &etag) {
        Asked::Whole => (StatusCode::OK, None, files.get(&kept.key).await?),
        Asked::Part(part) => {
            let found = files.get_part(&kept.key, part.clone()).await?;
            let last = part.end.saturating_sub(1);
            (StatusCode::PARTIAL_CONTENT, Some(format!("bytes {}-{last}/{}", part.start, kept.bytes)), found)
        }
        Asked::Outside => {
            let size = [(header::CONTENT_RANGE, format!("bytes */{}", kept.bytes))];
            return Ok((StatusCode::RANGE_NOT_SATISFIABLE, size).into_response());
        }
    };
    let found = found.ok_or_else(|| Error::of(ErrorKind::NotFound))?;
    let mut response = (
        status,
        [
            (header::CONTENT_TYPE, HeaderValue::from_static(files::content_type(&kept.key))),
            (header::CONTENT_DISPOSITION, HeaderValue::from_static("inline")),
            (header::CONTENT_LENGTH, HeaderValue::from(found.size)),
            (header::ACCEPT_RANGES, HeaderValue::from_static("bytes")),
            (header::CACHE_CONTROL, MINE_FOREVER),
        ],
        [(header::ETAG, etag)],
        Body::from_stream(found.bytes),
    )
        .into_response();
    if let Some(part) = part.and_then(|part| HeaderValue::from_str(&part).ok()) {
        response.headers_mut().insert(header::CONTENT_RANGE, part);
    }
    Ok(response)
}
