//! A customer's account: who they are to us, their picture, where they are signed in.

use super::api::{AccountPage, load_account};
use crate::frame::{here, slug};
use domain::{
    accounts::Contact,
    form::{FieldError, Fields},
};
use i18n::words as w;
use leptos::prelude::*;
use leptos_meta::Title;
use ui::{
    Icon,
    accounts::Sessions,
    avatar::Avatar,
    done::DoneNotice,
    form::{FileField, Form, Submit, TextField},
    glyphs, locale,
    page::page,
};

/// What the forms of this page lead back with.
const DONE: &[&str] = &[
    "verified",
    "password_saved",
    "profile_saved",
    "picture_saved",
    "verify_sent",
    "session_ended",
    "others_ended",
];

/// The account page.
#[component]
pub fn Account() -> impl IntoView {
    let site = here();
    let content = |page: AccountPage| view! { <Content page /> }.into_any();
    view! {
        <Title text=format!("{} · {}", w::account_title(locale()), site.name) />
        {page(move || vec![slug()], |key| Box::pin(load_account(key[0].clone())), site.path(""), content)}
    }
}

#[component]
fn Content(page: AccountPage) -> impl IntoView {
    let (locale, site) = (locale(), here());
    let AccountPage { name, email, phone, picture, verified, sessions } = page;
    view! {
        <div class="page page-narrow stack stack-loose">
            <div class="stack">
                <h1>{w::account_title(locale)}</h1>
                <DoneNotice known=DONE />
                <div class="cluster">
                    <Avatar name=name.clone() picture />
                    <p><strong>{name.clone()}</strong><br />{email}</p>
                </div>
                <Verified verified />
            </div>
            <p>
                <a class="btn" href=site.path("/account/notifications")>
                    <Icon icon=glyphs::BELL /> {w::note_settings(locale)}
                </a>
            </p>
            <section class="stack" aria-labelledby="profile">
                <h2 id="profile">{w::account_profile(locale)}</h2>
                <Form name="profile" check=check_profile>
                    <TextField name="name" label=w::field_name(locale) value=name autocomplete="name" required=true />
                    <TextField name="phone" label=w::field_phone(locale) value=phone kind="tel" inputmode="tel" autocomplete="tel" />
                    <Submit class="btn">{w::account_profile_button(locale)}</Submit>
                </Form>
            </section>
            <section class="stack" aria-labelledby="picture">
                <h2 id="picture">{w::account_picture(locale)}</h2>
                <Form name="avatar" files=true>
                    <FileField
                        name="avatar"
                        label=w::account_picture_field(locale)
                        hint=w::account_picture_hint(locale)
                        accept="image/jpeg,image/png,image/webp"
                    />
                    <Submit class="btn">{w::account_picture_button(locale)}</Submit>
                </Form>
            </section>
            <section class="stack" aria-labelledby="sessions">
                <h2 id="sessions">{w::account_sessions(locale)}</h2>
                <Sessions rows=sessions />
            </section>
        </div>
    }
}

fn check_profile(fields: &Fields) -> Vec<FieldError> {
    Contact::read(fields).err().unwrap_or_default()
}

#[component]
fn Verified(verified: bool) -> impl IntoView {
    let locale = locale();
    if verified {
        return view! {
            <p><span class="badge badge-ok"><Icon icon=glyphs::CHECK /> {w::account_verified(locale)}</span></p>
        }
        .into_any();
    }
    view! {
        <p><span class="badge badge-warn"><Icon icon=glyphs::MAIL /> {w::account_unverified(locale)}</span></p>
        <Form name="verify_again"><Submit class="btn">{w::account_verify_again(locale)}</Submit></Form>
    }
    .into_any()
}
