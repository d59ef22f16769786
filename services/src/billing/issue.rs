//! Issuing an invoice: the number is taken, the paper frozen, the customer told.

use super::{deposits, ledger, numbers, payable::Payable, sweep, tell::About};
use crate::{
    Error, Result, Scope,
    agenda::notify,
    businesses::Business,
    garage::work_orders::{self, WorkOrder},
    mails, secret,
};
use domain::{
    accounts::Deed,
    billing::{EntryKind, Ledger, Paper, Series, paper},
    error::ErrorKind,
    garage::work_order::{Authorisation, Document},
    ids::{InvoiceId, WorkOrderId},
    locale::Locale,
    messaging::notifications::Event,
    time,
};
use entity::{booking, customer, invoice, work_order};
use jiff::{Span, Timestamp};
use sea_orm::{ActiveModelTrait as _, DatabaseTransaction, IntoActiveModel as _, QuerySelect as _, Set};

/// The address of an invoice's public page.
pub fn link(scope: &Scope, slug: &str, token: &str) -> String {
    format!("{}/b/{slug}/pay/{token}", scope.core.base_url())
}

/// Issues the invoice of a work order over what was approved, deducts its deposits, and mails it. From then on neither
/// changes. A page on which a deposit could be paid is closed first: what came is deducted, and what comes later goes back.
///
/// # Errors
/// Those who may bill only; `err_document_undecided`, `err_document_nothing_approved`, `err_document_move`; `NotFound`.
pub async fn issue(scope: &Scope, business: &Business, order: WorkOrderId) -> Result<InvoiceId> {
    scope.require(Deed::Bill)?;
    if let Err(error) = sweep::close_open(scope, business, Payable::Deposit(order)).await {
        tracing::info!(%error, %order, "the page of a deposit was not closed");
    }
    let tx = scope.begin().await?;
    let row = work_order::Entity::one(scope.business, order)
        .lock_exclusive()
        .one(&tx)
        .await?
        .ok_or_else(|| Error::of(ErrorKind::NotFound))?;
    let (issued, paper, balance) = write(scope, &tx, business, &row).await?;
    let link = link(scope, &business.slug, &issued.token);
    let email = mails::invoice::issued(business, &paper, (&issued.number, balance), &link);
    let told = About::invoice(business, &issued, &paper)
        .tell(scope, &tx, (Event::Issued, paper.totals.gross), format!("issued:{}", issued.id), email)
        .await?;
    let visit = booking::Entity::one(scope.business, row.booking_id.into()).one(&tx).await?;
    tx.commit().await?;
    if let Some(visit) = visit {
        notify::changed(scope, &visit).await;
    }
    told.publish(scope).await;
    Ok(issued.id.into())
}

/// Writes the invoice of the work order `row`, with its charge, less its deposits, and closes the work order. The last of
/// what it returns is what is left to pay.
///
/// # Errors
/// As [`issue`], the rights excepted.
pub(super) async fn write(
    scope: &Scope,
    tx: &DatabaseTransaction,
    business: &Business,
    row: &work_order::Model,
) -> Result<(invoice::Model, Paper, i64)> {
    let whole = work_orders::whole(scope, tx, business, row.clone()).await?;
    let states: Vec<Authorisation> = whole.jobs.iter().map(|job| job.authorisation).collect();
    whole
        .document
        .turn_into(Document::Invoice, &states)
        .map_err(|refusal| Error::with(ErrorKind::Conflict, refusal.key()))?;
    let person = customer::Entity::one(scope.business, row.customer_id.into())
        .one(tx)
        .await?
        .ok_or_else(|| Error::internal("a work order without its customer"))?;
    let locale = Locale::from_tag(&person.locale).unwrap_or_default();
    let paper = freeze(business, locale, &whole);
    let issued = insert(scope, tx, business, (row, Series::Invoice), &paper, None).await?;
    let mut ledger = Ledger::default();
    ledger::enter(scope, tx, (&issued, &mut ledger), (EntryKind::Charge, paper.totals.gross), &issued.number)
        .await?;
    deposits::apply(scope, tx, row, (&issued, &mut ledger)).await?;
    let mut changed = row.clone().into_active_model();
    changed.document = Set(Document::Invoice.as_str().into());
    changed.updated_at = Set(scope.core.now_ms());
    changed.update(tx).await?;
    Ok((issued, paper, ledger.balance()))
}

/// What the invoice of `order` says.
fn freeze(business: &Business, locale: Locale, order: &WorkOrder) -> Paper {
    let jobs = order.jobs.iter().filter(|job| job.authorisation == Authorisation::Approved);
    let jobs = jobs.map(|job| paper::PaperJob {
        title: job.title.clone(),
        lines: job.lines.iter().map(|(_, line)| line.clone()).collect(),
    });
    Paper {
        seller: seller(business),
        tax_number: business.terms.tax_number.clone(),
        buyer: paper::Party {
            name: order.customer.name.clone(),
            address: Vec::new(),
            email: order.customer.email.clone(),
            phone: order.customer.phone.clone().unwrap_or_default(),
        },
        locale,
        currency: business.currency,
        tax_mode: business.terms.tax_mode,
        vehicle: order.vehicle.clone(),
        odometer_km: order.odometer_km,
        refers_to: order.number.clone(),
        reason: String::new(),
        jobs: jobs.collect(),
        totals: order.totals.clone(),
    }
}

fn seller(business: &Business) -> paper::Party {
    paper::Party {
        name: business.name.clone(),
        address: vec![business.street.clone(), format!("{} {}", business.postcode, business.city)],
        email: business.email.clone(),
        phone: business.phone.clone(),
    }
}

/// Writes the row of an invoice or a credit note, with the next number of its series.
pub(super) async fn insert(
    scope: &Scope,
    tx: &DatabaseTransaction,
    business: &Business,
    (order, series): (&work_order::Model, Series),
    paper: &Paper,
    corrects: Option<&invoice::Model>,
) -> Result<invoice::Model> {
    let row = invoice::ActiveModel {
        business_id: Set(scope.business.into()),
        id: Set(scope.core.new_id()),
        series: Set(series.as_str().into()),
        number: Set(numbers::next(scope, tx, business, series).await?),
        work_order_id: Set(Some(order.id)),
        customer_id: Set(order.customer_id),
        corrects: Set(corrects.map(|row| row.id)),
        issued_at: Set(scope.core.now_ms()),
        due_at: Set(due(scope, business).as_millisecond()),
        gross_minor: Set(paper.totals.gross),
        content: Set(serde_json::to_string(paper)?),
        token: Set(secret::token()?),
    };
    Ok(row.insert(tx).await?)
}

/// The first instant after the last day on which an invoice of today can be paid in time.
fn due(scope: &Scope, business: &Business) -> Timestamp {
    let today = time::local(scope.now(), &business.zone).date();
    let last = today.checked_add(Span::new().days(business.terms.due_days)).unwrap_or(today);
    time::day(last, &business.zone).1
}
