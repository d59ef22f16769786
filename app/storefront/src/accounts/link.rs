//! Asking for a one-time link: to sign in without a password, or to choose a new one.

use crate::frame::here;
use i18n::words as w;
use leptos::prelude::*;
use leptos_meta::Title;
use ui::{accounts::LinkForm, done::DoneNotice, locale};

/// The page that mails a sign-in link.
#[component]
pub fn SignInLink() -> impl IntoView {
    let locale = locale();
    view! { <Ask title=w::link_title(locale) lead=w::link_lead(locale) name="link" button=w::link_button(locale) /> }
}

/// The page that mails a link to choose a new password.
#[component]
pub fn Reset() -> impl IntoView {
    let locale = locale();
    view! { <Ask title=w::reset_title(locale) lead=w::reset_lead(locale) name="reset" button=w::reset_button(locale) /> }
}

#[component]
fn Ask(title: &'static str, lead: &'static str, name: &'static str, button: &'static str) -> impl IntoView {
    let site = here();
    view! {
        <Title text=format!("{title} · {}", site.name) />
        <div class="page page-narrow stack">
            <h1>{title}</h1>
            <DoneNotice known=&["link_sent"] />
            <p class="soft">{lead}</p>
            <LinkForm name button />
            <p><a class="link" href=site.path("/sign-in")>{w::link_back(locale())}</a></p>
        </div>
    }
}
