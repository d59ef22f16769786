//! What a page lets the installed app keep for reading offline. `public/start.js` stores it in the browser, for as long
//! as the same person is signed in.

use leptos::prelude::*;
use serde::Serialize;

/// One line of what was seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SeenItem {
    /// What it is.
    pub title: String,
    /// What a person wants to know of it without a network.
    pub detail: String,
}

#[derive(Serialize)]
struct Seen<'a> {
    kind: &'a str,
    business: &'a str,
    name: &'a str,
    items: &'a [SeenItem],
}

/// Hands `items` to the installed app. Shows nothing itself.
#[component]
pub fn KeepSeen(
    /// `vehicles` or `visits`.
    kind: &'static str,
    /// The business's slug.
    #[prop(into)]
    business: String,
    /// The business's name.
    #[prop(into)]
    name: String,
    /// What was seen.
    items: Vec<SeenItem>,
) -> impl IntoView {
    let json = serde_json::to_string(&Seen { kind, business: &business, name: &name, items: &items })
        .unwrap_or_default();
    // JSON inside a script element cannot end it.
    view! { <script type="application/json" class="seen" inner_html=json.replace('<', "\\u003c")></script> }
}
