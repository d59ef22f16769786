//! From a work order to what its pages show: words chosen, amounts and times written out.

use super::api::{
    CannedView, FaultLine, FaultsView, JobView, LineView, Offer, OrderRow, OrderView, Pricing, RevivalsView,
    Sums, TypedLine,
};
use crate::{
    businesses::api::Place,
    garage::api::{Contact, Moment},
    workshop::vehicle_read,
};
use domain::{
    accounts::Deed,
    garage::{
        money::{Line, LineKind, TaxMode, Totals, line_amount, typed},
        work_order::Authorisation,
    },
    locale::Locale,
    money::Money,
    text::grouped,
    time::{date_short, local, time_of_day},
};
use i18n::words as w;
use jiff::Timestamp;
use services::{
    Scope,
    businesses::Business,
    garage::{
        faults::{Fault, Faults},
        work_orders::{
            self as cases, Decision, Job, WorkOrder, canned::CannedJob, follow_up::Revivals, list::Listed,
        },
    },
};

/// A work order in the list.
pub(super) fn row(locale: Locale, business: &Business, listed: Listed) -> OrderRow {
    OrderRow {
        id: listed.id.to_string(),
        number: listed.number,
        plate: listed.plate,
        customer: listed.customer,
        document: listed.document,
        asked: count(listed.asked),
        drafts: count(listed.drafts),
        questions: count(listed.questions),
        total: money(locale, business, listed.gross),
        to_send_back: (listed.to_send_back > 0).then(|| money(locale, business, listed.to_send_back)),
    }
}

/// How declined work fares; nothing as long as none was declined.
pub(super) fn revivals(counted: Revivals) -> Option<RevivalsView> {
    let Revivals { declined, offered, revived, agreed, paid } = counted;
    (declined > 0).then_some(RevivalsView { declined, offered, revived, agreed, paid })
}

/// The page of a work order, with the canned jobs and what was declined before.
pub(super) fn order(
    scope: &Scope,
    business: &Business,
    place: Place,
    whole: WorkOrder,
    (canned, declined): (Vec<CannedJob>, Vec<Job>),
) -> OrderView {
    let locale = scope.locale;
    let sees_contact = scope.require(Deed::SeeCustomers).is_ok();
    let (vehicle, plate) = whole.vehicle.unwrap_or_default();
    let asked = whole.jobs.iter().any(|job| job.authorisation == Authorisation::Asked);
    let link = cases::link(scope, &business.slug, &whole.token);
    let contact = Contact { email: whole.customer.email, phone: whole.customer.phone };
    let offer = |id: String, title, gross| Offer { id, title, price: money(locale, business, gross) };
    OrderView {
        place,
        id: whole.id.to_string(),
        number: whole.number,
        booking: whole.booking.to_string(),
        document: whole.document,
        customer: whole.customer.name,
        contact: sees_contact.then_some(contact),
        vehicle,
        plate,
        odometer: whole.odometer_km.map(|km| w::kilometres(locale, grouped(km))),
        jobs: whole.jobs.into_iter().map(|one| job(locale, business, one)).collect(),
        canned: canned
            .into_iter()
            .map(|job| offer(job.id.to_string(), job.title, job.totals.gross))
            .collect(),
        declined: declined
            .into_iter()
            .map(|job| offer(job.id.to_string(), job.title, job.totals.gross))
            .collect(),
        sums: sums(locale, business, &whole.totals),
        discount: typed::price_text(whole.discount_minor, locale),
        pricing: Pricing {
            currency: business.currency,
            with_tax: business.terms.tax_mode == TaxMode::Inclusive,
            tax: typed::percent_text(business.terms.tax_bp, locale),
            hour: typed::price_text(business.terms.labour_minor, locale),
        },
        link: asked.then(|| (link, moment(locale, business, whole.link_until))),
        invoice: None,
        deposits: None,
        faults: None,
        parts: None,
    }
}

/// The fault codes of its vehicle.
pub(super) fn faults(scope: &Scope, business: &Business, faults: Faults) -> FaultsView {
    let line = |fault: Fault| FaultLine {
        line: vehicle_read::line(scope, business, fault.code),
        job: fault.job.map(|job| job.to_string()),
    };
    FaultsView {
        path: format!("/console/{}/vehicles/{}", business.slug, faults.vehicle),
        codes: faults.codes.into_iter().map(line).collect(),
    }
}

