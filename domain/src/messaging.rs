//! What people are told, and the ports through which messages leave. Adapters are in `providers::messaging`.

pub mod notifications;
pub mod push;

use serde::{Deserialize, Serialize};
use std::{future::Future, pin::Pin};

/// An e-mail ready to leave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Email {
    /// Stable across retries, so that the receiving side can drop a second copy (RFC 5322, section 3.6.4). Without brackets.
    pub message_id: String,
    /// The name shown as sender.
    pub from_name: String,
    /// Where answers go, when the business has an address.
    pub reply_to: Option<String>,
    /// The receiver's name.
    pub to_name: String,
    /// The receiver's address.
    pub to: String,
    /// The subject, one line.
    pub subject: String,
    /// The body, plain text.
    pub text: String,
    /// A calendar file to attach (RFC 5545).
    pub calendar: Option<String>,
}

/// Why a message did not leave.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DeliveryError {
    /// It may work later: the other side is away or busy.
    #[error("not delivered yet: {0}")]
    Later(String),
    /// It will never work as it is: a refused address or content.
    #[error("refused: {0}")]
    Never(String),
}

/// A delivery under way.
pub type Delivery<'a> = Pin<Box<dyn Future<Output = Result<(), DeliveryError>> + Send + 'a>>;

/// Sends e-mails.
pub trait Mailer: Send + Sync {
    /// Hands `email` over, or says why not. May be called again with the same message id.
    fn send<'a>(&'a self, email: &'a Email) -> Delivery<'a>;
}
