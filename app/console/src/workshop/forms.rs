//! The forms of the workshop's pages.

use domain::{accounts::Deed, error::ErrorKind, garage::odometer::Reading, ids::VehicleId};
use services::{
    Error, Result, Visitor,
    garage::{
        clocks, diagnostics, mine, reminders,
        scan::{self, Lead},
    },
    visitor::{Done, FormRoute, Submission},
};

const ME: &str = "/console/{slug}/me";
const REMINDERS: &str = "/console/{slug}/reminders";
const VEHICLE: &str = "/console/{slug}/vehicles/{vehicle}";

/// Every form of this folder, for the router.
pub const ROUTES: &[FormRoute] = &[
    FormRoute { path: ME, form: "clock_in", handle: |v, s| Box::pin(clock_in(v, s)) },
    FormRoute { path: ME, form: "clock_out", handle: |v, s| Box::pin(clock_out(v, s)) },
    FormRoute { path: ME, form: "start", handle: |v, s| Box::pin(start(v, s)) },
    FormRoute { path: ME, form: "stop", handle: |v, s| Box::pin(stop(v, s)) },
    FormRoute { path: ME, form: "scan", handle: |v, s| Box::pin(scan(v, s)) },
    FormRoute { path: REMINDERS, form: "reminder_done", handle: |v, s| Box::pin(reminder_done(v, s)) },
    FormRoute { path: VEHICLE, form: "code", handle: |v, s| Box::pin(code(v, s)) },
    FormRoute { path: VEHICLE, form: "clear", handle: |v, s| Box::pin(clear(v, s)) },
    FormRoute { path: VEHICLE, form: "reading", handle: |v, s| Box::pin(reading(v, s)) },
];

async fn clock_in(visitor: Visitor, submission: Submission) -> Result<Done> {
    let (scope, _) = visitor.at_portal(submission.params.get("slug")).await?;
    clocks::clock_in(&scope).await?;
    Ok(me(&submission))
}

async fn clock_out(visitor: Visitor, submission: Submission) -> Result<Done> {
    let (scope, _) = visitor.at_portal(submission.params.get("slug")).await?;
    clocks::clock_out(&scope).await?;
    Ok(me(&submission))
}

async fn start(visitor: Visitor, submission: Submission) -> Result<Done> {
    let (scope, business) = visitor.at_portal(submission.params.get("slug")).await?;
    scope.require(Deed::MoveJobs)?;
    let missing = |_| Error::of(ErrorKind::NotFound);
    match submission.fields.get("job") {
        "" => {
            let booking = submission.fields.get("booking").parse().map_err(missing)?;
            mine::start_booking(&scope, &business, booking).await?;
        }
        job => clocks::start_job(&scope, &business, job.parse().map_err(missing)?).await?,
    }
    Ok(me(&submission))
}

async fn stop(visitor: Visitor, submission: Submission) -> Result<Done> {
    let (scope, _) = visitor.at_portal(submission.params.get("slug")).await?;
    clocks::stop_job(&scope).await?;
    Ok(me(&submission))
}

/// A photo, or the text of a code that the browser read by itself.
async fn scan(visitor: Visitor, mut submission: Submission) -> Result<Done> {
    let slug = submission.params.get("slug").to_owned();
    let (scope, _) = visitor.at_portal(&slug).await?;
    let photo = submission.uploads.iter_mut().find(|file| file.field == "photo");
    let photo = photo.map(|file| std::mem::take(&mut file.bytes)).unwrap_or_default();
    let lead = match submission.fields.get("text") {
        "" => scan::photo(&scope, &slug, photo).await?,
        text => scan::text(&scope, &slug, text).await?,
    };
    let page = match lead {
        Lead::Order(order) => format!("work/{order}"),
        Lead::Job(booking) => format!("jobs/{booking}"),
        Lead::List(vin) => format!("me?find={vin}"),
    };
    Ok(Done::go(format!("/console/{slug}/{page}")))
}

async fn code(visitor: Visitor, submission: Submission) -> Result<Done> {
    let (scope, _) = visitor.at_portal(submission.params.get("slug")).await?;
    let fields = &submission.fields;
    diagnostics::add_code(&scope, vehicle(&submission)?, None, (fields.get("code"), fields.get("note")))
        .await?;
    Ok(noted(&submission, "code_added"))
}

async fn clear(visitor: Visitor, submission: Submission) -> Result<Done> {
    let (scope, _) = visitor.at_portal(submission.params.get("slug")).await?;
    scope.require(Deed::WriteOrders)?;
    let code = submission.fields.get("id").parse().map_err(|_| Error::of(ErrorKind::NotFound))?;
    diagnostics::clear_code(&scope, vehicle(&submission)?, code).await?;
    Ok(noted(&submission, "code_cleared"))
}

async fn reading(visitor: Visitor, submission: Submission) -> Result<Done> {
    let (scope, business) = visitor.at_portal(submission.params.get("slug")).await?;
    scope.require(Deed::WriteOrders)?;
    let today = crate::garage::read::today(&scope, &business);
    let reading = Reading::read(&submission.fields, today).map_err(Error::Fields)?;
    diagnostics::add_reading(&scope, &business, vehicle(&submission)?, reading).await?;
    Ok(noted(&submission, "reading_added"))
}

async fn reminder_done(visitor: Visitor, submission: Submission) -> Result<Done> {
    let slug = submission.params.get("slug");
    let (scope, business) = visitor.at_portal(slug).await?;
    scope.require(Deed::WriteOrders)?;
    let id = submission.fields.get("id").parse().map_err(|_| Error::of(ErrorKind::NotFound))?;
    reminders::done(&scope, &business, id).await?;
    Ok(Done::go(format!("/console/{slug}/reminders?done=reminder_done")))
}

/// The vehicle of the page's address.
fn vehicle(submission: &Submission) -> Result<VehicleId> {
    submission.params.get("vehicle").parse().map_err(|_| Error::of(ErrorKind::NotFound))
}

fn noted(submission: &Submission, done: &str) -> Done {
    let (slug, vehicle) = (submission.params.get("slug"), submission.params.get("vehicle"));
    Done::go(format!("/console/{slug}/vehicles/{vehicle}?done={done}"))
}

fn me(submission: &Submission) -> Done {
    Done::go(format!("/console/{}/me", submission.params.get("slug")))
}