/// A canned job.
pub(super) fn canned(locale: Locale, business: &Business, job: CannedJob) -> CannedView {
    CannedView {
        id: job.id.to_string(),
        title: job.title,
        note: job.note,
        lines: job.lines.into_iter().map(|one| line(locale, business, String::new(), one)).collect(),
        total: money(locale, business, job.totals.gross),
    }
}

fn job(locale: Locale, business: &Business, job: Job) -> JobView {
    JobView {
        id: job.id.to_string(),
        title: job.title,
        note: job.note,
        decision: job.decision.map(|said| decision(locale, business, job.authorisation, &said)),
        authorisation: job.authorisation,
        question: job.question,
        revived: job.revived,
        done: job.done,
        lines: job.lines.into_iter().map(|(id, one)| line(locale, business, id.to_string(), one)).collect(),
        total: money(locale, business, job.totals.gross),
    }
}

/// "Approved by Ana Silva over the link, 21 Nov, 10:12, £89.00".
fn decision(locale: Locale, business: &Business, state: Authorisation, said: &Decision) -> String {
    w::wo_decided(
        locale,
        i18n::lookup(locale, state.word_key(), &[]),
        &said.by,
        i18n::lookup(locale, said.how.word_key(), &[]),
        moment(locale, business, said.at).text,
        money(locale, business, said.price_minor),
    )
}

fn line(locale: Locale, business: &Business, id: String, line: Line) -> LineView {
    // A line that was ever stored is within bounds.
    let amount = line_amount(&line).unwrap_or_default();
    let quantity = typed::quantity_text(line.quantity, locale);
    let tax = typed::percent_text(line.tax_bp, locale);
    LineView {
        id,
        quantity: match line.kind {
            LineKind::Labour => w::wo_hours(locale, &quantity),
            LineKind::Part | LineKind::Fee => quantity.clone(),
        },
        unit_price: money(locale, business, line.unit_price_minor),
        tax: w::wo_percent(locale, &tax),
        amount: money(locale, business, amount),
        typed: TypedLine {
            kind: line.kind,
            quantity,
            unit_price: typed::price_text(line.unit_price_minor, locale),
            tax,
        },
        description: line.description,
        part_number: line.part_number.unwrap_or_default(),
    }
}

/// The totals as a list. Tax on top is one of the parts that add up; tax within is told after the total.
fn sums(locale: Locale, business: &Business, totals: &Totals) -> Sums {
    let money = |minor| money(locale, business, minor);
    let kinds = [
        (w::wo_labour(locale), totals.labour),
        (w::wo_parts(locale), totals.parts),
        (w::wo_fees(locale), totals.fees),
        (w::wo_discount(locale), -totals.discount),
    ];
    let mut parts: Vec<(String, String)> = kinds
        .into_iter()
        .filter(|(_, minor)| *minor != 0)
        .map(|(name, minor)| (name.to_owned(), money(minor)))
        .collect();
    let on_top = business.terms.tax_mode == TaxMode::Exclusive;
    let taxes = totals.taxes.iter().map(|part| {
        let rate = w::wo_percent(locale, typed::percent_text(part.rate_bp, locale));
        let name = if on_top { w::wo_tax_at(locale, rate) } else { w::wo_tax_in(locale, rate) };
        (name, money(part.tax))
    });
    let mut included = Vec::new();
    if on_top {
        parts.push((w::wo_net(locale).to_owned(), money(totals.net)));
        parts.extend(taxes);
    } else {
        included.extend(taxes);
    }
    Sums { parts, total: money(totals.gross), included }
}

fn moment(locale: Locale, business: &Business, at: Timestamp) -> Moment {
    let wall = local(at, &business.zone);
    let (day, time) = (date_short(wall.date(), locale), time_of_day(wall.time(), locale));
    Moment { text: w::when_at(locale, day, time), at: at.to_string() }
}

fn money(locale: Locale, business: &Business, minor: i64) -> String {
    Money::new(minor, business.currency).display(locale)
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
