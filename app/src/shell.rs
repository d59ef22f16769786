//! The document around the application, written by the server.

use crate::{App, hydration::Hydration};
use domain::locale::Locale;
use i18n::words as w;
use leptos::{hydration::AutoReload, nonce::use_nonce, prelude::*};
use leptos_meta::MetaTags;
use std::collections::BTreeMap;
use ui::{reader::Reader, request::extension};

/// What the document's head needs beyond what pages set themselves. Put together at the door, per request.
#[derive(Clone, Debug, Default)]
pub struct Head {
    /// The business's colours as CSS; empty outside a business.
    pub brand_css: String,
    /// The business's font pair: `warm`, `sturdy`, or empty.
    pub font: &'static str,
    /// The address of the manifest for installing the business as an app.
    pub manifest: Option<String>,
    /// The icon of the home screen.
    pub touch_icon: Option<String>,
    /// The colour of the browser's frame.
    pub theme_colour: Option<String>,
    /// The whole address that search engines keep the page under.
    pub canonical: Option<String>,
    /// The page's addresses in the languages that it exists in: for search engines.
    pub alternates: Vec<(&'static str, String)>,
    /// Whether search engines may list the page.
    pub indexed: bool,
    /// Tells one signed-in person from another without naming them; empty when nobody is signed in on the site.
    pub person: String,
}

/// The words of the script beside the page, which speaks no language of its own.
fn start_words(locale: Locale) -> String {
    let pairs = [
        ("broken", w::start_broken(locale)),
        ("reload", w::start_reload(locale)),
        ("update", w::start_update(locale)),
    ];
    serde_json::to_string(&BTreeMap::from(pairs)).unwrap_or_default()
}

/// The HTML document.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let reader = extension::<Reader>().unwrap_or_default();
    let head = extension::<Head>().unwrap_or_default();
    let theme = (!reader.theme.is_empty()).then(|| reader.theme.clone());
    let font = (!head.font.is_empty()).then_some(head.font);
    let nonce = use_nonce();
    view! {
        <!DOCTYPE html>
        <html lang=reader.locale.tag() data-theme=theme data-font=font>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
                <meta name="color-scheme" content="light dark" />
                {(!head.indexed).then(|| view! { <meta name="robots" content="noindex" /> })}
                {head.theme_colour.map(|colour| view! { <meta name="theme-color" content=colour /> })}
                <link rel="preload" href="/fonts/radio-canada-latin.woff2" r#as="font" r#type="font/woff2" crossorigin="" />
                <link rel="preload" href=i18n::words_path(reader.locale) r#as="fetch" crossorigin="" fetchpriority="low" />
                <link rel="icon" href="/favicon.svg" r#type="image/svg+xml" />
                {head.touch_icon.map(|icon| view! { <link rel="apple-touch-icon" href=icon /> })}
                {head.manifest.map(|manifest| view! { <link rel="manifest" href=manifest /> })}
                {head.canonical.map(|address| view! { <link rel="canonical" href=address /> })}
                {head.alternates
                    .into_iter()
                    .map(|(tag, href)| view! { <link rel="alternate" hreflang=tag href=href /> })
                    .collect_view()}
                <leptos_meta::HashedStylesheet options=options.clone() id="site-css" />
                {(!head.brand_css.is_empty()).then(|| view! { <style nonce=nonce.clone() inner_html=head.brand_css></style> })}
                <AutoReload options=options.clone() />
                // First, so that it hears what goes wrong with the application's own files; it holds nothing up.
                <script src="/start.js" defer=true nonce=nonce data-words=start_words(reader.locale) data-person=head.person></script>
                <Hydration options=options.clone() />
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}
