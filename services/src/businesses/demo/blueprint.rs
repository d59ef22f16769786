//! What a demo business is made of, and the words its file is written in.

use super::dice::Dice;
use crate::{
    Result,
    businesses::create::{NewBusiness, NewService},
};
use domain::{
    accounts::Role,
    agenda::hours::{DAY_FIELDS, Exception, OpeningHours, parse_spans},
    businesses::Text,
};
use jiff::{
    Span,
    civil::{Date, Weekday},
};

/// How many days of past bookings a demo has.
pub(super) const PAST_DAYS: i32 = 28;
/// How many days after today have bookings.
pub(super) const COMING_DAYS: i32 = 5;

/// A business of the demo, before it is written.
#[derive(Debug)]
pub(super) struct Blueprint {
    /// The business itself.
    pub(super) business: NewBusiness,
    /// What it offers, the most wanted first.
    pub(super) services: Vec<NewService>,
    /// Who works there.
    pub(super) staff: Vec<Member>,
    /// Bays, tables, chairs or stands.
    pub(super) bays: Vec<String>,
    /// Who comes.
    pub(super) clientele: Clientele,
    /// What is done so often that it is kept with its lines, in the language of the business. Of three and more, the
    /// first stand on today's work orders.
    pub(super) canned: &'static [Canned],
    /// What the demo's own customer has to do with it; `None`: they have never been there.
    pub(super) regular: Option<Regular>,
}

/// A canned job.
#[derive(Debug)]
pub(super) struct Canned {
    /// What is done.
    pub(super) title: &'static str,
    /// What the customer should know about it.
    pub(super) note: &'static str,
    /// What it is made of.
    pub(super) pieces: &'static [Piece],
    /// What a customer wants to know who is asked about it.
    pub(super) question: Option<&'static str>,
}

/// A line of a canned job.
#[derive(Debug)]
pub(super) enum Piece {
    /// What is done, and thousandths of an hour at the business's price.
    Labour(&'static str, i64),
    /// What is fitted, its number, thousandths of a piece, and the price of one in minor units.
    Part(&'static str, &'static str, i64, i64),
    /// What is charged, in minor units.
    Fee(&'static str, i64),
}

/// The demo's own customer, as one business knows them.
#[derive(Debug)]
pub(super) struct Regular {
    /// What they drive.
    pub(super) vehicles: &'static [Car],
    /// When they come, counted in days from today (or the next open day), for which service, with which vehicle.
    pub(super) visits: &'static [(i32, &'static str, usize)],
}

/// A vehicle.
#[derive(Debug)]
pub(super) struct Car {
    /// The make, as the catalogue writes it.
    pub(super) make: &'static str,
    /// The model, as the catalogue writes it.
    pub(super) model: &'static str,
    /// The model year.
    pub(super) year: i32,
    /// The plate.
    pub(super) plate: &'static str,
    /// The VIN.
    pub(super) vin: &'static str,
    /// What the odometer shows, in kilometres.
    pub(super) odometer_km: i64,
}

/// Somebody who works at the business and signs in at the portal.
#[derive(Debug)]
pub(super) struct Member {
    /// Their address before the `@`.
    pub(super) login: &'static str,
    /// What they are called, also on a booking.
    pub(super) name: &'static str,
    /// What they may do.
    pub(super) role: Role,
    /// Skills and shifts of those whom bookings take.
    pub(super) work: Option<(&'static [&'static str], OpeningHours)>,
}

/// What people can book.
#[derive(Debug)]
pub(super) struct Offer {
    /// Its name in addresses.
    pub(super) slug: &'static str,
    /// Its name in English, French and Portuguese.
    pub(super) name: [&'static str; 3],
    /// A sentence in English, French and Portuguese.
    pub(super) summary: [&'static str; 3],
    /// The price in minor units.
    pub(super) price_minor: i64,
    /// How long it takes, and the time to clean up, in minutes.
    pub(super) minutes: (u32, u32),
    /// What the person who does it must be able to do.
    pub(super) skill: Option<&'static str>,
}

/// The people who come, and what is said about them.
#[derive(Debug)]
pub(super) struct Clientele {
    /// How many there are: enough that nobody is there every other day.
    pub(super) size: usize,
    /// First names.
    pub(super) first: &'static [&'static str],
    /// Last names.
    pub(super) last: &'static [&'static str],
    /// Makes a number in a range that is kept for fiction, where the country has one.
    pub(super) phone: fn(&mut Dice) -> Option<String>,
    /// What customers write when they book.
    pub(super) wishes: &'static [&'static str],
    /// What staff note during the work.
    pub(super) findings: &'static [&'static str],
    /// Whether things are left here to be worked on: they may wait for parts, and are fetched when they are ready.
    pub(super) workshop: bool,
}

