//! What a customer wants to be told.

use super::api::load_notification_settings;
use crate::frame::here;
use i18n::words as w;
use leptos::prelude::*;
use leptos_meta::Title;
use ui::{
    locale,
    notifications::{Settings as Content, SettingsPage},
    page::page,
};

/// The settings.
#[component]
pub fn Settings() -> impl IntoView {
    let (site, locale) = (here(), locale());
    let (slug, list) = (site.slug.clone(), site.path("/notifications"));
    let content = move |page: SettingsPage| {
        view! { <div class="page page-narrow stack"><Content page list=list.clone() /></div> }.into_any()
    };
    view! {
        <Title text=format!("{} · {}", w::note_settings(locale), site.name) />
        {page(
            move || vec![slug.clone()],
            |key| Box::pin(load_notification_settings(key[0].clone())),
            site.path(""),
            content,
        )}
    }
}
