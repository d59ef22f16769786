//! The list of what a member was told.

use super::api::{NotesView, load_notifications};
use crate::frame::{Missing, Section, Shell, param, query};
use i18n::words as w;
use leptos::prelude::*;
use leptos_meta::Title;
use ui::{locale, notifications::List, page::page_or};

/// The list.
#[component]
pub(crate) fn Notifications() -> impl IntoView {
    let (slug, number) = (param("slug"), query("page"));
    page_or(
        move || vec![slug.get(), number.get()],
        |key| Box::pin(load_notifications(key[0].clone(), key[1].clone())),
        |fault| view! { <Missing fault /> }.into_any(),
        |page| view! { <Content page /> }.into_any(),
    )
}

#[component]
fn Content(page: NotesView) -> impl IntoView {
    let locale = locale();
    let NotesView { place, list } = page;
    let (base, settings) = (place.path("/notifications"), place.path("/notifications/settings"));
    view! {
        <Title text=format!("{} · {}", w::nav_notifications(locale), place.name) />
        <Shell place section=Section::Notifications>
            <List page=list base settings empty=w::note_empty_staff(locale) />
        </Shell>
    }
}
