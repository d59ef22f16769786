//! People at the portal: signing in, one-time links, where they are signed in.
//!
//! Rules are in `domain::accounts`, use cases in `services::accounts`; what the customers' account pages share with these
//! is in `ui::accounts`.

mod account;
pub mod api;
mod enter;
#[cfg(feature = "ssr")]
pub mod forms;
mod frame;
#[cfg(feature = "ssr")]
mod read;
mod sign_in;

pub use account::Account;
pub use enter::Enter;
pub use sign_in::{Reset, SignIn, SignInLink};
