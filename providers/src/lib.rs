//! Other companies' APIs and protocols, each behind the port of `domain` that it serves.
//!
//! To add a provider: `src/<need>/<vendor>.rs` that implements the port; `server` chooses it by configuration.

pub mod messaging;
pub mod payments;
