//! An invoice as its customer sees it: what it says, what is open, and paying that online. And the receipt of a deposit.
//!
//! Rules are in `domain::billing`, use cases in `services::billing`. The page goes by the token of its link, so that who has
//! the link needs no account. Whether something is paid, only the ledger says.

pub mod api;
#[cfg(feature = "ssr")]
pub mod forms;
mod page;
#[cfg(feature = "ssr")]
mod read;
mod receipt;
pub(crate) mod state;

pub use page::Pay;
pub use receipt::Receipt;
