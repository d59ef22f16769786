//! The mails the product writes: plain text, in the receiver's language, every word from `i18n`.

pub mod deposit;
pub mod invoice;
pub mod notice;
pub mod reminder;
pub mod work_order;

use crate::{
    accounts::links::{Place, Purpose},
    businesses::Business,
};
use domain::{
    locale::Locale,
    messaging::Email,
    time::{date_long, local, time_of_day},
};
use i18n::words as w;
use jiff::Timestamp;

/// The mail that carries a one-time link.
pub fn link(locale: Locale, purpose: Purpose, place: &Place, name: &str, to: &str, link: &str) -> Email {
    let (subject, text) = match purpose {
        Purpose::Verify => (w::mail_verify_subject(locale, &place.name), w::mail_verify_text(locale)),
        Purpose::SignIn => (w::mail_sign_in_subject(locale, &place.name), w::mail_sign_in_text(locale)),
        Purpose::Reset => (w::mail_reset_subject(locale, &place.name), w::mail_reset_text(locale)),
        Purpose::Invite => (w::mail_invite_subject(locale, &place.name), w::mail_invite_text(locale)),
    };
    let body = paragraphs(&[&w::mail_hello(locale, name), text, link, w::mail_not_you(locale), &place.name]);
    Email {
        message_id: String::new(),
        from_name: place.name.clone(),
        reply_to: place.reply_to.clone(),
        to_name: name.to_owned(),
        to: to.to_owned(),
        subject,
        text: body,
        calendar: None,
    }
}

/// What a mail about a booking tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    /// It is confirmed.
    Booked,
    /// It has a new time.
    Moved,
    /// It is cancelled.
    Cancelled,
    /// The work is done.
    Ready,
}

/// A booking as its mails speak of it.
#[derive(Clone, Debug)]
pub struct Visit<'a> {
    /// Where.
    pub business: &'a Business,
    /// The receiver's language.
    pub locale: Locale,
    /// The receiver's name.
    pub name: &'a str,
    /// The receiver's address.
    pub to: &'a str,
    /// The service's name in the receiver's language.
    pub service: &'a str,
    /// When it starts.
    pub starts: Timestamp,
    /// The page where it can be seen, moved and cancelled.
    pub link: &'a str,
    /// The calendar file.
    pub calendar: Option<String>,
}

/// The mail that tells `news` of a booking.
pub fn visit(news: News, visit: Visit<'_>) -> Email {
    let Visit { business, locale, service, .. } = visit;
    let when = local(visit.starts, &business.zone);
    let (day, time) = (date_long(when.date(), locale), time_of_day(when.time(), locale));
    let (subject, text) = match news {
        News::Booked => (w::mail_booked_subject(locale, service, &day, &time), w::mail_booked_text(locale)),
        News::Moved => (w::mail_moved_subject(locale, service, &day, &time), w::mail_moved_text(locale)),
        News::Cancelled => {
            (w::mail_cancelled_subject(locale, service, &day, &time), w::mail_cancelled_text(locale))
        }
        News::Ready => (w::mail_ready_subject(locale, service), w::mail_ready_text(locale)),
    };
    let facts = format!(
        "{service}\n{}\n{}",
        w::mail_when(locale, &day, &time, &business.zone_name),
        w::mail_where(locale, business.address_line())
    );
    let manage = format!("{}\n{}", w::mail_manage(locale), visit.link);
    let bye = format!("{}\n{}", w::mail_bye(locale), business.name);
    let text = paragraphs(&[&w::mail_hello(locale, visit.name), text, &facts, &manage, &bye]);
    Email { calendar: visit.calendar, ..letter(business, (visit.name, visit.to), subject, text) }
}

/// A mail of a business to one of its customers.
fn letter(business: &Business, (name, address): (&str, &str), subject: String, text: String) -> Email {
    Email {
        message_id: String::new(),
        from_name: business.name.clone(),
        reply_to: Some(business.email.clone()),
        to_name: name.to_owned(),
        to: address.to_owned(),
        subject,
        text,
        calendar: None,
    }
}

fn paragraphs(parts: &[&str]) -> String {
    let mut text = parts.join("\n\n");
    text.push('\n');
    text
}
