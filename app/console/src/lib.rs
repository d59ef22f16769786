//! What owners and staff see: the day, the board, a job.
//!
//! Strictly apart from the public sites: its own path, its own cookie, its own sessions. Its code is loaded only here:
//! every page is a lazy route, so that a customer's phone never downloads it.
//!
//! Each capability has its folder: `api.rs` holds its server functions, `forms.rs` its forms, `read.rs` writes out what
//! pages show, the other files are its pages. To add a page: its component, its line in [`pages`], its `<Route>` in the
//! app, its line in the access matrix.

#![recursion_limit = "512"]

pub mod accounts;
pub mod billing;
pub mod businesses;
pub mod crm;
#[cfg(feature = "ssr")]
mod door;
mod frame;
pub mod garage;
pub mod inspections;
pub mod notifications;
pub mod pages;
pub mod work_orders;
pub mod workshop;

/// Every form of the portal, for the router.
#[cfg(feature = "ssr")]
pub fn forms() -> Vec<services::visitor::FormRoute> {
    [
        accounts::forms::ROUTES,
        billing::forms::ROUTES,
        billing::deposit_forms::ROUTES,
        businesses::forms::ROUTES,
        garage::forms::ROUTES,
        inspections::forms::ROUTES,
        notifications::forms::ROUTES,
        work_orders::bench_forms::ROUTES,
        work_orders::forms::ROUTES,
        workshop::forms::ROUTES,
        workshop::times::forms::ROUTES,
    ]
    .concat()
}

/// The files of its forms that are too large to be held, for the router.
#[cfg(feature = "ssr")]
pub fn large_files() -> Vec<services::visitor::LargeFile> {
    vec![inspections::forms::VIDEO]
}
