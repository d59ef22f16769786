//! Which of a job's moves the board offers first, and where the arrow keys lead. The moves themselves are the rule of
//! `domain::garage::board`.

use domain::{garage::JobStatus, locale::Locale};
use i18n::words as w;

/// The usual next step; none once the customer has the vehicle back.
pub(crate) fn usual(status: JobStatus) -> Option<JobStatus> {
    status.moves().first().copied().filter(|_| status != JobStatus::HandedOver)
}

/// The moves besides the usual next step.
pub(crate) fn others(status: JobStatus) -> impl Iterator<Item = JobStatus> {
    let usual = usual(status);
    status.moves().iter().copied().filter(move |to| Some(*to) != usual)
}

/// The nearest column that a job may go to, in the direction of an arrow key.
pub(crate) fn beside(status: JobStatus, forward: bool) -> Option<JobStatus> {
    let moves = status.moves().iter().copied();
    if forward { moves.filter(|to| *to > status).min() } else { moves.filter(|to| *to < status).max() }
}

/// What the button of the usual next step says.
pub(crate) fn says(from: JobStatus, to: JobStatus, locale: Locale) -> &'static str {
    match (from, to) {
        (JobStatus::WaitingParts, JobStatus::InProgress) => w::step_resume(locale),
        (_, JobStatus::CheckedIn) => w::step_checked_in(locale),
        (_, JobStatus::Ready) => w::step_ready(locale),
        (_, JobStatus::HandedOver) => w::step_handed_over(locale),
        (_, JobStatus::Scheduled | JobStatus::InProgress | JobStatus::WaitingParts) => {
            w::step_in_progress(locale)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use JobStatus::*;
    use domain::garage::board::can_move;

    #[test]
    fn an_arrow_key_skips_columns_that_a_job_may_not_enter() {
        assert_eq!(beside(Scheduled, true), Some(CheckedIn));
        assert_eq!(
            beside(WaitingParts, true),
            None,
            "a part that has arrived is fitted before the car is ready"
        );
        assert_eq!(beside(Ready, false), Some(InProgress));
        assert_eq!(beside(Scheduled, false), None);
        for status in JobStatus::ALL {
            for to in [beside(status, true), beside(status, false)].into_iter().flatten() {
                assert!(can_move(status, to));
            }
        }
    }

    #[test]
    fn button_and_menu_together_offer_every_move_once() {
        for status in JobStatus::ALL {
            let mut offered: Vec<_> = usual(status).into_iter().chain(others(status)).collect();
            let mut allowed = status.moves().to_vec();
            offered.sort();
            allowed.sort();
            assert_eq!(offered, allowed, "{status:?}");
        }
    }

    #[test]
    fn a_job_that_is_handed_over_offers_no_next_step() {
        assert_eq!(usual(HandedOver), None);
        assert_eq!(usual(InProgress), Some(Ready));
    }
}
