//! Mails about a deposit: asked for, received, sent back.

use super::{letter, paragraphs};
use crate::businesses::Business;
use domain::{locale::Locale, messaging::Email, money::Money};
use entity::customer;
use i18n::words as w;

/// Asks for a deposit of so many minor units on the work order of this number, with the way to pay it.
pub fn asked(
    business: &Business,
    person: &customer::Model,
    (number, amount): (&str, i64),
    link: &str,
) -> Email {
    let locale = locale(person);
    let text = w::mail_deposit_asked_text(locale, money(business, locale, amount), number);
    let way = format!("{}\n{link}", w::mail_deposit_asked_link(locale));
    mail(business, person, w::mail_deposit_asked_subject(locale, number), &[text, way])
}

/// The receipt.
pub fn receipt(
    business: &Business,
    person: &customer::Model,
    (number, amount): (&str, i64),
    link: &str,
) -> Email {
    let locale = locale(person);
    let text = w::mail_deposit_receipt_text(locale, money(business, locale, amount), number);
    let page = format!("{}\n{link}", w::mail_deposit_receipt_link(locale));
    mail(business, person, w::mail_deposit_receipt_subject(locale, number), &[text, page])
}

/// Money that came when no deposit was asked for any more, and goes back.
pub fn sent_back(business: &Business, person: &customer::Model, (number, amount): (&str, i64)) -> Email {
    let locale = locale(person);
    let text = w::mail_deposit_sent_back_text(locale, money(business, locale, amount), number);
    mail(business, person, w::mail_sent_back_subject(locale, number), &[text])
}

fn locale(person: &customer::Model) -> Locale {
    Locale::from_tag(&person.locale).unwrap_or_default()
}

fn money(business: &Business, locale: Locale, minor: i64) -> String {
    Money::new(minor, business.currency).display(locale)
}

fn mail(business: &Business, person: &customer::Model, subject: String, body: &[String]) -> Email {
    let locale = locale(person);
    let hello = w::mail_hello(locale, &person.name);
    let bye = format!("{}\n{}\n{}", w::mail_bye(locale), business.name, business.phone);
    let parts: Vec<&str> = std::iter::once(hello.as_str())
        .chain(body.iter().map(String::as_str))
        .chain([bye.as_str()])
        .collect();
    letter(business, (&person.name, &person.email), subject, paragraphs(&parts))
}
