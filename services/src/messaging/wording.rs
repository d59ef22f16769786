//! What notifications say: made when they are shown, in the language of who reads them.

use crate::businesses::Business;
use domain::{
    locale::Locale,
    messaging::notifications::{Event, Kept, Kind, Sum, Visit},
    time::{date_short, local, time_of_day},
};
use i18n::words as w;
use jiff::Timestamp;

/// A notification in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// What happened, in a few words.
    pub title: String,
    /// About what.
    pub body: String,
}

/// Puts `event` at `business` into words.
pub fn words(business: &Business, locale: Locale, event: &Event) -> Words {
    let visit =
        |title: &str, visit| Words { title: title.to_owned(), body: visit_line(business, locale, visit) };
    let amount = |title: String, sum: &Sum| Words { title, body: sum.amount.display(locale) };
    match event {
        Event::Booked(about) => visit(w::note_booked(locale), about),
        Event::Moved(about) => visit(w::note_moved(locale), about),
        Event::Cancelled(about) => visit(w::note_cancelled(locale), about),
        Event::Ready(about) => {
            Words { title: w::note_ready(locale).to_owned(), body: about.service.get(locale).to_owned() }
        }
        Event::Asked { vehicle, number } => asked(locale, vehicle, number),
        Event::Due { title, vehicle } => Words { title: w::note_due(locale, title), body: vehicle.clone() },
        Event::OfferedAgain { title } => {
            Words { title: w::note_again(locale, title), body: w::note_again_text(locale).to_owned() }
        }
        Event::DepositAsked(sum) => amount(w::note_deposit_asked(locale, &sum.number), sum),
        Event::Issued(sum) => amount(w::note_issued(locale, &sum.number), sum),
        Event::Credited(sum) => amount(w::note_credited(locale, &sum.number), sum),
        Event::SentBack(sum) => amount(w::note_sent_back(locale, &sum.number), sum),
        Event::Receipt(sum) => Words {
            title: w::note_receipt(locale, &sum.number),
            body: w::note_receipt_text(locale, sum.amount.display(locale)),
        },
        _ => to_staff(business, locale, event),
    }
}

/// The same for what only staff are told.
fn to_staff(business: &Business, locale: Locale, event: &Event) -> Words {
    let visit = |title: &str, about: &Visit| Words {
        title: title.to_owned(),
        body: w::note_visit_of(locale, &about.customer, visit_line(business, locale, about)),
    };
    match event {
        Event::NewVisit(about) => visit(w::note_new_visit(locale), about),
        Event::VisitMoved(about) => visit(w::note_moved(locale), about),
        Event::VisitCancelled(about) => visit(w::note_cancelled(locale), about),
        Event::Approved { customer, job } => {
            Words { title: w::note_approved(locale, customer), body: job.clone() }
        }
        Event::Declined { customer, job } => {
            Words { title: w::note_declined(locale, customer), body: job.clone() }
        }
        Event::Question { customer, job } => {
            Words { title: w::note_question(locale, customer), body: job.clone() }
        }
        Event::Paid(sum) => Words {
            title: w::note_paid(locale).to_owned(),
            body: w::note_paid_text(locale, &sum.customer, sum.amount.display(locale), &sum.number),
        },
        Event::Undelivered { to, subject } => Words {
            title: w::note_undelivered(locale).to_owned(),
            body: w::note_undelivered_text(locale, to, subject),
        },
        other => Words { title: kind(locale, other.kind()).to_owned(), body: String::new() },
    }
}

fn asked(locale: Locale, vehicle: &str, number: &str) -> Words {
    let what = if vehicle.is_empty() { w::work_order_named(locale, number) } else { vehicle.to_owned() };
    Words { title: w::note_asked(locale).to_owned(), body: w::note_asked_text(locale, what) }
}

fn visit_line(business: &Business, locale: Locale, visit: &Visit) -> String {
    let when = local(visit.starts, &business.zone);
    let (day, time) = (date_short(when.date(), locale), time_of_day(when.time(), locale));
    w::note_visit(locale, visit.service.get(locale), day, time)
}

/// When something was told, on the clocks of `business`.
pub fn when(business: &Business, locale: Locale, at: Timestamp) -> String {
    let when = local(at, &business.zone);
    format!("{}, {}", date_short(when.date(), locale), time_of_day(when.time(), locale))
}

/// The name of a kind at its switches.
pub fn kind(locale: Locale, kind: Kind) -> &'static str {
    match kind {
        Kind::Booking | Kind::Visit => w::note_kind_booking(locale),
        Kind::Estimate => w::note_kind_estimate(locale),
        Kind::Ready => w::note_kind_ready(locale),
        Kind::Reminder => w::note_kind_reminder(locale),
        Kind::FollowUp => w::note_kind_follow_up(locale),
        Kind::Invoice => w::note_kind_invoice(locale),
        Kind::Decision => w::note_kind_decision(locale),
        Kind::Question => w::note_kind_question(locale),
        Kind::Payment => w::note_kind_payment(locale),
        Kind::Undelivered => w::note_kind_undelivered(locale),
    }
}

/// Why a switch cannot be moved.
pub fn kept(locale: Locale, kept: Kept) -> &'static str {
    match kept {
        Kept::Record => w::note_always(locale),
        Kept::Confirmation => w::note_kept_confirmation(locale),
        Kept::Receipt => w::note_kept_receipt(locale),
    }
}
