//! The inspection of a vehicle, for a phone in one hand.
//!
//! Rules are in `domain::garage::{inspection, edits}`; use cases in `services::garage::inspections`. Every answer is a
//! form of its own, so that the page works without JavaScript; `public/bay.js` sends the same forms by itself and keeps
//! them while there is no network.

pub mod api;
mod bay;
mod clocks;
mod conflict;
#[cfg(feature = "ssr")]
pub mod forms;
mod photos;
mod point;
#[cfg(feature = "ssr")]
mod read;
mod videos;

pub(crate) use bay::Bay;
