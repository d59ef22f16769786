//! Reminders of a vehicle's next service: on a day, at a number of kilometres, or whichever comes first.

use super::{
    odometer::Outlook,
    vehicle::{self, ODOMETER_MAX_KM},
};
use crate::{
    form::{FieldError, Fields},
    time::iso_date,
};
use jiff::{Span, civil::Date};
use serde::{Deserialize, Serialize};

/// The most months between two services.
pub const MONTHS_MAX: u16 = 240;

/// How many kilometres may lie between two services.
pub const EVERY_KM: std::ops::RangeInclusive<i64> = 100..=500_000;

/// When something is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Due {
    /// On that day.
    On(Date),
    /// When the odometer shows so many kilometres.
    At(i64),
    /// Whichever comes first.
    First {
        /// On that day.
        on: Date,
        /// When the odometer shows so many kilometres.
        km: i64,
    },
}

impl Due {
    /// Reads the two fields of a form or a row.
    ///
    /// # Errors
    /// `err_reminder_when` on `due_on` when both are empty, `err_odometer` (`max`) on `due_km`.
    pub fn of(on: Option<Date>, km: Option<i64>) -> Result<Self, FieldError> {
        if km.is_some_and(|km| !(0..=ODOMETER_MAX_KM).contains(&km)) {
            return Err(FieldError::new("due_km", "err_odometer").arg("max", ODOMETER_MAX_KM));
        }
        Self::from_parts(on, km).ok_or_else(|| FieldError::new("due_on", "err_reminder_when"))
    }

    const fn from_parts(on: Option<Date>, km: Option<i64>) -> Option<Self> {
        match (on, km) {
            (Some(on), Some(km)) => Some(Self::First { on, km }),
            (Some(on), None) => Some(Self::On(on)),
            (None, Some(km)) => Some(Self::At(km)),
            (None, None) => None,
        }
    }

    /// The day, where one is set.
    pub const fn on(self) -> Option<Date> {
        match self {
            Self::On(on) | Self::First { on, .. } => Some(on),
            Self::At(_) => None,
        }
    }

    /// The kilometres, where they are set.
    pub const fn km(self) -> Option<i64> {
        match self {
            Self::At(km) | Self::First { km, .. } => Some(km),
            Self::On(_) => None,
        }
    }
}

/// After how much something is due again; with both, whichever comes first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Every {
    /// After so many months.
    pub months: Option<u16>,
    /// After so many kilometres.
    pub km: Option<i64>,
}

impl Every {
    /// Whether it is due only once.
    pub const fn is_never(self) -> bool {
        self.months.is_none() && self.km.is_none()
    }

    /// Refuses intervals that no service has.
    ///
    /// # Errors
    /// `err_reminder_months` (`max`) on `every_months`, `err_reminder_km` (`min`, `max`) on `every_km`.
    pub fn check(self) -> Result<(), Vec<FieldError>> {
        let months = self
            .months
            .filter(|months| !(1..=MONTHS_MAX).contains(months))
            .map(|_| FieldError::new("every_months", "err_reminder_months").arg("max", MONTHS_MAX));
        let km = self.km.filter(|km| !EVERY_KM.contains(km)).map(|_| {
            let error = FieldError::new("every_km", "err_reminder_km");
            error.arg("min", EVERY_KM.start()).arg("max", EVERY_KM.end())
        });
        let errors: Vec<FieldError> = months.into_iter().chain(km).collect();
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }
}

/// How long before it is due a customer is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Notice {
    /// Days before the day.
    pub days: u16,
    /// Kilometres before the number.
    pub km: i64,
}

impl Default for Notice {
    fn default() -> Self {
        Self { days: 30, km: 1000 }
    }
}

/// Where a reminder stands, in the order of urgency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// There is time.
    Upcoming,
    /// Within the notice, up to the day and the number themselves.
    Due,
    /// The day has passed or the odometer shows more.
    Overdue,
}

impl Standing {
    /// Every standing, in the order of urgency.
    pub const ALL: [Self; 3] = [Self::Upcoming, Self::Due, Self::Overdue];

    /// The key of the word that people see.
    pub const fn word_key(self) -> &'static str {
        match self {
            Self::Upcoming => "reminder_upcoming",
            Self::Due => "reminder_due",
            Self::Overdue => "reminder_overdue",
        }
    }
}

/// The longest title, in characters.
pub const TITLE_MAX: usize = 120;

/// A reminder as read from a form, well formed but not yet kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// What is to be done.
    pub title: String,
    /// When, and how often.
    pub reminder: Reminder,
}

