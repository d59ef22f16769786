//! Amounts of money as people type them into the forms of an invoice or a deposit.

use super::{deposit, ledger::Refusal};
use crate::{
    form::{FieldError, Fields},
    garage::money::typed,
    locale::Locale,
    money::{Currency, Money},
};

/// The amount in the field `amount`, in minor units, above zero, as a person who writes `locale` types it.
///
/// # Errors
/// At `amount`: what [`typed::price`] says, or `err_amount_positive`.
pub fn amount(fields: &Fields, locale: Locale, currency: Currency) -> Result<i64, FieldError> {
    let minor = typed::price("amount", fields.get("amount"), locale, currency)?;
    if minor > 0 { Ok(minor) } else { Err(FieldError::new("amount", Refusal::NotPositive.key())) }
}

/// The deposit in the field `amount`, in minor units, as a person who writes `locale` types it; it may be `most`.
///
/// # Errors
/// At `amount`: what [`amount`] and [`deposit::check`] say.
pub fn deposit(fields: &Fields, locale: Locale, most: Money) -> Result<i64, FieldError> {
    let minor = amount(fields, locale, most.currency)?;
    deposit::check(minor, most, locale).map(|()| minor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_above_zero_and_read_as_its_language_writes_it() {
        let read = |text: &str, locale| {
            amount(&Fields(vec![("amount".into(), text.into())]), locale, Currency::Eur)
                .map_err(|error| error.key)
        };
        assert_eq!(read("1.234,50 €", Locale::Pt), Ok(123_450));
        assert_eq!(read("1,234.50", Locale::En), Ok(123_450));
        for nothing in ["0", "0,00"] {
            assert_eq!(read(nothing, Locale::Fr), Err("err_amount_positive".to_owned()));
        }
        assert_eq!(read("", Locale::Fr), Err("err_required".to_owned()));
    }

    #[test]
    fn a_deposit_is_refused_above_the_most_in_the_words_of_who_types_it() {
        let most = Money::new(10_000, Currency::Eur);
        let read = |text: &str| {
            deposit(&Fields(vec![("amount".into(), text.into())]), Locale::Fr, most)
                .map_err(|error| error.key)
        };
        assert_eq!(read("100,00"), Ok(10_000));
        assert_eq!(read("100,01"), Err("err_deposit_above_total".to_owned()));
        assert_eq!(read("0"), Err("err_amount_positive".to_owned()));
        for nonsense in ["-5", "99999999999999999999", "x"] {
            assert!(read(nonsense).is_err(), "{nonsense}");
        }
    }
}
