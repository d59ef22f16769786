use super::*;
use proptest::{prelude::*, sample::select};

fn line(kind: LineKind, milli: i64, unit_price_minor: i64, tax_bp: i32) -> Line {
    Line {
        kind,
        description: "Work".into(),
        part_number: None,
        quantity: Quantity(milli),
        unit_price_minor,
        tax_bp,
    }
}

fn part(unit_price_minor: i64, tax_bp: i32) -> Line {
    line(LineKind::Part, 1_000, unit_price_minor, tax_bp)
}

/// Lines as workshops write them, small and absurdly large ones too.
fn some_line() -> impl Strategy<Value = Line> {
    let quantity = prop_oneof![1..20_000_i64, 1..=QUANTITY_MAX_MILLI];
    let price = prop_oneof![Just(0), 0..50_000_i64, 0..=UNIT_PRICE_MAX_MINOR];
    let rate = prop_oneof![select(vec![0, 550, 600, 1_000, 1_300, 2_000, 2_300]), 0..=TAX_MAX_BP];
    (select(&LineKind::ALL[..]), quantity, price, rate)
        .prop_map(|(kind, milli, price, rate)| line(kind, milli, price, rate))
}

fn some_lines() -> impl Strategy<Value = Vec<Line>> {
    prop::collection::vec(some_line(), 0..60)
}

fn sum_of(lines: &[Line]) -> i64 {
    lines.iter().map(|line| line_amount(line).expect("within bounds")).sum()
}

/// A part of the lines' sum, from nothing to all of it.
fn discount_of(lines: &[Line], millionths: i64) -> i64 {
    rounded(i128::from(sum_of(lines)) * i128::from(millionths), 1_000_000).expect("it fits")
}

#[test]
fn kinds_and_modes_are_stored_under_the_names_they_have_in_json() {
    for kind in LineKind::ALL {
        assert_eq!(serde_json::to_string(&kind).expect("a name"), format!("\"{}\"", kind.as_str()));
        assert_eq!(LineKind::parse(kind.as_str()), Some(kind));
        assert_eq!(kind.word_key(), format!("line_{}", kind.as_str()));
    }
    for mode in TaxMode::ALL {
        assert_eq!(serde_json::to_string(&mode).expect("a name"), format!("\"{}\"", mode.as_str()));
        assert_eq!(TaxMode::parse(mode.as_str()), Some(mode));
    }
    assert_eq!((LineKind::parse("Labour"), TaxMode::parse("")), (None, None));
}

#[test]
fn half_a_minor_unit_is_rounded_up() {
    assert_eq!(line_amount(&line(LineKind::Labour, 1_500, 8_333, 0)), Ok(12_500));
    assert_eq!(line_amount(&line(LineKind::Labour, 333, 100, 0)), Ok(33));
    assert_eq!(line_amount(&line(LineKind::Part, 1, 499, 0)), Ok(0));
}

#[test]
fn tax_comes_on_top_or_out_of_the_price() {
    let lines = [line(LineKind::Labour, 1_500, 8_000, 2_000), part(4_999, 550)];
    let on_top = totals(&lines, 0, TaxMode::Exclusive).expect("good lines");
    assert_eq!((on_top.labour, on_top.parts, on_top.fees), (12_000, 4_999, 0));
    assert_eq!((on_top.net, on_top.tax, on_top.gross), (16_999, 2_675, 19_674));
    let inside = totals(&lines, 0, TaxMode::Inclusive).expect("good lines");
    assert_eq!((inside.net, inside.tax, inside.gross), (14_738, 2_261, 16_999));
    assert_eq!(inside.taxes[0], TaxPart { rate_bp: 550, net: 4_738, tax: 261 });
}

#[test]
fn a_discount_left_over_goes_to_the_largest_remainder() {
    // 100 over 1 : 2 : 3 is 16.67, 33.33 and 50.
    let lines = [part(1_000, 0), part(2_000, 1_000), part(3_000, 2_000)];
    let totals = totals(&lines, 100, TaxMode::Exclusive).expect("good lines");
    let nets: Vec<i64> = totals.taxes.iter().map(|part| part.net).collect();
    assert_eq!(nets, [983, 1_967, 2_950]);
}

#[test]
fn rounding_happens_once_per_rate_and_not_once_per_line() {
    let lines = vec![part(2, 2_000); 3];
    assert_eq!(totals(&lines, 0, TaxMode::Exclusive).expect("good lines").tax, 1);
}

