//! A month of clocked times as a file.

use axum::{
    Extension,
    extract::{Path, Query},
    response::{IntoResponse as _, Response},
};
use domain::error::{Disclose as _, ErrorKind};
use http::{StatusCode, header};
use serde::Deserialize;
use services::{Error, Visitor, garage::times::wages};

/// What the address says.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    /// The month, as `YYYY-MM`; the present one when it is left out.
    #[serde(default)]
    month: String,
}

/// The times of a month, for those who keep them.
pub async fn month(
    Extension(visitor): Extension<Visitor>,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    let file = async {
        let (scope, business) = visitor.at_portal(&slug).await?;
        let first = match asked.month.as_str() {
            "" => domain::time::local(scope.now(), &business.zone).date().first_of_month(),
            text => wages::month(text).ok_or_else(|| Error::of(ErrorKind::NotFound))?,
        };
        Ok::<_, Error>((first, wages::csv(&scope, &business, first).await?))
    };
    match file.await {
        Ok((first, text)) => {
            let name =
                format!("attachment; filename=\"{slug}-{:04}-{:02}.csv\"", first.year(), first.month());
            let headers = [
                (header::CONTENT_TYPE, "text/csv; charset=utf-8; header=present".to_owned()),
                (header::CONTENT_DISPOSITION, name),
                (header::CACHE_CONTROL, "no-store".to_owned()),
            ];
            (headers, text).into_response()
        }
        Err(error) => {
            let status = error.outward(&visitor.correlation).kind.status();
            StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR).into_response()
        }
    }
}
