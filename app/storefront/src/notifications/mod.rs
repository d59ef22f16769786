//! What a customer was told, and what they want to be told.
//!
//! Rules are in `domain::messaging::notifications`, use cases in `services::messaging::notifications`; what the portal's
//! pages share with these is in `ui::notifications`.

pub mod api;
#[cfg(feature = "ssr")]
pub mod forms;
mod list;
mod settings;

pub use list::Notifications;
pub use settings::Settings;