#[test]
fn nothing_comes_to_nothing() {
    assert_eq!(totals(&[], 0, TaxMode::Exclusive), Ok(Totals::default()));
    assert!(totals(&[], 1, TaxMode::Exclusive).is_err());
}

#[test]
fn a_discount_is_neither_negative_nor_more_than_the_lines() {
    let lines = [part(500, 2_000)];
    for wrong in [-1, 501, i64::MIN, i64::MAX] {
        let refused = totals(&lines, wrong, TaxMode::Inclusive);
        assert_eq!(refused, Err(FieldError::new("discount", "err_discount_range")));
    }
    let free = totals(&lines, 500, TaxMode::Inclusive).expect("a discount of everything");
    assert_eq!((free.net, free.tax, free.gross), (0, 0, 0));
}

#[test]
fn numbers_out_of_bounds_are_refused_wherever_they_come_from() {
    for (milli, price, tax, field) in [
        (0, 1, 0, "quantity"),
        (-1, 1, 0, "quantity"),
        (QUANTITY_MAX_MILLI + 1, 1, 0, "quantity"),
        (1, -1, 0, "unit_price"),
        (1, i64::MAX, 0, "unit_price"),
        (1, 1, -1, "tax"),
        (1, 1, 100_000, "tax"),
    ] {
        let line = line(LineKind::Fee, milli, price, tax);
        let refused = line_amount(&line).expect_err("out of bounds");
        assert_eq!(refused.field, field);
        assert_eq!(totals([&line], 0, TaxMode::Inclusive), Err(refused));
    }
    let largest = line(LineKind::Fee, QUANTITY_MAX_MILLI, UNIT_PRICE_MAX_MINOR, TAX_MAX_BP);
    assert_eq!(line_amount(&largest), Ok(999_900_000_000));
}

#[test]
fn a_sum_that_does_not_fit_is_refused_and_never_wraps() {
    let largest = line(LineKind::Fee, QUANTITY_MAX_MILLI, UNIT_PRICE_MAX_MINOR, 0);
    let fits = usize::try_from(i64::MAX / 999_900_000_000).expect("a count");
    let too_large = FieldError::new("", "err_total_large");
    let refused = totals(std::iter::repeat_n(&largest, fits + 1), 0, TaxMode::Inclusive);
    assert_eq!(refused.as_ref(), Err(&too_large));
    let taxed = Line { tax_bp: TAX_MAX_BP, ..largest };
    let half = || std::iter::repeat_n(&taxed, fits / 2 + 1);
    assert!(totals(half(), 0, TaxMode::Inclusive).is_ok());
    assert_eq!(totals(half(), 0, TaxMode::Exclusive), Err(too_large), "the tax doubles it");
}

