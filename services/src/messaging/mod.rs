//! What people are told, and where. Rules are in `domain::messaging`; mails have a module of their own, `mails`.

pub mod notifications;
pub mod notify;
pub mod push;
pub(crate) mod undelivered;
pub mod wording;
