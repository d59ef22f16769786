//! The forms of the vehicle pages.

use domain::{businesses::Capability, error::ErrorKind, garage::vehicle, ids::VehicleId};
use services::{
    Error, Result, Scope,
    garage::vehicles,
    visitor::{Done, FormRoute, Handling, Submission, Visitor, local_path},
};

/// Every form of the vehicle pages.
pub const ROUTES: &[FormRoute] = &[
    FormRoute { path: "/b/{slug}/garage/new", form: "vehicle", handle: handle_add },
    FormRoute { path: "/b/{slug}/garage/{vehicle}", form: "vehicle", handle: handle_change },
    FormRoute { path: "/b/{slug}/garage/{vehicle}", form: "archive", handle: handle_archive },
];

fn handle_add(visitor: Visitor, submission: Submission) -> Handling {
    Box::pin(add(visitor, submission))
}

fn handle_change(visitor: Visitor, submission: Submission) -> Handling {
    Box::pin(change(visitor, submission))
}

fn handle_archive(visitor: Visitor, submission: Submission) -> Handling {
    Box::pin(archive(visitor, submission))
}

/// The scope of a form that only a business with a garage takes, and only from who is signed in: others are told so
/// before anything they typed is looked at.
async fn garage_of(visitor: &Visitor, submission: &Submission) -> Result<Scope> {
    let (scope, business) = visitor.at_site(submission.params.get("slug")).await?;
    if !business.has(Capability::Garage) {
        return Err(Error::of(ErrorKind::NotFound));
    }
    scope.customer()?;
    Ok(scope)
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
    let scope = garage_of(&visitor, &submission).await?;
    let draft = vehicle::read(&submission.fields).map_err(Error::Fields)?;
    vehicles::add(&scope, draft).await?;
    Ok(saved(&submission))
}

async fn change(visitor: Visitor, submission: Submission) -> Result<Done> {
    let scope = garage_of(&visitor, &submission).await?;
    let id = vehicle_of(&submission)?;
    let draft = vehicle::read(&submission.fields).map_err(Error::Fields)?;
    vehicles::change(&scope, id, draft).await?;
    Ok(saved(&submission))
}

async fn archive(visitor: Visitor, submission: Submission) -> Result<Done> {
    let scope = garage_of(&visitor, &submission).await?;
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
            uploads: Vec::new(),
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
