//! Turns `words/{en,fr,pt}.json` into one typed function per key, and refuses to compile when a language
//! lacks a key, has one too many, is empty, or names other placeholders than English does.

use serde_json::{Map, Value};
use std::{collections::BTreeSet, env, error::Error, fmt::Write as _, fs, path::Path};

const LANGUAGES: [&str; 3] = ["en", "fr", "pt"];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=words");
    println!("cargo::rerun-if-changed=build.rs");
    let words: Vec<Map<String, Value>> = LANGUAGES
        .iter()
        .map(|tag| -> Result<_, Box<dyn Error>> {
            Ok(serde_json::from_str(&fs::read_to_string(format!("words/{tag}.json"))?)?)
        })
        .collect::<Result<_, _>>()?;
    let problems = check(&words);
    if !problems.is_empty() {
        return Err(format!("the words do not agree:\n  {}", problems.join("\n  ")).into());
    }
    let code = generate(&words);
    fs::write(Path::new(&env::var("OUT_DIR")?).join("words.rs"), code)?;
    Ok(())
}

/// The names in `{braces}`, in the order of their first appearance.
fn placeholders(text: &str) -> Vec<&str> {
    let mut names = Vec::new();
    for piece in text.split('{').skip(1) {
        if let Some((name, _)) = piece.split_once('}')
            && !names.contains(&name)
        {
            names.push(name);
        }
    }
    names
}

fn text<'a>(words: &'a Map<String, Value>, key: &str) -> &'a str {
    words.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn check(words: &[Map<String, Value>]) -> Vec<String> {
    let keys: BTreeSet<&String> = words.iter().flat_map(Map::keys).collect();
    let mut problems = Vec::new();
    for key in keys {
        let wanted: BTreeSet<&str> = placeholders(text(&words[0], key)).into_iter().collect();
        for (tag, words) in LANGUAGES.iter().zip(words) {
            let here = text(words, key);
            if here.trim().is_empty() {
                problems.push(format!("{tag}.json lacks `{key}`"));
            } else if placeholders(here).into_iter().collect::<BTreeSet<_>>() != wanted {
                problems.push(format!("{tag}.json: `{key}` names other placeholders than en.json"));
            }
        }
    }
    problems
}

/// The functions twice: the server knows every sentence, the browser the place of each in the file it fetched.
fn generate(words: &[Map<String, Value>]) -> String {
    let (mut native, mut browser) = (String::new(), String::new());
    for (place, key) in words[0].keys().enumerate() {
        let [en, fr, pt] = [0, 1, 2].map(|i| text(&words[i], key));
        let names = placeholders(en);
        let doc = format!("/// {}", en.replace('\n', " "));
        let texts =
            format!("match locale {{ Locale::En => {en:?}, Locale::Fr => {fr:?}, Locale::Pt => {pt:?} }}");
        if names.is_empty() {
            let _ = writeln!(native, "{doc}\npub fn {key}(locale: Locale) -> &'static str {{ {texts} }}");
            let _ = writeln!(
                browser,
                "{doc}\npub fn {key}(_: Locale) -> &'static str {{ crate::fetched::text({place}) }}"
            );
        } else {
            let params: Vec<String> = names.iter().map(|n| format!("{n}: impl Display")).collect();
            let pairs: Vec<String> = names.iter().map(|n| format!("({n:?}, &{n} as &dyn Display)")).collect();
            let (params, pairs) = (params.join(", "), pairs.join(", "));
            let _ = writeln!(
                native,
                "{doc}\npub fn {key}(locale: Locale, {params}) -> String {{ crate::fill({texts}, &[{pairs}]) }}"
            );
            let _ = writeln!(
                browser,
                "{doc}\npub fn {key}(_: Locale, {params}) -> String {{ crate::fill(crate::fetched::text({place}), &[{pairs}]) }}"
            );
        }
    }
    let files: Vec<String> = words.iter().map(file).collect();
    let version = files.iter().flat_map(|file| file.bytes()).fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let [en, fr, pt] = [0, 1, 2].map(|i| &files[i]);
    format!(
        "#[cfg(not(target_arch = \"wasm32\"))]\nmod chosen {{ use super::*;\n{native}\n\
         pub(crate) fn raw(locale: Locale, key: &str) -> Option<&'static str> {{ Some(match key {{\n{}_ => return None }}) }}\n\
         /// What a browser fetches: see `fetched`.\n\
         pub const fn file(locale: Locale) -> &'static str {{ match locale {{ Locale::En => {en:?}, Locale::Fr => {fr:?}, Locale::Pt => {pt:?} }} }}\n}}\n\
         #[cfg(target_arch = \"wasm32\")]\nmod chosen {{ use super::*;\n{browser}\n\
         pub(crate) fn raw(_: Locale, key: &str) -> Option<&'static str> {{ crate::fetched::named(key) }}\n}}\n\
         pub use chosen::*;\n\
         /// Changes with every word: a browser asks for the words of its own release.\n\
         pub const VERSION: &str = \"{version:016x}\";\n",
        raw(words)
    )
}

/// The lines of the function that finds a sentence whose key travels as data: errors, and the states of things.
fn raw(words: &[Map<String, Value>]) -> String {
    let mut code = String::new();
    for key in words[0].keys().filter(|key| is_dynamic(key)) {
        let [en, fr, pt] = [0, 1, 2].map(|i| text(&words[i], key));
        let _ = writeln!(
            code,
            "{key:?} => match locale {{ Locale::En => {en:?}, Locale::Fr => {fr:?}, Locale::Pt => {pt:?} }},"
        );
    }
    code
}

/// One language as a browser fetches it: every sentence in the order of the keys, then the dynamic keys with their places.
/// The two lists are separated by ASCII's group separator, their items by its unit separator.
fn file(words: &Map<String, Value>) -> String {
    let texts: Vec<&str> = words.keys().map(|key| text(words, key)).collect();
    let named: Vec<String> = words
        .keys()
        .enumerate()
        .filter(|(_, key)| is_dynamic(key))
        .map(|(place, key)| format!("{key}={place}"))
        .collect();
    format!("{}\u{1d}{}", texts.join("\u{1f}"), named.join("\u{1f}"))
}

fn is_dynamic(key: &str) -> bool {
    DYNAMIC.iter().any(|prefix| key.starts_with(prefix))
}

/// Prefixes of the keys that can be looked up by name at run time; all others exist only as functions.
const DYNAMIC: [&str; 15] = [
    "err_",
    "job_",
    "booking_state_",
    "role_",
    "capability_",
    "done_",
    "line_",
    "document_",
    "auth_",
    "invoice_state_",
    "pay_method_",
    "light_",
    "dtc_",
    "reminder_",
    "odometer_reason_",
];
