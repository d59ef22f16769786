//! A customer's vehicles: the list, adding one, changing and removing it.
//!
//! Rules are in `domain::garage`, use cases in `services::garage::vehicles`. The progress of a job is on its booking's
//! page, in `agenda`.

pub mod api;
mod edit;
#[cfg(feature = "ssr")]
pub mod forms;
mod history;
mod list;
#[cfg(feature = "ssr")]
mod read;
mod reminders;

pub use edit::{EditVehicle, NewVehicle};
pub use list::Garage;
#[cfg(feature = "ssr")]
pub(crate) use read::vehicle_name;
