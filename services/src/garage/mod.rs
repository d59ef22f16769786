//! The garage: customers' vehicles, the board of jobs that bookings become, and their work orders.
//!
//! Rules are in `domain::garage`; the screens are `storefront::garage` and `console::garage`.

pub mod board;
mod clock_stops;
pub mod clocks;
pub mod diagnostics;
pub(crate) mod eta;
pub mod faults;
pub mod inspections;
pub mod jobs;
pub mod key_tag;
pub mod mine;
pub mod parts;
pub mod reminders;
pub mod scan;
pub mod service_history;
pub mod times;
pub mod vehicles;
pub mod work_orders;
