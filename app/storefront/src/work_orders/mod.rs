//! A work order as its customer sees it: what is proposed, job by job, with its price, to approve, decline or ask about.
//!
//! Rules and money are in `domain::garage::{work_order, money}`, use cases in `services::garage::work_orders`. The page goes
//! by the token of its link, so that who has the link needs no account.

pub mod api;
mod deposit;
mod findings;
#[cfg(feature = "ssr")]
pub mod forms;
mod job;
mod page;
#[cfg(feature = "ssr")]
mod read;
mod sums;

pub use page::WorkOrder;
