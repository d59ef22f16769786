//! Letters that people and cameras take for digits. Plates and VINs are typed off painted and worn metal: what looks
//! like the number is worth showing, after what is the number.

/// Each letter with the digit that it is taken for. VINs have no I, O and Q for that reason (ISO 3779).
pub const PAIRS: [(char, char); 8] =
    [('O', '0'), ('Q', '0'), ('I', '1'), ('L', '1'), ('Z', '2'), ('S', '5'), ('G', '6'), ('B', '8')];

/// `number`, which is in capitals, with the digits that its letters are taken for: two numbers that look alike become
/// the same.
pub fn folded(number: &str) -> String {
    let digit =
        |letter: char| PAIRS.iter().find(|(known, _)| *known == letter).map_or(letter, |(_, digit)| *digit);
    number.chars().map(digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_looks_alike_becomes_the_same() {
        for (one, other) in [("AB08ISZ", "A8OB152"), ("LV14KXB", "IV14KX8"), ("Q6", "OG")] {
            assert_eq!(folded(one), folded(other));
        }
        assert_ne!(folded("AB12"), folded("AC12"));
    }

    proptest! {
        #[test]
        fn a_part_of_a_number_stays_a_part_of_it(number in "[A-Z0-9]{2,17}", from in 0_usize..8, length in 1_usize..9) {
            let part: String = number.chars().skip(from).take(length).collect();
            prop_assert!(folded(&number).contains(&folded(&part)));
            prop_assert_eq!(folded(&folded(&number)), folded(&number));
        }
    }
}
