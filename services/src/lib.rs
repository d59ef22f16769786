//! Use cases over the database: each is one function that a screen, a command or the concierge calls.
//!
//! A function takes its [`Scope`] first: which business, who acts, in which language. It applies the rules of `domain`
//! in one transaction and leaves what must reach the outside in the outbox. What a business does not own is not found.
//!
//! To add a use case: a file named for the action in its capability's folder, a function that takes `&Scope`, a test in
//! `tests/` that runs on both databases.

pub mod accounts;
pub mod agenda;
pub mod barcodes;
pub mod billing;
pub mod businesses;
pub mod core;
pub mod crm;
pub mod db;
pub mod error;
pub mod files;
pub mod garage;
pub mod installation;
pub mod live;
pub mod mails;
pub mod messaging;
pub mod outbox;
mod papers;
pub mod pictures;
pub mod scope;
pub mod secret;
pub mod videos;
pub mod visitor;

pub use crate::core::Core;
pub use error::{Error, Result};
pub use scope::{Actor, Scope};
pub use visitor::Visitor;