fn form(changes: &[(&str, &str)]) -> Fields {
    let good = [
        ("kind", "labour"),
        ("description", " Brake  pads "),
        ("part_number", ""),
        ("quantity", "1h30"),
        ("unit_price", "1 234,56"),
        ("tax", "20 %"),
    ];
    let untouched = good.into_iter().filter(|(name, _)| changes.iter().all(|(other, _)| other != name));
    let all = changes.iter().copied().chain(untouched);
    Fields(all.map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
}

#[test]
fn a_line_is_read_and_put_in_order() {
    let read = Line::read(&form(&[("part_number", " 0 986 ")]), Locale::Fr, Currency::Eur);
    let expected = Line {
        kind: LineKind::Labour,
        description: "Brake pads".into(),
        part_number: Some("0 986".into()),
        quantity: Quantity(1_500),
        unit_price_minor: 123_456,
        tax_bp: 2_000,
    };
    assert_eq!(read, Ok(expected));
}

#[test]
fn each_wrong_value_is_refused_at_its_own_field() {
    let long = "x".repeat(DESCRIPTION_MAX + 1);
    for (field, value, key) in [
        ("kind", "gift", "err_line_kind"),
        ("description", " ", "err_required"),
        ("description", long.as_str(), "err_too_long"),
        ("part_number", long.as_str(), "err_too_long"),
        ("quantity", "-1", "err_quantity_range"),
        ("quantity", "10000", "err_quantity_range"),
        ("quantity", "two", "err_quantity"),
        ("quantity", "0.0001", "err_decimals"),
        ("unit_price", "99999999999999999999", "err_price_range"),
        ("unit_price", "1000000.01", "err_price_range"),
        ("unit_price", "1.005", "err_decimals"),
        ("unit_price", "", "err_required"),
        ("tax", "1,000", "err_tax_range"),
        ("tax", "1000 %", "err_tax_range"),
        ("tax", "VAT", "err_tax"),
    ] {
        let errors =
            Line::read(&form(&[(field, value)]), Locale::En, Currency::Gbp).expect_err("a wrong value");
        let found: Vec<_> = errors.iter().map(|error| (error.field.as_str(), error.key.as_str())).collect();
        assert_eq!(found, [(field, key)], "{value}");
    }
}

#[test]
fn everything_wrong_with_a_line_is_said_in_one_round() {
    let errors = Line::read(&Fields::default(), Locale::En, Currency::Gbp).expect_err("an empty form");
    let fields: Vec<_> = errors.iter().map(|error| error.field.as_str()).collect();
    assert_eq!(fields, ["kind", "description", "quantity", "unit_price", "tax"]);
}

proptest! {
    #[test]
    fn totals_always_balance(
        lines in some_lines(), millionths in 0..=1_000_000_i64, mode in select(&TaxMode::ALL[..]),
    ) {
        let discount = discount_of(&lines, millionths);
        let t = totals(&lines, discount, mode).expect("good lines");
        let charged = t.labour + t.parts + t.fees - t.discount;
        prop_assert_eq!(t.discount, discount);
        prop_assert_eq!(t.labour + t.parts + t.fees, sum_of(&lines));
        prop_assert_eq!(t.net + t.tax, t.gross);
        prop_assert_eq!(charged, match mode { TaxMode::Exclusive => t.net, TaxMode::Inclusive => t.gross });
        prop_assert_eq!(t.taxes.iter().map(|part| part.net).sum::<i64>(), t.net);
        prop_assert_eq!(t.taxes.iter().map(|part| part.tax).sum::<i64>(), t.tax);
        prop_assert!(t.taxes.iter().all(|part| part.net >= 0 && part.tax >= 0));
        prop_assert!(t.taxes.is_sorted_by(|one, next| one.rate_bp < next.rate_bp));
    }

    #[test]
    fn each_rates_tax_is_within_half_a_minor_unit_of_the_exact_one(
        lines in some_lines(), millionths in 0..=1_000_000_i64, mode in select(&TaxMode::ALL[..]),
    ) {
        let t = totals(&lines, discount_of(&lines, millionths), mode).expect("good lines");
        for part in &t.taxes {
            let (net, tax, rate) = (i128::from(part.net), i128::from(part.tax), i128::from(part.rate_bp));
            let (off, whole) = match mode {
                TaxMode::Exclusive => (tax * 10_000 - net * rate, 10_000),
                TaxMode::Inclusive => (tax * (10_000 + rate) - (net + tax) * rate, 10_000 + rate),
            };
            prop_assert!(off.abs() * 2 <= whole, "{part:?}");
        }
    }

    #[test]
    fn the_discount_of_each_rate_is_within_a_minor_unit_of_its_share(
        lines in some_lines(), millionths in 0..=1_000_000_i64,
    ) {
        let discount = discount_of(&lines, millionths);
        let before = totals(&lines, 0, TaxMode::Exclusive).expect("good lines");
        let after = totals(&lines, discount, TaxMode::Exclusive).expect("good lines");
        for (before, after) in before.taxes.iter().zip(&after.taxes) {
            let off = i128::from(before.net - after.net) * i128::from(sum_of(&lines));
            let exact = i128::from(before.net) * i128::from(discount);
            prop_assert!((off - exact).abs() < i128::from(sum_of(&lines).max(1)));
        }
    }

    #[test]
    fn the_order_of_lines_changes_nothing(
        (lines, shuffled) in some_lines().prop_flat_map(|lines| (Just(lines.clone()), Just(lines).prop_shuffle())),
        millionths in 0..=1_000_000_i64, mode in select(&TaxMode::ALL[..]),
    ) {
        let discount = discount_of(&lines, millionths);
        prop_assert_eq!(totals(&lines, discount, mode), totals(&shuffled, discount, mode));
    }

    #[test]
    fn any_numbers_at_all_are_refused_or_counted_but_never_wrap(
        milli in any::<i64>(), price in any::<i64>(), tax in any::<i32>(), discount in any::<i64>(),
        mode in select(&TaxMode::ALL[..]),
    ) {
        let line = line(LineKind::Fee, milli, price, tax);
        if let Ok(t) = totals([&line, &line], discount, mode) {
            prop_assert_eq!(Ok(t.fees / 2), line_amount(&line));
            prop_assert!(t.net >= 0 && t.tax >= 0 && t.gross >= t.net);
        }
    }
}
