//! Customers' accounts on a business's site: registering, signing in, one-time links, sessions.
//!
//! Rules are in `domain::accounts`, use cases in `services::accounts`; what the portal's account pages share with these
//! is in `ui::accounts`.

mod account;
pub mod api;
mod enter;
#[cfg(feature = "ssr")]
pub mod forms;
mod link;
#[cfg(feature = "ssr")]
mod profile_forms;
#[cfg(feature = "ssr")]
pub(crate) mod read;
mod sign_in;
mod sign_up;

pub use account::Account;
pub use enter::Enter;
pub use link::{Reset, SignInLink};
pub use sign_in::SignIn;
pub use sign_up::SignUp;
