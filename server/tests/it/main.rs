//! The server as its clients meet it: one test binary.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests may fail loudly"
)]

mod access;
mod architecture;
mod bad_input;
mod client;
mod clock;
mod commands;
mod deposits;
mod inspections;
mod notifications;
mod papers;
mod paying;
mod processes;
mod push;
mod scanning;
mod security;
mod sites;
mod uploads;
mod videos;
mod work_orders;
