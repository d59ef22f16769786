//! The portal's first page: where the signed-in person works.

use super::api::{Place, load_places};
use crate::frame::{Plain, drawn};
use i18n::words as w;
use leptos::prelude::*;
use leptos_meta::Title;
use ui::{Icon, glyphs, locale};

/// The choice of a workplace.
#[component]
pub(crate) fn Places() -> impl IntoView {
    let data = Resource::new(|| (), |()| load_places());
    drawn(data, move |places| view! { <Plain><List places /></Plain> }.into_any())
}

#[component]
fn List(places: Vec<Place>) -> impl IntoView {
    let locale = locale();
    let empty = places.is_empty();
    view! {
        <Title text=w::portal_places_title(locale) />
        <div class="page stack">
            <div class="stack stack-tight">
                <h1>{w::portal_places_title(locale)}</h1>
                {(!empty).then(|| view! { <p class="soft">{w::portal_places_lead(locale)}</p> })}
            </div>
            {if empty {
                view! {
                    <div class="empty">
                        <Icon icon=glyphs::STORE />
                        <h2>{w::portal_places_empty_title(locale)}</h2>
                        <p>{w::portal_places_empty(locale)}</p>
                        <a class="btn" href="/console/account" rel="external">{w::nav_account(locale)}</a>
                    </div>
                }
                    .into_any()
            } else {
                view! { <ul class="grid-cards">{places.into_iter().map(|place| view! { <Item place /> }).collect_view()}</ul> }
                    .into_any()
            }}
        </div>
    }
}

/// A workplace. Each has its own colours in the page's head: a full load, not a step in the browser.
#[component]
fn Item(place: Place) -> impl IntoView {
    let role = i18n::lookup(locale(), place.role.word_key(), &[]);
    let href = place.path("");
    view! {
        <li>
            <a class="card card-link stack stack-tight" href=href rel="external">
                <h2>{place.name}</h2>
                <p class="soft"><Icon icon=glyphs::MAP_PIN /> " " {place.city}</p>
                <p><span class="badge">{role}</span></p>
            </a>
        </li>
    }
}
