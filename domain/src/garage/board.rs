//! The job board: where a job stands and where it may go next.

use super::eta::later;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// Where a job stands, in the order of the board's columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobStatus {
    /// Booked; the vehicle is not here yet.
    Scheduled,
    /// The vehicle is here and waits for a technician.
    CheckedIn,
    /// A technician works on it.
    InProgress,
    /// Work rests until a part arrives.
    WaitingParts,
    /// Done; the customer may come.
    Ready,
    /// The customer has it back.
    HandedOver,
}

impl JobStatus {
    /// Every status, in the order of the board's columns.
    pub const ALL: [Self; 6] = [
        Self::Scheduled,
        Self::CheckedIn,
        Self::InProgress,
        Self::WaitingParts,
        Self::Ready,
        Self::HandedOver,
    ];

    /// The name stored in the database and sent by forms; the same as in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Scheduled => "scheduled",
            Self::CheckedIn => "checked_in",
            Self::InProgress => "in_progress",
            Self::WaitingParts => "waiting_parts",
            Self::Ready => "ready",
            Self::HandedOver => "handed_over",
        }
    }

    /// The status of a stored or sent name, or `None` when there is no such status.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == name)
    }

    /// The key of the status's name, short enough to head a column.
    pub const fn word_key(self) -> &'static str {
        match self {
            Self::Scheduled => "job_scheduled",
            Self::CheckedIn => "job_checked_in",
            Self::InProgress => "job_in_progress",
            Self::WaitingParts => "job_waiting_parts",
            Self::Ready => "job_ready",
            Self::HandedOver => "job_handed_over",
        }
    }

    /// The key of the sentence that tells the customer.
    pub const fn says_key(self) -> &'static str {
        match self {
            Self::Scheduled => "job_says_scheduled",
            Self::CheckedIn => "job_says_checked_in",
            Self::InProgress => "job_says_in_progress",
            Self::WaitingParts => "job_says_waiting_parts",
            Self::Ready => "job_says_ready",
            Self::HandedOver => "job_says_handed_over",
        }
    }

    /// Where a job may go from here: the usual next step first, then the other ways on, then the ways back.
    ///
    /// Every move has its reverse, so a slip of an oily thumb is undone with one tap. Only work in progress becomes ready
    /// and only what is ready is handed over, since both call the customer.
    pub const fn moves(self) -> &'static [Self] {
        match self {
            Self::Scheduled => &[Self::CheckedIn, Self::InProgress],
            Self::CheckedIn => &[Self::InProgress, Self::WaitingParts, Self::Scheduled],
            Self::InProgress => &[Self::Ready, Self::WaitingParts, Self::CheckedIn, Self::Scheduled],
            Self::WaitingParts => &[Self::InProgress, Self::CheckedIn],
            Self::Ready => &[Self::HandedOver, Self::InProgress],
            Self::HandedOver => &[Self::Ready],
        }
    }
}

/// Whether a job may go from `from` to `to`. Staying is no move.
pub fn can_move(from: JobStatus, to: JobStatus) -> bool {
    from.moves().contains(&to)
}

/// How long a customer may be late before the board says so.
const GRACE: SignedDuration = SignedDuration::from_mins(10);

