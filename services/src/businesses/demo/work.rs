//! Canned jobs, and two work orders: one that waits for its customer, one that is agreed, with a deposit paid.

use super::{
    super::Business,
    blueprint::{Canned, Piece},
    history::Stage,
    invoices,
};
use crate::{
    Error, Result, Scope,
    billing::sample as billing,
    garage::work_orders::{canned::NewCanned, sample},
};
use domain::{
    agenda::BookingState,
    billing::{PaymentMethod, Terms},
    error::ErrorKind,
    garage::{
        board::JobStatus,
        money::{Line, LineKind, Quantity},
    },
    time::{day, local},
};
use entity::{booking, business, canned_job};
use sea_orm::{
    ColumnTrait as _, DatabaseTransaction, EntityTrait as _, QueryFilter as _, QueryOrder as _, Set,
};

/// What the front desk took off the second work order, in minor units.
const DISCOUNT: i64 = 1_000;
/// What its customer paid ahead, in minor units.
const DEPOSIT: i64 = 5_000;

/// Writes the canned jobs of `stage` and its work orders.
///
/// # Errors
/// When the rows cannot be written.
pub(super) async fn write(stage: &Stage<'_>, tx: &DatabaseTransaction) -> Result<()> {
    let terms = &stage.blueprint.business.terms;
    let jobs: Vec<NewCanned> = stage.blueprint.canned.iter().map(|canned| job(terms, canned)).collect();
    let mut rows = Vec::new();
    for (position, new) in (0..).zip(&jobs) {
        rows.push(canned_job::ActiveModel {
            business_id: Set(stage.business.into()),
            id: Set(stage.core.new_id()),
            title: Set(new.title.clone()),
            note: Set(new.note.clone()),
            lines: Set(serde_json::to_string(&new.lines)?),
            position: Set(position),
            active: Set(true),
            created_at: Set(stage.core.now_ms()),
        });
    }
    super::insert(tx, rows).await?;
    let [first, second, third, ..] = jobs.as_slice() else { return Ok(()) };
    let row = business::Entity::find_by_id(stage.business.0).one(tx).await?;
    let business = Business::read(row.ok_or_else(|| Error::of(ErrorKind::NotFound))?)?;
    let scope = Scope::system(stage.core, stage.business);
    let question = stage.blueprint.canned.iter().find_map(|canned| canned.question).unwrap_or_default();
    // Those of the past first: their numbers come first.
    invoices::write(stage, tx, &business, second).await?;
    let mut visits = visits(stage, tx).await?.into_iter();
    if let Some(visit) = visits.next() {
        sample::waiting(&scope, tx, &business, &visit, ([first, second], question)).await?;
    }
    if let Some(visit) = visits.next() {
        sample::agreed(&scope, tx, &business, &visit, (third, DISCOUNT)).await?;
        billing::deposit(&scope, tx, &visit, (PaymentMethod::Terminal, DEPOSIT)).await?;
    }
    Ok(())
}

/// Visits from today on, those first on which work is going on.
async fn visits(stage: &Stage<'_>, tx: &DatabaseTransaction) -> Result<Vec<booking::Model>> {
    let (today, _) = day(local(stage.core.now(), &stage.zone).date(), &stage.zone);
    let mut visits = booking::Entity::of(stage.business)
        .filter(booking::Column::State.eq(BookingState::Confirmed.as_str()))
        .filter(booking::Column::StartsAt.gte(today.as_millisecond()))
        .order_by_asc(booking::Column::StartsAt)
        .order_by_asc(booking::Column::Id)
        .all(tx)
        .await?;
    visits.sort_by_key(|visit| match JobStatus::parse(&visit.job_status) {
        Some(JobStatus::InProgress) => 0,
        Some(JobStatus::CheckedIn | JobStatus::WaitingParts) => 1,
        Some(JobStatus::Scheduled) => 2,
        Some(JobStatus::Ready | JobStatus::HandedOver) | None => 3,
    });
    Ok(visits)
}

fn job(terms: &Terms, canned: &Canned) -> NewCanned {
    NewCanned {
        title: canned.title.to_owned(),
        note: canned.note.to_owned(),
        lines: canned.pieces.iter().map(|piece| line(terms, piece)).collect(),
    }
}

fn line(terms: &Terms, piece: &Piece) -> Line {
    let (kind, description, part_number, milli, unit_price_minor) = match *piece {
        Piece::Labour(what, milli) => (LineKind::Labour, what, None, milli, terms.labour_minor),
        Piece::Part(what, number, milli, price) => {
            (LineKind::Part, what, Some(number.to_owned()), milli, price)
        }
        Piece::Fee(what, price) => (LineKind::Fee, what, None, 1_000, price),
    };
    let description = description.to_owned();
    Line { kind, description, part_number, quantity: Quantity(milli), unit_price_minor, tax_bp: terms.tax_bp }
}
