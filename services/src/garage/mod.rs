//! The garage: customers' vehicles, the board of jobs that bookings become, and their work orders.
//!
//! Rules are in `domain::garage`; the screens are `storefront::garage` and `console::garage`.

pub mod board;
pub mod clocks;
pub mod diagnostics;
pub(crate) mod eta;
pub mod inspections;
pub mod jobs;
pub mod mine;
pub mod reminders;
pub mod service_history;
pub mod vehicles;
pub mod work_orders;
