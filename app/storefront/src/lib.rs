//! What customers see: a business's site, their account, their vehicles, their bookings.
//!
//! Each capability has its folder: `api.rs` holds its server functions (who is it, one call of a use case, map the
//! answer), `forms.rs` its forms, the other files its pages. To add a page: a component, its line in
//! [`pages`], its `<Route>` in `app`, its line in the access matrix.

#![recursion_limit = "512"]

pub mod accounts;
pub mod agenda;
pub mod billing;
#[cfg(feature = "ssr")]
mod door;
mod frame;
pub mod garage;
pub mod notifications;
pub mod pages;
pub mod sites;
pub mod work_orders;

pub use frame::Frame;

/// Every form of the public sites, for the router.
#[cfg(feature = "ssr")]
pub fn forms() -> Vec<services::visitor::FormRoute> {
    [
        accounts::forms::ROUTES,
        garage::forms::ROUTES,
        notifications::forms::ROUTES,
        agenda::forms::ROUTES,
        billing::forms::ROUTES,
        work_orders::forms::ROUTES,
    ]
    .concat()
}
