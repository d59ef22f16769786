//! A member's account at the portal: where they are signed in.

use super::{
    api::{AccountPage, load_account},
    frame::{Card, Frame},
};
use i18n::words as w;
use leptos::prelude::*;
use ui::{
    accounts::Sessions,
    avatar::Avatar,
    done::DoneNotice,
    feedback::{Failure, Loading},
    locale,
    page::suspended,
};

/// What the forms of this page lead back with.
const DONE: &[&str] = &["verified", "password_saved", "session_ended", "others_ended"];

/// The account page.
#[component]
pub fn Account() -> impl IntoView {
    let data = Resource::new(|| (), |()| load_account());
    let content = move || async move {
        match data.await {
            Ok(page) => view! { <Content page /> }.into_any(),
            Err(fault) => view! { <Failure fault home="/console" /> }.into_any(),
        }
    };
    view! {
        <Frame title=w::account_title(locale())>
            <Suspense fallback=Loading>{suspended(content)}</Suspense>
        </Frame>
    }
}

#[component]
fn Content(page: AccountPage) -> impl IntoView {
    let locale = locale();
    let AccountPage { name, email, picture, sessions } = page;
    view! {
        <Card>
            <h1>{w::account_title(locale)}</h1>
            <DoneNotice known=DONE />
            <div class="cluster">
                <Avatar name=name.clone() picture />
                <p><strong>{name}</strong><br />{email}</p>
            </div>
            <p><a class="link" href="/console">{w::account_to_portal(locale)}</a></p>
            <h2>{w::account_sessions(locale)}</h2>
            <Sessions rows=sessions />
        </Card>
    }
}
