//! Vehicle identification numbers: ISO 3779, and 49 CFR part 565 for North America.
//!
//! [`normalise`], [`check`], [`check_digit`], [`verify`] and [`model_year`] are light and run in the browser too.
//! [`decode`], [`maker`] and [`country`] read embedded data and are for the server only.

use crate::form::FieldError;
use serde::{Deserialize, Serialize};
use std::{collections::HashMap, sync::LazyLock};

/// How many characters a VIN has.
pub const LENGTH: usize = 17;

/// The place of the check digit, counted from 0.
const CHECK_PLACE: usize = 8;

/// What each place contributes to the check sum (49 CFR 565.15, table V); the check digit's own place counts nothing.
const WEIGHTS: [u32; LENGTH] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];

/// The codes of the model years, in order from 1980 (49 CFR 565.15, table VII); they repeat every 30 years.
const YEAR_CODES: &str = "ABCDEFGHJKLMNPRSTVWXY123456789";

/// `vin` in capitals, without spaces, dashes and the invisible characters that come along with copied text.
pub fn normalise(vin: &str) -> String {
    vin.chars().filter(|c| !is_separator(*c)).map(|c| c.to_ascii_uppercase()).collect()
}

fn is_separator(c: char) -> bool {
    let dash = matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}');
    let invisible = matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}');
    c.is_whitespace() || dash || invisible
}

/// Whether `vin` can be a VIN, typed with or without spaces and dashes.
///
/// A check digit that does not fit is refused, not merely warned of, where the first character says North America:
/// there the digit is law, so one of the characters is certainly mistyped. Elsewhere the place is the maker's own.
///
/// # Errors
/// On the field `vin`, with positions counted from 1 in the normalised text: `err_vin_letter_i_o_q`
/// (`character`, `position`, `instead`), `err_vin_character` (`character`, `position`), `err_vin_length` (`length`),
/// `err_vin_check_digit` (`expected`).
pub fn check(vin: &str) -> Result<(), FieldError> {
    let vin = normalise(vin);
    if let Some((place, character)) = vin.chars().enumerate().find(|(_, c)| value(*c).is_none()) {
        let instead = match character {
            'I' => Some('1'),
            'O' | 'Q' => Some('0'),
            _ => None,
        };
        let key = if instead.is_some() { "err_vin_letter_i_o_q" } else { "err_vin_character" };
        let error = FieldError::new("vin", key).arg("character", character).arg("position", place + 1);
        return Err(match instead {
            Some(instead) => error.arg("instead", instead),
            None => error,
        });
    }
    // Only ASCII passed the loop above, so bytes are characters.
    if vin.len() != LENGTH {
        return Err(FieldError::new("vin", "err_vin_length").arg("length", vin.len()));
    }
    match verify(&vin) {
        CheckDigit::Wrong { expected } => {
            Err(FieldError::new("vin", "err_vin_check_digit").arg("expected", expected))
        }
        CheckDigit::Right | CheckDigit::Unknown => Ok(()),
    }
}

/// The VIN that the text of a barcode holds: alone, or as one of its words. Labels in Code 39 on imported vehicles put an
/// `I` in front of it, which is no part of it.
///
/// A label is read by a machine, so nothing is forgiven that [`check`] refuses. To tell a VIN from the serial numbers that
/// other codes hold, it must have a letter, and end in four digits (ISO 3779).
pub fn find_in(text: &str) -> Option<String> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    std::iter::once(text).chain(words).find_map(on_label)
}

fn on_label(text: &str) -> Option<String> {
    let text = normalise(text);
    let imported = text.strip_prefix('I').filter(|rest| rest.len() == LENGTH);
    let vin = imported.unwrap_or(&text);
    let serial = vin.get(LENGTH - 4..).is_some_and(|end| end.bytes().all(|byte| byte.is_ascii_digit()));
    let lettered = vin.bytes().any(|byte| byte.is_ascii_alphabetic());
    (serial && lettered && check(vin).is_ok()).then(|| vin.to_owned())
}

/// What the ninth character of a VIN says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckDigit {
    /// It fits the other sixteen characters.
    Right,
    /// It does not, so some character is mistyped.
    Wrong {
        /// The character that would fit the other sixteen.
        expected: char,
    },
    /// The text is no VIN, or one from outside North America, where the ninth character promises nothing.
    Unknown,
}

/// The check digit that belongs at the ninth place of `vin`, whatever stands there; `None` when `vin` is not 17
/// characters of a VIN.
pub fn check_digit(vin: &str) -> Option<char> {
    let characters = characters(vin)?;
    let mut sum = 0;
    for (character, weight) in characters.into_iter().zip(WEIGHTS) {
        sum += if weight == 0 { 0 } else { value(character)? * weight };
    }
    match sum % 11 {
        10 => Some('X'),
        digit => char::from_digit(digit, 10),
    }
}