impl Draft {
    /// Reads the fields `title`, `due_on` (ISO 8601), `due_km`, `every_months`, `every_km`.
    ///
    /// # Errors
    /// `err_required` or `err_too_long` (`max`) on `title`, and what [`Due::of`] and [`Every::check`] say.
    pub fn read(fields: &Fields) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        let title = vehicle::tidy(fields.get("title"));
        if title.is_empty() {
            errors.push(FieldError::new("title", "err_required"));
        } else if title.chars().count() > TITLE_MAX {
            errors.push(FieldError::new("title", "err_too_long").arg("max", TITLE_MAX));
        }
        let on = match fields.get("due_on") {
            "" => Ok(None),
            text => iso_date(text).map(Some).ok_or_else(|| FieldError::new("due_on", "err_reminder_when")),
        };
        let on = vehicle::kept(on, &mut errors);
        let at = |field: &str| {
            vehicle::odometer(fields.get(field))
                .map_err(|error| FieldError { field: field.to_owned(), ..error })
        };
        let km = vehicle::kept(at("due_km"), &mut errors);
        let due = on.zip(km).and_then(|(on, km)| vehicle::kept(Due::of(on, km), &mut errors));
        let months = match fields.get("every_months") {
            "" => Ok(None),
            text => text
                .parse()
                .map(Some)
                .map_err(|_| FieldError::new("every_months", "err_reminder_months").arg("max", MONTHS_MAX)),
        };
        let months = vehicle::kept(months, &mut errors);
        let every_km = vehicle::kept(at("every_km"), &mut errors);
        let every = months.zip(every_km).map(|(months, km)| Every { months, km });
        errors.extend(every.and_then(|every| every.check().err()).unwrap_or_default());
        match (due, every) {
            (Some(due), Some(every)) if errors.is_empty() => {
                Ok(Self { title, reminder: Reminder { due, every } })
            }
            _ => Err(errors),
        }
    }
}

/// What a vehicle is due for. Its title is kept beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reminder {
    /// When it is due.
    pub due: Due,
    /// After how much it is due again.
    #[serde(default)]
    pub every: Every,
}

impl Reminder {
    /// Where it stands on `today` with the odometer at `km`, measured or predicted. `None` when it depends on the odometer
    /// alone and nobody knows what that shows.
    pub fn standing(&self, today: Date, km: Option<i64>, notice: Notice) -> Option<Standing> {
        let by_day = self.due.on().map(|on| {
            let told = on.checked_sub(Span::new().days(notice.days)).unwrap_or(Date::MIN);
            standing(today, told, on)
        });
        let by_km = self.due.km().zip(km).map(|(due, km)| standing(km, due.saturating_sub(notice.km), due));
        by_day.max(by_km)
    }

    /// The day on which it will be due, as far as the vehicle's outlook tells; `None` when it depends on the odometer
    /// alone and that cannot be predicted.
    pub fn expected_on(&self, outlook: Option<&Outlook>) -> Option<Date> {
        let by_km = self.due.km().and_then(|km| outlook?.reaches(km));
        self.due.on().into_iter().chain(by_km).min()
    }

    /// The reminder after the work was done on `on` with the odometer at `km`, counted from there; `None` when it does not
    /// come again. Where nobody read the odometer, its part counts from the number at which the work was due.
    pub fn after_done(&self, on: Date, km: Option<i64>) -> Option<Self> {
        let next_on = self.every.months.and_then(|months| on.checked_add(Span::new().months(months)).ok());
        let next_km = self.every.km.zip(km.or(self.due.km())).map(|(every, km)| km.saturating_add(every));
        Due::from_parts(next_on, next_km).map(|due| Self { due, ..*self })
    }
}

