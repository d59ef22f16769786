//! From the request to a use case and back: who is it, and what of an error may leave.

use domain::error::{AppError, ErrorKind};
use services::{Error, Scope, Visitor, businesses::Business};
use std::sync::Arc;
use ui::{Fault, request};

/// Who asks, as the door made them out.
pub(crate) fn visitor() -> Result<Visitor, Fault> {
    request::extension::<Visitor>().ok_or_else(|| Fault(AppError::new(ErrorKind::Internal)))
}

/// The scope and the business of a page of the portal.
pub(crate) async fn at(slug: &str) -> Result<(Scope, Arc<Business>), Fault> {
    let visitor = visitor()?;
    visitor.at_portal(slug).await.map_err(|error| fault(&visitor.correlation, &error))
}

/// The error as the page shows it; sets the status of the answer.
pub(crate) fn fault(correlation: &str, error: &Error) -> Fault {
    let outward = error.outward(correlation);
    request::set_status(outward.kind);
    Fault(outward)
}

/// Turns the errors of a use case outward.
pub(crate) trait Outward<T> {
    /// The value, or the error as the page shows it.
    fn outward(self, scope: &Scope) -> Result<T, Fault>;
}

impl<T> Outward<T> for services::Result<T> {
    fn outward(self, scope: &Scope) -> Result<T, Fault> {
        self.map_err(|error| fault(&scope.correlation, &error))
    }
}
