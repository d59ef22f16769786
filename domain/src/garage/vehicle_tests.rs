use super::*;
use proptest::prelude::*;

const ACCORD_2003: &str = "1HGCM82633A004352";

/// A good form with some fields changed.
fn form(changes: &[(&str, &str)]) -> Fields {
    let good = [("make", "Honda"), ("model", "Accord"), ("plate", "ab 12-cd")];
    let changed = changes.iter().copied();
    let untouched = good.into_iter().filter(|(name, _)| changes.iter().all(|(other, _)| other != name));
    Fields(changed.chain(untouched).map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
}

fn keys(errors: &[FieldError]) -> Vec<(&str, &str)> {
    errors.iter().map(|error| (error.field.as_str(), error.key.as_str())).collect()
}

fn refused(changes: &[(&str, &str)]) -> Vec<FieldError> {
    read(&form(changes)).expect_err("this form should be refused")
}

fn accepted(changes: &[(&str, &str)]) -> VehicleDraft {
    read(&form(changes)).expect("this form should be accepted")
}

fn draft(make: &str, model: &str, year: Option<i16>, vin: Option<&str>) -> VehicleDraft {
    VehicleDraft {
        make: make.into(),
        model: model.into(),
        year,
        plate: "AB 12".into(),
        vin: vin.map(Into::into),
        odometer_km: None,
    }
}

#[test]
fn a_full_form_is_read_and_put_in_order() {
    let typed = [
        ("make", "Honda"),
        ("year", " 2003 "),
        ("plate", " ab  12\u{2013}cd "),
        ("vin", "1hg cm82633-a004352"),
        ("odometer", "123 456 km"),
    ];
    let expected = VehicleDraft {
        make: "Honda".into(),
        model: "Accord".into(),
        year: Some(2003),
        plate: "AB 12-CD".into(),
        vin: Some(ACCORD_2003.into()),
        odometer_km: Some(123_456),
    };
    assert_eq!(accepted(&typed), expected);
}

#[test]
fn year_vin_and_odometer_may_be_left_out() {
    let vehicle = accepted(&[("vin", " - ")]);
    assert_eq!((vehicle.year, vehicle.vin, vehicle.odometer_km), (None, None, None));
}

#[test]
fn every_mistake_is_told_at_once_in_the_order_of_the_form() {
    let errors = refused(&[
        ("make", ""),
        ("model", "other"),
        ("year", "1884"),
        ("plate", ""),
        ("vin", "123"),
        ("odometer", "far"),
    ]);
    let expected = [
        ("make", "err_make_required"),
        ("model_other", "err_model_other_required"),
        ("year", "err_vehicle_year"),
        ("plate", "err_plate_required"),
        ("vin", "err_vin_length"),
        ("odometer", "err_odometer"),
    ];
    assert_eq!(keys(&errors), expected);
}

#[test]
fn another_make_is_typed_and_takes_the_place_of_the_choice() {
    let vehicle = accepted(&[
        ("make", "other"),
        ("make_other", " Aston  Martin "),
        ("model", ""),
        ("model_other", "DB5"),
    ]);
    assert_eq!((vehicle.make.as_str(), vehicle.model.as_str()), ("Aston Martin", "DB5"));
    assert_eq!(accepted(&[("make_other", "left behind")]).make, "Honda");
    let errors = refused(&[("make", "other"), ("make_other", " ")]);
    assert_eq!(keys(&errors), [("make_other", "err_make_other_required")]);
}

#[test]
fn a_name_has_sixty_characters_at_most() {
    assert_eq!(accepted(&[("make", &"é".repeat(60))]).make.chars().count(), 60);
    let errors = refused(&[("make", "other"), ("make_other", &"é".repeat(61))]);
    assert_eq!(errors, [FieldError::new("make_other", "err_too_long").arg("max", 60)]);
}

#[test]
fn years_stop_at_both_ends() {
    assert_eq!([1885, 2100].map(|y| accepted(&[("year", &y.to_string())]).year), [Some(1885), Some(2100)]);
    for year in ["1884", "2101", "99999", "-2003", "2003.5", "two"] {
        assert_eq!(keys(&refused(&[("year", year)])), [("year", "err_vehicle_year")], "{year}");
    }
}

#[test]
fn a_plate_has_two_to_twelve_letters_digits_spaces_and_dashes() {
    for plate in ["A1", "ABCD-1234567", "öä 12"] {
        assert_eq!(accepted(&[("plate", plate)]).plate, plate.to_uppercase());
    }
    for plate in ["A", "- -", "ABCD-12345678"] {
        assert_eq!(keys(&refused(&[("plate", plate)])), [("plate", "err_plate_length")], "{plate}");
    }
    let odd = FieldError::new("plate", "err_plate_character").arg("character", '!');
    assert_eq!(refused(&[("plate", "AB!12")]), [odd]);
}

#[test]
fn an_odometer_is_read_as_people_write_it_but_never_ten_times_over() {
    for text in ["123456", "123 456", "123,456", "123.456 km", "123'456KM", "123\u{202f}456 km", "0123456"] {
        assert_eq!(accepted(&[("odometer", text)]).odometer_km, Some(123_456), "{text}");
    }
    assert_eq!(accepted(&[("odometer", "3.000.000")]).odometer_km, Some(3_000_000));
    assert_eq!(accepted(&[("odometer", "0")]).odometer_km, Some(0));
    let wrong = [
        "3000001",
        "-5",
        "12345.6",
        "1234,567",
        "1,23",
        "1.234,567",
        ",123",
        "km",
        "99999999999999999999",
        "5 mi",
    ];
    for text in wrong {
        assert_eq!(keys(&refused(&[("odometer", text)])), [("odometer", "err_odometer")], "{text}");
    }
}

#[test]
fn a_year_outside_the_models_years_warns_with_those_years() {
    let model = catalog::find("Alfa Romeo", "Alfasud").expect("an entry of the catalogue");
    assert_eq!((model.from, model.to), (1972, Some(1984)));
    let warnings = review(&draft("alfa romeo", "alfasud", Some(1990), None), 2025);
    let expected = Warning::new("year", "err_warn_year_outside")
        .arg("make", "alfa romeo")
        .arg("model", "Alfasud")
        .arg("from", 1972)
        .arg("to", 1984)
        .arg("year", 1990);
    assert_eq!(warnings, [expected]);
    for year in [1972, 1984] {
        assert_eq!(review(&draft("Alfa Romeo", "Alfasud", Some(year), None), 2025), []);
    }
    let early = review(&draft("XPeng", "G9", Some(2019), None), 2025);
    assert_eq!(keys(&early), [("year", "err_warn_year_before")]);
}

#[test]
fn a_name_used_twice_warns_only_outside_both_generations() {
    for (year, warned) in [(2001, true), (2005, false), (2015, true), (2022, false)] {
        let warnings = review(&draft("Chevrolet", "trailblazer", Some(year), None), 2025);
        assert_eq!(!warnings.is_empty(), warned, "{year}");
    }
}

#[test]
fn next_years_model_is_no_surprise_but_the_one_after_is() {
    assert_eq!(review(&draft("Unknown", "Thing", Some(2026), None), 2025), []);
    let warnings = review(&draft("Unknown", "Thing", Some(2027), None), 2025);
    assert_eq!(warnings, [Warning::new("year", "err_warn_year_future").arg("year", 2027)]);
}

#[test]
fn a_vin_of_another_maker_warns() {
    let warnings = review(&draft("Toyota", "Something", None, Some(ACCORD_2003)), 2025);
    assert_eq!(
        warnings,
        [Warning::new("vin", "err_warn_vin_maker").arg("maker", "Honda").arg("make", "Toyota")]
    );
    assert_eq!(review(&draft("HONDA", "Something", None, Some(ACCORD_2003)), 2025), []);
}

#[test]
fn makers_that_share_identifiers_do_not_warn_of_each_other() {
    for (make, vin) in [
        ("Jeep", "1C4RJFAG0FC000000"),
        ("Hyundai", "KMHDU46D09U000000"),
        ("Skoda", "TMBZZZ00000000000"),
        ("Mercedes-Benz", "WDB00000000000000"),
        ("Acura", ACCORD_2003),
        ("Morgan", "QQQ00000000000000"),
    ] {
        assert_eq!(review(&draft(make, "Something", None, Some(vin)), 2025), [], "{make} {vin}");
    }
}

#[test]
fn a_vin_of_another_year_warns_and_the_cycle_never_reaches_into_the_future() {
    let warnings = review(&draft("Honda", "Something", Some(2004), Some(ACCORD_2003)), 2025);
    assert_eq!(warnings, [Warning::new("vin", "err_warn_vin_year").arg("vin_year", 2003).arg("year", 2004)]);
    // Its seventh character would make it 2033.
    assert_eq!(review(&draft("Honda", "Something", Some(2003), Some("1HGCM8A633A004352")), 2025), []);
}

proptest! {
    #[test]
    fn reading_survives_any_text(values in prop::array::uniform8(any::<String>())) {
        let names = ["make", "make_other", "model", "model_other", "year", "plate", "vin", "odometer"];
        let fields = Fields(names.iter().map(|name| (*name).to_owned()).zip(values).collect());
        if let Err(errors) = read(&fields) {
            prop_assert!(!errors.is_empty());
        }
    }

    #[test]
    fn what_was_accepted_is_accepted_unchanged_when_the_form_comes_back(
        make in "[A-Za-zé0-9 ]{1,12}", model in ".{1,20}", year in 1885_i16..=2100,
        plate in "[a-zßé0-9 -]{2,9}", vin in "w[A-HJ-NPR-Z0-9]{16}", km in 0..=ODOMETER_MAX_KM,
    ) {
        let (year, km) = (year.to_string(), km.to_string());
        let typed = form(&[
            ("make", "other"), ("make_other", &make), ("model", &model), ("year", &year),
            ("plate", &plate), ("vin", &vin), ("odometer", &km),
        ]);
        if let Ok(vehicle) = read(&typed) {
            let again = form(&[
                ("make", "other"), ("make_other", &vehicle.make), ("model", &vehicle.model), ("year", &year),
                ("plate", &vehicle.plate), ("vin", vehicle.vin.as_deref().unwrap_or_default()), ("odometer", &km),
            ]);
            prop_assert_eq!(read(&again), Ok(vehicle));
        } else {
            let blank = [&make, &model].iter().any(|name| tidy(name).is_empty());
            let marks = plate.chars().filter(|c| c.is_alphanumeric()).count();
            // A sharp s is two letters when it is large.
            let long = !PLATE_LENGTH.contains(&normalise_plate(&plate).chars().count());
            prop_assert!(blank || marks < 2 || long || model == OTHER, "refused without a reason");
        }
    }

    #[test]
    fn a_plate_normalised_twice_is_the_same(plate in any::<String>()) {
        prop_assert_eq!(normalise_plate(&normalise_plate(&plate)), normalise_plate(&plate));
    }

    #[test]
    fn reviewing_survives_any_year_and_vin(make in any::<String>(), year: Option<i16>, vin: Option<String>, now: i16) {
        let _ = review(&draft(&make, "Accord", year, vin.as_deref()), now);
    }

    #[test]
    fn thousands_read_back_whatever_separates_them(km in 0..=ODOMETER_MAX_KM, separator in "[ ,.'\u{a0}]", unit in "( ?km)?") {
        let digits = km.to_string();
        let grouped = digits
            .as_bytes()
            .rchunks(3)
            .rev()
            .map(|group| String::from_utf8_lossy(group).into_owned())
            .collect::<Vec<_>>()
            .join(&separator);
        prop_assert_eq!(accepted(&[("odometer", &format!("{grouped}{unit}"))]).odometer_km, Some(km));
    }
}
