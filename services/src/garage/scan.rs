//! Scanning: from the photo of a VIN plate or a key tag to the work that is at hand.
//!
//! What a code may say is in `domain::garage::scan`. Plates without a code are typed: [`super::mine::find`] forgives what
//! looks alike.

use super::mine;
use crate::{
    Error, Result, Scope,
    barcodes::{self, Reading},
    pictures::{self, Limits},
};
use domain::{
    accounts::Deed,
    form::FieldError,
    garage::scan::{Said, read},
    ids::{BookingId, WorkOrderId},
};
use entity::work_order;

/// The form's field for the photo.
const PHOTO: &str = "photo";

/// Where a scan leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lead {
    /// To a work order.
    Order(WorkOrderId),
    /// To the job of a booking that has no work order yet.
    Job(BookingId),
    /// To the list of what this VIN finds, because it is none or more than one.
    List(String),
}

/// Where the code on a photo leads. Photos are read like all pictures from outside: within bounds, one per processor.
///
/// # Errors
/// Members who may move jobs only. At `photo`: `err_required` without one, `err_scan_none` when there is no code that can
/// be read, `err_scan_foreign` when it is neither a VIN nor a work order of this business; as [`pictures::read`].
pub async fn photo(scope: &Scope, slug: &str, bytes: Vec<u8>) -> Result<Lead> {
    scope.require(Deed::MoveJobs)?;
    if bytes.is_empty() {
        return Err(refused("err_required"));
    }
    let business = slug.to_owned();
    let reading = pictures::work(move || {
        let picture = pictures::read(&bytes, &Limits::UPLOAD, PHOTO)?;
        Ok(barcodes::read(&picture, |text| read(text, &business)))
    });
    match reading.await? {
        Reading::Means(said) => lead(scope, said).await,
        Reading::Foreign => Err(refused("err_scan_foreign")),
        Reading::Nothing => Err(refused("err_scan_none")),
    }
}

/// Where the text of a code leads that a browser read by itself.
///
/// # Errors
/// Members who may move jobs only; `err_scan_foreign` at `photo`.
pub async fn text(scope: &Scope, slug: &str, text: &str) -> Result<Lead> {
    scope.require(Deed::MoveJobs)?;
    lead(scope, read(text, slug).ok_or_else(|| refused("err_scan_foreign"))?).await
}

async fn lead(scope: &Scope, said: Said) -> Result<Lead> {
    let vin = match said {
        Said::Order(order) => {
            let db = scope.snapshot().await?;
            let row = work_order::Entity::one(scope.business, order).one(&db).await?;
            return row.map(|row| Lead::Order(row.id.into())).ok_or_else(|| refused("err_scan_foreign"));
        }
        Said::Vin(vin) => vin,
    };
    let found = mine::find(scope, &vin).await?;
    let mut exact = found.iter().filter(|found| found.exact);
    let only = exact.next().filter(|_| exact.next().is_none());
    Ok(match only.map(|found| (found.order, found.booking)) {
        Some((Some(order), _)) => Lead::Order(order),
        Some((None, Some(booking))) => Lead::Job(booking),
        _ => Lead::List(vin),
    })
}

fn refused(key: &str) -> Error {
    Error::field(FieldError::new(PHOTO, key))
}
