//! Money: whole minor units with their currency. Nothing in the product adds floating-point amounts.

use crate::locale::Locale;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A currency of ISO 4217 that a business may price in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Currency {
    /// Pound sterling.
    Gbp,
    /// Euro.
    Eur,
    /// US dollar.
    Usd,
    /// Canadian dollar.
    Cad,
    /// Brazilian real.
    Brl,
}

impl Currency {
    /// Every currency a business can choose.
    pub const ALL: [Self; 5] = [Self::Gbp, Self::Eur, Self::Usd, Self::Cad, Self::Brl];

    /// The ISO 4217 alphabetic code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Gbp => "GBP",
            Self::Eur => "EUR",
            Self::Usd => "USD",
            Self::Cad => "CAD",
            Self::Brl => "BRL",
        }
    }

    /// The currency of an ISO 4217 code, or `None` when businesses cannot price in it.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|currency| currency.code() == code)
    }

    pub(crate) const fn symbol(self) -> &'static str {
        match self {
            Self::Gbp => "£",
            Self::Eur => "€",
            Self::Usd => "$",
            Self::Cad => "CA$",
            Self::Brl => "R$",
        }
    }
}

/// An amount: minor units (pence, cents) and their currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    /// Minor units; negative for what flows back.
    pub minor: i64,
    /// The currency of `minor`.
    pub currency: Currency,
}

impl Money {
    /// `minor` units of `currency`.
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// The sum, or `None` when the currencies differ or the amount overflows.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        (self.currency == other.currency)
            .then(|| self.minor.checked_add(other.minor))
            .flatten()
            .map(|minor| Self { minor, ..self })
    }

    /// The amount as readers of `locale` write it: "£89.00", "89,00 €", "R$ 89,00".
    ///
    /// Thousands and symbol are kept together by no-break spaces, so that a price never wraps.
    pub fn display(self, locale: Locale) -> String {
        let sign = if self.minor < 0 { "−" } else { "" };
        let minor = self.minor.unsigned_abs();
        let (group, point) = match locale {
            Locale::En => (",", "."),
            Locale::Fr => ("\u{202f}", ","),
            Locale::Pt => (".", ","),
        };
        let digits = (minor / 100).to_string();
        let mut units = String::new();
        for (i, digit) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                units.push_str(group);
            }
            units.push(digit);
        }
        let cents = minor % 100;
        let symbol = self.currency.symbol();
        match (locale, self.currency) {
            (Locale::En, _) => format!("{sign}{symbol}{units}{point}{cents:02}"),
            (Locale::Pt, Currency::Brl) => format!("{sign}{symbol}\u{a0}{units}{point}{cents:02}"),
            _ => format!("{sign}{units}{point}{cents:02}\u{a0}{symbol}"),
        }
    }
}

/// `numerator / denominator` to the nearest whole, halves away from zero; `None` unless the denominator is positive and
/// the result fits.
///
/// The product's one rounding rule: whatever becomes a whole minor unit goes through here, so that screen, document and
/// payment never differ by a cent.
pub fn rounded(numerator: i128, denominator: i128) -> Option<i64> {
    if denominator <= 0 {
        return None;
    }
    let (whole, rest) = (numerator / denominator, (numerator % denominator).abs());
    let away = if rest >= denominator - rest { numerator.signum() } else { 0 };
    i64::try_from(whole + away).ok()
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.minor, self.currency.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn prices_read_as_each_language_writes_them() {
        assert_eq!(Money::new(123_456_789, Currency::Gbp).display(Locale::En), "£1,234,567.89");
        assert_eq!(Money::new(8_900, Currency::Eur).display(Locale::Fr), "89,00\u{a0}€");
        assert_eq!(Money::new(-5, Currency::Brl).display(Locale::Pt), "−R$\u{a0}0,05");
    }

    proptest! {
        #[test]
        fn displaying_any_amount_keeps_every_digit(minor in any::<i64>()) {
            for locale in Locale::ALL {
                let digits: String =
                    Money::new(minor, Currency::Eur).display(locale).chars().filter(char::is_ascii_digit).collect();
                prop_assert_eq!(digits.parse::<u64>().ok(), Some(minor.unsigned_abs()));
            }
        }
    }

    #[test]
    fn halves_are_rounded_away_from_zero() {
        let halves = [5, 15, -5, -15, 4, -4, 6].map(|n| rounded(n, 10));
        assert_eq!(halves, [Some(1), Some(2), Some(-1), Some(-2), Some(0), Some(0), Some(1)]);
        assert_eq!([rounded(1, 0), rounded(1, -1), rounded(i128::MAX, 1)], [None; 3]);
        assert_eq!(rounded(i128::MIN, i128::MAX), Some(-1));
    }

    #[test]
    fn sums_refuse_mixed_currencies_and_overflow() {
        let one = Money::new(1, Currency::Eur);
        assert_eq!(one.checked_add(Money::new(1, Currency::Usd)), None);
        assert_eq!(one.checked_add(Money::new(i64::MAX, Currency::Eur)), None);
        assert_eq!(one.checked_add(one), Some(Money::new(2, Currency::Eur)));
    }
}
