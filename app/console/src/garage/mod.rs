//! The day, the job board, and one job.
//!
//! Rules are in `domain::garage::board`; use cases in `services::garage`.

pub mod api;
pub(crate) mod badge;
mod board;
mod card;
mod day;
#[cfg(feature = "ssr")]
pub mod forms;
pub(crate) mod job;
mod move_form;
mod moves;
pub(crate) mod parts_day;
#[cfg(feature = "ssr")]
pub(crate) mod read;
mod steps;
mod touch;

pub(crate) use board::Board;
pub(crate) use day::Day;
pub(crate) use job::JobDetails;
