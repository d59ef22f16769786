//! From the request to a use case: who is it, and where?

use services::{Scope, Visitor, businesses::Business};
use std::sync::Arc;
use ui::{
    Fault,
    request::{Outward as _, attached},
};

/// The scope and the business of a page of the portal.
pub(crate) async fn at(slug: &str) -> Result<(Scope, Arc<Business>), Fault> {
    let visitor: Visitor = attached()?;
    visitor.at_portal(slug).await.outward(&visitor.correlation)
}
