//! Billing: issuing invoices, taking money and giving it back.
//!
//! Rules are in `domain::billing`; the screens are `console::billing` and `storefront::billing`. Where online money is,
//! only the provider knows: [`inbox`] keeps its events, [`sweep`] asks again for what no event told.

pub mod around;
pub mod checkout;
pub mod credit;
pub mod deposits;
pub mod inbox;
pub mod invoices;
pub mod issue;
mod ledger;
pub(crate) mod numbers;
mod payable;
pub mod payments;
pub mod pdf;
pub mod refunds;
pub(crate) mod sample;
mod settle;
pub mod sweep;
mod tell;

pub use invoices::{Filter, Invoice, Listed, Posted, by_link, list, of_work_order, one};
pub use refunds::Returning;
