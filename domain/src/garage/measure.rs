//! What a technician measures: a number with up to three decimals, and its unit. Never floating point, so that 1.6 mm is
//! 1.6 mm on every device.

use crate::{form::FieldError, locale::Locale};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The unit of a measured value. Symbols are the same in every language (SI, and ISO 4210 for bicycles).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Unit {
    /// Tread, pads, discs.
    #[serde(rename = "mm")]
    Millimetre,
    /// Tyre pressure.
    #[serde(rename = "bar")]
    Bar,
    /// Batteries.
    #[serde(rename = "V")]
    Volt,
    /// Charging current.
    #[serde(rename = "A")]
    Ampere,
    /// Water in brake fluid, wear of a chain, health of a battery.
    #[serde(rename = "%")]
    Percent,
    /// Frost protection.
    #[serde(rename = "°C")]
    Celsius,
    /// Bolts.
    #[serde(rename = "Nm")]
    NewtonMetre,
}

impl Unit {
    /// Every unit.
    pub const ALL: [Self; 7] = [
        Self::Millimetre,
        Self::Bar,
        Self::Volt,
        Self::Ampere,
        Self::Percent,
        Self::Celsius,
        Self::NewtonMetre,
    ];

    /// The symbol, which is also the name in JSON.
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Millimetre => "mm",
            Self::Bar => "bar",
            Self::Volt => "V",
            Self::Ampere => "A",
            Self::Percent => "%",
            Self::Celsius => "°C",
            Self::NewtonMetre => "Nm",
        }
    }
}

/// A measured number in thousandths of its unit; in JSON the decimal number as text ("1.6").
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Measure(i64);

impl Measure {
    /// The largest number, in thousandths; the smallest is its opposite.
    pub const MAX_MILLI: i64 = 999_999_999;

    /// The number of thousandths, or `None` beyond what can be written.
    pub const fn from_milli(milli: i64) -> Option<Self> {
        if milli.unsigned_abs() <= Self::MAX_MILLI.unsigned_abs() { Some(Self(milli)) } else { None }
    }

    /// The number in thousandths of the unit.
    pub const fn milli(self) -> i64 {
        self.0
    }

    /// Reads what a technician types: "3.5", "3,5", "-18", with or without the unit behind it.
    ///
    /// # Errors
    /// `err_measure` at `field` for anything that is not one number of at most six digits and three decimals.
    pub fn parse(field: &str, text: &str, unit: Option<Unit>) -> Result<Self, FieldError> {
        let text = text.trim();
        let number = unit.and_then(|unit| strip_unit(text, unit)).unwrap_or(text);
        read(number).ok_or_else(|| FieldError::new(field, "err_measure"))
    }

    /// The number as readers of `locale` write it, with its unit on the same line: "1.6 mm", "1,6 mm".
    pub fn display(self, locale: Locale, unit: Option<Unit>) -> String {
        let number = self.to_string().replace('-', "−");
        let number = match locale {
            Locale::En => number,
            Locale::Fr | Locale::Pt => number.replace('.', ","),
        };
        unit.map_or(number.clone(), |unit| format!("{number}\u{a0}{}", unit.symbol()))
    }
}

/// "MM" is typed for "mm" as soon as the phone's keyboard begins with a capital.
fn strip_unit(text: &str, unit: Unit) -> Option<&str> {
    let at = text.len().checked_sub(unit.symbol().len())?;
    let (number, tail) = text.split_at_checked(at)?;
    tail.eq_ignore_ascii_case(unit.symbol()).then(|| number.trim_end())
}

fn read(text: &str) -> Option<Measure> {
    let (negative, text) = match text.strip_prefix(['-', '−']) {
        Some(rest) => (true, rest.trim_start()),
        None => (false, text),
    };
    let (whole, part) = text.split_once(['.', ',']).unwrap_or((text, "0"));
    let digits = |text: &str, most: usize| {
        let plain = (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| text.parse::<i64>().ok()).flatten()
    };
    let milli = digits(whole, 6)? * 1000 + digits(&format!("{part:0<3}"), 3).filter(|_| !part.is_empty())?;
    Measure::from_milli(if negative { -milli } else { milli })
}

impl fmt::Display for Measure {
    /// As in JSON: a decimal point, no needless zeros.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let milli = self.0.unsigned_abs();
        let part = format!("{:03}", milli % 1000);
        let part = part.trim_end_matches('0');
        let point = if part.is_empty() { "" } else { "." };
        write!(f, "{sign}{}{point}{part}", milli / 1000)
    }
}

impl From<Measure> for String {
    fn from(measure: Measure) -> Self {
        measure.to_string()
    }
}

impl TryFrom<String> for Measure {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        read(&text).ok_or("a number with at most three decimals is wanted")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn milli(text: &str, unit: Unit) -> Option<i64> {
        Measure::parse("value", text, Some(unit)).ok().map(Measure::milli)
    }

    #[test]
    fn numbers_are_read_as_technicians_type_them() {
        for text in ["1.6", "1,6", " 1.60 ", "1,600", "1.6mm", "1,6 mm", "1.6 MM"] {
            assert_eq!(milli(text, Unit::Millimetre), Some(1600), "{text}");
        }
        assert_eq!(milli("-25 °C", Unit::Celsius), Some(-25_000));
        assert_eq!(milli("−25", Unit::Celsius), Some(-25_000));
        assert_eq!(milli("0,75 %", Unit::Percent), Some(750));
    }

    #[test]
    fn what_is_no_number_of_that_unit_is_refused() {
        for text in
            ["", "mm", "1.6 bar", "1.", ".5", "1.2345", "1 000", "1.2.3", "1e3", "+1", "--1", "1234567"]
        {
            let error = Measure::parse("value", text, Some(Unit::Millimetre)).expect_err(text);
            assert_eq!((error.field.as_str(), error.key.as_str()), ("value", "err_measure"));
        }
    }

    #[test]
    fn a_value_is_shown_as_each_language_writes_it() {
        let frost = Measure::from_milli(-18_500).expect("a number");
        assert_eq!(frost.display(Locale::En, Some(Unit::Celsius)), "−18.5\u{a0}°C");
        assert_eq!(frost.display(Locale::Fr, Some(Unit::Celsius)), "−18,5\u{a0}°C");
        assert_eq!(frost.display(Locale::Pt, None), "−18,5");
    }

    #[test]
    fn a_unit_is_stored_under_its_symbol() {
        for unit in Unit::ALL {
            let json = serde_json::to_string(&unit).expect("a name");
            assert_eq!(json, format!("\"{}\"", unit.symbol()));
        }
    }

    proptest! {
        #[test]
        fn what_is_stored_or_shown_is_read_back_exactly(milli in -999_999_999..=999_999_999_i64) {
            let measure = Measure::from_milli(milli).expect("within bounds");
            let json = serde_json::to_string(&measure).expect("text");
            prop_assert_eq!(serde_json::from_str::<Measure>(&json).ok(), Some(measure));
            for locale in Locale::ALL {
                for unit in Unit::ALL {
                    let shown = measure.display(locale, Some(unit));
                    prop_assert_eq!(Measure::parse("value", &shown, Some(unit)).ok(), Some(measure), "{}", shown);
                }
            }
        }

        #[test]
        fn any_text_is_read_or_refused(text in any::<String>()) {
            let _ = Measure::parse("value", &text, Some(Unit::Percent));
        }
    }
}
