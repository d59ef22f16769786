//! The words in the browser: the file of the page's own language, fetched before the application takes the page over. The
//! download holds no sentence, and nobody pays for languages they do not read.

use std::sync::OnceLock;

/// What separates the sentences from the names, and one item from the next (ASCII's group and unit separators).
const GROUP: char = '\u{1d}';
const UNIT: char = '\u{1f}';

/// The words of one language.
#[derive(Debug, Default)]
struct Words {
    texts: Vec<&'static str>,
    /// Keys that travel as data, in order, with the places of their sentences.
    named: Vec<(&'static str, usize)>,
}

static WORDS: OnceLock<Words> = OnceLock::new();

/// Takes what was fetched. Called once, before anything is drawn; they stay for as long as the page.
pub fn take(file: String) {
    // The first words stay.
    let _ = WORDS.set(read(file.leak()));
}

fn read(file: &'static str) -> Words {
    let (texts, named) = file.split_once(GROUP).unwrap_or((file, ""));
    Words {
        texts: texts.split(UNIT).collect(),
        named: named
            .split(UNIT)
            .filter_map(|pair| pair.split_once('='))
            .filter_map(|(key, place)| Some((key, place.parse().ok()?)))
            .collect(),
    }
}

/// The sentence at `place`; nothing when the file is of another release.
#[cfg(target_arch = "wasm32")]
pub(crate) fn text(place: usize) -> &'static str {
    WORDS.get().and_then(|words| words.texts.get(place).copied()).unwrap_or_default()
}

/// The sentence of a key that travels as data.
#[cfg(target_arch = "wasm32")]
pub(crate) fn named(key: &str) -> Option<&'static str> {
    let words = WORDS.get()?;
    find(words, key)
}

#[cfg(any(test, target_arch = "wasm32"))]
fn find(words: &Words, key: &str) -> Option<&'static str> {
    let found = words.named.binary_search_by(|(known, _)| (*known).cmp(key)).ok()?;
    words.texts.get(words.named.get(found)?.1).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words;
    use domain::locale::Locale;

    #[test]
    fn a_browser_reads_the_same_sentences_as_the_server() {
        for locale in Locale::ALL {
            let words = read(words::file(locale));
            assert!(words.named.is_sorted(), "keys are looked up by halving");
            for (key, _) in &words.named {
                assert_eq!(find(&words, key), words::raw(locale, key), "{key}");
            }
            assert_eq!(find(&words, "no_such_key"), None);
            assert!(words.texts.contains(&words::form_optional(locale)));
        }
    }
}
