//! The form of the messages page.

use domain::{error::ErrorKind, ids::OutboxId};
use services::{
    Error, Result, Visitor, outbox,
    visitor::{Done, FormRoute, Handling, Submission},
};

/// Every form of this folder, for the router.
pub const ROUTES: &[FormRoute] =
    &[FormRoute { path: "/console/{slug}/messages", form: "replay", handle: handle_replay }];

fn handle_replay(visitor: Visitor, submission: Submission) -> Handling {
    Box::pin(replay(visitor, submission))
}

async fn replay(visitor: Visitor, submission: Submission) -> Result<Done> {
    let slug = submission.params.get("slug");
    let (scope, _) = visitor.at_portal(slug).await?;
    let id: OutboxId =
        submission.fields.get("message").parse().map_err(|_| Error::of(ErrorKind::NotFound))?;
    outbox::replay(&scope, id).await?;
    Ok(Done::go(format!("/console/{slug}/messages?done=replayed")))
}
