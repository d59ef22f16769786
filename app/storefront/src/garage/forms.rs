//! The forms of the vehicle pages.

use domain::{
    businesses::Capability,
    error::ErrorKind,
    garage::{odometer::Reading, reminder::Draft, vehicle},
    ids::{ReminderId, VehicleId},
};
use services::{
    Error, Result, Scope,
    businesses::Business,
    garage::{diagnostics, reminders, vehicles},
    visitor::{Done, FormRoute, Submission, Visitor, local_path},
};
use std::sync::Arc;

const VEHICLE: &str = "/b/{slug}/garage/{vehicle}";

/// Every form of the vehicle pages.
pub const ROUTES: &[FormRoute] = &[
    FormRoute { path: "/b/{slug}/garage/new", form: "vehicle", handle: |v, s| Box::pin(add(v, s)) },
    FormRoute { path: VEHICLE, form: "vehicle", handle: |v, s| Box::pin(change(v, s)) },
    FormRoute { path: VEHICLE, form: "reading", handle: |v, s| Box::pin(reading(v, s)) },
    FormRoute { path: VEHICLE, form: "reminder_add", handle: |v, s| Box::pin(reminder_add(v, s)) },
    FormRoute { path: VEHICLE, form: "reminder_change", handle: |v, s| Box::pin(reminder_change(v, s)) },
    FormRoute { path: VEHICLE, form: "reminder_done", handle: |v, s| Box::pin(reminder_done(v, s)) },
    FormRoute { path: VEHICLE, form: "reminder_remove", handle: |v, s| Box::pin(reminder_remove(v, s)) },
    FormRoute { path: VEHICLE, form: "archive", handle: |v, s| Box::pin(archive(v, s)) },
];

/// The scope of a form that only a business with a garage takes, and only from who is signed in: others are told so
/// before anything they typed is looked at.
async fn garage_of(visitor: &Visitor, submission: &Submission) -> Result<(Scope, Arc<Business>)> {
    let (scope, business) = visitor.at_site(submission.params.get("slug")).await?;
    if !business.has(Capability::Garage) {
        return Err(Error::of(ErrorKind::NotFound));
    }
    scope.customer()?;
    Ok((scope, business))
}

/// The vehicle of the page's address.
fn vehicle_of(submission: &Submission) -> Result<VehicleId> {
    submission.params.get("vehicle").parse().map_err(|_| Error::of(ErrorKind::NotFound))
}

/// Back to where the customer came from, or to the list.
fn saved(submission: &Submission) -> Done {
    let list = format!("/b/{}/garage?done=vehicle_saved", submission.params.get("slug"));
    Done::go(local_path(submission.fields.get("next"), &list))
}

async fn add(visitor: Visitor, submission: Submission) -> Result<Done> {
    let (scope, _) = garage_of(&visitor, &submission).await?;
    let draft = vehicle::read(&submission.fields).map_err(Error::Fields)?;
    vehicles::add(&scope, draft).await?;
    Ok(saved(&submission))
}

async fn change(visitor: Visitor, submission: Submission) -> Result<Done> {
    let (scope, business) = garage_of(&visitor, &submission).await?;
    let id = vehicle_of(&submission)?;
    let draft = vehicle::read(&submission.fields).map_err(Error::Fields)?;
    vehicles::change(&scope, &business, id, draft).await?;
    Ok(saved(&submission))
}

async fn reading(visitor: Visitor, submission: Submission) -> Result<Done> {
    let (scope, business) = garage_of(&visitor, &submission).await?;
    let id = vehicle_of(&submission)?;
    let today = domain::time::local(scope.now(), &business.zone).date();
    let reading = Reading::read(&submission.fields, today).map_err(Error::Fields)?;
    diagnostics::add_reading(&scope, &business, id, reading).await?;
    Ok(noted(&submission, "reading_added"))
}

async fn reminder_add(visitor: Visitor, submission: Submission) -> Result<Done> {
    let (scope, _) = garage_of(&visitor, &submission).await?;
    let draft = Draft::read(&submission.fields).map_err(Error::Fields)?;
    reminders::add(&scope, vehicle_of(&submission)?, &draft).await?;
    Ok(noted(&submission, "reminder_saved"))
}

async fn reminder_change(visitor: Visitor, submission: Submission) -> Result<Done> {
    let (scope, _) = garage_of(&visitor, &submission).await?;
    let draft = Draft::read(&submission.fields).map_err(Error::Fields)?;
    reminders::change(&scope, reminder_of(&submission)?, &draft).await?;
    Ok(noted(&submission, "reminder_saved"))
}

async fn reminder_done(visitor: Visitor, submission: Submission) -> Result<Done> {
    let (scope, business) = garage_of(&visitor, &submission).await?;
    reminders::done(&scope, &business, reminder_of(&submission)?).await?;
    Ok(noted(&submission, "reminder_done"))
}

async fn reminder_remove(visitor: Visitor, submission: Submission) -> Result<Done> {
    let (scope, _) = garage_of(&visitor, &submission).await?;
    reminders::remove(&scope, reminder_of(&submission)?).await?;
    Ok(noted(&submission, "reminder_removed"))
}

/// The reminder that a form names.
fn reminder_of(submission: &Submission) -> Result<ReminderId> {
    submission.fields.get("id").parse().map_err(|_| Error::of(ErrorKind::NotFound))
}

/// Back to the vehicle's page, which says what was `done`.
fn noted(submission: &Submission, done: &str) -> Done {
    let (slug, vehicle) = (submission.params.get("slug"), submission.params.get("vehicle"));
    Done::go(format!("/b/{slug}/garage/{vehicle}?done={done}"))
}

async fn archive(visitor: Visitor, submission: Submission) -> Result<Done> {
    let (scope, _) = garage_of(&visitor, &submission).await?;
    vehicles::archive(&scope, vehicle_of(&submission)?).await?;
    Ok(Done::go(format!("/b/{}/garage?done=vehicle_removed", submission.params.get("slug"))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::form::Fields;
    use services::visitor::Params;

    fn from_form(next: &str) -> Submission {
        Submission {
            params: Params([("slug".to_owned(), "x".to_owned())].into()),
            fields: Fields(vec![("next".into(), next.into())]),
            ..Submission::default()
        }
    }

    #[test]
    fn a_saved_vehicle_leads_back_to_the_booking_but_never_to_another_host() {
        assert_eq!(saved(&from_form("/b/x/hold/t")).to, "/b/x/hold/t");
        assert_eq!(saved(&from_form("")).to, "/b/x/garage?done=vehicle_saved");
        assert_eq!(saved(&from_form("//evil.example")).to, "/b/x/garage?done=vehicle_saved");
    }

    #[test]
    fn an_address_without_an_id_names_no_vehicle() {
        assert!(vehicle_of(&from_form("")).is_err_and(|error| error.kind() == ErrorKind::NotFound));
    }
}
