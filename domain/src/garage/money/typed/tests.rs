use super::super::{QUANTITY_MAX_MILLI, TAX_MAX_BP, UNIT_PRICE_MAX_MINOR};
use super::*;
use crate::money::Money;
use Locale::{En, Fr, Pt};
use proptest::{prelude::*, sample::select};

fn pieces(text: &str, locale: Locale) -> Result<i64, String> {
    quantity("quantity", text, LineKind::Part, locale).map(|read| read.0).map_err(|error| error.key)
}

fn worked(text: &str, locale: Locale) -> Result<i64, String> {
    quantity("quantity", text, LineKind::Labour, locale).map(|read| read.0).map_err(|error| error.key)
}

fn amount(text: &str, locale: Locale) -> Result<i64, String> {
    price("unit_price", text, locale, Currency::Eur).map_err(|error| error.key)
}

fn refused<T>(key: &str) -> Result<T, String> {
    Err(key.to_owned())
}

#[test]
fn a_price_with_thousands_is_the_same_in_every_language() {
    let spellings = [
        "1 234,56",
        "1,234.56",
        "1.234,56",
        "1234.56",
        "1234,56",
        "1'234.56",
        "1’234,56",
        "1\u{a0}234,56",
        "1\u{202f}234.56",
        "  1234,560 ",
        "1 234,56 €",
        "€1,234.56",
        "1234.56 eur",
    ];
    for locale in Locale::ALL {
        for text in spellings {
            assert_eq!(amount(text, locale), Ok(123_456), "{text} in {locale:?}");
        }
        assert_eq!(amount("1,234,567", locale), refused("err_price_range"));
        assert_eq!(amount("1.000.000", locale), Ok(100_000_000));
        assert_eq!(amount(".5", locale), Ok(50));
        assert_eq!(amount("0", locale), Ok(0));
    }
}

#[test]
fn one_mark_before_three_digits_follows_the_language_or_is_refused() {
    assert_eq!(pieces("1,234", En), Ok(1_234_000));
    assert_eq!(pieces("1.234", En), Ok(1_234));
    assert_eq!(pieces("1.234", Pt), Ok(1_234_000));
    assert_eq!(pieces("1,234", Pt), Ok(1_234));
    assert_eq!(pieces("1,234", Fr), Ok(1_234));
    assert_eq!(pieces("1.234", Fr), refused("err_number_ambiguous"));
    assert_eq!(amount("1.234", Fr), refused("err_number_ambiguous"));
    for locale in Locale::ALL {
        assert_eq!(pieces("0.125", locale), Ok(125), "a group never begins with zero");
        assert_eq!(pieces("0,125", locale), Ok(125), "a group never begins with zero");
    }
}

#[test]
fn what_is_ambiguous_is_answered_with_a_clear_spelling() {
    let error = quantity("quantity", "1.234", LineKind::Part, Fr).expect_err("two readings");
    let args =
        [("text", "1.234"), ("whole", "1234")].map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(error.args, args);
}

#[test]
fn hours_are_read_with_decimals_or_with_minutes() {
    for locale in Locale::ALL {
        for text in [
            "1.5",
            "1,5",
            "1h30",
            "1 h 30",
            "1H30",
            "1:30",
            "1h30min",
            "1 h 30 mn",
            "90 min",
            "1,5 h",
            "1.5h",
        ] {
            assert_eq!(worked(text, locale), Ok(1_500), "{text} in {locale:?}");
        }
        assert_eq!(worked("0,25", locale), Ok(250));
        assert_eq!(worked("2h", locale), Ok(2_000));
        assert_eq!(worked("0h05", locale), Ok(83), "five minutes, rounded to a thousandth");
        assert_eq!(worked("0h20", locale), Ok(333), "twenty minutes, rounded to a thousandth");
    }
}

#[test]
fn odd_hours_are_refused() {
    for text in ["1h60", "h30", "1h30h", "1.5h30", "1:", ":30", "1h-5", "min", "1.5 min", "1:30:00"] {
        assert_eq!(worked(text, En), refused("err_quantity"), "{text}");
    }
    for text in ["0h00", "0 min", "-1h30", "10000h", "99999999999999999h30", "99999999999999999999 min"] {
        assert_eq!(worked(text, En), refused("err_quantity_range"), "{text}");
    }
    assert_eq!(pieces("1h30", En), refused("err_quantity"), "pieces have no minutes");
}

#[test]
fn what_is_no_number_is_refused_rather_than_guessed() {
    for text in [
        "abc",
        "1 5",
        "1 23,4",
        "12 34",
        "1,23,4",
        "1.234.56",
        "1,234,567.8.9",
        "1.2,3",
        "1e3",
        "+5",
        "٣",
        "5 5",
        ".",
        ",",
        "1,,5",
        "0x10",
        "1 234'567",
        "1.234,567.890",
    ] {
        assert_eq!(amount(text, En), refused("err_price"), "{text}");
        assert_eq!(amount(text, Fr), refused("err_price"), "{text}");
    }
    assert_eq!(amount("$5", En), refused("err_price"), "another currency is not the business's");
    assert_eq!(amount("  ", En), refused("err_required"));
}

