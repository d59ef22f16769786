//! Correcting a clocked time by hand.
//!
//! Who corrects waits for the person's own taps and for other corrections of the same times: the row of the membership is
//! held, and the times around. What a time was before stays in its history, which only grows.

use super::{
    may_correct,
    rows::{self, Row},
};
use crate::{Error, Result, Scope, agenda::notify, businesses::Business};
use domain::{
    accounts::Deed,
    error::ErrorKind,
    garage::{
        clocks::Stretch,
        correction::{self as rules, Kind, Typed},
    },
    ids::{AccountId, ClockId, WorkOrderJobId},
};
use entity::{account, booking, clock_correction, membership, work_order, work_order_job};
use jiff::{SignedDuration, Timestamp};
use sea_orm::{DatabaseTransaction, EntityTrait as _, QuerySelect as _, Set};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Gives a clocked time the start and end that were typed. `seen` is the time as the form showed it. A shift that is given
/// its end takes along the job that ran with it.
///
/// # Errors
/// Members who may move jobs, for what is theirs and of today; those who keep the times for anybody's and any day's. On
/// the fields as [`rules::check`] and [`Typed::meant`]; `err_clock_changed` when it is no longer what was seen;
/// `err_clock_other_day`; `NotFound` for what is no clocked time of this business.
pub async fn correct(
    scope: &Scope,
    business: &Business,
    (kind, id): (Kind, ClockId),
    seen: Stretch,
    typed: &Typed,
) -> Result<()> {
    scope.require(Deed::MoveJobs)?;
    let tx = scope.begin().await?;
    let missing = || Error::of(ErrorKind::NotFound);
    let person = rows::one(scope, &tx, (kind, id)).await?.ok_or_else(missing)?.person;
    if scope.account() != Some(person) {
        scope.require(Deed::KeepTimes)?;
    }
    hold(scope, &tx, person).await?;
    let mut others = rows::held(scope, &tx, kind, person, around(seen, typed, business)).await?;
    let at = others.iter().position(|row| row.id == id);
    // It was moved out of sight by somebody else when it is not among them.
    let row = at.map(|at| others.swap_remove(at)).filter(|row| row.stretch == seen);
    let row = row.ok_or_else(|| Error::with(ErrorKind::Conflict, "err_clock_changed"))?;
    let others: Vec<Stretch> = others.iter().map(|other| other.stretch).collect();
    let after = typed.meant(row.stretch, &others, &business.zone).map_err(Error::field)?;
    rules::check(row.stretch, after, &others, scope.now()).map_err(Error::field)?;
    if !may_correct(scope, business, person, (row.stretch, after)) {
        return Err(Error::with(ErrorKind::Conflict, "err_clock_other_day"));
    }
    let mut changed = vec![(row, after)];
    if kind == Kind::Shift {
        changed.extend(job_along(scope, &tx, &row, after).await?);
    }
    for (row, after) in &changed {
        rows::change(scope, &tx, row, *after).await?;
        remember(scope, &tx, row, *after, &typed.reason).await?;
    }
    let visits = visits(scope, &tx, changed.iter().filter_map(|(row, _)| row.job)).await?;
    tx.commit().await?;
    for visit in &visits {
        notify::changed(scope, visit).await;
    }
    Ok(())
}

/// Keeps the person's own taps waiting until `tx` ends. Who no longer works here taps nothing.
async fn hold(scope: &Scope, tx: &DatabaseTransaction, person: AccountId) -> Result<()> {
    membership::Entity::one(scope.business, person).lock_exclusive().one(tx).await?;
    Ok(())
}

/// Everything that a correction could come near to: what was seen and what was typed, with a day on both sides for what
/// is longer.
fn around(seen: Stretch, typed: &Typed, business: &Business) -> (Timestamp, Timestamp) {
    let day = SignedDuration::from_hours(24);
    let instant = |wall: jiff::civil::DateTime| {
        wall.to_zoned(business.zone.clone()).map_or(seen.from, |zoned| zoned.timestamp())
    };
    let from = instant(typed.from).min(seen.from);
    // What runs reaches to the end of time.
    let ends = [seen.to, typed.to.map(instant)].map(|end| end.unwrap_or(Timestamp::MAX));
    let to = ends.into_iter().max().unwrap_or(Timestamp::MAX);
    (from.checked_sub(day).unwrap_or(Timestamp::MIN), to.checked_add(day).unwrap_or(Timestamp::MAX))
}

/// The job that ran with the shift `row`, and what becomes of it.
async fn job_along(
    scope: &Scope,
    tx: &DatabaseTransaction,
    row: &Row,
    after: Stretch,
) -> Result<Option<(Row, Stretch)>> {
    let open = (Timestamp::MAX, Timestamp::MAX);
    let running = rows::held(scope, tx, Kind::Job, row.person, open).await?;
    let ended = |job: Row| Some((job, rules::job_with_shift(row.stretch, after, job.stretch)?));
    Ok(running.into_iter().find_map(ended))
}

/// Writes down what the time was, what it became, who changed it and why.
async fn remember(
    scope: &Scope,
    tx: &DatabaseTransaction,
    row: &Row,
    after: Stretch,
    reason: &str,
) -> Result<()> {
    let actor = match scope.account() {
        Some(id) => account::Entity::find_by_id(Uuid::from(id)).one(tx).await?,
        None => None,
    };
    let of = |kind: Kind| (row.kind == kind).then(|| Uuid::from(row.id));
    let ms = |at: Option<Timestamp>| at.map(Timestamp::as_millisecond);
    let new = clock_correction::ActiveModel {
        business_id: Set(scope.business.into()),
        id: Set(scope.core.new_id()),
        shift_clock_id: Set(of(Kind::Shift)),
        job_clock_id: Set(of(Kind::Job)),
        old_began_at: Set(row.stretch.from.as_millisecond()),
        old_ended_at: Set(ms(row.stretch.to)),
        new_began_at: Set(after.from.as_millisecond()),
        new_ended_at: Set(ms(after.to)),
        reason: Set(reason.to_owned()),
        account_id: Set(scope.account().map(Into::into)),
        by_name: Set(actor.map(|actor| actor.name).unwrap_or_default()),
        at: Set(scope.core.now_ms()),
    };
    clock_correction::Entity::insert(new).exec_without_returning(tx).await?;
    Ok(())
}

/// The visits whose totals and estimates follow from the clocks of these jobs.
async fn visits(
    scope: &Scope,
    tx: &DatabaseTransaction,
    jobs: impl Iterator<Item = WorkOrderJobId>,
) -> Result<Vec<booking::Model>> {
    let mut visits = Vec::new();
    for job in jobs.collect::<BTreeSet<_>>() {
        let Some(job) = work_order_job::Entity::one(scope.business, job).one(tx).await? else { continue };
        let order = work_order::Entity::one(scope.business, job.work_order_id.into()).one(tx).await?;
        let Some(order) = order else { continue };
        visits.extend(booking::Entity::one(scope.business, order.booking_id.into()).one(tx).await?);
    }
    Ok(visits)
}
