//! The agenda: when a business is open, which starts are free, and what may become of a booking.
//!
//! Everything here is pure: the facts come in as values, the instant too. `services::agenda` loads them,
//! takes the claim in its transaction and keeps the state; `storefront::agenda` offers the free starts to
//! customers; `console::agenda` shows the day to staff and edits the hours.

pub mod hours;
pub mod slots;

pub use hours::{Exception, OpeningHours, Span};
pub use slots::{Busy, Policy, Question, Refusal, ServiceRule, Slot, Worker};

use serde::{Deserialize, Serialize};

/// Where a booking stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BookingState {
    /// The time is kept for a while, until the customer confirms.
    Held,
    /// Agreed by both sides.
    Confirmed,
    /// Called off by the customer or the business.
    Cancelled,
    /// Held, but never confirmed in time.
    Expired,
    /// The work took place.
    Done,
    /// The customer did not come.
    NoShow,
}

impl BookingState {
    /// Every state, in the order of a booking's life.
    pub const ALL: [Self; 6] =
        [Self::Held, Self::Confirmed, Self::Cancelled, Self::Expired, Self::Done, Self::NoShow];

    /// The name under which the state is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Confirmed => "confirmed",
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
            Self::Done => "done",
            Self::NoShow => "no_show",
        }
    }

    /// The state of a stored name, or `None` when there is no such state.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }

    /// The key of the word that people see.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Held => "booking_state_held",
            Self::Confirmed => "booking_state_confirmed",
            Self::Cancelled => "booking_state_cancelled",
            Self::Expired => "booking_state_expired",
            Self::Done => "booking_state_done",
            Self::NoShow => "booking_state_no_show",
        }
    }

    /// Whether a booking may go from this state to `next`.
    ///
    /// What gave its time back never returns: somebody else may have it by now, so the customer books anew.
    /// A no-show may still be done, because people come late.
    pub const fn can_become(self, next: Self) -> bool {
        matches!(
            (self, next),
            (Self::Held, Self::Confirmed | Self::Cancelled | Self::Expired)
                | (Self::Confirmed, Self::Cancelled | Self::Done | Self::NoShow)
                | (Self::NoShow, Self::Done)
        )
    }

    /// Whether the booking still keeps its worker and bay from others.
    pub const fn keeps_its_time(self) -> bool {
        matches!(self, Self::Held | Self::Confirmed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_gave_its_time_back_never_takes_it_again() {
        for gone in BookingState::ALL.into_iter().filter(|state| !state.keeps_its_time()) {
            for next in BookingState::ALL {
                assert!(!(gone.can_become(next) && next.keeps_its_time()), "{gone:?} to {next:?}");
            }
        }
    }

    #[test]
    fn only_a_hold_expires_and_only_an_agreed_booking_takes_place() {
        use BookingState::{Cancelled, Confirmed, Done, Expired, Held, NoShow};
        assert!(Held.can_become(Confirmed) && Held.can_become(Expired) && Held.can_become(Cancelled));
        assert!(!Held.can_become(Done) && !Held.can_become(NoShow));
        assert!(
            Confirmed.can_become(Done) && Confirmed.can_become(NoShow) && Confirmed.can_become(Cancelled)
        );
        assert!(!Confirmed.can_become(Expired) && !Confirmed.can_become(Held));
        assert!(NoShow.can_become(Done) && !Done.can_become(NoShow) && !Done.can_become(Cancelled));
    }

    #[test]
    fn the_stored_name_is_the_serialised_one_and_reads_back() {
        for state in BookingState::ALL {
            assert_eq!(BookingState::parse(state.as_str()), Some(state));
            assert_eq!(serde_json::to_value(state).unwrap(), state.as_str());
            assert_eq!(state.key(), format!("booking_state_{}", state.as_str()));
            assert!(!state.can_become(state));
        }
        assert_eq!(BookingState::parse("Held"), None);
    }
}
