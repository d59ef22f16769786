//! The offline page: kept by the service worker, shown when a page cannot be reached. It carries its words in every
//! language, since nobody can be asked for them then.

use crate::AppState;
use axum::{
    extract::State,
    response::{IntoResponse as _, Response},
};
use domain::locale::Locale;
use http::{HeaderValue, header};
use i18n::words as w;
use leptos::config::LeptosOptions;
use serde_json::{Value, json};

const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; img-src 'self'; \
     manifest-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
);

/// The offline page.
pub async fn page(State(state): State<AppState>) -> Response {
    let mut words = serde_json::Map::new();
    for locale in Locale::ALL {
        words.insert(locale.tag().to_owned(), sentences(locale));
    }
    // JSON inside a script element cannot end it.
    let words = Value::Object(words).to_string().replace('<', "\\u003c");
    let (en, css) = (Locale::En, &state.stylesheet);
    let html = format!(
        r#"<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="color-scheme" content="light dark"><meta name="robots" content="noindex"><title>{title}</title>
<link rel="icon" href="/favicon.svg"><link rel="stylesheet" href="{css}"><script type="application/json" id="words">{words}</script><script src="/offline.js" defer></script></head>
<body><main id="main"><div class="page page-narrow stack"><h1 data-word="title">{title}</h1><p data-word="text">{text}</p>
<p><button class="btn btn-primary" id="again" type="button" data-word="again">{again}</button></p>
<div class="stack" id="seen"></div><p id="nothing" class="soft" data-word="nothing">{nothing}</p></div></main></body></html>
"#,
        title = w::offline_title(en),
        text = w::offline_text(en),
        again = w::try_again(en),
        nothing = w::offline_nothing(en),
    );
    (
        [
            (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
            (header::CONTENT_SECURITY_POLICY, POLICY),
            (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        ],
        html,
    )
        .into_response()
}

fn sentences(locale: Locale) -> Value {
    json!({
        "title": w::offline_title(locale),
        "text": w::offline_text(locale),
        "again": w::try_again(locale),
        "nothing": w::offline_nothing(locale),
        "as_of": w::offline_as_of(locale),
        "vehicles": w::nav_garage(locale),
        "visits": w::nav_visits(locale),
    })
}

/// The address of this release's stylesheet: its name carries the hash that the build wrote beside the binary.
pub(crate) fn stylesheet(options: &LeptosOptions) -> String {
    let hash = options.hash_files.then(|| {
        let file = std::env::current_exe().ok()?.parent()?.join(options.hash_file.as_ref());
        let hashes = std::fs::read_to_string(file).ok()?;
        hashes.lines().find_map(|line| line.strip_prefix("css:").map(|hash| hash.trim().to_owned()))
    });
    match hash.flatten() {
        Some(hash) => format!("/{}/{}.{hash}.css", options.site_pkg_dir, options.output_name),
        None => format!("/{}/{}.css", options.site_pkg_dir, options.output_name),
    }
}
