//! The list of what a customer was told.

use super::api::load_notifications;
use crate::frame::here;
use i18n::words as w;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use ui::{
    locale,
    notifications::{List, ListPage},
    page::page,
};

/// The list.
#[component]
pub fn Notifications() -> impl IntoView {
    let (site, locale) = (here(), locale());
    let (slug, query) = (site.slug.clone(), use_query_map());
    let number = move || query.with(|query| query.get("page").unwrap_or_default());
    let (base, settings) = (site.path("/notifications"), site.path("/account/notifications"));
    let content = move |page: ListPage| {
        view! {
            <div class="page page-narrow stack">
                <List page base=base.clone() settings=settings.clone() empty=w::note_empty(locale) />
            </div>
        }
        .into_any()
    };
    view! {
        <Title text=format!("{} · {}", w::nav_notifications(locale), site.name) />
        {page(
            move || vec![slug.clone(), number()],
            |key| Box::pin(load_notifications(key[0].clone(), key[1].clone())),
            site.path(""),
            content,
        )}
    }
}
