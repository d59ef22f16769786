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

fn generate(words: &[Map<String, Value>]) -> String {
    let mut code = String::new();
    for key in words[0].keys() {
        let texts: Vec<&str> = words.iter().map(|w| text(w, key)).collect();
        let names = placeholders(texts[0]);
        let _ = writeln!(code, "/// {}", texts[0].replace('\n', " "));
        if names.is_empty() {
            let _ = writeln!(
                code,
                "pub const fn {key}(locale: Locale) -> &'static str {{ match locale {{ Locale::En => {:?}, Locale::Fr => {:?}, Locale::Pt => {:?} }} }}",
                texts[0], texts[1], texts[2]
            );
        } else {
            let params: Vec<String> = names.iter().map(|n| format!("{n}: impl Display")).collect();
            let pairs: Vec<String> = names.iter().map(|n| format!("({n:?}, &{n} as &dyn Display)")).collect();
            let _ = writeln!(
                code,
                "pub fn {key}(locale: Locale, {}) -> String {{ crate::fill(match locale {{ Locale::En => {:?}, Locale::Fr => {:?}, Locale::Pt => {:?} }}, &[{}]) }}",
                params.join(", "),
                texts[0],
                texts[1],
                texts[2],
                pairs.join(", ")
            );
        }
    }
    // Sentences whose key travels as data: errors, and the states of things.
    code.push_str("/// The raw text of a key that travels as data, or `None` when there is no such key.\npub(crate) fn raw(locale: Locale, key: &str) -> Option<&'static str> { Some(match key {\n");
    for key in words[0].keys().filter(|key| DYNAMIC.iter().any(|prefix| key.starts_with(prefix))) {
        let [en, fr, pt] = [0, 1, 2].map(|i| text(&words[i], key));
        let _ = writeln!(
            code,
            "{key:?} => match locale {{ Locale::En => {en:?}, Locale::Fr => {fr:?}, Locale::Pt => {pt:?} }},"
        );
    }
    code.push_str("_ => return None }) }\n");
    code
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