/// Compares the ninth character of `vin` with the one that belongs there, where that is binding.
pub fn verify(vin: &str) -> CheckDigit {
    match (north_american(vin), check_digit(vin)) {
        (Some(characters), Some(expected)) if characters[CHECK_PLACE] == expected => CheckDigit::Right,
        (Some(_), Some(expected)) => CheckDigit::Wrong { expected },
        _ => CheckDigit::Unknown,
    }
}

/// The model year that a North American VIN tells; `None` for all others, whose makers use the tenth place freely.
///
/// The code repeats after 30 years. On cars and light trucks a letter in the seventh place means 2010 or later, a digit
/// means 1980 to 2009. Motorcycles and heavy trucks do not follow that rule and may be 30 years off.
pub fn model_year(vin: &str) -> Option<i16> {
    let characters = north_american(vin)?;
    let code = YEAR_CODES.chars().position(|code| code == characters[9])?;
    let cycle = if characters[6].is_ascii_digit() { 1980 } else { 2010 };
    Some(cycle + i16::try_from(code).ok()?)
}

/// The characters of a normalised `vin` of the right length.
fn characters(vin: &str) -> Option<[char; LENGTH]> {
    normalise(vin).chars().collect::<Vec<_>>().try_into().ok()
}

/// The same, where the first character is of North America (1, 4, 5: United States; 2: Canada; 3: Mexico).
fn north_american(vin: &str) -> Option<[char; LENGTH]> {
    characters(vin).filter(|characters| matches!(characters[0], '1'..='5'))
}

/// A character's number in the check sum (49 CFR 565.15, table IV); `None` for those that no VIN has.
const fn value(character: char) -> Option<u32> {
    Some(match character {
        '0'..='9' => character as u32 - '0' as u32,
        'A' | 'J' => 1,
        'B' | 'K' | 'S' => 2,
        'C' | 'L' | 'T' => 3,
        'D' | 'M' | 'U' => 4,
        'E' | 'N' | 'V' => 5,
        'F' | 'W' => 6,
        'G' | 'P' | 'X' => 7,
        'H' | 'Y' => 8,
        'R' | 'Z' => 9,
        _ => return None,
    })
}

/// What a VIN tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decoded {
    /// The VIN, normalised.
    pub vin: String,
    /// Who made the vehicle.
    pub maker: Option<String>,
    /// Where, in English: a proper name from the data, not a sentence of the product.
    pub country: Option<String>,
    /// The model year, where the VIN tells it.
    pub model_year: Option<i16>,
    /// Whether the check digit fits.
    pub check_digit: CheckDigit,
}

/// Everything that `vin` tells; what it does not tell, or what cannot be read, stays empty. For the server only.
pub fn decode(vin: &str) -> Decoded {
    let vin = normalise(vin);
    Decoded {
        maker: maker(&vin).map(str::to_owned),
        country: country(&vin).map(str::to_owned),
        model_year: model_year(&vin),
        check_digit: verify(&vin),
        vin,
    }
}

/// The maker by the world manufacturer identifier: the first three characters, else the first two. For the server only.
pub fn maker(vin: &str) -> Option<&'static str> {
    static MAKERS: LazyLock<HashMap<String, String>> =
        LazyLock::new(|| table(include_str!("../../data/vin_makers.json")));
    let vin = normalise(vin);
    [3, 2].into_iter().find_map(|length| MAKERS.get(vin.get(..length)?)).map(String::as_str)
}

/// The country by the first two characters, in English. For the server only.
pub fn country(vin: &str) -> Option<&'static str> {
    static COUNTRIES: LazyLock<HashMap<String, String>> =
        LazyLock::new(|| table(include_str!("../../data/vin_countries.json")));
    COUNTRIES.get(normalise(vin).get(..2)?).map(String::as_str)
}

