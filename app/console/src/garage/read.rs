//! From a job to what pages show of it: words chosen, times written out in the business's zone.

use super::api::{
    Contact, DayView, HistoryLine, JobCard, JobView, Moment, OrderLink, PartsCard, Spent, Stats,
};
use crate::{businesses::api::Place, workshop::read::span};
use domain::{
    garage::JobStatus,
    locale::Locale,
    time::{date_long, date_short, local, time_of_day},
};
use i18n::words as w;
use jiff::{SignedDuration, Timestamp, civil::Date};
use services::{
    Scope,
    businesses::Business,
    garage::{
        clocks::Total,
        jobs::{Job, Line},
        parts::Wait,
    },
};
use std::collections::BTreeMap;

/// The present day of the business.
pub(crate) fn today(scope: &Scope, business: &Business) -> Date {
    local(scope.now(), &business.zone).date()
}

/// An instant as seen from `day`: the time alone on that day, else with its date.
pub(crate) fn moment(locale: Locale, business: &Business, day: Date, at: Timestamp) -> Moment {
    let wall = local(at, &business.zone);
    let time = time_of_day(wall.time(), locale);
    let text =
        if wall.date() == day { time } else { w::when_at(locale, date_short(wall.date(), locale), time) };
    Moment { text, at: at.to_string() }
}

/// A job as the page of `day` shows it.
pub(crate) fn card(scope: &Scope, business: &Business, day: Date, job: &Job) -> JobCard {
    let locale = scope.locale;
    JobCard {
        id: job.id.to_string(),
        status: job.status,
        late: job.late,
        starts: moment(locale, business, day, job.starts),
        eta: job.eta.map(|eta| moment(locale, business, day, eta)),
        parts: job.parts.clone().map(|wait| parts_card(locale, wait)),
        service: job.service.name.get(locale).to_owned(),
        customer: job.customer.clone(),
        vehicle: job.vehicle.clone(),
        plate: job.plate.clone(),
        worker: job.worker.clone(),
        mine: job.mine,
        contact: job.contact.clone().map(|(email, phone)| Contact { email, phone }),
    }
}

/// The part that a job waits for.
pub(crate) fn parts_card(locale: Locale, wait: Wait) -> PartsCard {
    let on = |on: Date| Moment { text: date_short(on, locale), at: on.to_string() };
    PartsCard { on: wait.expected.on.map(on), what: wait.expected.what, late: wait.late }
}

/// The page of `day`. What is in the house from earlier days belongs to today and to no other day.
pub(crate) fn day(
    scope: &Scope,
    business: &Business,
    place: Place,
    day: Date,
    jobs: Option<Vec<Job>>,
) -> DayView {
    let is_today = day == today(scope, business);
    let of_the_day = |job: &Job| local(job.starts, &business.zone).date() == day;
    let jobs = jobs.map(|jobs| {
        let shown: Vec<Job> = jobs.into_iter().filter(|job| is_today || of_the_day(job)).collect();
        let stats = stats(shown.iter().map(|job| (job.status, job.late, of_the_day(job))));
        (stats, shown.iter().map(|job| card(scope, business, day, job)).collect())
    });
    DayView {
        place,
        title: date_long(day, scope.locale),
        is_today,
        previous: day.yesterday().unwrap_or(day).to_string(),
        next: day.tomorrow().unwrap_or(day).to_string(),
        jobs,
    }
}

/// Counts jobs given as status, whether late, and whether of the very day.
fn stats(jobs: impl Iterator<Item = (JobStatus, bool, bool)>) -> Stats {
    jobs.fold(Stats::default(), |sum, (status, late, of_the_day)| Stats {
        jobs: sum.jobs + u32::from(of_the_day),
        arrivals: sum.arrivals + u32::from(of_the_day && status == JobStatus::Scheduled),
        in_work: sum.in_work
            + u32::from(matches!(
                status,
                JobStatus::CheckedIn | JobStatus::InProgress | JobStatus::WaitingParts
            )),
        ready: sum.ready + u32::from(status == JobStatus::Ready),
        late: sum.late + u32::from(late),
    })
}

