//! The forms of the booking pages.

use domain::{
    businesses::Capability,
    error::ErrorKind,
    form::{FieldError, Fields},
};
use jiff::Timestamp;
use services::{
    Error, Result, Scope,
    agenda::{cancel, confirm, hold, reschedule},
    businesses::{self, Business},
    visitor::{Done, FormRoute, Submission, Visitor},
};
use std::sync::Arc;

/// Every form of the booking pages.
pub const ROUTES: &[FormRoute] = &[
    FormRoute { path: "/b/{slug}/book/{service}", form: "hold", handle: |v, s| Box::pin(keep(v, s)) },
    FormRoute { path: "/b/{slug}/hold/{token}", form: "confirm", handle: |v, s| Box::pin(book(v, s)) },
    FormRoute { path: "/b/{slug}/hold/{token}", form: "release", handle: |v, s| Box::pin(release(v, s)) },
    FormRoute { path: "/b/{slug}/visit/{token}", form: "cancel", handle: |v, s| Box::pin(call_off(v, s)) },
    FormRoute { path: "/b/{slug}/visit/{token}/move", form: "move", handle: |v, s| Box::pin(move_to(v, s)) },
];

/// The scope and the business of a form that only a business with an agenda takes.
async fn agenda_of(visitor: &Visitor, submission: &Submission) -> Result<(Scope, Arc<Business>)> {
    let (scope, business) = visitor.at_site(submission.params.get("slug")).await?;
    if business.has(Capability::Agenda) { Ok((scope, business)) } else { Err(Error::of(ErrorKind::NotFound)) }
}

/// The instant that was chosen.
fn starts(fields: &Fields) -> Result<Timestamp> {
    fields.get("starts").parse().map_err(|_| Error::field(FieldError::new("starts", "err_time_choose")))
}

/// The address of a booking's page, `done` said on it.
fn visit_path(submission: &Submission, done: &str) -> String {
    format!("/b/{}/visit/{}?done={done}", submission.params.get("slug"), submission.params.get("token"))
}

async fn keep(visitor: Visitor, submission: Submission) -> Result<Done> {
    let (scope, business) = agenda_of(&visitor, &submission).await?;
    let service = submission.params.get("service");
    let service = businesses::service_by_slug(&scope.core, &business, service).await?;
    let token = hold::hold(&scope, &business, &service, starts(&submission.fields)?).await?;
    Ok(Done::go(format!("/b/{}/hold/{token}", business.slug)))
}

async fn book(visitor: Visitor, submission: Submission) -> Result<Done> {
    let (scope, business) = agenda_of(&visitor, &submission).await?;
    let fields = &submission.fields;
    // What is no id names no vehicle of theirs: the use case says so at the field.
    let vehicle = fields.get("vehicle").parse().ok();
    confirm::confirm(&scope, &business, submission.params.get("token"), vehicle, fields.get("note")).await?;
    Ok(Done::go(visit_path(&submission, "booked")))
}

async fn release(visitor: Visitor, submission: Submission) -> Result<Done> {
    let (scope, business) = agenda_of(&visitor, &submission).await?;
    cancel::cancel(&scope, &business, submission.params.get("token")).await?;
    Ok(Done::go(format!("/b/{}/book?done=released", business.slug)))
}

async fn call_off(visitor: Visitor, submission: Submission) -> Result<Done> {
    let (scope, business) = visitor.at_site(submission.params.get("slug")).await?;
    cancel::cancel(&scope, &business, submission.params.get("token")).await?;
    Ok(Done::go(visit_path(&submission, "cancelled")))
}

async fn move_to(visitor: Visitor, submission: Submission) -> Result<Done> {
    let (scope, business) = agenda_of(&visitor, &submission).await?;
    let token = submission.params.get("token");
    reschedule::reschedule(&scope, &business, token, starts(&submission.fields)?).await?;
    Ok(Done::go(visit_path(&submission, "moved")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unreadable_time_is_refused_at_its_field() {
        for typed in ["", "10:30", "2026-11-24T10:30", "tomorrow"] {
            let fields = Fields(vec![("starts".into(), typed.into())]);
            let Err(Error::Fields(errors)) = starts(&fields) else { panic!("{typed} was read") };
            assert_eq!(errors, [FieldError::new("starts", "err_time_choose")]);
        }
    }
}
