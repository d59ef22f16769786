//! Photos of inspections, for those who may see the work order.

use crate::{
    AppState,
    uploads::{MINE_FOREVER, send},
};
use axum::{
    Extension,
    extract::{Path, Query, State},
    response::{IntoResponse as _, Response},
};
use domain::{
    error::{Disclose as _, ErrorKind},
    ids::PhotoId,
};
use http::StatusCode;
use serde::Deserialize;
use services::{
    Error, Result, Visitor,
    garage::inspections::photos::{self, Size},
};

/// What may stand behind the question mark.
#[derive(Debug, Deserialize)]
pub struct Wanted {
    /// `small` for the version of lists; anything else is the whole photo.
    #[serde(default)]
    size: String,
}

impl Wanted {
    fn size(&self) -> Size {
        if self.size == "small" { Size::Small } else { Size::Full }
    }
}

/// A photo, for whoever has the link to its work order.
pub async fn by_link(
    State(state): State<AppState>,
    Extension(visitor): Extension<Visitor>,
    Path((slug, token, photo)): Path<(String, String, String)>,
    Query(wanted): Query<Wanted>,
) -> Response {
    let key = async {
        let (scope, business) = visitor.at_site(&slug).await?;
        photos::for_link(&scope, &business, &token, id(&photo)?, wanted.size()).await
    };
    answer(&state, &visitor, key.await).await
}

/// A photo, for members of the business.
pub async fn for_staff(
    State(state): State<AppState>,
    Extension(visitor): Extension<Visitor>,
    Path((slug, photo)): Path<(String, String)>,
    Query(wanted): Query<Wanted>,
) -> Response {
    let key = async {
        let (scope, _) = visitor.at_portal(&slug).await?;
        photos::for_staff(&scope, id(&photo)?, wanted.size()).await
    };
    answer(&state, &visitor, key.await).await
}

fn id(text: &str) -> Result<PhotoId> {
    text.parse().map_err(|_| Error::of(ErrorKind::NotFound))
}

async fn answer(state: &AppState, visitor: &Visitor, key: Result<String>) -> Response {
    match key {
        Ok(key) => send(state, &key, MINE_FOREVER).await,
        Err(error) => StatusCode::from_u16(error.outward(&visitor.correlation).kind.status())
            .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
            .into_response(),
    }
}
