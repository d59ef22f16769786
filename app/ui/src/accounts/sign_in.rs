//! The forms of the sign-in pages.

use crate::{
    Icon,
    form::{Form, Submit, TextField},
    glyphs, locale,
    reader::reader,
};
use domain::{
    accounts,
    form::{FieldError, Fields},
};
use i18n::words as w;
use leptos::prelude::*;

/// Address and password: the form `sign_in`.
#[component]
pub fn SignInForm(
    /// Where to go afterwards.
    next: String,
) -> impl IntoView {
    let locale = locale();
    view! {
        <Form name="sign_in" check=check_sign_in>
            <input type="hidden" name="next" value=next />
            <TextField name="email" label=w::field_email(locale) kind="email" inputmode="email" autocomplete="username" required=true />
            <TextField name="password" label=w::field_password(locale) kind="password" autocomplete="current-password" required=true />
            <Submit>{w::sign_in_button(locale)}</Submit>
        </Form>
    }
}

fn check_sign_in(fields: &Fields) -> Vec<FieldError> {
    accounts::SignIn::read(fields).err().unwrap_or_default()
}

/// An address to which a link is sent.
#[component]
pub fn LinkForm(
    /// The form's name: `link` or `reset`.
    name: &'static str,
    /// What its button says.
    button: &'static str,
) -> impl IntoView {
    view! {
        <Form name=name check=check_email>
            <TextField name="email" label=w::field_email(locale()) kind="email" inputmode="email" autocomplete="email" required=true />
            <Submit>{button}</Submit>
        </Form>
    }
}

fn check_email(fields: &Fields) -> Vec<FieldError> {
    accounts::email(fields.get("email")).err().into_iter().collect()
}

/// The password of every account of the demonstration.
pub const DEMO_PASSWORD: &str = "mainstreet-demo";

/// Accounts to look around with. Shown in a demonstration only.
#[component]
pub fn DemoSignIn(
    /// Their addresses.
    accounts: Vec<String>,
) -> impl IntoView {
    let locale = locale();
    reader().demo.then(|| {
        view! {
            <div class="notice">
                <Icon icon=glyphs::INFO />
                <div class="stack stack-tight">
                    <p><strong>{w::demo_sign_in(locale)}</strong></p>
                    <ul>{accounts.into_iter().map(|account| view! { <li><code class="break-all">{account}</code></li> }).collect_view()}</ul>
                    <p>{w::demo_password(locale, DEMO_PASSWORD)}</p>
                </div>
            </div>
        }
    })
}
