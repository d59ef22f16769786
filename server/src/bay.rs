//! What the script of the inspection page asks before it sends what a phone kept: who is signed in by now.

use axum::{
    Extension, Json,
    extract::Path,
    response::{IntoResponse as _, Response},
};
use domain::{
    accounts::{Deed, Realm},
    error::Disclose as _,
};
use http::StatusCode;
use serde_json::json;
use services::{Result, Visitor, garage::inspections::writer};

/// Who is signed in: the mark that entries carry, and the name.
pub async fn person(Extension(visitor): Extension<Visitor>, Path(slug): Path<String>) -> Response {
    match signed_in(&visitor, &slug).await {
        Ok(answer) => answer,
        Err(error) => StatusCode::from_u16(error.outward(&visitor.correlation).kind.status())
            .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
            .into_response(),
    }
}

async fn signed_in(visitor: &Visitor, slug: &str) -> Result<Response> {
    let (scope, _) = visitor.at_portal(slug).await?;
    scope.require(Deed::SeeBoard)?;
    let name = &visitor.signed_in(Realm::Portal)?.person.name;
    Ok(Json(json!({ "person": writer::mark(&scope), "name": name })).into_response())
}
