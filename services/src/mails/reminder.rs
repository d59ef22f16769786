//! The mail that tells a customer what their vehicle is due for.

use super::{letter, paragraphs};
use crate::businesses::Business;
use domain::{garage::reminder::Due, locale::Locale, messaging::Email, text::grouped, time::date_with_year};
use i18n::words as w;

/// Tells `to` (name and address) that the vehicle is due for `title`, with the way to book it at `book`.
pub fn due(
    business: &Business,
    locale: Locale,
    to: (&str, &str),
    vehicle: &str,
    (title, due): (&str, Due),
    book: &str,
) -> Email {
    let text = paragraphs(&[
        &w::mail_hello(locale, to.0),
        &w::mail_reminder_text(locale, vehicle),
        &format!("{title}\n{}", when(locale, due)),
        &format!("{}\n{book}", w::mail_reminder_link(locale)),
        &format!("{}\n{}", w::mail_bye(locale), business.name),
    ]);
    letter(business, to, w::mail_reminder_subject(locale, title), text)
}

/// When something is due, in words.
pub fn when(locale: Locale, due: Due) -> String {
    let on = due.on().map(|on| date_with_year(on, locale));
    let km = due.km().map(|km| w::kilometres(locale, grouped(km)));
    match (on, km) {
        (Some(on), Some(km)) => w::reminder_first(locale, on, km),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => String::new(),
    }
}
