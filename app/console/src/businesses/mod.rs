//! Where a person works, and what a business's owner has to look at.
//!
//! Use cases are in `services::accounts::staff` and `services::outbox`.

pub mod api;
#[cfg(feature = "ssr")]
pub mod forms;
mod messages;
mod places;

pub(crate) use messages::Messages;
pub(crate) use places::Places;
