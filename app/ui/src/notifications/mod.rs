//! What the notifications of both sides share: the bell in the header, the list, the settings.
//!
//! What is here takes all it shows as props and loads nothing. Rules are in `domain::messaging::notifications`.

mod bell;
mod list;
mod switches;

pub use bell::Bell;
pub use list::{List, ListPage, NoteRow};
pub use switches::{Settings, SettingsPage, Switch, SwitchRow};
