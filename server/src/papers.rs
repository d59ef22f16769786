//! Invoices and credit notes as PDF files.

use axum::{
    Extension,
    extract::Path,
    response::{IntoResponse as _, Response},
};
use domain::{
    error::{Disclose as _, ErrorKind},
    ids::InvoiceId,
};
use http::{StatusCode, header};
use jiff::tz::TimeZone;
use services::{
    Error, Result, Visitor,
    billing::{self, Invoice},
};

/// A browser's own viewer draws the file, which the usual policy of documents would keep from running.
const POLICY: &str = "frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/// The paper of an invoice, for those who bill.
pub async fn staff(
    Extension(visitor): Extension<Visitor>,
    Path((slug, invoice)): Path<(String, String)>,
) -> Response {
    let file = async {
        let (scope, business) = visitor.at_portal(&slug).await?;
        let id: InvoiceId = invoice.parse().map_err(|_| Error::of(ErrorKind::NotFound))?;
        file(billing::one(&scope, id).await?, business.zone.clone()).await
    };
    answer(&visitor, file.await)
}

/// The paper of an invoice, for whoever has its link.
pub async fn public(
    Extension(visitor): Extension<Visitor>,
    Path((slug, token)): Path<(String, String)>,
) -> Response {
    let file = async {
        let (scope, business) = visitor.at_site(&slug).await?;
        file(billing::by_link(&scope, &token).await?, business.zone.clone()).await
    };
    answer(&visitor, file.await)
}

/// The number and the bytes. Drawing takes a while: it is done beside the threads that answer.
async fn file(invoice: Invoice, zone: TimeZone) -> Result<(String, Vec<u8>)> {
    let drawn = tokio::task::spawn_blocking(move || {
        billing::pdf::invoice(&invoice, &zone).map(|bytes| (invoice.number, bytes))
    });
    drawn.await.map_err(Error::internal)?
}

fn answer(visitor: &Visitor, file: Result<(String, Vec<u8>)>) -> Response {
    match file {
        Ok((number, bytes)) => (
            [
                (header::CONTENT_TYPE, "application/pdf".to_owned()),
                (header::CONTENT_DISPOSITION, format!("inline; filename=\"{number}.pdf\"")),
                (header::CONTENT_SECURITY_POLICY, POLICY.to_owned()),
                (header::CACHE_CONTROL, "no-store".to_owned()),
            ],
            bytes,
        )
            .into_response(),
        Err(error) => {
            let status = error.outward(&visitor.correlation).kind.status();
            StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR).into_response()
        }
    }
}
