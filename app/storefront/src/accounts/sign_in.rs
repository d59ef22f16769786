//! Signing in with address and password.

use crate::frame::here;
use i18n::words as w;
use leptos::prelude::*;
use leptos_meta::Title;
use ui::{
    accounts::{DemoSignIn, SignInForm, next, with_next},
    locale,
};

/// The account that a demonstration's customer uses.
const DEMO_CUSTOMER: &str = "customer@mainstreet.example";

/// The sign-in page of a business's site.
#[component]
pub fn SignIn() -> impl IntoView {
    let locale = locale();
    let site = here();
    let next = next();
    view! {
        <Title text=format!("{} · {}", w::sign_in_title(locale), site.name) />
        <div class="page page-narrow stack">
            <h1>{w::sign_in_title(locale)}</h1>
            <DemoSignIn accounts=vec![DEMO_CUSTOMER.to_owned()] />
            <SignInForm next=next.clone() />
            <ul class="rows">
                <li><a class="link" href=site.path("/sign-in/link")>{w::sign_in_by_link(locale)}</a></li>
                <li><a class="link" href=site.path("/reset")>{w::sign_in_forgot(locale)}</a></li>
                <li>
                    <span>{w::sign_in_new(locale)}</span>
                    <a class="link" href=with_next(&site.path("/sign-up"), &next)>{w::sign_up_title(locale)}</a>
                </li>
            </ul>
        </div>
    }
}