#[test]
fn a_unit_alone_is_nothing_typed() {
    assert_eq!((worked("h", En), amount("€", En)), (refused("err_required"), refused("err_required")));
    assert_eq!(percent("tax", "%", En).map_err(|error| error.key), refused("err_required"));
}

#[test]
fn canadians_may_write_their_dollar_with_one_sign() {
    for text in ["$5", "CA$5", "5 CAD", "5$"] {
        assert_eq!(price("unit_price", text, En, Currency::Cad), Ok(500), "{text}");
    }
}

#[test]
fn negative_numbers_are_refused_as_out_of_bounds() {
    for text in ["-1", "\u{2212}1", "\u{2013} 1", "-0", "-99999999999999999999"] {
        assert_eq!(amount(text, En), refused("err_price_range"), "{text}");
        assert_eq!(pieces(text, En), refused("err_quantity_range"), "{text}");
        assert_eq!(percent("tax", text, En).map_err(|error| error.key), refused("err_tax_range"), "{text}");
    }
}

#[test]
fn a_tax_is_a_percentage_up_to_a_hundred() {
    for (text, basis_points) in [("20", 2_000), ("5,5 %", 550), ("8.1%", 810), ("0", 0), ("100", TAX_MAX_BP)]
    {
        assert_eq!(percent("tax", text, Fr), Ok(basis_points), "{text}");
    }
    for text in ["100,01", "1 000 %", "99999999999"] {
        assert_eq!(percent("tax", text, Fr).map_err(|error| error.key), refused("err_tax_range"), "{text}");
    }
}

#[test]
fn fields_show_no_more_digits_than_needed() {
    assert_eq!(
        [1_500, 10_000, 125, 1].map(|milli| quantity_text(Quantity(milli), Fr)),
        ["1,5", "10", "0,125", "0,001"]
    );
    assert_eq!([2_000, 550, 5, 10_000].map(|rate| percent_text(rate, En)), ["20", "5.5", "0.05", "100"]);
    assert_eq!([123_450, 5, -5].map(|minor| price_text(minor, Pt)), ["1234,50", "0,05", "-0,05"]);
}

proptest! {
    #[test]
    fn what_a_field_shows_reads_as_what_it_was(
        milli in 1..=QUANTITY_MAX_MILLI, minor in 0..=UNIT_PRICE_MAX_MINOR, tax_bp in 0..=TAX_MAX_BP,
        locale in select(&Locale::ALL[..]), kind in select(&LineKind::ALL[..]), currency in select(&Currency::ALL[..]),
    ) {
        let shown = quantity_text(Quantity(milli), locale);
        prop_assert_eq!(quantity("quantity", &shown, kind, locale), Ok(Quantity(milli)), "{}", shown);
        let shown = price_text(minor, locale);
        prop_assert_eq!(price("unit_price", &shown, locale, currency), Ok(minor), "{}", shown);
        let shown = percent_text(tax_bp, locale);
        prop_assert_eq!(percent("tax", &shown, locale), Ok(tax_bp), "{}", shown);
    }

    #[test]
    fn a_price_copied_from_a_page_reads_as_what_it_was(
        minor in 0..=UNIT_PRICE_MAX_MINOR,
        locale in select(&Locale::ALL[..]), reader in select(&Locale::ALL[..]), currency in select(&Currency::ALL[..]),
    ) {
        let shown = Money::new(minor, currency).display(locale);
        prop_assert_eq!(price("unit_price", &shown, reader, currency), Ok(minor), "{}", shown);
    }

    #[test]
    fn whatever_is_typed_is_within_bounds_or_refused_at_its_field(
        text in prop_oneof![any::<String>(), "[-0-9.,' h:min%€]{0,14}"], locale in select(&Locale::ALL[..]),
    ) {
        match quantity("q", &text, LineKind::Labour, locale) {
            Ok(Quantity(milli)) => prop_assert!((1..=QUANTITY_MAX_MILLI).contains(&milli)),
            Err(error) => prop_assert_eq!(error.field, "q"),
        }
        match price("p", &text, locale, Currency::Eur) {
            Ok(minor) => prop_assert!((0..=UNIT_PRICE_MAX_MINOR).contains(&minor)),
            Err(error) => prop_assert_eq!(error.field, "p"),
        }
        match percent("t", &text, locale) {
            Ok(tax_bp) => prop_assert!((0..=TAX_MAX_BP).contains(&tax_bp)),
            Err(error) => prop_assert_eq!(error.field, "t"),
        }
    }
}
