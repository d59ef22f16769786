//! Text as it is compared and as it is shown.

/// A name as it is compared: small letters without accents, any run of spaces and dashes as one space.
pub fn fold(name: &str) -> String {
    let plain: String = name
        .chars()
        .flat_map(char::to_lowercase)
        .filter(|letter| !matches!(letter, '\u{300}'..='\u{36f}'))
        .map(|letter| if letter == '-' { ' ' } else { without_accent(letter) })
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The base letter of the accented small letters in the alphabets of Europe and the Americas.
const fn without_accent(letter: char) -> char {
    match letter {
        'à'..='å' | 'ā' | 'ă' | 'ą' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'ď' => 'd',
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' | 'ẽ' => 'e',
        'ğ' => 'g',
        'ì'..='ï' | 'ĩ' | 'ī' | 'ı' => 'i',
        'ł' => 'l',
        'ñ' | 'ń' | 'ň' => 'n',
        'ò'..='ö' | 'ø' | 'ō' | 'ő' => 'o',
        'ř' => 'r',
        'ś' | 'ş' | 'š' | 'ș' => 's',
        'ť' | 'ț' => 't',
        'ù'..='ü' | 'ũ' | 'ū' | 'ů' | 'ű' => 'u',
        'ý' | 'ÿ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        other => other,
    }
}

/// A whole number in groups of three that never wrap: a space is read alike in the three languages.
pub fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut out = String::with_capacity(digits.len() + 4);
    if number < 0 {
        out.push('\u{2212}');
    }
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push('\u{a0}');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_name_is_the_same_however_its_accents_are_written() {
        assert_eq!(fold("Zoë-Anne  ÇELİK"), "zoe anne celik");
        assert_eq!(fold("Joa\u{303}o"), fold("João"));
    }

    #[test]
    fn thousands_are_grouped_by_three_from_the_right() {
        let spaced = |number| grouped(number).replace('\u{a0}', "_");
        assert_eq!(
            [0, 999, 1_000, 123_456, 3_000_000, -1_000].map(spaced),
            ["0", "999", "1_000", "123_456", "3_000_000", "−1_000"]
        );
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing_more(name in any::<String>()) {
            prop_assert_eq!(fold(&fold(&name)), fold(&name));
        }
    }
}