/// The page of one job.
pub(crate) fn job(
    scope: &Scope,
    business: &Business,
    (place, order): (Place, Option<OrderLink>),
    job: &Job,
    lines: &[Line],
) -> JobView {
    let (locale, today) = (scope.locale, today(scope, business));
    let card = card(scope, business, today, job);
    let ends = local(job.ends, &business.zone);
    JobView {
        place,
        planned: format!("{}–{}", card.starts.text, time_of_day(ends.time(), locale)),
        job: card,
        since: moment(locale, business, today, job.since),
        bay: job.bay.clone(),
        note: job.note.clone(),
        order,
        history: lines.iter().map(|line| history(locale, business, today, line)).collect(),
        clocked: Vec::new(),
        stood: Vec::new(),
    }
}

/// What one person clocked on one job.
pub(crate) fn clocked(locale: Locale, total: &Total) -> Spent {
    Spent { what: format!("{} · {}", total.title, total.person), time: span(locale, total.time) }
}

/// How long a job stood where, in the order of the board.
pub(crate) fn stood(locale: Locale, stood: &BTreeMap<JobStatus, SignedDuration>) -> Vec<Spent> {
    let line = |(status, time): (&JobStatus, &SignedDuration)| Spent {
        what: status_name(locale, status.as_str()),
        time: span(locale, *time),
    };
    stood.iter().map(line).collect()
}

fn history(locale: Locale, business: &Business, today: Date, line: &Line) -> HistoryLine {
    let (first, second) = line.detail.split_once(' ').unwrap_or_default();
    let what = match line.kind.as_str() {
        "confirmed" => w::work_was_confirmed(locale).to_owned(),
        "cancelled" => w::work_was_cancelled(locale).to_owned(),
        "note" => w::work_note(locale).to_owned(),
        "status" => w::work_was_status(locale, status_name(locale, first), status_name(locale, second)),
        "moved" => {
            w::work_was_moved(locale, time_name(locale, business, first), time_name(locale, business, second))
        }
        "clock_stopped" => w::work_clock_stopped(locale).to_owned(),
        "parts" => domain::time::iso_date(first).map_or_else(
            || w::work_parts_no_day(locale).to_owned(),
            |on| w::work_parts_day(locale, date_short(on, locale)),
        ),
        other => other.to_owned(),
    };
    HistoryLine {
        what,
        note: match line.kind.as_str() {
            "note" | "clock_stopped" => line.detail.clone(),
            "parts" => second.to_owned(),
            _ => String::new(),
        },
        by: line.by.clone(),
        when: moment(locale, business, today, line.at),
    }
}

/// The name of a stored status; a name of an older version stays as it was stored.
fn status_name(locale: Locale, stored: &str) -> String {
    JobStatus::parse(stored)
        .map_or_else(|| stored.to_owned(), |status| i18n::lookup(locale, status.word_key(), &[]))
}

/// A stored instant (milliseconds since 1970 UTC) with its date.
fn time_name(locale: Locale, business: &Business, stored: &str) -> String {
    let at = stored.parse().ok().and_then(|ms| Timestamp::from_millisecond(ms).ok());
    at.map_or_else(
        || stored.to_owned(),
        |at| {
            let wall = local(at, &business.zone);
            w::when_at(locale, date_short(wall.date(), locale), time_of_day(wall.time(), locale))
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_car_left_from_yesterday_is_in_work_but_no_job_of_today() {
        use JobStatus::*;
        let jobs = [
            (Scheduled, true, true),
            (Scheduled, false, true),
            (InProgress, false, true),
            (WaitingParts, true, false),
            (Ready, false, false),
            (HandedOver, false, true),
        ];
        assert_eq!(stats(jobs.into_iter()), Stats { jobs: 4, arrivals: 2, in_work: 2, ready: 1, late: 2 });
    }

    #[test]
    fn a_status_of_an_older_version_is_shown_as_it_was_stored() {
        assert_eq!(status_name(Locale::En, "washed"), "washed");
        assert_ne!(status_name(Locale::En, "in_progress"), "in_progress");
    }
}
