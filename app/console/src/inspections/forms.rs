//! The forms of an inspection. Each writes one field, so that what two people do at one point does not collide.

use domain::{
    error::ErrorKind,
    form::FieldError,
    garage::{
        inspection::{Answer, Light},
        measure::{Measure, Unit},
    },
    ids::{DeviceId, EditId, InspectionId, WorkOrderId},
};
use jiff::Timestamp;
use services::{
    Error, Result, Scope, Visitor,
    garage::{
        clocks::{self, Tap},
        inspections::{
            self, job,
            photos::{self, NewPhoto},
            start::start as begin,
            videos::{self, NewVideo},
            write::{PointEdit, write},
            writer::same,
        },
    },
    visitor::{Done, FormRoute, LargeFile, Submission},
};
use std::str::FromStr;

/// The page that has them all.
const PAGE: &str = "/console/{slug}/work/{order}/inspection";

/// Every form of this folder, for the router.
pub const ROUTES: &[FormRoute] = &[
    FormRoute { path: PAGE, form: "start", handle: |v, s| Box::pin(start(v, s)) },
    FormRoute { path: PAGE, form: "light", handle: |v, s| Box::pin(light(v, s)) },
    FormRoute { path: PAGE, form: "value", handle: |v, s| Box::pin(value(v, s)) },
    FormRoute { path: PAGE, form: "note", handle: |v, s| Box::pin(note(v, s)) },
    FormRoute { path: PAGE, form: "clock_start", handle: |v, s| Box::pin(clock_start(v, s)) },
    FormRoute { path: PAGE, form: "clock_stop", handle: |v, s| Box::pin(clock_stop(v, s)) },
    FormRoute { path: PAGE, form: "photo", handle: |v, s| Box::pin(photo(v, s)) },
    FormRoute { path: PAGE, form: "video", handle: |v, s| Box::pin(video(v, s)) },
    FormRoute { path: PAGE, form: "remove_video", handle: |v, s| Box::pin(remove_video(v, s)) },
    FormRoute { path: PAGE, form: "remove_photo", handle: |v, s| Box::pin(remove_photo(v, s)) },
    FormRoute { path: PAGE, form: "make_job", handle: |v, s| Box::pin(make_job(v, s)) },
];

/// The file of the form `video`, for the router.
pub const VIDEO: LargeFile = LargeFile { path: PAGE, form: "video", field: "video" };

/// The scope of what was written on this page: by who is signed in, not by who had the page or the phone before.
async fn writer(visitor: &Visitor, submission: &Submission) -> Result<Scope> {
    let (scope, _) = visitor.at_portal(submission.params.get("slug")).await?;
    same(&scope, submission.fields.get("person"))?;
    Ok(scope)
}

async fn start(visitor: Visitor, submission: Submission) -> Result<Done> {
    let (scope, _) = visitor.at_portal(submission.params.get("slug")).await?;
    let order: WorkOrderId = known(submission.params.get("order"))?;
    let id = begin(&scope, order, submission.fields.get("template")).await?;
    Ok(Done::go(format!("{}?inspection={id}", page(&submission))))
}

async fn light(visitor: Visitor, submission: Submission) -> Result<Done> {
    let scope = writer(&visitor, &submission).await?;
    let read = |text: &str| match text {
        "" | "none" => Ok(Answer::Light(None)),
        name => match Light::parse(name) {
            Some(light) => Ok(Answer::Light(Some(light))),
            None => Err(Error::of(ErrorKind::BadRequest)),
        },
    };
    let to = read(submission.fields.get("light"))?;
    let seen = submission.fields.all("seen").map(read).collect::<Result<Vec<_>>>()?;
    change(&scope, &submission, Some((to, seen))).await
}

async fn value(visitor: Visitor, submission: Submission) -> Result<Done> {
    let scope = writer(&visitor, &submission).await?;
    let spec = inspections::point(&scope, inspection(&submission)?, submission.fields.get("point")).await?;
    let to = measured(submission.fields.get("value"), spec.unit)?;
    let seen = submission.fields.all("seen").map(|text| measured(text, spec.unit));
    let seen = seen.collect::<std::result::Result<Vec<_>, _>>()?;
    change(&scope, &submission, changed(to, seen)).await
}

fn measured(text: &str, unit: Option<Unit>) -> std::result::Result<Answer, FieldError> {
    if text.trim().is_empty() {
        return Ok(Answer::Value(None));
    }
    Measure::parse("value", text, unit).map(|value| Answer::Value(Some(value)))
}

async fn note(visitor: Visitor, submission: Submission) -> Result<Done> {
    let scope = writer(&visitor, &submission).await?;
    // Browsers send line ends as two characters.
    let read = |text: &str| Answer::Note(text.trim().replace("\r\n", "\n"));
    let seen = submission.fields.all("seen").map(read).collect();
    change(&scope, &submission, changed(read(submission.fields.raw("note")), seen)).await
}

/// What is written; nothing when the field says so already and nothing contradicts it.
fn changed(to: Answer, seen: Vec<Answer>) -> Option<(Answer, Vec<Answer>)> {
    (seen.as_slice() != std::slice::from_ref(&to)).then_some((to, seen))
}

