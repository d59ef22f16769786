//! Numbers as people type them in English, French and Portuguese, and as a form shows them again.
//!
//! "1 234,56", "1,234.56" and "1.234,56" are the same wherever they are typed. Only a single mark before exactly three
//! digits ("1,234") depends on the language; where the language has no habit either, it is refused rather than guessed.

use super::{
    LineKind, Quantity, check_price, check_quantity, check_tax, price_range, quantity_range, tax_range,
};
use crate::{
    form::FieldError,
    locale::Locale,
    money::{Currency, rounded},
};

/// Decimals of a quantity: thousandths.
const QUANTITY_DECIMALS: usize = 3;
/// Decimals of a price (minor units) and of a percentage (basis points).
const DECIMALS: usize = 2;

/// A quantity. Labour may also be written in hours and minutes: "1h30", "1:30", "90 min", "1,5 h".
///
/// # Errors
/// At `field`: `err_required`, `err_quantity`, `err_quantity_range`, `err_decimals` or `err_number_ambiguous`.
pub fn quantity(field: &str, text: &str, kind: LineKind, locale: Locale) -> Result<Quantity, FieldError> {
    let text = plain(text);
    let read = match kind {
        LineKind::Labour => hours(&text, locale),
        LineKind::Part | LineKind::Fee => scaled(&text, QUANTITY_DECIMALS, locale),
    };
    let quantity =
        Quantity(read.map_err(|unread| unread.at(field, "err_quantity", QUANTITY_DECIMALS, quantity_range))?);
    check_quantity(field, quantity)?;
    Ok(quantity)
}

/// An amount from nothing up to the highest price, in minor units: a unit price, a discount, a payment. The currency's
/// symbol or code may stand beside it.
///
/// # Errors
/// At `field`: `err_required`, `err_price`, `err_price_range`, `err_decimals` or `err_number_ambiguous`.
pub fn price(field: &str, text: &str, locale: Locale, currency: Currency) -> Result<i64, FieldError> {
    let text = plain(text);
    let minor = scaled(without_currency(&text, currency), DECIMALS, locale)
        .map_err(|unread| unread.at(field, "err_price", DECIMALS, price_range))?;
    check_price(field, minor)?;
    Ok(minor)
}

/// A rate of tax in basis points, typed as a percentage with or without its sign: "20", "5,5 %".
///
/// # Errors
/// At `field`: `err_required`, `err_tax`, `err_tax_range`, `err_decimals` or `err_number_ambiguous`.
pub fn percent(field: &str, text: &str, locale: Locale) -> Result<i32, FieldError> {
    let text = plain(text);
    let number = text.strip_suffix('%').unwrap_or(&text).trim_end();
    let basis_points = scaled(number, DECIMALS, locale)
        .map_err(|unread| unread.at(field, "err_tax", DECIMALS, tax_range))?;
    let tax_bp = i32::try_from(basis_points).map_err(|_| tax_range(field))?;
    check_tax(field, tax_bp)?;
    Ok(tax_bp)
}

/// A quantity as a field shows it, no longer than it must be: "1.5", "1,5", "2".
pub fn quantity_text(quantity: Quantity, locale: Locale) -> String {
    let all = decimals(quantity.0, QUANTITY_DECIMALS, locale);
    all.trim_end_matches('0').trim_end_matches(point(locale)).to_owned()
}

/// An amount of minor units as a field shows it, without symbol and groups: "1234.50", "1234,50".
pub fn price_text(minor: i64, locale: Locale) -> String {
    decimals(minor, DECIMALS, locale)
}

/// A rate of basis points as a percentage without its sign: "20", "5.5", "5,5".
pub fn percent_text(tax_bp: i32, locale: Locale) -> String {
    let all = decimals(i64::from(tax_bp), DECIMALS, locale);
    all.trim_end_matches('0').trim_end_matches(point(locale)).to_owned()
}

const fn point(locale: Locale) -> char {
    match locale {
        Locale::En => '.',
        Locale::Fr | Locale::Pt => ',',
    }
}

/// The mark between thousands that could be taken for the decimal one; French uses a space.
const fn thousands(locale: Locale) -> Option<char> {
    match locale {
        Locale::En => Some(','),
        Locale::Fr => None,
        Locale::Pt => Some('.'),
    }
}

/// `value` counted in units of 10^-`places`, with all of its decimals.
fn decimals(value: i64, places: usize, locale: Locale) -> String {
    let sign = if value < 0 { "-" } else { "" };
    let digits = format!("{:0width$}", value.unsigned_abs(), width = places + 1);
    let (whole, fraction) = digits.split_at(digits.len().saturating_sub(places));
    format!("{sign}{whole}{}{fraction}", point(locale))
}

/// Why a text is not the number that was wanted.
#[derive(Debug, PartialEq, Eq)]
enum Unread {
    Empty,
    NotANumber,
    Negative,
    TooLarge,
    TooFine,
    Ambiguous(String),
}

