//! The form of an invoice's page.

use services::{
    Result, Visitor,
    billing::{self, checkout},
    visitor::{Done, FormRoute, Submission},
};

/// Every form of an invoice's page.
pub const ROUTES: &[FormRoute] =
    &[FormRoute { path: "/b/{slug}/pay/{token}", form: "pay", handle: |v, s| Box::pin(pay(v, s)) }];

async fn pay(visitor: Visitor, submission: Submission) -> Result<Done> {
    let (scope, business) = visitor.at_site(submission.params.get("slug")).await?;
    let token = submission.params.get("token");
    // A link that leads nowhere leads nowhere, whether or not anything is paid online here.
    billing::by_link(&scope, token).await?;
    Ok(Done::pay(checkout::start(&scope, &business, token).await?))
}
