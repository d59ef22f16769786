//! The inbox of provider events: kept before they are acknowledged, worked on after, each once.

use super::settle;
use crate::{Core, Error, Result, Scope};
use domain::{
    billing::payments::{PaymentEvent, PaymentNews},
    error::ErrorKind,
    ids::{BusinessId, CheckoutId},
};
use entity::inbox::{ActiveModel, Column, Entity, Model};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, EntityTrait as _, IntoActiveModel as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, Set, sea_query::OnConflict,
};
use uuid::Uuid;

/// Events that one look works on at the most.
const BATCH: u64 = 50;
/// Tries before an event is left to a person. The sweep finds the truth in the meantime.
const TRIES: i32 = 10;

/// Keeps an event whose signature was checked. The same event again is already there.
///
/// # Errors
/// When it cannot be stored: the provider then sends it again.
pub async fn receive(core: &Core, provider: &str, event: &PaymentEvent) -> Result<()> {
    let business = reference(&event.news).map_or(Uuid::nil(), |(business, _)| business.into());
    let now = core.now_ms();
    let row = ActiveModel {
        business_id: Set(business),
        id: Set(core.new_id()),
        provider: Set(provider.to_owned()),
        event: Set(event.id.clone()),
        payload: Set(serde_json::to_string(event)?),
        state: Set("pending".into()),
        attempts: Set(0),
        next_at: Set(now),
        last_error: Set(None),
        received_at: Set(now),
    };
    let tx = core.db().begin().await?;
    Entity::insert(row)
        .on_conflict(
            OnConflict::columns([Column::BusinessId, Column::Provider, Column::Event])
                .do_nothing()
                .to_owned(),
        )
        .exec_without_returning(&tx)
        .await?;
    tx.commit().await?;
    core.wake_worker();
    Ok(())
}

/// Whose event it is: the reference that we gave the provider.
fn reference(news: &PaymentNews) -> Option<(BusinessId, CheckoutId)> {
    let reference = match news {
        PaymentNews::CheckoutPaid { reference, .. }
        | PaymentNews::CheckoutExpired { reference, .. }
        | PaymentNews::PaymentSucceeded { reference, .. }
        | PaymentNews::PaymentFailed { reference, .. } => reference.as_deref(),
        PaymentNews::Refunded { .. } | PaymentNews::RefundChanged { .. } | PaymentNews::Other => None,
    };
    let (business, checkout) = reference?.split_once('/')?;
    Some((business.parse().ok()?, checkout.parse().ok()?))
}

/// Works on what waits, and returns how many events that were. An event worked on twice, by two workers or after a crash,
/// changes nothing the second time.
///
/// # Errors
/// When the database does not answer.
pub async fn work_due(core: &Core) -> Result<usize> {
    let rows = Entity::find()
        .filter(Column::State.eq("pending"))
        .filter(Column::NextAt.lte(core.now_ms()))
        .order_by_asc(Column::NextAt)
        .limit(BATCH)
        .all(core.db().read())
        .await?;
    for row in &rows {
        let outcome = work(core, row).await;
        note(core, row, outcome).await?;
    }
    Ok(rows.len())
}

async fn work(core: &Core, row: &Model) -> Result<()> {
    let event: PaymentEvent = serde_json::from_str(&row.payload)?;
    let Some((business, checkout)) = reference(&event.news) else { return Ok(()) };
    let scope = Scope::system(core, business);
    let done = match event.news {
        PaymentNews::CheckoutPaid { payment, amount, .. } => {
            settle::paid(&scope, checkout, &payment, amount).await
        }
        PaymentNews::CheckoutExpired { .. } => settle::close(&scope, checkout).await,
        // A page that was paid says so itself; a declined try leaves the page open.
        _ => Ok(()),
    };
    match done {
        // An event of another installation that shares the provider's account.
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

async fn note(core: &Core, row: &Model, outcome: Result<()>) -> Result<()> {
    let mut changed = row.clone().into_active_model();
    match outcome {
        Ok(()) => changed.state = Set("done".into()),
        Err(error) => {
            let attempts = row.attempts + 1;
            tracing::warn!(%error, event = row.event, "an event of a provider could not be worked on");
            changed.attempts = Set(attempts);
            changed.next_at = Set(core.now_ms() + 1_000 * (1 << attempts.clamp(0, 12)));
            changed.last_error = Set(Some(text(&error)));
            if attempts >= TRIES {
                changed.state = Set("dead".into());
            }
        }
    }
    let tx = core.db().begin().await?;
    changed.update(&tx).await?;
    tx.commit().await?;
    Ok(())
}

fn text(error: &Error) -> String {
    error.to_string().chars().take(500).collect()
}
