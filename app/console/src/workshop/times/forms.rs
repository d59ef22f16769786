//! The form that corrects a clocked time.

use domain::{
    accounts::Deed,
    error::ErrorKind,
    garage::{
        clocks::Stretch,
        correction::{Kind, Typed},
    },
    ids::ClockId,
    time::iso_date,
};
use jiff::Timestamp;
use services::{
    Error, Result, Visitor,
    garage::times::correct::correct,
    visitor::{Done, FormRoute, Submission},
};

/// Every form of this folder, for the router.
pub const ROUTES: &[FormRoute] = &[
    FormRoute { path: "/console/{slug}/times", form: "correct", handle: |v, s| Box::pin(mine(v, s)) },
    FormRoute { path: "/console/{slug}/times/all", form: "correct", handle: |v, s| Box::pin(anybody(v, s)) },
];

async fn mine(visitor: Visitor, submission: Submission) -> Result<Done> {
    change(visitor, submission, Deed::MoveJobs, "times").await
}

async fn anybody(visitor: Visitor, submission: Submission) -> Result<Done> {
    change(visitor, submission, Deed::KeepTimes, "times/all").await
}

async fn change(visitor: Visitor, submission: Submission, deed: Deed, page: &str) -> Result<Done> {
    let slug = submission.params.get("slug");
    let (scope, business) = visitor.at_portal(slug).await?;
    scope.require(deed)?;
    let fields = &submission.fields;
    let entry = entry(fields.get("entry")).ok_or_else(|| Error::of(ErrorKind::NotFound))?;
    let typed = Typed::read(fields).map_err(Error::Fields)?;
    let seen = seen(fields.get("seen")).ok_or_else(|| Error::of(ErrorKind::BadRequest))?;
    correct(&scope, &business, entry, seen, &typed).await?;
    let day = iso_date(fields.get("day")).map(|day| format!("day={day}&")).unwrap_or_default();
    Ok(Done::go(format!("/console/{slug}/{page}?{day}done=time_corrected")))
}

/// Kind and id of a time: "job-0199…".
fn entry(text: &str) -> Option<(Kind, ClockId)> {
    let (kind, id) = text.split_once('-')?;
    Some((Kind::parse(kind)?, id.parse().ok()?))
}

/// The time as the page showed it, in milliseconds: "from/to", without an end while it runs.
fn seen(text: &str) -> Option<Stretch> {
    let (from, to) = text.split_once('/')?;
    let instant = |text: &str| Timestamp::from_millisecond(text.parse().ok()?).ok();
    let to = if to.is_empty() { None } else { Some(instant(to)?) };
    Some(Stretch { from: instant(from)?, to })
}
