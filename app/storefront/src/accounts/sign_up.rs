//! Registering.

use crate::frame::here;
use domain::{
    accounts,
    form::{FieldError, Fields},
};
use i18n::words as w;
use leptos::prelude::*;
use leptos_meta::Title;
use ui::{
    accounts::{next, with_next},
    form::{Form, Submit, TextField},
    locale,
};

/// The page where a customer makes an account.
#[component]
pub fn SignUp() -> impl IntoView {
    let locale = locale();
    let site = here();
    let next = next();
    let known = with_next(&site.path("/sign-in"), &next);
    view! {
        <Title text=format!("{} · {}", w::sign_up_title(locale), site.name) />
        <div class="page page-narrow stack">
            <h1>{w::sign_up_title(locale)}</h1>
            <p class="soft">{w::sign_up_lead(locale)}</p>
            <Form name="sign_up" check=check>
                <input type="hidden" name="next" value=next />
                <TextField name="name" label=w::field_name(locale) autocomplete="name" required=true />
                <TextField name="email" label=w::field_email(locale) kind="email" inputmode="email" autocomplete="email" required=true />
                <TextField
                    name="phone"
                    label=w::field_phone(locale)
                    hint=w::field_phone_hint(locale)
                    kind="tel"
                    inputmode="tel"
                    autocomplete="tel"
                />
                <TextField
                    name="password"
                    label=w::field_password(locale)
                    hint=w::field_new_password_hint(locale)
                    kind="password"
                    autocomplete="new-password"
                    required=true
                />
                <Submit>{w::sign_up_button(locale)}</Submit>
            </Form>
            <p>
                {w::sign_up_known(locale)} " "
                <a class="link" href=known>{w::sign_in_title(locale)}</a>
            </p>
        </div>
    }
}

fn check(fields: &Fields) -> Vec<FieldError> {
    accounts::SignUp::read(fields).err().unwrap_or_default()
}