/// Embedded data that do not parse would leave the table empty; the tests refuse to ship that.
fn table(json: &str) -> HashMap<String, String> {
    serde_json::from_str(json).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ACCORD_2003: &str = "1HGCM82633A004352";

    fn refused(vin: &str) -> FieldError {
        check(vin).expect_err("this VIN should be refused")
    }

    #[test]
    fn the_worked_examples_of_the_rule_check_out() {
        for (vin, digit) in [("1M8GDM9AXKP042788", 'X'), ("11111111111111111", '1'), (ACCORD_2003, '3')] {
            assert_eq!(check_digit(vin), Some(digit));
            assert_eq!(check(vin), Ok(()));
        }
        assert_eq!(check_digit("WAUZZZ"), None);
    }

    #[test]
    fn spaces_dashes_and_small_letters_are_forgiven() {
        assert_eq!(normalise(" 1hg-cm8 2633\u{a0}a00\u{2011}4352\u{200b}"), ACCORD_2003);
        assert_eq!(check("1hg cm826 33a-004352"), Ok(()));
    }

    #[test]
    fn a_letter_that_looks_like_a_digit_is_named_with_its_place_and_its_likely_twin() {
        for (letter, instead) in [("i", "1"), ("O", "0"), ("q", "0")] {
            let error = refused(&format!("1HG-CM82633A{letter}04352"));
            let expected = FieldError::new("vin", "err_vin_letter_i_o_q")
                .arg("character", letter.to_uppercase())
                .arg("position", 12)
                .arg("instead", instead);
            assert_eq!(error, expected);
        }
    }

    #[test]
    fn any_other_character_is_named_with_its_place() {
        let expected = FieldError::new("vin", "err_vin_character").arg("character", 'é').arg("position", 3);
        assert_eq!(refused("1Hé"), expected);
    }

    #[test]
    fn a_length_other_than_seventeen_is_refused() {
        assert_eq!(refused("1HGCM82633A00435"), FieldError::new("vin", "err_vin_length").arg("length", 16));
        assert_eq!(refused("").key, "err_vin_length");
    }

    #[test]
    fn a_wrong_check_digit_is_refused_in_north_america_and_tolerated_elsewhere() {
        let expected = FieldError::new("vin", "err_vin_check_digit").arg("expected", '3');
        assert_eq!(refused("1HGCM82643A004352"), expected);
        assert_eq!(check("WAUZZZ8V5KA000001"), Ok(()));
        assert_eq!(verify("WAUZZZ8V5KA000001"), CheckDigit::Unknown);
    }

    #[test]
    fn the_seventh_character_decides_the_thirty_year_cycle() {
        assert_eq!(model_year(ACCORD_2003), Some(2003));
        assert_eq!(model_year("1HGCM8A633A004352"), Some(2033));
        assert_eq!(model_year("1HGCM826XAA004352"), Some(1980));
        assert_eq!(model_year("1HGCM8A6XAA004352"), Some(2010));
        assert_eq!(model_year("1HGCM8A6XZA004352"), None, "Z is no year");
        assert_eq!(model_year("WAUZZZ8V5KA000001"), None, "the rule binds only North America");
    }

    #[test]
    fn the_maker_goes_by_three_characters_before_two() {
        assert_eq!(maker("1G1"), Some("Chevrolet"));
        assert_eq!(maker("1G?"), Some("General Motors"));
        assert_eq!(maker("é"), None);
    }

    #[test]
    fn decoding_tells_maker_country_year_and_check_digit() {
        let told = decode("1hgcm82633a004352");
        assert_eq!((told.vin.as_str(), told.maker.as_deref()), (ACCORD_2003, Some("Honda")));
        assert_eq!((told.country.as_deref(), told.model_year), (Some("United States"), Some(2003)));
        assert_eq!(told.check_digit, CheckDigit::Right);
        let european = decode("WAUZZZ8V5KA000001");
        assert_eq!((european.country.as_deref(), european.model_year), (Some("Germany"), None));
    }

    #[test]
    fn a_label_says_its_vin_alone_behind_an_i_or_among_other_words() {
        for text in [
            ACCORD_2003,
            "I1HGCM82633A004352",
            "*1HGCM82633A004352*",
            "VIN:1HGCM82633A004352;K=7",
            " 1hgcm82633a004352\r\n",
        ] {
            assert_eq!(find_in(text).as_deref(), Some(ACCORD_2003), "{text}");
        }
        assert_eq!(find_in("IWAUZZZ8V5KA000001").as_deref(), Some("WAUZZZ8V5KA000001"));
    }

    #[test]
    fn a_serial_number_or_a_misread_label_is_no_vin() {
        for text in [
            "",
            "I",
            "12345678901234567",
            "WAUZZZ8V5KA00000A",
            "1HGCM82643A004352",
            "I1HGCM82643A004352",
            "éééééééééééééééé1",
        ] {
            assert_eq!(find_in(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn normalising_twice_changes_nothing_more(text in any::<String>()) {
            prop_assert_eq!(normalise(&normalise(&text)), normalise(&text));
        }

        #[test]
        fn a_vin_with_its_check_digit_survives_typing_and_one_wrong_character_is_caught(
            vin in "[1-5][A-HJ-NPR-Z0-9]{16}", place in 0_usize..16, step in 1_u32..10,
        ) {
            let mut characters: Vec<char> = vin.chars().collect();
            characters[CHECK_PLACE] = check_digit(&vin).expect("17 characters of a VIN");
            let vin: String = characters.iter().collect();
            prop_assert_eq!(check(&vin), Ok(()));
            let typed = format!("{} {}-{}", &vin[..3], &vin[3..9], &vin[9..]).to_lowercase();
            prop_assert_eq!(decode(&typed), decode(&vin));
            prop_assert_eq!(decode(&typed).vin, vin);

            // Another digit for a digit never has the same value, and no weight shares a factor with 11.
            let place = if place < CHECK_PLACE { place } else { place + 1 };
            if place > 0 && let Some(digit) = characters[place].to_digit(10) {
                characters[place] = char::from_digit((digit + step) % 10, 10).expect("a digit");
                let mistyped: String = characters.iter().collect();
                prop_assert!(check(&mistyped).is_err());
            }
        }

        #[test]
        fn no_text_however_odd_makes_decoding_fail(text in prop_oneof![any::<String>(), "[0-9A-Zé]{15,18}"]) {
            let _ = (check(&text), decode(&text));
        }
    }
}
