//! The clock, injected wherever time decides something, so that tests can set it.

use jiff::{SignedDuration, Timestamp};
use std::sync::atomic::{AtomicI64, Ordering};

/// Tells the time.
pub trait Clock: Send + Sync {
    /// The present instant, UTC.
    fn now(&self) -> Timestamp;
}

/// The machine's own clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place where the machine's clock is read")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// A clock that runs with the machine's but can be moved forward, never back: for demonstrations and tests.
#[derive(Debug, Default)]
pub struct ShiftedClock {
    offset_ms: AtomicI64,
}

impl ShiftedClock {
    /// As far as it goes ahead of the machine's clock: dates stay ones that every rule can reckon with.
    pub const FURTHEST: SignedDuration = SignedDuration::from_hours(5 * 366 * 24);

    /// A clock that is ahead of the machine's by `by` from the start, within [`Self::FURTHEST`].
    pub fn ahead_by(by: SignedDuration) -> Self {
        let clock = Self::default();
        clock.advance(by);
        clock
    }

    /// How far it is ahead of the machine's clock.
    pub fn ahead(&self) -> SignedDuration {
        SignedDuration::from_millis(self.offset_ms.load(Ordering::SeqCst))
    }

    /// Moves the clock forward from where it stands, at the most to [`Self::FURTHEST`]. A negative `by` moves nothing.
    pub fn advance(&self, by: SignedDuration) {
        let ms = by.clamp(SignedDuration::ZERO, Self::FURTHEST).as_millis();
        let (ms, most) = (i64::try_from(ms).unwrap_or_default(), Self::FURTHEST.as_millis());
        let moved = |offset: i64| Some(offset.saturating_add(ms).min(i64::try_from(most).unwrap_or(offset)));
        // Never refused: the closure always names a new value.
        let _ = self.offset_ms.fetch_update(Ordering::SeqCst, Ordering::SeqCst, moved);
    }
}

impl Clock for ShiftedClock {
    fn now(&self) -> Timestamp {
        SystemClock.now().checked_add(self.ahead()).unwrap_or(Timestamp::MAX)
    }
}

/// A clock that stands still at the given instant until it is set again.
#[derive(Debug)]
pub struct FixedClock {
    ms: AtomicI64,
}

impl FixedClock {
    /// Stands at `at`.
    pub fn new(at: Timestamp) -> Self {
        Self { ms: AtomicI64::new(at.as_millisecond()) }
    }

    /// Moves to `at`.
    pub fn set(&self, at: Timestamp) {
        self.ms.store(at.as_millisecond(), Ordering::SeqCst);
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(self.ms.load(Ordering::SeqCst)).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shifted_clock_runs_on_from_where_it_was_moved_and_never_goes_back() {
        let clock = ShiftedClock::default();
        let month = SignedDuration::from_hours(31 * 24);
        let before = clock.now();
        clock.advance(month);
        assert!(clock.now() >= before + month);
        clock.advance(-month);
        assert_eq!(clock.ahead(), month);
        assert_eq!(ShiftedClock::ahead_by(clock.ahead()).ahead(), month);
    }

    #[test]
    fn a_shifted_clock_stops_where_rules_could_no_longer_reckon() {
        let clock = ShiftedClock::ahead_by(SignedDuration::MAX);
        clock.advance(SignedDuration::from_hours(24));
        assert_eq!(clock.ahead(), ShiftedClock::FURTHEST);
        assert_eq!(ShiftedClock::ahead_by(SignedDuration::MIN).ahead(), SignedDuration::ZERO);
    }
}
