//! The workshop: a technician's own page with its clocks, and what is known of a vehicle, and what vehicles are due for.
//!
//! Rules are in `domain::garage::{clocks, trouble_code, odometer}`; use cases in `services::garage`.

pub mod api;
#[cfg(feature = "ssr")]
pub mod forms;
mod me;
#[cfg(feature = "ssr")]
pub(crate) mod read;
mod reminders;
mod scan;
pub mod times;
mod vehicle;
#[cfg(feature = "ssr")]
pub(crate) mod vehicle_read;

pub(crate) use me::Me;
pub(crate) use reminders::Reminders;
pub(crate) use times::{AllTimes, MyTimes};
pub(crate) use vehicle::Vehicle;
