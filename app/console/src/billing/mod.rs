//! Invoices at the portal: the list, one invoice with what was paid on it, and issuing one from a work order.
//!
//! Rules are in `domain::billing`, use cases in `services::billing`. The customer's side is `storefront::billing`.

pub mod api;
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
