//! Signing in at the portal: with a password, or by asking for a one-time link.

use super::frame::{Card, Frame};
use i18n::words as w;
use leptos::prelude::*;
use ui::{
    accounts::{DemoSignIn, LinkForm, SignInForm, next},
    done::DoneNotice,
    locale,
};

/// Accounts of a demonstration's staff, the widest view first.
const DEMO_STAFF: [&str; 4] = [
    "owner@harbour-garage.example",
    "desk@harbour-garage.example",
    "technician1@harbour-garage.example",
    "operator@mainstreet.example",
];

/// The portal's sign-in page.
#[component]
pub fn SignIn() -> impl IntoView {
    let locale = locale();
    let title = w::portal_sign_in_title(locale);
    let next = next();
    view! {
        <Frame title>
            <Card>
                <h1>{title}</h1>
                <DemoSignIn accounts=DEMO_STAFF.map(str::to_owned).to_vec() />
                <SignInForm next />
                <ul class="rows">
                    <li><a class="link" href="/console/sign-in/link">{w::sign_in_by_link(locale)}</a></li>
                    <li><a class="link" href="/console/reset">{w::sign_in_forgot(locale)}</a></li>
                </ul>
            </Card>
        </Frame>
    }
}

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
    view! {
        <Frame title>
            <Card>
                <h1>{title}</h1>
                <DoneNotice known=&["link_sent"] />
                <p class="soft">{lead}</p>
                <LinkForm name button />
                <p><a class="link" href="/console/sign-in">{w::link_back(locale())}</a></p>
            </Card>
        </Frame>
    }
}
