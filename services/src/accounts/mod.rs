//! People: registering, signing in, sessions, one-time links.
//!
//! Rules are in `domain::accounts`. Accounts belong to the installation; what a person is to one business is a
//! customer row or a membership of that business.

pub mod avatar;
pub mod customer;
pub mod links;
pub(crate) mod password;
pub mod profile;
pub mod sessions;
pub mod sign_in;
pub mod sign_out;
pub mod sign_up;
pub mod staff;
pub mod throttle;

use domain::{ids::AccountId, locale::Locale};

/// A person who is signed in, as screens show them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Their account.
    pub id: AccountId,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// Their number, when they gave one.
    pub phone: Option<String>,
    /// Their language.
    pub locale: Locale,
    /// Whether they followed a link that was mailed to them.
    pub verified: bool,
    /// Whether they run the installation.
    pub is_operator: bool,
    /// The name of their picture's file, when they gave one.
    pub avatar: Option<String>,
}

impl From<entity::account::Model> for Person {
    fn from(row: entity::account::Model) -> Self {
        Self {
            id: row.id.into(),
            name: row.name,
            email: row.email,
            phone: row.phone,
            locale: Locale::from_tag(&row.locale).unwrap_or_default(),
            verified: row.verified_at.is_some(),
            is_operator: row.is_operator,
            avatar: row.avatar,
        }
    }
}
