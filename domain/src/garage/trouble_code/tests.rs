use super::*;
use proptest::prelude::*;

fn code(text: &str) -> TroubleCode {
    TroubleCode::parse(text).expect(text)
}

fn wrong(text: &str) -> (String, Vec<String>) {
    let error = TroubleCode::parse(text).expect_err(text);
    assert_eq!(error.field, "code");
    (error.key, error.args.into_iter().map(|(_, value)| value).collect())
}

#[test]
fn a_misfire_is_taken_apart() {
    let misfire = code("P0301");
    assert_eq!(misfire.system(), System::Powertrain);
    assert_eq!(misfire.origin(), Origin::Generic);
    assert_eq!(misfire.subsystem(), Some(Subsystem::Ignition));
    assert_eq!((misfire.fault(), misfire.failure_type()), (0x01, None));
    assert_eq!(code("U0100").system(), System::Network);
}

#[test]
fn a_code_is_read_however_it_is_typed() {
    for text in ["P0301-1A", "p0301-1a", "P 0301 1A", "P03011A", "p03-01–1a", "P0301:1A", " P0301-1A\n"] {
        assert_eq!(code(text).to_string(), "P0301-1A", "{text}");
    }
    assert_eq!(code("P0301-1A").failure_type(), Some(0x1A));
    assert_eq!(code("P0301-1A").without_failure_type(), code("P0301"));
}

#[test]
fn the_second_character_says_who_defined_the_code() {
    for (text, origin) in [
        ("P0420", Origin::Generic),
        ("P1420", Origin::Manufacturer),
        ("P2420", Origin::Generic),
        ("P3000", Origin::Manufacturer),
        ("P33FF", Origin::Manufacturer),
        ("P3400", Origin::Generic),
        ("P3999", Origin::Generic),
        ("B0001", Origin::Generic),
        ("B2001", Origin::Manufacturer),
        ("B3001", Origin::Reserved),
        ("C1001", Origin::Manufacturer),
        ("C2001", Origin::Manufacturer),
        ("C3001", Origin::Reserved),
        ("U0100", Origin::Generic),
        ("U1100", Origin::Manufacturer),
        ("U2100", Origin::Manufacturer),
        ("U3000", Origin::Generic),
    ] {
        assert_eq!(code(text).origin(), origin, "{text}");
    }
}

#[test]
fn the_third_character_says_which_part_of_the_powertrain() {
    use Subsystem::*;
    let parts = "0123456789ABCDEF".chars().map(|c| code(&format!("P0{c}00")).subsystem());
    let wanted = [
        [Some(FuelAndAir); 3].as_slice(),
        &[Some(Ignition), Some(Emissions), Some(SpeedAndIdle), Some(Computer)],
        &[Some(Transmission); 3],
        &[Some(Hybrid); 3],
        &[None; 3],
    ];
    assert_eq!(parts.collect::<Vec<_>>(), wanted.concat());
    assert_eq!(code("P2A00").subsystem(), Some(FuelAndAir), "an oxygen sensor is no hybrid drive");
    assert_eq!(code("P3400").subsystem(), None, "cylinders at rest are none of the parts");
    assert_eq!(code("B0301").subsystem(), None);
}

#[test]
fn an_error_points_at_the_character_that_is_wrong() {
    let text = |args: &[&str]| args.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(wrong(" - "), ("err_required".into(), vec![]));
    assert_eq!(wrong("X0301"), ("err_dtc_system".into(), text(&["X"])));
    assert_eq!(wrong("0301"), ("err_dtc_system".into(), text(&["0"])));
    assert_eq!(wrong("P4301"), ("err_dtc_group".into(), text(&["4"])));
    assert_eq!(wrong("PA301"), ("err_dtc_group".into(), text(&["A"])));
    assert_eq!(wrong("P0-3O1"), ("err_dtc_letter".into(), text(&["O", "4", "0"])));
    assert_eq!(wrong("P03G1"), ("err_dtc_character".into(), text(&["G", "4"])));
    assert_eq!(wrong("P030"), ("err_dtc_length".into(), text(&["4"])));
    assert_eq!(wrong("P0301-1"), ("err_dtc_length".into(), text(&["6"])));
    assert_eq!(wrong("P"), ("err_dtc_length".into(), text(&["1"])));
    assert_eq!(wrong("P0301é"), ("err_dtc_character".into(), text(&["é", "6"])));
}

#[test]
fn several_codes_are_read_at_once_however_they_are_parted() {
    let read =
        |text| TroubleCode::parse_list(text).map(|codes| codes.iter().map(ToString::to_string).collect());
    let both: Vec<String> = vec!["P0301".into(), "P0420".into()];
    for text in ["P0301, P0420", "p0301;p0420,", "P 0301\r\nP-0420", "P0301 P0420", "P0301 / P0420 / P0301"] {
        assert_eq!(read(text), Ok(both.clone()), "{text}");
    }
    assert_eq!(read("P0301-1A"), Ok(vec!["P0301-1A".to_owned()]));
    let error = |text| read(text).map_err(|error| (error.field, error.key)).expect_err(text);
    assert_eq!(error(" , "), ("codes".to_owned(), "err_required".to_owned()));
    assert_eq!(error("P0301, knocks"), ("codes".to_owned(), "err_dtc_system".to_owned()));
    let many: Vec<String> = (0..=LIST_MAX).map(|n| format!("P{n:04}")).collect();
    assert_eq!(error(&many.join(",")).1, "err_dtc_many");
}

proptest! {
    #[test]
    fn every_code_is_written_as_it_is_read(text in "[PBCU][0-3][0-9A-F]{3}(-[0-9A-F]{2})?") {
        let code = TroubleCode::parse(&text).expect("a code");
        prop_assert_eq!(code.to_string(), text.clone());
        let json = serde_json::to_string(&code).expect("text");
        prop_assert_eq!(serde_json::from_str::<TroubleCode>(&json).ok(), Some(code));
        prop_assert_eq!(TroubleCode::parse(&text.to_lowercase()).ok(), Some(code));
    }

    #[test]
    fn any_text_is_read_or_refused(text in any::<String>()) {
        let _ = TroubleCode::parse(&text);
        let _ = TroubleCode::parse_list(&text);
    }
}