async fn change(
    scope: &Scope,
    submission: &Submission,
    change: Option<(Answer, Vec<Answer>)>,
) -> Result<Done> {
    let id = inspection(submission)?;
    let edit = PointEdit {
        id: edit_id(scope, submission)?,
        point: submission.fields.get("point").to_owned(),
        device: device(scope, submission)?,
        at: made_at(scope, submission)?,
        changes: change.into_iter().collect(),
    };
    write(scope, id, &edit).await?;
    Ok(back(submission))
}

async fn clock_start(visitor: Visitor, submission: Submission) -> Result<Done> {
    let (scope, business) = visitor.at_portal(submission.params.get("slug")).await?;
    same(&scope, submission.fields.get("person"))?;
    let job = known(submission.fields.get("job"))?;
    clocks::start_at(&scope, &business, job, tap(&scope, &submission)?).await?;
    Ok(back(&submission))
}

async fn clock_stop(visitor: Visitor, submission: Submission) -> Result<Done> {
    let scope = writer(&visitor, &submission).await?;
    let job = known(submission.fields.get("job"))?;
    clocks::stop_at(&scope, Some(job), tap(&scope, &submission)?).await?;
    Ok(back(&submission))
}

fn tap(scope: &Scope, submission: &Submission) -> Result<Tap> {
    Ok(Tap { id: Some(edit_id(scope, submission)?), at: made_at(scope, submission)? })
}

async fn photo(visitor: Visitor, mut submission: Submission) -> Result<Done> {
    let scope = writer(&visitor, &submission).await?;
    let id = inspection(&submission)?;
    // What is not theirs is not found, before anything is said about the file.
    inspections::point(&scope, id, submission.fields.get("point")).await?;
    let file = submission.uploads.iter_mut().find(|file| file.field == "photo" && !file.bytes.is_empty());
    let bytes = file.map(|file| std::mem::take(&mut file.bytes)).unwrap_or_default();
    if bytes.is_empty() {
        return Err(FieldError::new("photo", "err_required").into());
    }
    let point = submission.fields.get("point").to_owned();
    photos::add(&scope, id, NewPhoto { upload: edit_id(&scope, &submission)?, point, bytes }).await?;
    Ok(back(&submission))
}

async fn remove_photo(visitor: Visitor, submission: Submission) -> Result<Done> {
    let (scope, _) = visitor.at_portal(submission.params.get("slug")).await?;
    photos::remove(&scope, inspection(&submission)?, known(submission.fields.get("photo"))?).await?;
    Ok(back(&submission))
}

async fn video(visitor: Visitor, submission: Submission) -> Result<Done> {
    let scope = writer(&visitor, &submission).await?;
    let id = inspection(&submission)?;
    // What is not theirs is not found, before anything is said about the file.
    inspections::point(&scope, id, submission.fields.get("point")).await?;
    let pieces = submission.arriving.take().ok_or_else(|| FieldError::new("video", "err_required"))?;
    let point = submission.fields.get("point").to_owned();
    videos::add(&scope, id, NewVideo { upload: edit_id(&scope, &submission)?, point, pieces }).await?;
    Ok(back(&submission))
}

async fn remove_video(visitor: Visitor, submission: Submission) -> Result<Done> {
    let (scope, _) = visitor.at_portal(submission.params.get("slug")).await?;
    videos::remove(&scope, inspection(&submission)?, known(submission.fields.get("video"))?).await?;
    Ok(back(&submission))
}

async fn make_job(visitor: Visitor, submission: Submission) -> Result<Done> {
    let (scope, business) = visitor.at_portal(submission.params.get("slug")).await?;
    job::make(&scope, &business, inspection(&submission)?, submission.fields.get("point")).await?;
    Ok(back(&submission))
}

fn page(submission: &Submission) -> String {
    let (slug, order) = (submission.params.get("slug"), submission.params.get("order"));
    format!("/console/{slug}/work/{order}/inspection")
}

/// Back to the point that was written on.
fn back(submission: &Submission) -> Done {
    let (id, point) = (submission.fields.get("inspection"), submission.fields.get("point"));
    Done::go(format!("{}?inspection={id}#point-{point}", page(submission)))
}

fn inspection(submission: &Submission) -> Result<InspectionId> {
    known(submission.fields.get("inspection"))
}

fn known<T: FromStr>(text: &str) -> Result<T> {
    text.parse().map_err(|_| Error::of(ErrorKind::NotFound))
}

/// The change's own id; a form that was sent without a script has none, and counts as often as it is sent.
fn edit_id(scope: &Scope, submission: &Submission) -> Result<EditId> {
    match submission.fields.get("edit") {
        "" => Ok(EditId(scope.core.new_id())),
        id => id.parse().map_err(|_| Error::of(ErrorKind::BadRequest)),
    }
}

/// The device that made the change; without a script, its person stands for it.
fn device(scope: &Scope, submission: &Submission) -> Result<DeviceId> {
    match submission.fields.get("device") {
        "" => scope.account().map(|id| DeviceId(id.into())).ok_or_else(|| Error::of(ErrorKind::SignedOut)),
        id => id.parse().map_err(|_| Error::of(ErrorKind::BadRequest)),
    }
}

/// When the change was made, in milliseconds since 1970 UTC; now when nobody says.
fn made_at(scope: &Scope, submission: &Submission) -> Result<Timestamp> {
    match submission.fields.get("at") {
        "" => Ok(scope.now()),
        ms => {
            let at = ms.parse().ok().and_then(|ms| Timestamp::from_millisecond(ms).ok());
            at.ok_or_else(|| Error::of(ErrorKind::BadRequest))
        }
    }
}
