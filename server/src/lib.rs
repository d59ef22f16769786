//! The server: configuration, router, middleware, worker, command line. The only crate that sees all others, and the
//! one that wires ports to adapters.

#![recursion_limit = "512"]

pub mod assets;
pub mod bay;
pub mod commands;
pub mod config;
pub mod dev_clock;
pub mod dev_mail;
pub mod door;
pub mod forms;
pub mod health;
pub mod live;
pub mod notifications;
pub mod offline;
pub mod pages;
pub mod papers;
pub mod payments;
pub mod photos;
pub mod push;
mod ranges;
pub mod router;
pub mod security;
pub mod state;
pub mod times;
pub mod uploads;
pub mod videos;
pub mod webhooks;
pub mod worker;

pub use router::router;
pub use state::AppState;
