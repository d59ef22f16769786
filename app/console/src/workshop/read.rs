//! From clocks to what pages show of them.

use super::api::{FoundVehicle, MeView, ReminderRow, Running, TaskCard};
use crate::{
    businesses::api::Place,
    garage::read::{moment, today},
};
use domain::locale::Locale;
use i18n::words as w;
use jiff::SignedDuration;
use services::{
    Scope,
    businesses::Business,
    garage::{
        mine::{Found, Mine, Task},
        reminders::Item,
    },
    mails::reminder::when,
};

/// A length of time in hours and minutes.
pub(crate) fn span(locale: Locale, time: SignedDuration) -> String {
    let minutes = time.as_mins();
    match minutes / 60 {
        0 => w::span_minutes(locale, minutes),
        hours => w::span_hours(locale, hours, format!("{:02}", minutes % 60)),
    }
}

/// The page of who works here.
pub(super) fn me(scope: &Scope, business: &Business, place: Place, mine: Mine) -> MeView {
    let (locale, today) = (scope.locale, today(scope, business));
    let card = |task: Task| card(scope, business, task);
    MeView {
        place,
        shift: mine.shift.map(|since| moment(locale, business, today, since)),
        running: mine.running.map(|(task, since)| Running {
            task: card(task),
            since: moment(locale, business, today, since),
            elapsed: span(locale, scope.now().duration_since(since).max(SignedDuration::ZERO)),
        }),
        next: mine.next.into_iter().map(card).collect(),
        waiting: mine.waiting.into_iter().map(card).collect(),
        find: String::new(),
        found: Vec::new(),
    }
}

fn card(scope: &Scope, business: &Business, task: Task) -> TaskCard {
    let locale = scope.locale;
    let path = match task.order {
        Some(order) => format!("/work/{order}"),
        None => format!("/jobs/{}", task.booking),
    };
    let title = if task.title.is_empty() { task.service.name.get(locale).to_owned() } else { task.title };
    TaskCard {
        job: task.job.map(|job| job.to_string()).unwrap_or_default(),
        booking: task.booking.to_string(),
        path,
        title,
        vehicle: task.vehicle,
        name: task.name,
        status: task.status,
        starts: moment(locale, business, today(scope, business), task.starts),
        time: w::me_time(locale, span(locale, task.clocked), span(locale, task.planned)),
    }
}

/// A reminder in the view of all.
pub(super) fn reminder(locale: Locale, item: Item) -> ReminderRow {
    ReminderRow {
        id: item.id.to_string(),
        vehicle: item.vehicle.to_string(),
        name: item.name,
        title: item.title,
        when: when(locale, item.reminder.due),
        standing: item.standing,
        told: item.told,
    }
}

/// A vehicle that was looked for.
pub(super) fn found(found: Found) -> FoundVehicle {
    let path = match (found.order, found.booking) {
        (Some(order), _) => format!("/work/{order}"),
        (None, Some(booking)) => format!("/jobs/{booking}"),
        (None, None) => String::new(),
    };
    FoundVehicle { vehicle: found.vehicle, plate: found.plate, path }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_of_time_is_written_in_hours_and_minutes() {
        assert_eq!(span(Locale::En, SignedDuration::from_mins(7)), "7 min");
        assert_eq!(span(Locale::En, SignedDuration::from_mins(65)), "1 h 05 min");
    }
}
