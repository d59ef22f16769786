//! How a job went: the moves on the board, each at its time.

use super::dice::Dice;
use domain::garage::board::JobStatus;
use jiff::{SignedDuration, Timestamp};

/// A move on the board: where to, and when.
pub(super) type Move = (JobStatus, Timestamp);

/// How things go at a business.
#[derive(Clone, Copy, Debug)]
pub(super) struct Manner {
    /// Whether things are left there and fetched later.
    pub(super) workshop: bool,
    /// Whether this job lacks a part.
    pub(super) lacks_part: bool,
}

/// Every move of a job that is booked from `starts` to `ends`, also those that are still to come.
pub(super) fn course(starts: Timestamp, ends: Timestamp, manner: Manner, dice: &mut Dice) -> Vec<Move> {
    let arrived = later(starts, dice.between(-8, -1));
    let begun = later(starts, dice.between(0, 4));
    let mut moves = vec![(JobStatus::CheckedIn, arrived), (JobStatus::InProgress, begun)];
    let mut over = ends;
    if manner.lacks_part {
        let missed = later(begun, dice.between(8, 20));
        let resumed = later(missed, dice.between(90, 150));
        moves.extend([(JobStatus::WaitingParts, missed), (JobStatus::InProgress, resumed)]);
        over = resumed.checked_add(ends.duration_since(starts)).unwrap_or(resumed);
    }
    let ready = later(over, if dice.chance(20) { dice.between(3, 12) } else { dice.between(-6, 0) });
    let fetched = later(ready, if manner.workshop { dice.between(10, 45) } else { dice.between(1, 5) });
    moves.extend([(JobStatus::Ready, ready), (JobStatus::HandedOver, fetched)]);
    moves
}

/// `at` and so many minutes, or fewer when they are negative.
pub(super) fn later(at: Timestamp, minutes: i64) -> Timestamp {
    at.checked_add(SignedDuration::from_mins(minutes)).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::garage::board::can_move;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_course_is_one_the_board_allows_in_the_order_of_time(
            seed: u64, length in 20_i64..200, workshop: bool, lacks_part: bool,
        ) {
            let starts = Timestamp::from_second(1_790_000_000).unwrap();
            let manner = Manner { workshop, lacks_part };
            let moves = course(starts, later(starts, length), manner, &mut Dice::new(seed));
            let mut status = JobStatus::Scheduled;
            let mut before = Timestamp::MIN;
            for (to, at) in moves {
                prop_assert!(can_move(status, to), "{status:?} to {to:?}");
                prop_assert!(before < at);
                (status, before) = (to, at);
            }
            prop_assert_eq!(status, JobStatus::HandedOver);
        }
    }
}
