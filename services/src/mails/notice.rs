//! The mail that tells a member of a business what also stands in their list of notifications.

use super::{letter, paragraphs};
use crate::{businesses::Business, messaging::wording::Words};
use domain::{locale::Locale, messaging::Email};
use i18n::words as w;

/// Tells `to` (name and address) what `words` say, with the way to it at `link`.
pub fn to_member(business: &Business, locale: Locale, to: (&str, &str), words: &Words, link: &str) -> Email {
    let text = paragraphs(&[
        &w::mail_hello(locale, to.0),
        &words.title,
        &words.body,
        &format!("{}\n{link}", w::note_mail_link(locale)),
        &business.name,
    ]);
    letter(business, to, format!("{}: {}", business.name, words.title), text)
}