fn standing<T: PartialOrd>(now: T, told: T, due: T) -> Standing {
    if now > due {
        Standing::Overdue
    } else if now >= told {
        Standing::Due
    } else {
        Standing::Upcoming
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    const TODAY: Date = date(2026, 6, 2);

    fn due(due: Due) -> Reminder {
        Reminder { due, every: Every::default() }
    }

    fn stands(due_when: Due, km: impl Into<Option<i64>>) -> Option<Standing> {
        due(due_when).standing(TODAY, km.into(), Notice::default())
    }

    #[test]
    fn a_day_is_due_within_the_notice_and_overdue_after_it() {
        use Standing::*;
        for (on, standing) in [
            (date(2026, 7, 3), Upcoming),
            (date(2026, 7, 2), Due),
            (date(2026, 6, 2), Due),
            (date(2026, 6, 1), Overdue),
        ] {
            assert_eq!(stands(super::Due::On(on), None), Some(standing), "{on}");
        }
    }

    #[test]
    fn a_number_of_kilometres_is_due_within_the_notice_and_overdue_beyond_it() {
        use Standing::*;
        for (km, standing) in [(98_999, Upcoming), (99_000, Due), (100_000, Due), (100_001, Overdue)] {
            assert_eq!(stands(super::Due::At(100_000), km), Some(standing), "{km}");
        }
        assert_eq!(stands(super::Due::At(100_000), None), None, "nobody knows");
    }

    #[test]
    fn of_day_and_kilometres_the_more_urgent_counts() {
        let both = Due::First { on: date(2027, 1, 1), km: 100_000 };
        assert_eq!(stands(both, 100_001), Some(Standing::Overdue));
        assert_eq!(stands(both, 50_000), Some(Standing::Upcoming));
        assert_eq!(stands(both, None), Some(Standing::Upcoming), "the day is known all the same");
        let past = Due::First { on: date(2026, 1, 1), km: 100_000 };
        assert_eq!(stands(past, 50_000), Some(Standing::Overdue));
    }

    #[test]
    fn the_next_one_counts_from_when_the_work_was_done() {
        let every = Every { months: Some(12), km: Some(15_000) };
        let service = Reminder { due: Due::First { on: date(2026, 5, 1), km: 90_000 }, every };
        let next = service.after_done(TODAY, Some(91_500));
        let wanted = Due::First { on: date(2027, 6, 2), km: 106_500 };
        assert_eq!(next, Some(Reminder { due: wanted, every }));
        let unread = service.after_done(TODAY, None).and_then(|next| next.due.km());
        assert_eq!(unread, Some(105_000), "counted from the number at which it was due");
        assert_eq!(due(Due::On(TODAY)).after_done(TODAY, Some(1)), None);
    }

    #[test]
    fn a_month_after_the_last_of_january_is_the_last_of_february() {
        let monthly = Reminder { due: Due::On(TODAY), every: Every { months: Some(1), km: None } };
        let next = monthly.after_done(date(2026, 1, 31), None).map(|next| next.due);
        assert_eq!(next, Some(Due::On(date(2026, 2, 28))));
    }

    #[test]
    fn the_expected_day_is_the_earlier_of_both() {
        let outlook = Outlook { on: TODAY, km: 99_000, metres_per_day: Some(50_000) };
        let both = due(Due::First { on: date(2026, 12, 1), km: 100_000 });
        assert_eq!(both.expected_on(Some(&outlook)), Some(date(2026, 6, 22)));
        assert_eq!(both.expected_on(None), Some(date(2026, 12, 1)));
        assert_eq!(due(Due::At(100_000)).expected_on(None), None);
    }

    #[test]
    fn a_reminder_needs_a_time_and_sensible_intervals() {
        let key = |error: FieldError| (error.field, error.key);
        let when = Due::of(None, None).map_err(key);
        assert_eq!(when, Err(("due_on".into(), "err_reminder_when".into())));
        let far = Due::of(Some(TODAY), Some(ODOMETER_MAX_KM + 1)).map_err(key);
        assert_eq!(far, Err(("due_km".into(), "err_odometer".into())));
        assert_eq!(Due::of(Some(TODAY), Some(5)), Ok(Due::First { on: TODAY, km: 5 }));

        let wrong = Every { months: Some(0), km: Some(99) }.check().expect_err("both are wrong");
        let keys: Vec<String> = wrong.into_iter().map(|error| error.key).collect();
        assert_eq!(keys, ["err_reminder_months", "err_reminder_km"]);
        assert_eq!(Every { months: Some(12), km: Some(15_000) }.check(), Ok(()));
        assert!(Every::default().is_never());
    }

    proptest! {
        #[test]
        fn what_was_just_done_is_never_overdue(
            months in proptest::option::of(1..=MONTHS_MAX), km in proptest::option::of(EVERY_KM),
            odometer in proptest::option::of(0..=ODOMETER_MAX_KM), due_km in 0..=ODOMETER_MAX_KM,
        ) {
            let reminder = Reminder { due: Due::At(due_km), every: Every { months, km } };
            let next = reminder.after_done(TODAY, odometer);
            prop_assert_eq!(next.is_none(), reminder.every.is_never());
            let standing = next.and_then(|next| next.standing(TODAY, odometer, Notice::default()));
            prop_assert_ne!(standing, Some(Standing::Overdue));
        }

        #[test]
        fn time_and_kilometres_never_make_it_less_urgent(
            day in 0..500_i64, later in 0..500_i64, km in 0..200_000_i64, more in 0..200_000_i64,
        ) {
            let both = due(Due::First { on: date(2027, 6, 2), km: 100_000 });
            let on = |days: i64| TODAY.checked_add(Span::new().days(days)).expect("a day");
            let before = both.standing(on(day), Some(km), Notice::default());
            prop_assert!(both.standing(on(day + later), Some(km + more), Notice::default()) >= before);
        }
    }
}
