//! What the account pages of both sides share: the forms of signing in and out, the list of sessions, and
//! the devices that show notifications.
//!
//! The sites and the portal keep apart (each has its pages, server functions and form handlers) but should not look or
//! behave differently where a person proves who they are. What is here takes all it shows as props and loads nothing.
//! Rules are in `domain::accounts`.

mod enter;
mod push;
mod sessions;
mod sign_in;
mod way_back;

pub use enter::{EnterForm, Gone};
pub use push::{DeviceRow, PUSH_DONE, PushSection};
pub use sessions::{SessionRow, Sessions};
pub use sign_in::{DEMO_PASSWORD, DemoSignIn, LinkForm, SignInForm};
pub use way_back::{next, with_next};
