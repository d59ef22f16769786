//! From clocked times to what pages show of them.

use super::api::{CorrectionLine, PersonTimes, TimeLine, TimesDay, TimesView};
use crate::{
    businesses::api::Place,
    garage::{
        api::Moment,
        read::{moment, today},
    },
    workshop::read::span,
};
use domain::{
    garage::{
        clocks::Stretch,
        correction::{Kind, field_value},
    },
    locale::Locale,
    time::{date_long, date_short, month_name},
};
use i18n::words as w;
use jiff::{SignedDuration, Timestamp, civil::Date};
use services::{
    Scope,
    businesses::Business,
    garage::times::{self, Correction, Day, Entry, Person, Whose},
};
use ui::{Fault, request::Outward as _};

/// How many days of one's own times stand on a page.
const WEEK: i64 = 7;

/// The page of the times up to `day`.
pub(super) async fn times(
    scope: &Scope,
    business: &Business,
    place: Place,
    whose: Whose,
    day: &str,
) -> Result<TimesView, Fault> {
    let (locale, today) = (scope.locale, today(scope, business));
    let last = domain::time::iso_date(day).filter(|day| *day < today).unwrap_or(today);
    let everybody = whose == Whose::Everybody;
    let length = if everybody { 1 } else { WEEK };
    let first = moved(last, 1 - length);
    let days = times::days(scope, business, whose, (first, last)).await.outward(&scope.correlation)?;
    let next = moved(last, length).min(today);
    let title = if everybody {
        date_long(last, locale)
    } else {
        w::times_span(locale, date_short(first, locale), date_short(last, locale))
    };
    let this_month = today.first_of_month();
    Ok(TimesView {
        place,
        everybody,
        title,
        previous: moved(last, -length).to_string(),
        next: if last < today { next.to_string() } else { String::new() },
        days: days.into_iter().rev().map(|one| self::day(scope, business, last, one)).collect(),
        months: [this_month, moved(this_month, -1).first_of_month()].map(|day| month(locale, day)).to_vec(),
    })
}

/// `day` and so many days, staying within the calendar.
fn moved(day: Date, days: i64) -> Date {
    day.checked_add(SignedDuration::from_hours(days * 24)).unwrap_or(day)
}

fn month(locale: Locale, day: Date) -> (String, String) {
    let number = format!("{:04}-{:02}", day.year(), day.month());
    (number, format!("{} {}", month_name(day, locale), day.year()))
}

fn day(scope: &Scope, business: &Business, page: Date, day: Day) -> TimesDay {
    let date = day.date;
    let people = day.people.into_iter().map(|one| person(scope, business, (page, date), one));
    TimesDay {
        day: Moment { text: date_long(date, scope.locale), at: date.to_string() },
        people: people.collect(),
    }
}

fn person(scope: &Scope, business: &Business, days: (Date, Date), person: Person) -> PersonTimes {
    let locale = scope.locale;
    PersonTimes {
        shift: span(locale, person.shift),
        jobs: span(locale, person.job),
        difference: signed(locale, person.difference()),
        lines: person.entries.into_iter().map(|one| line(scope, business, days, one)).collect(),
        name: person.name,
    }
}

/// A length that may be below zero.
fn signed(locale: Locale, time: SignedDuration) -> String {
    let sign = if time.as_mins() < 0 { "\u{2212}" } else { "" };
    format!("{sign}{}", span(locale, time.abs()))
}

fn line(scope: &Scope, business: &Business, (page, date): (Date, Date), entry: Entry) -> TimeLine {
    let (locale, stretch) = (scope.locale, entry.stretch);
    let field = |at: Timestamp| field_value(at, &business.zone);
    let what = match (&entry.work, entry.kind) {
        (Some(work), _) => work.title.clone(),
        (None, Kind::Shift) => w::times_shift(locale).to_owned(),
        (None, Kind::Job) => w::times_jobs(locale).to_owned(),
    };
    TimeLine {
        entry: format!("{}-{}", entry.kind.as_str(), entry.id),
        what,
        order: entry.work.map(|work| (work.order.to_string(), work.number)),
        span: bounds(locale, business, date, stretch),
        begins: moment(locale, business, date, stretch.from),
        length: span(locale, stretch.length(scope.now())),
        running: stretch.to.is_none(),
        from: field(stretch.from),
        to: stretch.to.map(field).unwrap_or_default(),
        seen: seen(stretch),
        day: page.to_string(),
        correctable: entry.correctable,
        corrections: entry
            .corrections
            .into_iter()
            .map(|one| correction(scope, business, date, one))
            .collect(),
    }
}

fn correction(scope: &Scope, business: &Business, date: Date, correction: Correction) -> CorrectionLine {
    let (locale, today) = (scope.locale, today(scope, business));
    CorrectionLine {
        before: bounds(locale, business, date, correction.before),
        after: bounds(locale, business, date, correction.after),
        reason: correction.reason,
        by: correction.by,
        at: moment(locale, business, today, correction.at),
    }
}

/// From when to when, as seen from `date`.
fn bounds(locale: Locale, business: &Business, date: Date, stretch: Stretch) -> String {
    let text = |at| moment(locale, business, date, at).text;
    format!("{}–{}", text(stretch.from), stretch.to.map(text).unwrap_or_default())
}

/// A time as its form carries it along: milliseconds since 1970 UTC.
fn seen(stretch: Stretch) -> String {
    let to = stretch.to.map(|to| to.as_millisecond().to_string()).unwrap_or_default();
    format!("{}/{to}", stretch.from.as_millisecond())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_below_zero_has_its_sign() {
        assert_eq!(signed(Locale::En, SignedDuration::from_mins(-65)), "−1 h 05 min");
        assert_eq!(signed(Locale::En, SignedDuration::from_mins(5)), "5 min");
    }
}
