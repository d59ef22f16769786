//! The forms of the board and of a job.

use domain::{
    accounts::Deed,
    error::ErrorKind,
    garage::{JobStatus, parts::Expected},
    ids::BookingId,
};
use services::{
    Error, Result, Visitor,
    garage::{board, parts},
    visitor::{Done, FormRoute, Submission, local_path},
};

/// Every form of this folder, for the router.
pub const ROUTES: &[FormRoute] = &[
    FormRoute { path: "/console/{slug}/board", form: "move", handle: |v, s| Box::pin(move_job(v, s)) },
    FormRoute { path: "/console/{slug}/jobs/{job}", form: "move", handle: |v, s| Box::pin(move_job(v, s)) },
    FormRoute { path: "/console/{slug}/jobs/{job}", form: "note", handle: |v, s| Box::pin(note(v, s)) },
    FormRoute { path: "/console/{slug}/jobs/{job}", form: "parts", handle: |v, s| Box::pin(expect(v, s)) },
];

async fn move_job(visitor: Visitor, submission: Submission) -> Result<Done> {
    let slug = submission.params.get("slug");
    let (scope, business) = visitor.at_portal(slug).await?;
    let fields = &submission.fields;
    let status = |field| JobStatus::parse(fields.get(field)).ok_or_else(|| Error::of(ErrorKind::BadRequest));
    board::move_job(&scope, &business, id(fields.get("job"))?, status("from")?, status("to")?).await?;
    Ok(Done::go(local_path(fields.get("back"), &format!("/console/{slug}/board"))))
}

async fn note(visitor: Visitor, submission: Submission) -> Result<Done> {
    let (slug, job) = (submission.params.get("slug"), submission.params.get("job"));
    let (scope, _) = visitor.at_portal(slug).await?;
    board::add_note(&scope, id(job)?, submission.fields.get("note")).await?;
    Ok(Done::go(format!("/console/{slug}/jobs/{job}?done=note_added")))
}

async fn expect(visitor: Visitor, submission: Submission) -> Result<Done> {
    let (slug, job) = (submission.params.get("slug"), submission.params.get("job"));
    let (scope, business) = visitor.at_portal(slug).await?;
    scope.require(Deed::MoveJobs)?;
    let today = super::read::today(&scope, &business);
    let expected = Expected::read(&submission.fields, Some(today)).map_err(Error::Fields)?;
    parts::expect(&scope, id(job)?, &expected).await?;
    Ok(Done::go(format!("/console/{slug}/jobs/{job}?done=parts_expected")))
}

fn id(text: &str) -> Result<BookingId> {
    text.parse().map_err(|_| Error::of(ErrorKind::NotFound))
}
