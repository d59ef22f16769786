//! The business's customers: the list, and one customer's page.
//!
//! Rules are in `domain::crm`; use cases in `services::crm`.

pub mod api;
mod customer;
mod customers;
#[cfg(feature = "ssr")]
mod read;

pub(crate) use customer::Customer;
pub(crate) use customers::Customers;
