//! Every word a person reads, in every language of the product.
//!
//! `words/en.json`, `words/fr.json` and `words/pt.json` hold one sentence per key, placeholders in braces. The build
//! turns each key into a function of [`words`] whose parameters are its placeholders, so a missing sentence or a
//! missing value does not compile. Used by the screens and by `services` for mails.
//!
//! In the browser the sentences are not compiled in: see `fetched`.
//!
//! To add a sentence: add its key to the three files, then call `words::key(locale, …)`.

#[cfg(any(test, target_arch = "wasm32"))]
pub mod fetched;

use domain::{form::FieldError, locale::Locale};
use std::fmt::{Display, Write as _};

/// One function per key of the words.
pub mod words {
    use domain::locale::Locale;
    use std::fmt::Display;
    include!(concat!(env!("OUT_DIR"), "/words.rs"));
}

/// Where a browser fetches the words of a language.
pub fn words_path(locale: Locale) -> String {
    format!("/words/{}.{}.txt", locale.tag(), words::VERSION)
}

/// The sentence of a key that travels as data (errors, states), with its values filled in; the key itself when unknown,
/// so that a mistake shows instead of an empty page.
pub fn lookup(locale: Locale, key: &str, args: &[(String, String)]) -> String {
    let pairs: Vec<(&str, &dyn Display)> =
        args.iter().map(|(name, value)| (name.as_str(), value as &dyn Display)).collect();
    words::raw(locale, key).map_or_else(|| key.to_owned(), |text| fill(text, &pairs))
}

/// The sentence of a field's error.
pub fn field_error(locale: Locale, error: &FieldError) -> String {
    lookup(locale, &error.key, &error.args)
}

/// A count with its noun: the singular for 1, and for 0 too in French and Portuguese (CLDR plural rules, one/other).
pub fn plural(locale: Locale, count: i64, one: &str, other: &str) -> String {
    let singular = count == 1 || (count == 0 && locale != Locale::En);
    fill(if singular { one } else { other }, &[("count", &count)])
}

fn fill(text: &str, pairs: &[(&str, &dyn Display)]) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, tail)) = after.split_once('}') else {
            rest = after;
            break;
        };
        if let Some((_, value)) = pairs.iter().find(|(known, _)| *known == name) {
            let _ = write!(out, "{value}");
        }
        rest = tail;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_put_where_the_sentence_wants_them() {
        assert_eq!(fill("{a} to {b}, {a}", &[("a", &1), ("b", &"x")]), "1 to x, 1");
        assert_eq!(fill("no end {", &[]), "no end ");
    }

    #[test]
    fn zero_is_singular_in_french_and_plural_in_english() {
        assert_eq!(plural(Locale::Fr, 0, "{count} place", "{count} places"), "0 place");
        assert_eq!(plural(Locale::En, 0, "{count} slot", "{count} slots"), "0 slots");
    }

    #[test]
    fn every_kind_of_error_has_its_sentence() {
        use domain::error::ErrorKind::*;
        for kind in [
            BadRequest,
            SignedOut,
            Forbidden,
            NotFound,
            Conflict,
            Gone,
            Invalid,
            TooMany,
            Internal,
            Unavailable,
        ] {
            for locale in Locale::ALL {
                assert_ne!(lookup(locale, kind.default_key(), &[]), kind.default_key());
            }
        }
    }
}