/// Whether the board should mark the job: the customer is 10 minutes late, or the end has passed and it is not ready.
pub fn is_late(
    status: JobStatus,
    now: Timestamp,
    scheduled_start: Timestamp,
    scheduled_end: Timestamp,
) -> bool {
    match status {
        JobStatus::Scheduled => now >= later(scheduled_start, GRACE) || now > scheduled_end,
        JobStatus::CheckedIn | JobStatus::InProgress | JobStatus::WaitingParts => now > scheduled_end,
        JobStatus::Ready | JobStatus::HandedOver => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::garage::eta::{self, Task, Work};
    use JobStatus::*;
    use proptest::{prelude::*, sample::select};

    /// An instant of one working day.
    fn at(clock: &str) -> Timestamp {
        format!("2025-06-02T{clock}Z").parse().expect("a time of day")
    }

    fn instant() -> impl Strategy<Value = Timestamp> {
        prop_oneof![
            1_700_000_000_000..1_700_100_000_000_i64,
            Timestamp::MIN.as_millisecond()..=Timestamp::MAX.as_millisecond(),
        ]
        .prop_map(|ms| Timestamp::from_millisecond(ms).unwrap_or(Timestamp::MAX))
    }

    /// The estimate for a job of which only the booked time is known, and since when it is worked on.
    fn eta(
        status: JobStatus,
        now: Timestamp,
        scheduled_start: Timestamp,
        scheduled_end: Timestamp,
        entered_at: Timestamp,
    ) -> Option<Timestamp> {
        let planned = scheduled_end.duration_since(scheduled_start).max(SignedDuration::ZERO);
        let clocked = match status {
            // A clock that ran ahead when the work began must not lengthen it.
            JobStatus::InProgress => now.duration_since(entered_at).max(SignedDuration::ZERO),
            _ => SignedDuration::ZERO,
        };
        eta::eta(&Work {
            status,
            now,
            not_before: scheduled_start,
            tasks: &[Task { planned, clocked, done: false }],
            ahead: &[],
            parts_at: None,
            schedule: None,
        })
    }

    #[test]
    fn a_status_is_stored_under_the_name_it_has_in_json() {
        for status in JobStatus::ALL {
            let json = serde_json::to_string(&status).expect("a name");
            assert_eq!(json, format!("\"{}\"", status.as_str()));
            assert_eq!(JobStatus::parse(status.as_str()), Some(status));
            assert_eq!(status.word_key(), format!("job_{}", status.as_str()));
            assert_eq!(status.says_key(), format!("job_says_{}", status.as_str()));
        }
        assert_eq!(JobStatus::parse("Ready"), None);
        assert!(JobStatus::ALL.is_sorted());
    }

    #[test]
    fn a_job_is_handed_over_only_when_ready_and_ready_only_after_work() {
        for from in JobStatus::ALL {
            assert_eq!(can_move(from, HandedOver), from == Ready, "{from:?}");
            assert_eq!(can_move(from, Ready), matches!(from, InProgress | HandedOver), "{from:?}");
        }
    }

    #[test]
    fn every_move_is_undone_with_one_move_and_staying_is_none() {
        for from in JobStatus::ALL {
            assert!(!can_move(from, from));
            for to in from.moves() {
                assert!(can_move(*to, from), "{from:?} to {to:?} cannot be undone");
            }
        }
    }

    #[test]
    fn a_job_can_reach_the_customer_by_always_taking_the_first_move() {
        let mut status = Scheduled;
        let mut seen = vec![status];
        while status != HandedOver && seen.len() <= JobStatus::ALL.len() {
            status = status.moves()[0];
            seen.push(status);
        }
        assert_eq!(seen, [Scheduled, CheckedIn, InProgress, Ready, HandedOver]);
    }

    #[test]
    fn before_the_work_a_late_start_shifts_the_end() {
        let (start, end) = (at("09:00:00"), at("10:00:00"));
        for status in [Scheduled, CheckedIn] {
            assert_eq!(eta(status, at("08:30:00"), start, end, at("08:00:00")), Some(end));
            assert_eq!(eta(status, at("09:20:00"), start, end, at("08:00:00")), Some(at("10:20:00")));
        }
    }

    #[test]
    fn work_ends_a_service_length_after_it_began() {
        let done = eta(InProgress, at("09:30:00"), at("09:00:00"), at("10:00:00"), at("09:15:00"));
        assert_eq!(done, Some(at("10:15:00")));
    }

    #[test]
    fn an_overrun_is_put_off_by_ten_minutes_to_the_next_five() {
        let overrun = |now| eta(InProgress, now, at("09:00:00"), at("10:00:00"), at("09:00:00"));
        assert_eq!(overrun(at("10:00:00")), Some(at("10:10:00")));
        assert_eq!(overrun(at("10:00:01")), Some(at("10:15:00")));
        assert_eq!(overrun(at("10:07:00.5")), Some(at("10:20:00")));
    }

    #[test]
    fn nobody_knows_when_a_part_arrives_and_what_is_done_has_no_estimate() {
        for status in [WaitingParts, Ready, HandedOver] {
            assert_eq!(eta(status, at("09:30:00"), at("09:00:00"), at("10:00:00"), at("09:15:00")), None);
        }
    }

    #[test]
    fn a_customer_has_ten_minutes_before_being_late() {
        let late = |status, now| is_late(status, now, at("09:00:00"), at("10:00:00"));
        assert!(!late(Scheduled, at("09:09:59")));
        assert!(late(Scheduled, at("09:10:00")));
        assert!(!late(CheckedIn, at("09:30:00")));
        let short = is_late(Scheduled, at("09:05:01"), at("09:00:00"), at("09:05:00"));
        assert!(short, "a service shorter than the grace is late after its end");
    }

    #[test]
    fn a_job_is_late_after_its_end_unless_ready() {
        for status in JobStatus::ALL {
            let late = is_late(status, at("10:00:01"), at("09:00:00"), at("10:00:00"));
            assert_eq!(late, status < Ready, "{status:?}");
        }
        assert!(!is_late(InProgress, at("10:00:00"), at("09:00:00"), at("10:00:00")));
    }

    proptest! {
        #[test]
        fn as_many_moves_are_allowed_as_are_listed(from in select(&JobStatus::ALL[..])) {
            let allowed: Vec<_> = JobStatus::ALL.into_iter().filter(|to| can_move(from, *to)).collect();
            prop_assert!(from.moves().iter().all(|listed| allowed.contains(listed)));
            prop_assert_eq!(allowed.len(), from.moves().len(), "a move is listed twice");
        }

        #[test]
        fn an_estimate_is_never_in_the_past(
            status in select(&JobStatus::ALL[..]),
            now in instant(), start in instant(), end in instant(), entered in instant(),
        ) {
            prop_assert!(eta(status, now, start, end, entered).is_none_or(|done| done >= now));
            let _ = is_late(status, now, start, end);
        }
    }
}
