//! The garage: customers' vehicles, the job board that their bookings become, and what is found, done and due.
//!
//! Other doors: `services::garage` (keeping vehicles, moving jobs), `storefront::garage` (a customer's vehicles and the
//! progress of a job), `console::garage` (the board).
//!
//! Browser and server share the light rules: [`vehicle::read`], [`vin::check`], [`board`], [`money`], [`work_order`], and
//! what a technician's phone needs offline ([`inspection::Sheet`], [`measure`], [`trouble_code`], [`clocks`]). Whatever
//! reads the embedded data ([`catalog`], [`inspection::ready_templates`], [`vin::decode`], [`vin::maker`],
//! [`vin::country`], [`vehicle::review`]) is for the server alone: a browser that called it would download 165 kB of
//! tables.

pub mod board;
pub mod catalog;
pub mod clocks;
pub mod correction;
pub mod edits;
pub mod eta;
pub mod inspection;
pub mod look_alike;
pub mod measure;
pub mod money;
pub mod odometer;
pub mod parts;
pub mod reminder;
pub mod scan;
pub mod trouble_code;
pub mod vehicle;
pub mod vin;
pub mod work_order;

pub use board::JobStatus;
pub use vehicle::{VehicleDraft, Warning};
