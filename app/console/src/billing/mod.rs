//! Invoices at the portal: the list, one invoice with what was paid on it, issuing one from a work order, and the deposits
//! that come before it.
//!
//! Rules are in `domain::billing`, use cases in `services::billing`. The customer's side is `storefront::billing`.

pub mod api;
#[cfg(feature = "ssr")]
pub mod deposit_forms;
#[cfg(feature = "ssr")]
pub(crate) mod deposit_read;
pub(crate) mod deposits;
mod entries;
#[cfg(feature = "ssr")]
pub mod forms;
mod invoice;
mod issue;
mod list;
mod money_forms;
#[cfg(feature = "ssr")]
mod read;

pub(crate) use invoice::Invoice;
pub(crate) use issue::Billing;
pub(crate) use list::Invoices;
