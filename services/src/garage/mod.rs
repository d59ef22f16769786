//! The garage: customers' vehicles, and the board of jobs that bookings become.
//!
//! Rules are in `domain::garage`; the screens are `storefront::garage` and `console::garage`.

pub mod board;
pub mod jobs;
pub mod vehicles;
