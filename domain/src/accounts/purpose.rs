//! What a one-time link is for, and how long it holds.

use serde::{Deserialize, Serialize};

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Shows that the address is the person's own. Holds for seven days.
    Verify,
    /// Signs in once. Holds for 20 minutes.
    SignIn,
    /// Lets them choose a new password. Holds for an hour.
    Reset,
    /// Lets a new member choose their first password. Holds for seven days.
    Invite,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Self; 4] = [Self::Verify, Self::SignIn, Self::Reset, Self::Invite];

    /// The name stored in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Verify => "verify",
            Self::SignIn => "sign_in",
            Self::Reset => "reset",
            Self::Invite => "invite",
        }
    }

    /// The purpose of a stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.as_str() == name)
    }

    /// How long the link holds, in milliseconds.
    pub const fn lifetime_ms(self) -> i64 {
        const HOUR: i64 = 3_600_000;
        match self {
            Self::Verify | Self::Invite => 7 * 24 * HOUR,
            Self::SignIn => HOUR / 3,
            Self::Reset => HOUR,
        }
    }

    /// Whether following the link takes a new password.
    pub const fn sets_password(self) -> bool {
        matches!(self, Self::Reset | Self::Invite)
    }
}