/// A text in the three languages.
pub(super) fn text([en, fr, pt]: [&str; 3]) -> Text {
    Text::new(en, fr, pt)
}

/// The services of `offers`, each in a bay.
pub(super) fn services(offers: &[Offer], needs_vehicle: bool) -> Vec<NewService> {
    offers
        .iter()
        .map(|offer| NewService {
            slug: offer.slug.into(),
            name: text(offer.name),
            summary: text(offer.summary),
            price_minor: offer.price_minor,
            length_min: offer.minutes.0,
            buffer_min: offer.minutes.1,
            skill: offer.skill.map(Into::into),
            needs_bay: true,
            needs_vehicle,
        })
        .collect()
}

/// `count` places called `name 1`, `name 2`…
pub(super) fn numbered(name: &str, count: usize) -> Vec<String> {
    (1..=count).map(|number| format!("{name} {number}")).collect()
}

/// The hours of a week as an owner types them, Monday first.
///
/// # Errors
/// When a day cannot be read.
pub(super) fn week(days: [&str; 7]) -> Result<OpeningHours> {
    let mut hours = OpeningHours::default();
    for ((spans, field), text) in hours.week.iter_mut().zip(DAY_FIELDS).zip(days) {
        *spans = parse_spans(field, text)?;
    }
    Ok(hours)
}

/// A day that comes every year.
#[derive(Clone, Copy, Debug)]
pub(super) enum Yearly {
    /// Month and day.
    On(i8, i8),
    /// In this month the n-th such weekday; negative counts from the end.
    Nth(i8, i8, Weekday),
}

impl Yearly {
    fn of(self, year: i16) -> Option<Date> {
        match self {
            Self::On(month, day) => Date::new(year, month, day).ok(),
            Self::Nth(month, nth, weekday) => {
                Date::new(year, month, 1).ok()?.nth_weekday_of_month(nth, weekday).ok()
            }
        }
    }
}

/// Days on which it is different: which, what they are called, and when it is open all the same.
pub(super) type Holidays<'a> = &'a [(Yearly, &'a str, &'a str)];

/// Writes `holidays` into `hours`, for every year that the demo's history, this year and the next touch. A day on which
/// the business is closed anyway stays as it is.
///
/// # Errors
/// When the hours of a holiday cannot be read.
pub(super) fn observe(hours: &mut OpeningHours, today: Date, holidays: Holidays<'_>) -> Result<()> {
    let first = today.checked_sub(Span::new().days(PAST_DAYS)).unwrap_or(today).year();
    for year in first..=today.year().saturating_add(1) {
        for (day, name, open) in holidays {
            let Some(date) = day.of(year).filter(|date| !hours.spans_on(*date).is_empty()) else { continue };
            let spans = parse_spans("hours", open)?;
            hours.exceptions.insert(date, Exception { spans, name: Some((*name).to_owned()) });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_history_that_began_last_year_keeps_last_years_holidays() {
        let mut hours = week(["9-17"; 7]).unwrap();
        let christmas = (Yearly::On(12, 25), "Christmas Day", "");
        observe(&mut hours, date(2027, 1, 10), &[christmas]).unwrap();
        let closed: Vec<_> = hours.exceptions.keys().copied().collect();
        assert_eq!(closed, [date(2026, 12, 25), date(2027, 12, 25), date(2028, 12, 25)]);
    }

    #[test]
    fn a_short_day_does_not_open_a_closed_one() {
        let mut hours = week(["9-17", "9-17", "9-17", "9-17", "", "", ""]).unwrap();
        // 24 December 2027 is a Friday, 24 December 2026 a Thursday.
        observe(&mut hours, date(2026, 6, 1), &[(Yearly::On(12, 24), "Christmas Eve", "9-12")]).unwrap();
        assert_eq!(hours.exceptions.len(), 1);
        assert_eq!(hours.spans_on(date(2026, 12, 24)).len(), 1);
    }

    #[test]
    fn the_last_monday_of_august_is_found() {
        assert_eq!(Yearly::Nth(8, -1, Weekday::Monday).of(2026), Some(date(2026, 8, 31)));
    }
}
