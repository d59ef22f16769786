//! What a member of a business was told, and what they want to be told.
//!
//! Rules are in `domain::messaging::notifications`, use cases in `services::messaging::notifications`; what the sites'
//! pages share with these is in `ui::notifications`.

pub mod api;
#[cfg(feature = "ssr")]
pub mod forms;
mod list;
mod settings;

pub(crate) use list::Notifications;
pub(crate) use settings::Settings;
