//! The page behind a one-time link.

use crate::{
    Fault,
    feedback::Failure,
    form::{Form, Submit, TextField},
    locale,
};
use domain::{
    accounts::{self, Purpose},
    error::ErrorKind,
    form::{FieldError, Fields},
    locale::Locale,
};
use i18n::words as w;
use leptos::prelude::*;

/// What a link does, in words, and the form `enter` that does it: opening the link alone changes nothing.
#[component]
pub fn EnterForm(
    /// What the link is for.
    purpose: Purpose,
) -> impl IntoView {
    let locale = locale();
    let words = Wording::of(purpose, locale);
    let form = if purpose.sets_password() {
        view! {
            <Form name="enter" check=check_password>
                <TextField
                    name="new_password"
                    label=w::field_new_password(locale)
                    hint=w::field_new_password_hint(locale)
                    kind="password"
                    autocomplete="new-password"
                    required=true
                />
                <Submit>{words.button}</Submit>
            </Form>
        }
        .into_any()
    } else {
        view! { <Form name="enter"><Submit>{words.button}</Submit></Form> }.into_any()
    };
    view! {
        <h1>{words.title}</h1>
        <p>{words.text}</p>
        {form}
    }
}

fn check_password(fields: &Fields) -> Vec<FieldError> {
    accounts::new_password("new_password", fields.raw("new_password")).err().into_iter().collect()
}

struct Wording {
    title: &'static str,
    text: &'static str,
    button: &'static str,
}

impl Wording {
    fn of(purpose: Purpose, locale: Locale) -> Self {
        let (title, text, button) = match purpose {
            Purpose::Verify => {
                (w::enter_verify_title(locale), w::enter_verify_text(locale), w::enter_verify_button(locale))
            }
            Purpose::SignIn => (
                w::enter_sign_in_title(locale),
                w::enter_sign_in_text(locale),
                w::enter_sign_in_button(locale),
            ),
            Purpose::Reset => {
                (w::enter_reset_title(locale), w::enter_reset_text(locale), w::enter_password_button(locale))
            }
            Purpose::Invite => (
                w::enter_invite_title(locale),
                w::enter_invite_text(locale),
                w::enter_password_button(locale),
            ),
        };
        Self { title, text, button }
    }
}

/// The page of a link that cannot be followed; of one that is gone, with the ways to a new one.
#[component]
pub fn Gone(
    /// Why not.
    fault: Fault,
    /// The path before `/sign-in` on this side.
    base: String,
) -> impl IntoView {
    let locale = locale();
    let gone = fault.0.kind == ErrorKind::Gone;
    view! {
        <Failure fault home=base.clone() />
        {gone.then(|| view! {
            <div class="page page-narrow">
                <ul class="rows">
                    <li><a class="link" href=format!("{base}/sign-in/link")>{w::enter_gone_link(locale)}</a></li>
                    <li><a class="link" href=format!("{base}/reset")>{w::enter_gone_reset(locale)}</a></li>
                </ul>
            </div>
        })}
    }
}