impl Unread {
    fn at(self, field: &str, unreadable: &str, places: usize, range: fn(&str) -> FieldError) -> FieldError {
        match self {
            Self::Empty => FieldError::new(field, "err_required"),
            Self::NotANumber => FieldError::new(field, unreadable),
            Self::Negative | Self::TooLarge => range(field),
            Self::TooFine => FieldError::new(field, "err_decimals").arg("max", places),
            Self::Ambiguous(text) => {
                let whole = text.replace('.', "");
                FieldError::new(field, "err_number_ambiguous").arg("text", text).arg("whole", whole)
            }
        }
    }
}

/// Single plain spaces, capitals and one kind of apostrophe, so that a number copied from a page reads like one typed.
fn plain(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").to_uppercase().replace('’', "'")
}

/// Nothing at all and negative numbers, whatever follows their sign, are told apart from what cannot be read.
fn signed(text: &str) -> Result<(), Unread> {
    if text.is_empty() {
        return Err(Unread::Empty);
    }
    if text.starts_with(['-', '\u{2212}', '\u{2013}']) {
        return Err(Unread::Negative);
    }
    Ok(())
}

fn without_currency(text: &str, currency: Currency) -> &str {
    // Canadians write their dollar like Americans do.
    let short = if currency == Currency::Cad { "$" } else { currency.symbol() };
    [currency.symbol(), short, currency.code()]
        .into_iter()
        .find_map(|mark| text.strip_prefix(mark).or_else(|| text.strip_suffix(mark)))
        .unwrap_or(text)
        .trim()
}

/// Hours in thousandths; `text` is plain.
fn hours(text: &str, locale: Locale) -> Result<i64, Unread> {
    signed(text)?;
    if let Some((hours, minutes)) = text.split_once(['H', ':']) {
        let minutes = without_min(minutes.trim());
        return match minutes {
            "" if text.contains('H') => scaled(hours.trim(), QUANTITY_DECIMALS, locale),
            _ => clock(hours.trim(), minutes),
        };
    }
    match without_min(text) {
        same if same == text => scaled(text, QUANTITY_DECIMALS, locale),
        minutes => thousandths(number(minutes)?),
    }
}

fn without_min(text: &str) -> &str {
    text.strip_suffix("MIN").or_else(|| text.strip_suffix("MN")).unwrap_or(text).trim_end()
}

fn clock(hours: &str, minutes: &str) -> Result<i64, Unread> {
    let minutes = number(minutes)?;
    if minutes > 59 {
        return Err(Unread::NotANumber);
    }
    let all = number(hours)?.checked_mul(60).and_then(|of_hours| of_hours.checked_add(minutes));
    thousandths(all.ok_or(Unread::TooLarge)?)
}

fn thousandths(minutes: i64) -> Result<i64, Unread> {
    rounded(i128::from(minutes) * 1_000, 60).ok_or(Unread::TooLarge)
}

/// Digits and nothing else.
fn number(text: &str) -> Result<i64, Unread> {
    if text.is_empty() || !is_digits(text) {
        return Err(Unread::NotANumber);
    }
    text.parse().map_err(|_| Unread::TooLarge)
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A decimal number in units of 10^-`places`; `text` is plain. Zeros beyond the last place are welcome.
fn scaled(text: &str, places: usize, locale: Locale) -> Result<i64, Unread> {
    signed(text)?;
    let (whole, fraction) = split(text, locale)?;
    let whole = ungrouped(whole).ok_or(Unread::NotANumber)?;
    if !is_digits(fraction) || (whole.is_empty() && fraction.is_empty()) {
        return Err(Unread::NotANumber);
    }
    let fraction = fraction.trim_end_matches('0');
    if fraction.len() > places {
        return Err(Unread::TooFine);
    }
    format!("{whole}{fraction:0<places$}").parse().map_err(|_| Unread::TooLarge)
}

/// The part before the decimal mark, with its groups, and the part after it.
fn split(text: &str, locale: Locale) -> Result<(&str, &str), Unread> {
    let Some((before, after)) = text.rsplit_once(['.', ',']) else {
        return Ok((text, ""));
    };
    let mark = if text.rfind(',') > text.rfind('.') { ',' } else { '.' };
    if before.contains(mark) {
        // A decimal mark stands once, so this one keeps thousands apart.
        return Ok((text, ""));
    }
    let like_thousands = after.len() == 3
        && is_digits(after)
        && (1..=3).contains(&before.len())
        && is_digits(before)
        && !before.starts_with('0');
    if !like_thousands || mark == point(locale) {
        Ok((before, after))
    } else if thousands(locale) == Some(mark) {
        Ok((text, ""))
    } else {
        Err(Unread::Ambiguous(text.to_owned()))
    }
}

/// The digits of a whole number whose thousands may be kept apart by one kind of mark, all groups of three; may be empty.
fn ungrouped(text: &str) -> Option<String> {
    let Some(mark) = text.chars().find(|c| !c.is_ascii_digit()) else {
        return Some(text.to_owned());
    };
    if !matches!(mark, ' ' | '\'' | '.' | ',') {
        return None;
    }
    let mut groups = text.split(mark);
    let first = groups.next().filter(|first| (1..=3).contains(&first.len()))?;
    let sound = is_digits(first) && groups.clone().all(|group| group.len() == 3 && is_digits(group));
    sound.then(|| groups.fold(first.to_owned(), |digits, group| digits + group))
}

#[cfg(test)]
mod tests;
