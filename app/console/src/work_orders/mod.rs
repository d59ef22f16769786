//! Work orders: the list, writing one, and the canned jobs that fill them.
//!
//! Rules are in `domain::garage::{work_order, money}`; use cases in `services::garage::work_orders`. The customer's side is
//! `storefront::garage`.

mod add;
pub mod api;
#[cfg(feature = "ssr")]
pub mod bench_forms;
mod canned;
mod faults;
#[cfg(feature = "ssr")]
pub mod forms;
mod job;
mod lines;
mod list;
mod order;
mod parts;
#[cfg(feature = "ssr")]
mod read;
mod totals;
mod writing;

pub(crate) use canned::CannedJobs;
pub(crate) use list::WorkOrders;
pub(crate) use order::WorkOrder;
