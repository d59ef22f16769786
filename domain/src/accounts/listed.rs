//! A session in the list of its owner's.

use super::Realm;
use crate::ids::SessionId;
use jiff::Timestamp;

/// A session as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Which one.
    pub id: SessionId,
    /// Where it holds.
    pub realm: Realm,
    /// What the browser called itself.
    pub agent: String,
    /// When it was last used, to a few minutes.
    pub seen: Timestamp,
}
