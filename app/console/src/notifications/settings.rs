//! What a member wants to be told.

use super::api::{SettingsView, load_notification_settings};
use crate::frame::{Missing, Section, Shell, param};
use i18n::words as w;
use leptos::prelude::*;
use leptos_meta::Title;
use ui::{locale, notifications::Settings as Content, page::page_or};

/// The settings.
#[component]
pub(crate) fn Settings() -> impl IntoView {
    let slug = param("slug");
    page_or(
        move || vec![slug.get()],
        |key| Box::pin(load_notification_settings(key[0].clone())),
        |fault| view! { <Missing fault /> }.into_any(),
        |page| view! { <Page page /> }.into_any(),
    )
}

#[component]
fn Page(page: SettingsView) -> impl IntoView {
    let SettingsView { place, settings } = page;
    let list = place.path("/notifications");
    view! {
        <Title text=format!("{} · {}", w::note_settings(locale()), place.name) />
        <Shell place section=Section::Notifications>
            <Content page=settings list />
        </Shell>
    }
}
