//! The three languages of the product.

use serde::{Deserialize, Serialize};

/// A language that every screen, mail and message speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Locale {
    /// English.
    #[default]
    En,
    /// French.
    Fr,
    /// Portuguese.
    Pt,
}

impl Locale {
    /// Every language, in the order in which a chooser shows them.
    pub const ALL: [Self; 3] = [Self::En, Self::Fr, Self::Pt];

    /// The BCP 47 primary tag.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Fr => "fr",
            Self::Pt => "pt",
        }
    }

    /// The language's own name for itself.
    pub const fn endonym(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Fr => "Français",
            Self::Pt => "Português",
        }
    }

    /// The language of a BCP 47 tag ("fr", "fr-CA"), or `None` when it is not one of ours.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_']).next()?;
        Self::ALL.into_iter().find(|locale| locale.tag().eq_ignore_ascii_case(primary))
    }

    /// The best of `offered` for an `Accept-Language` header (RFC 9110, section 12.5.4), else the first offered.
    pub fn negotiate(header: &str, offered: &[Self]) -> Self {
        let mut wishes: Vec<(f32, Self)> = header
            .split(',')
            .filter_map(|part| {
                let mut pieces = part.split(';');
                let locale = Self::from_tag(pieces.next()?)?;
                let quality = pieces
                    .find_map(|p| p.trim().strip_prefix("q=").map(|q| q.trim().parse().unwrap_or(0.0)))
                    .unwrap_or(1.0);
                (quality > 0.0 && offered.contains(&locale)).then_some((quality, locale))
            })
            .collect();
        wishes.sort_by(|a, b| b.0.total_cmp(&a.0));
        wishes.first().map(|wish| wish.1).or_else(|| offered.first().copied()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strongest_wish_that_is_offered_wins() {
        assert_eq!(Locale::negotiate("de, pt-BR;q=0.8, fr;q=0.9", &Locale::ALL), Locale::Fr);
        assert_eq!(Locale::negotiate("fr;q=0, pt;q=0.1", &Locale::ALL), Locale::Pt);
        assert_eq!(Locale::negotiate("de", &[Locale::Pt, Locale::En]), Locale::Pt);
        assert_eq!(Locale::negotiate("", &[]), Locale::En);
    }
}
