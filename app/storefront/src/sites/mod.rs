//! The public pages of a business: what it is, what it offers, when it is open.
//!
//! Rules are in `domain::sites` and `domain::businesses`; use cases in `services::businesses`.

pub mod api;
mod directory;
mod home;
#[cfg(feature = "ssr")]
pub(crate) mod read;
#[cfg(feature = "ssr")]
mod structured;

pub use directory::Directory;
pub use home::Home;
pub(crate) use home::ServiceLine;
