//! The installation's first page: the businesses that live on it.

use super::api::{BusinessCard, load_directory};
use i18n::words as w;
use leptos::prelude::*;
use leptos_meta::{Meta, Title};
use ui::{Icon, glyphs, locale, page::page, preferences::Preferences, reader::reader};

/// The list of public businesses.
#[component]
pub fn Directory() -> impl IntoView {
    let locale = locale();
    let list = |list: Vec<BusinessCard>| view! { <List list /> }.into_any();
    view! {
        <Title text="Mainstreet" />
        <Meta name="description" content=w::directory_lead(locale) />
        <a class="skip-link" href="#main" rel="external">{w::skip_to_content(locale)}</a>
        <header class="topbar">
            <a class="brand" href="/" rel="external"><Icon icon=glyphs::STORE /> "Mainstreet"</a>
            <div class="cluster"><Preferences /></div>
        </header>
        <main id="main" tabindex="-1">
            {page(Vec::new, |_| Box::pin(load_directory()), "/".to_owned(), list)}
        </main>
    }
}

#[component]
fn List(list: Vec<BusinessCard>) -> impl IntoView {
    let locale = locale();
    let empty = list.is_empty();
    view! {
        <div class="page stack stack-loose">
            <div class="stack">
                <h1>{w::directory_title(locale)}</h1>
                <p class="soft">{w::directory_lead(locale)}</p>
            </div>
            {empty.then(|| view! { <div class="empty"><Icon icon=glyphs::STORE /><p>{w::directory_empty(locale)}</p></div> })}
            <div class="grid-cards">
                {list
                    .into_iter()
                    .map(|card| {
                        // Another business has its own colours in the page's head: a full load, not a step in the browser.
                        view! {
                            <a class="card card-link stack stack-tight" href=format!("/b/{}", card.slug) rel="external">
                                <Icon icon=glyph(&card.kind) />
                                <h2>{card.name}</h2>
                                <p>{card.tagline}</p>
                                <p class="soft"><Icon icon=glyphs::MAP_PIN /> " " {card.city}</p>
                            </a>
                        }
                    })
                    .collect_view()}
            </div>
            {reader().demo.then(|| view! {
                <section class="notice" aria-label=w::demo(locale)>
                    <Icon icon=glyphs::INFO />
                    <p>
                        {w::demo_note(locale)} " "
                        <a class="link" href="/console/sign-in" rel="external">{w::demo_portal(locale)}</a> " · "
                        <a class="link" href="/dev/mail" rel="external">{w::demo_mail(locale)}</a>
                    </p>
                </section>
            })}
        </div>
    }
}

fn glyph(kind: &str) -> ui::Glyph {
    match kind {
        "garage" => glyphs::WRENCH,
        "restaurant" => glyphs::UTENSILS,
        "barber" => glyphs::SCISSORS,
        "bicycles" => glyphs::BIKE,
        _ => glyphs::STORE,
    }
}
