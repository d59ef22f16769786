//! Papers: invoices, credit notes and service histories as PDF files, and key tags as drawings.

use axum::{
    Extension,
    extract::Path,
    response::{IntoResponse as _, Response},
};
use domain::{
    error::{Disclose as _, ErrorKind},
    ids::{InvoiceId, VehicleId, WorkOrderId},
};
use http::{StatusCode, header};
use jiff::tz::TimeZone;
use services::{
    Error, Result, Scope, Visitor,
    billing::{self, Invoice},
    businesses::Business,
    garage::{key_tag, service_history::book::book},
};
use std::sync::Arc;

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

/// The service history of a vehicle, for its owner.
pub async fn own_history(
    Extension(visitor): Extension<Visitor>,
    Path((slug, vehicle)): Path<(String, String)>,
) -> Response {
    let file = async {
        let (scope, business) = visitor.at_site(&slug).await?;
        scope.customer()?;
        history(scope, business, &vehicle).await
    };
    answer(&visitor, file.await)
}

/// The service history of a vehicle, for members of the business.
pub async fn staff_history(
    Extension(visitor): Extension<Visitor>,
    Path((slug, vehicle)): Path<(String, String)>,
) -> Response {
    let file = async {
        let (scope, business) = visitor.at_portal(&slug).await?;
        history(scope, business, &vehicle).await
    };
    answer(&visitor, file.await)
}

async fn history(scope: Scope, business: Arc<Business>, vehicle: &str) -> Result<(String, Vec<u8>)> {
    let id: VehicleId = vehicle.parse().map_err(|_| Error::of(ErrorKind::NotFound))?;
    let book = book(&scope, &business, id).await?;
    let locale = scope.locale;
    let drawn = tokio::task::spawn_blocking(move || {
        book.pdf(&business, locale).map(|bytes| (book.file_name(), bytes))
    });
    drawn.await.map_err(Error::internal)?
}

/// The key tag of a work order, for members of the business. Nothing in it runs: the usual policy of what is no page holds.
pub async fn key_tag(
    Extension(visitor): Extension<Visitor>,
    Path((slug, order)): Path<(String, String)>,
) -> Response {
    let drawing = async {
        let (scope, _) = visitor.at_portal(&slug).await?;
        let id: WorkOrderId = order.parse().map_err(|_| Error::of(ErrorKind::NotFound))?;
        key_tag::svg(&scope, &slug, id).await
    };
    match drawing.await {
        Ok(svg) => ([(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, "no-store")], svg)
            .into_response(),
        Err(error) => refused(&visitor, error),
    }
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
        Err(error) => refused(visitor, error),
    }
}

fn refused(visitor: &Visitor, error: Error) -> Response {
    let status = error.outward(&visitor.correlation).kind.status();
    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR).into_response()
}
