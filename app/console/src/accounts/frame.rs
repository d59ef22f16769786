//! What surrounds the pages of the portal that belong to no business.

use i18n::words as w;
use leptos::prelude::*;
use leptos_meta::Title;
use ui::{Icon, glyphs, locale, preferences::Preferences};

/// The product's name, language and theme around a page.
#[component]
pub(super) fn Frame(
    /// The page's title.
    title: &'static str,
    children: Children,
) -> impl IntoView {
    view! {
        <Title text=format!("{title} · Mainstreet") />
        <a class="skip-link" href="#main" rel="external">{w::skip_to_content(locale())}</a>
        <header class="topbar">
            <a class="brand" href="/console"><Icon icon=glyphs::STORE /> "Mainstreet"</a>
            <div class="cluster"><Preferences /></div>
        </header>
        <main id="main" tabindex="-1">{children()}</main>
    }
}

/// One thing to do, in the middle of the page.
#[component]
pub(super) fn Card(children: Children) -> impl IntoView {
    view! { <div class="page page-narrow"><div class="card stack">{children()}</div></div> }
}
