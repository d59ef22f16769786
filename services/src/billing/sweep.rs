//! Asking the provider again: for payments of which no event told, pages that nobody finished, replies that were lost.

use super::{checkout, payable::Payable, settle};
use crate::{Core, Error, Result, Scope, businesses::Business};
use domain::{
    billing::payments::{CheckoutState, PaymentError, Payments, RefusalReason},
    error::ErrorKind,
    ids::BusinessId,
};
use entity::checkout::{ActiveModel, Column, Entity, Model};
use jiff::SignedDuration;
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, EntityTrait as _, IntoActiveModel as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, Set,
};

/// Attempts that one look asks about at the most.
const BATCH: u64 = 50;
/// An attempt is asked about again after this long.
const PAUSE: SignedDuration = SignedDuration::from_secs(60);

/// Asks about attempts that are open and were not asked about for a minute. Returns how many it asked about.
///
/// # Errors
/// When the database does not answer. A provider that does not answer is asked again the next time.
pub async fn sweep(core: &Core) -> Result<usize> {
    let Some(payments) = core.payments() else { return Ok(0) };
    let rows = Entity::find()
        .filter(Column::State.is_in(["opening", "open"]))
        .filter(Column::LookedAt.lte((core.now() - PAUSE).as_millisecond()))
        .order_by_asc(Column::LookedAt)
        .limit(BATCH)
        .all(core.db().read())
        .await?;
    for row in &rows {
        let scope = Scope::system(core, BusinessId(row.business_id));
        looked(&scope, row).await?;
        if let Err(error) = ask(&scope, payments.as_ref(), row).await {
            tracing::warn!(%error, attempt = %row.id, "an attempt to pay could not be asked about; trying again");
        }
    }
    Ok(rows.len())
}

async fn looked(scope: &Scope, row: &Model) -> Result<()> {
    let tx = scope.begin().await?;
    let mut changed: ActiveModel = row.clone().into_active_model();
    changed.looked_at = Set(scope.core.now_ms());
    changed.update(&tx).await?;
    tx.commit().await?;
    Ok(())
}

/// Asks how one attempt stands and notes it.
async fn ask(scope: &Scope, payments: &dyn Payments, row: &Model) -> Result<()> {
    let Some(session) = &row.session else {
        // The reply was lost: the same request with the same key finds the page, or opens it.
        return match payments.open_checkout(&checkout::request(row)?).await {
            Ok(session) => checkout::opened(scope, row.id.into(), &session).await,
            Err(PaymentError::Refused { .. }) => settle::close(scope, row.id.into()).await,
            Err(error) => Err(checkout::outward(&error)),
        };
    };
    match payments.checkout(session).await {
        Ok(state) => note(scope, row, state).await,
        Err(PaymentError::Refused { reason: RefusalReason::NotFound, .. }) => {
            settle::close(scope, row.id.into()).await
        }
        Err(error) => Err(checkout::outward(&error)),
    }
}

async fn note(scope: &Scope, row: &Model, state: CheckoutState) -> Result<()> {
    match state {
        CheckoutState::Paid { payment, amount } => settle::paid(scope, row.id.into(), &payment, amount).await,
        CheckoutState::Expired => settle::close(scope, row.id.into()).await,
        CheckoutState::Open | CheckoutState::Processing => Ok(()),
    }
}

/// Closes the page on which `what` could be paid online, if there is one, and notes how it stands.
///
/// # Errors
/// `err_invoice_paid_online`, `err_deposit_paid_online` when the customer was quicker or is paying right now; `Unavailable` when the provider does
/// not answer.
pub(super) async fn close_open(scope: &Scope, business: &Business, what: Payable) -> Result<()> {
    let Some(row) = checkout::open_of(scope, what).await? else { return Ok(()) };
    let system = Scope::system(&scope.core, business.id);
    let Some(payments) = scope.core.payments() else { return settle::close(&system, row.id.into()).await };
    let session = match &row.session {
        Some(session) => session.clone(),
        // Whether a page is open is unknown: open it for sure, then close it.
        None => match payments.open_checkout(&checkout::request(&row)?).await {
            Ok(session) => {
                checkout::opened(&system, row.id.into(), &session).await?;
                session.id
            }
            Err(PaymentError::Refused { .. }) => return settle::close(&system, row.id.into()).await,
            Err(error) => return Err(checkout::outward(&error)),
        },
    };
    match payments.expire(&session).await {
        Ok(CheckoutState::Expired) => settle::close(&system, row.id.into()).await,
        Ok(state) => {
            note(&system, &row, state).await?;
            Err(Error::with(ErrorKind::Conflict, what.paid_online()))
        }
        Err(PaymentError::Refused { reason: RefusalReason::NotFound, .. }) => {
            settle::close(&system, row.id.into()).await
        }
        Err(error) => Err(checkout::outward(&error)),
    }
}
