//! Mails about a work order: what is asked, and what is offered again.

use super::{letter, paragraphs};
use crate::{
    businesses::Business,
    garage::work_orders::{Job, WorkOrder},
};
use domain::{
    garage::{money::TaxMode, work_order::Authorisation},
    locale::Locale,
    messaging::Email,
    money::Money,
};
use i18n::words as w;

/// Asks the customer about the jobs that wait for an answer, each with its price.
pub fn asked(business: &Business, locale: Locale, order: &WorkOrder, link: &str) -> Email {
    let money = |minor| Money::new(minor, business.currency).display(locale);
    let waiting = order.jobs.iter().filter(|job| job.authorisation == Authorisation::Asked);
    let jobs: Vec<String> =
        waiting.map(|job| format!("{}\n{}", job.title, money(job.totals.gross))).collect();
    let total = match business.terms.tax_mode {
        TaxMode::Inclusive => w::mail_work_total(locale, money(order.together.gross)),
        TaxMode::Exclusive => {
            w::mail_work_total_tax(locale, money(order.together.gross), money(order.together.tax))
        }
    };
    let name = &order.customer.name;
    let text = paragraphs(&[
        &w::mail_hello(locale, name),
        &w::mail_work_asked_text(locale, what(order, locale)),
        &jobs.join("\n\n"),
        &total,
        &format!("{}\n{link}", w::mail_work_asked_link(locale)),
        &format!("{}\n{}\n{}", w::mail_bye(locale), business.name, business.phone),
    ]);
    letter(business, (name, &order.customer.email), w::mail_work_asked_subject(locale, &order.number), text)
}

/// Offers declined work again, with the way to book it.
pub fn offered_again(business: &Business, locale: Locale, order: &WorkOrder, job: &Job, book: &str) -> Email {
    let price = Money::new(job.totals.gross, business.currency).display(locale);
    let name = &order.customer.name;
    let text = paragraphs(&[
        &w::mail_hello(locale, name),
        &w::mail_work_again_text(locale, what(order, locale)),
        &format!("{}\n{price}", job.title),
        &format!("{}\n{book}", w::mail_work_again_link(locale)),
        &format!("{}\n{}", w::mail_bye(locale), business.name),
    ]);
    letter(business, (name, &order.customer.email), w::mail_work_again_subject(locale, &job.title), text)
}

/// What the work is done to: the vehicle with its plate, else the number of the work order.
fn what(order: &WorkOrder, locale: Locale) -> String {
    match &order.vehicle {
        Some((vehicle, plate)) if !plate.is_empty() => format!("{vehicle} ({plate})"),
        Some((vehicle, _)) => vehicle.clone(),
        None => w::work_order_named(locale, &order.number),
    }
}
