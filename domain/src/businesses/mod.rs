//! A business as its site shows it and as its rules need it.
//!
//! Other doors: `services::businesses` (finding one, the demo's four), `storefront::sites` (the public pages).

use crate::{form::FieldError, locale::Locale};
use serde::{Deserialize, Serialize};

/// A part of the product that a business has switched on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Capability {
    /// Customers' vehicles, jobs and the board.
    Garage,
    /// Appointments.
    Agenda,
    /// Goods for sale.
    Shop,
    /// A menu and a kitchen.
    Restaurant,
}

impl Capability {
    /// Every capability.
    pub const ALL: [Self; 4] = [Self::Garage, Self::Agenda, Self::Shop, Self::Restaurant];

    /// The name stored in the database and used on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Garage => "garage",
            Self::Agenda => "agenda",
            Self::Shop => "shop",
            Self::Restaurant => "restaurant",
        }
    }

    /// The capability of a stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|capability| capability.as_str() == name)
    }
}

/// A short text in every language of the business; a missing one falls back to the first there is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// English.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub en: String,
    /// French.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub fr: String,
    /// Portuguese.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub pt: String,
}

impl Text {
    /// The same words in the three languages.
    pub fn new(en: &str, fr: &str, pt: &str) -> Self {
        Self { en: en.into(), fr: fr.into(), pt: pt.into() }
    }

    /// The text for a reader of `locale`.
    pub fn get(&self, locale: Locale) -> &str {
        let wanted = match locale {
            Locale::En => &self.en,
            Locale::Fr => &self.fr,
            Locale::Pt => &self.pt,
        };
        [wanted, &self.en, &self.fr, &self.pt]
            .into_iter()
            .find(|text| !text.is_empty())
            .map_or("", String::as_str)
    }
}

/// Words that the portal's own pages use where a business's slug stands in other addresses.
const RESERVED: [&str; 6] = ["account", "api", "enter", "reset", "sign-in", "sign-out"];

/// Whether `slug` can name a business in an address: small letters, digits and single dashes, 2 to 40 characters, and no
/// word that the portal uses itself.
///
/// # Errors
/// `err_slug_taken` for the portal's words, else `err_slug`, at the field `slug`.
pub fn slug(slug: &str) -> Result<(), FieldError> {
    if RESERVED.contains(&slug) {
        return Err(FieldError::new("slug", "err_slug_taken"));
    }
    let sound = (2..=40).contains(&slug.len())
        && slug.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        && !slug.starts_with('-')
        && !slug.ends_with('-')
        && !slug.contains("--");
    if sound { Ok(()) } else { Err(FieldError::new("slug", "err_slug")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_language_falls_back_instead_of_showing_nothing() {
        let text = Text { fr: "Vidange".into(), ..Text::default() };
        assert_eq!(text.get(Locale::Pt), "Vidange");
    }

    #[test]
    fn a_slug_cannot_leave_its_place_in_an_address() {
        assert!(slug("harbour-garage").is_ok());
        for wrong in ["", "a", "-a", "a-", "a--b", "A", "a/b", "a.b", "é1", "api", "sign-in", &"x".repeat(41)]
        {
            assert!(slug(wrong).is_err(), "{wrong}");
        }
    }
}
