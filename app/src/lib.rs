//! The shell, the routes and the error pages: what holds storefront and console together.
//!
//! To add a page: its component and its lazy route in `storefront` or `console`, its `<Route>` here, its line in the
//! access matrix of `server/tests/it/access/table.rs`.

#![recursion_limit = "512"]

#[cfg(feature = "ssr")]
mod hydration;
#[cfg(feature = "ssr")]
mod shell;

#[cfg(feature = "ssr")]
pub use shell::{Head, shell};

use console::pages as portal;
use domain::error::ErrorKind;
use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::{
    Lazy, SsrMode,
    components::{ParentRoute, Route, Router, Routes},
    path,
};
use storefront::{Frame, pages as site, sites};
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
                    <Route path=path!("sign-in") view={Lazy::<site::SiteSignInPage>::new()} ssr=SsrMode::Async />
                    <Route path=path!("sign-up") view={Lazy::<site::SiteSignUpPage>::new()} ssr=SsrMode::Async />
                    <Route path=path!("sign-in/link") view={Lazy::<site::SiteSignInLinkPage>::new()} ssr=SsrMode::Async />
                    <Route path=path!("reset") view={Lazy::<site::SiteResetPage>::new()} ssr=SsrMode::Async />
                    <Route path=path!("enter/:token") view={Lazy::<site::SiteEnterPage>::new()} ssr=SsrMode::Async />
                    <Route path=path!("account") view={Lazy::<site::SiteAccountPage>::new()} ssr=SsrMode::Async />
                    <Route path=path!("book") view={Lazy::<site::ServicesPage>::new()} ssr=SsrMode::Async />
                    <Route path=path!("book/:service") view={Lazy::<site::TimesPage>::new()} ssr=SsrMode::Async />
                    <Route path=path!("hold/:token") view={Lazy::<site::HeldPage>::new()} ssr=SsrMode::Async />
                    <Route path=path!("visit/:token") view={Lazy::<site::OneVisitPage>::new()} ssr=SsrMode::Async />
                    <Route path=path!("visit/:token/move") view={Lazy::<site::MovePage>::new()} ssr=SsrMode::Async />
                    <Route path=path!("work/:token") view={Lazy::<site::WorkOrderPage>::new()} ssr=SsrMode::Async />
                    <Route path=path!("pay/:token") view={Lazy::<site::PayPage>::new()} ssr=SsrMode::Async />
                    <Route path=path!("deposit/:token") view={Lazy::<site::ReceiptPage>::new()} ssr=SsrMode::Async />
                    <Route path=path!("account/notifications") view={Lazy::<site::NotificationSettingsPage>::new()} ssr=SsrMode::Async />
                    <Route path=path!("notifications") view={Lazy::<site::NotificationsPage>::new()} ssr=SsrMode::Async />
                    <Route path=path!("visits") view={Lazy::<site::VisitsPage>::new()} ssr=SsrMode::Async />
                    <Route path=path!("garage") view={Lazy::<site::GaragePage>::new()} ssr=SsrMode::Async />
                    <Route path=path!("garage/new") view={Lazy::<site::NewVehiclePage>::new()} ssr=SsrMode::Async />
                    <Route path=path!("garage/:vehicle") view={Lazy::<site::EditVehiclePage>::new()} ssr=SsrMode::Async />
                </ParentRoute>
                <Route path=path!("console") view={Lazy::<portal::PlacesPage>::new()} ssr=SsrMode::Async />
                <Route path=path!("console/sign-in") view={Lazy::<portal::SignInPage>::new()} ssr=SsrMode::Async />
                <Route path=path!("console/sign-in/link") view={Lazy::<portal::SignInLinkPage>::new()} ssr=SsrMode::Async />
                <Route path=path!("console/reset") view={Lazy::<portal::ResetPage>::new()} ssr=SsrMode::Async />
                <Route path=path!("console/enter/:token") view={Lazy::<portal::EnterPage>::new()} ssr=SsrMode::Async />
                <Route path=path!("console/account") view={Lazy::<portal::AccountPage>::new()} ssr=SsrMode::Async />
                <Route path=path!("console/:slug") view={Lazy::<portal::DayPage>::new()} ssr=SsrMode::Async />
                <Route path=path!("console/:slug/board") view={Lazy::<portal::BoardPage>::new()} ssr=SsrMode::Async />
                <Route path=path!("console/:slug/me") view={Lazy::<portal::MePage>::new()} ssr=SsrMode::Async />
                <Route path=path!("console/:slug/times") view={Lazy::<portal::MyTimesPage>::new()} ssr=SsrMode::Async />
                <Route path=path!("console/:slug/times/all") view={Lazy::<portal::AllTimesPage>::new()} ssr=SsrMode::Async />
                <Route path=path!("console/:slug/vehicles/:vehicle") view={Lazy::<portal::VehiclePage>::new()} ssr=SsrMode::Async />
                <Route path=path!("console/:slug/reminders") view={Lazy::<portal::RemindersPage>::new()} ssr=SsrMode::Async />
                <Route path=path!("console/:slug/jobs/:job") view={Lazy::<portal::JobPage>::new()} ssr=SsrMode::Async />
                <Route path=path!("console/:slug/work") view={Lazy::<portal::WorkOrdersPage>::new()} ssr=SsrMode::Async />
                <Route path=path!("console/:slug/work/:order") view={Lazy::<portal::WorkOrderPage>::new()} ssr=SsrMode::Async />
                <Route path=path!("console/:slug/work/:order/inspection") view={Lazy::<portal::BayPage>::new()} ssr=SsrMode::Async />
                <Route path=path!("console/:slug/canned") view={Lazy::<portal::CannedPage>::new()} ssr=SsrMode::Async />
                <Route path=path!("console/:slug/customers") view={Lazy::<portal::CustomersPage>::new()} ssr=SsrMode::Async />
                <Route path=path!("console/:slug/customers/:customer") view={Lazy::<portal::CustomerPage>::new()} ssr=SsrMode::Async />
                <Route path=path!("console/:slug/invoices") view={Lazy::<portal::InvoicesPage>::new()} ssr=SsrMode::Async />
                <Route path=path!("console/:slug/invoices/:invoice") view={Lazy::<portal::InvoicePage>::new()} ssr=SsrMode::Async />
                <Route path=path!("console/:slug/notifications") view={Lazy::<portal::NotificationsPage>::new()} ssr=SsrMode::Async />
                <Route path=path!("console/:slug/notifications/settings") view={Lazy::<portal::NotificationSettingsPage>::new()} ssr=SsrMode::Async />
                <Route path=path!("console/:slug/messages") view={Lazy::<portal::MessagesPage>::new()} ssr=SsrMode::Async />
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
