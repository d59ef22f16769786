//! The shell, the routes and the error pages: what holds storefront and console together.
//!
//! To add a page: its component in `storefront` or `console`, its `<Route>` here, its line in the access matrix of
//! `server/tests/it/access.rs`.

#![recursion_limit = "512"]

#[cfg(feature = "ssr")]
mod shell;

#[cfg(feature = "ssr")]
pub use shell::{Head, shell};

use console::pages;
use domain::error::ErrorKind;
use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::{
    Lazy, SsrMode,
    components::{ParentRoute, Route, Router, Routes},
    path,
};
use storefront::{Frame, accounts, agenda, garage, sites};
use ui::{Fault, feedback::Failure, reader::provide_reader};

/// The whole application. Pages are rendered whole before they are sent: they work without JavaScript, and status and
/// cookies are right.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_reader();
    view! {
        <Router>
            <Routes fallback=NotFound>
                <Route path=path!("") view=sites::Directory ssr=SsrMode::Async />
                <ParentRoute path=path!("b/:slug") view=Frame ssr=SsrMode::Async>
                    <Route path=path!("") view=sites::Home ssr=SsrMode::Async />
                    <Route path=path!("sign-in") view=accounts::SignIn ssr=SsrMode::Async />
                    <Route path=path!("sign-up") view=accounts::SignUp ssr=SsrMode::Async />
                    <Route path=path!("sign-in/link") view=accounts::SignInLink ssr=SsrMode::Async />
                    <Route path=path!("reset") view=accounts::Reset ssr=SsrMode::Async />
                    <Route path=path!("enter/:token") view=accounts::Enter ssr=SsrMode::Async />
                    <Route path=path!("account") view=accounts::Account ssr=SsrMode::Async />
                    <Route path=path!("book") view=agenda::ChooseService ssr=SsrMode::Async />
                    <Route path=path!("book/:service") view=agenda::ChooseTime ssr=SsrMode::Async />
                    <Route path=path!("hold/:token") view=agenda::Held ssr=SsrMode::Async />
                    <Route path=path!("visit/:token") view=agenda::VisitPage ssr=SsrMode::Async />
                    <Route path=path!("visit/:token/move") view=agenda::Move ssr=SsrMode::Async />
                    <Route path=path!("visits") view=agenda::Visits ssr=SsrMode::Async />
                    <Route path=path!("garage") view=garage::Garage ssr=SsrMode::Async />
                    <Route path=path!("garage/new") view=garage::NewVehicle ssr=SsrMode::Async />
                    <Route path=path!("garage/:vehicle") view=garage::EditVehicle ssr=SsrMode::Async />
                </ParentRoute>
                <Route path=path!("console") view={Lazy::<pages::PlacesPage>::new()} ssr=SsrMode::Async />
                <Route path=path!("console/sign-in") view={Lazy::<pages::SignInPage>::new()} ssr=SsrMode::Async />
                <Route path=path!("console/sign-in/link") view={Lazy::<pages::SignInLinkPage>::new()} ssr=SsrMode::Async />
                <Route path=path!("console/reset") view={Lazy::<pages::ResetPage>::new()} ssr=SsrMode::Async />
                <Route path=path!("console/enter/:token") view={Lazy::<pages::EnterPage>::new()} ssr=SsrMode::Async />
                <Route path=path!("console/account") view={Lazy::<pages::AccountPage>::new()} ssr=SsrMode::Async />
                <Route path=path!("console/:slug") view={Lazy::<pages::DayPage>::new()} ssr=SsrMode::Async />
                <Route path=path!("console/:slug/board") view={Lazy::<pages::BoardPage>::new()} ssr=SsrMode::Async />
                <Route path=path!("console/:slug/jobs/:job") view={Lazy::<pages::JobPage>::new()} ssr=SsrMode::Async />
                <Route path=path!("console/:slug/messages") view={Lazy::<pages::MessagesPage>::new()} ssr=SsrMode::Async />
            </Routes>
        </Router>
    }
    .into_any()
}

/// The page for an address that leads nowhere.
#[component]
fn NotFound() -> impl IntoView {
    view! { <main id="main"><Failure fault=Fault::of(ErrorKind::NotFound) home="/" /></main> }
}
