//! Live events: small words that something changed. Browsers hear them and fetch again what they show.

use crate::{
    accounts::Realm,
    ids::{AccountId, BookingId, BusinessId, CustomerId},
};
use serde::{Deserialize, Serialize};

/// Something changed in a business. Carries no content: whoever may see the thing fetches it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveEvent {
    /// Where it happened.
    pub business: BusinessId,
    /// What changed.
    pub change: Change,
}

/// What changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Change {
    /// A booking: its time, state, board status or notes.
    Booking {
        /// Which one.
        id: BookingId,
        /// Whose it is, once known.
        customer: Option<CustomerId>,
    },
    /// What a person has not read yet.
    Notified {
        /// Whose.
        account: AccountId,
        /// On which side.
        realm: Realm,
    },
}
