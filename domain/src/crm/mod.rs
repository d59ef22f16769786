//! Customers as their business looks them up.
//!
//! Other doors: `services::crm` (the list and a customer's page), `console::crm` (the screens).

use crate::text::fold;

/// The longest search, in characters; what follows is not looked at.
const SEARCH_MAX: usize = 100;
/// A shorter run of digits is in every telephone number.
const DIGITS_MIN: usize = 3;
/// A single letter is on every second plate.
const NUMBER_MIN: usize = 2;

/// In which order customers are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// By name, whatever its accents.
    #[default]
    Name,
    /// Who came last comes first; who never came is at the end.
    LastVisit,
}

/// What is looked for among customers: a part of a name, of an e-mail address, of a telephone number, of a plate or of
/// a VIN. Nobody says which it is, so it is compared with each of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    words: Vec<String>,
    typed: String,
    digits: Option<String>,
    number: Option<String>,
}

impl Search {
    /// Reads what was typed. Nothing is wrong: what cannot be found finds nobody.
    pub fn read(text: &str) -> Self {
        let text: String = text.chars().filter(|c| !c.is_control()).take(SEARCH_MAX).collect();
        let typed = text.trim().to_lowercase();
        Self {
            words: fold(&text).split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect(),
            digits: digits_of_number(&typed),
            number: number_of_vehicle(&typed),
            typed,
        }
    }

    /// Whether nothing is looked for, which finds everybody.
    pub fn is_empty(&self) -> bool {
        self.typed.is_empty()
    }

    /// What may be a part of a plate or a VIN: capitals and digits only, without the spaces and dashes that people
    /// write into plates at will. `None` when it can be no such part.
    pub fn number(&self) -> Option<&str> {
        self.number.as_deref()
    }

    /// Whether this person is meant: every word is in the name, in any order and without regard to accents, or the whole
    /// is in the address, or its digits are in the telephone number.
    pub fn finds(&self, name: &str, email: &str, phone: Option<&str>) -> bool {
        // What folds to nothing, such as a dash, is looked for as it was typed.
        let in_name = if self.words.is_empty() {
            name.to_lowercase().contains(&self.typed)
        } else {
            let name = fold(name);
            self.words.iter().all(|word| name.contains(word))
        };
        let in_phone = |digits: &str| {
            phone.is_some_and(|phone| {
                let known: String = phone.chars().filter(char::is_ascii_digit).collect();
                known.contains(digits)
            })
        };
        in_name || email.to_lowercase().contains(&self.typed) || self.digits.as_deref().is_some_and(in_phone)
    }
}

/// The digits of what may be a part of a telephone number. The zeros that a number starts with at home or abroad are
/// left out: the same line is kept as `+44 131 …` by one customer and typed as `0131 …` by the front desk.
fn digits_of_number(typed: &str) -> Option<String> {
    let sound = typed.chars().all(|c| c.is_ascii_digit() || " +.-()/".contains(c));
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.trim_start_matches('0');
    (sound && digits.len() >= DIGITS_MIN).then(|| digits.to_owned())
}

/// What a plate or a VIN may contain of `typed`.
fn number_of_vehicle(typed: &str) -> Option<String> {
    let sound = typed.chars().all(|c| c.is_alphanumeric() || c == '-' || c.is_whitespace());
    let number: String = typed.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect();
    (sound && number.chars().count() >= NUMBER_MIN).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn finds(text: &str) -> bool {
        Search::read(text).finds("Zoë Gonçalves-Martín", "zoe.g@mail.example", Some("+44 (131) 496-0018"))
    }

    #[test]
    fn a_person_is_found_by_any_part_however_it_is_written() {
        for text in [
            "",
            "  ",
            "goncalves",
            "GONÇALVES",
            "martin zoe",
            "gonçalves-martin",
            "ZOE.G@mail",
            "mail.example",
            "0131 496",
            "00 44 131 496 0018",
            "4960018",
        ] {
            assert!(finds(text), "{text:?}");
        }
    }

    #[test]
    fn somebody_else_is_not_found() {
        for text in ["zoe lee", "zoe@", "131 497", "44 132", "%", "_", "00"] {
            assert!(!finds(text), "{text:?}");
        }
        assert!(!Search::read("496 0018").finds("Ana", "ana@mail.example", None));
        assert!(!Search::read("-").finds("Ana", "ana@mail.example", Some("020-1")));
    }

    #[test]
    fn a_plate_is_looked_for_without_its_spaces_and_dashes() {
        assert_eq!(Search::read("aa-12 bc").number(), Some("AA12BC"));
        assert_eq!(Search::read("vf1").number(), Some("VF1"));
        for none in ["", "a", "a@b.c", "100%", "a_b"] {
            assert_eq!(Search::read(none).number(), None, "{none:?}");
        }
    }

    proptest! {
        #[test]
        fn everybody_is_found_by_their_own_name_and_address(name in "\\PC{1,40}", email in "[a-z.]{1,20}@[a-z]{2,9}") {
            prop_assert!(Search::read(&name).finds(&name, &email, None));
            prop_assert!(Search::read(&email).finds(&name, &email, None));
        }

        #[test]
        fn what_is_looked_for_on_plates_needs_no_escaping(text in any::<String>()) {
            let search = Search::read(&text);
            prop_assert!(search.number().is_none_or(|number| number.chars().all(char::is_alphanumeric)));
        }
    }
}
