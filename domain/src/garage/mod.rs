//! The garage: customers' vehicles and the job board that their bookings become.
//!
//! Other doors: `services::garage` (keeping vehicles, moving jobs), `storefront::garage` (a customer's vehicles and the
//! progress of a job), `console::garage` (the board).
//!
//! Browser and server share the light rules: [`vehicle::read`], [`vin::check`] and [`board`]. Whatever reads the
//! embedded data ([`catalog`], [`vin::decode`], [`vin::maker`], [`vin::country`], [`vehicle::review`]) is for the
//! server alone: a browser that called it would download 150 kB of tables.

pub mod board;
pub mod catalog;
pub mod vehicle;
pub mod vin;

pub use board::JobStatus;
pub use vehicle::{VehicleDraft, Warning};
