//! Pure types and rules of Mainstreet: what is true whoever asks and wherever it is stored.
//!
//! Server and browser both compile this crate, so nothing here may know a database, a network, a runtime
//! or a screen. A rule that both sides need (is this VIN well formed, which slots are free, which board
//! move is allowed) is written once, here.
//!
//! To add a capability: make `src/<capability>/mod.rs`, open it with what it is and where its other doors
//! are, and keep the same name in `services`, `storefront` and `console`.

pub mod accounts;
pub mod agenda;
pub mod billing;
pub mod businesses;
pub mod clock;
pub mod crm;
pub mod error;
pub mod form;
pub mod garage;
pub mod ids;
pub mod live;
pub mod locale;
pub mod messaging;
pub mod money;
pub mod sites;
pub mod text;
pub mod time;
