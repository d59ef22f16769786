//! Dates and times as people read them, in the business's zone and the reader's language.
//!
//! The browser formats dates too, so this carries the two dozen names it needs instead of a locale library.
//! These names are language data, not sentences: they live here and not among the words.

use crate::locale::Locale;
use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

/// The time zone of an IANA name ("Europe/Lisbon"), or `None` when the database does not know it.
pub fn zone(name: &str) -> Option<TimeZone> {
    TimeZone::get(name).ok().filter(|tz| !tz.is_unknown())
}

/// What the clock on the wall shows in `tz` at the instant `ts`.
pub fn local(ts: Timestamp, tz: &TimeZone) -> Zoned {
    ts.to_zoned(tz.clone())
}

/// A date as forms send it, `YYYY-MM-DD` (ISO 8601, calendar date, extended format), or `None` for anything else. Jiff
/// reads far more, and a browser that checks a form would download all of that.
pub fn iso_date(text: &str) -> Option<Date> {
    let mut parts = text.splitn(3, '-');
    let mut part = |digits: usize| {
        let part = parts.next()?;
        let plain = part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
        plain.then(|| part.parse::<i16>().ok()).flatten()
    };
    let (year, month, day) = (part(4)?, part(2)?, part(2)?);
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// The first instant of `date` and the first of the day after, in `tz`: 23, 24 or 25 hours. At the calendar's end both
/// are the last instant there is.
pub fn day(date: Date, tz: &TimeZone) -> (Timestamp, Timestamp) {
    let midnight = |date: Date| date.to_zoned(tz.clone()).map_or(Timestamp::MAX, |zoned| zoned.timestamp());
    (midnight(date), date.tomorrow().map_or(Timestamp::MAX, midnight))
}

/// The full name of a weekday, in the case that running text wants.
pub fn weekday_name(day: Weekday, locale: Locale) -> &'static str {
    const NAMES: [[&str; 7]; 3] = [
        ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
        ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"],
        ["segunda-feira", "terça-feira", "quarta-feira", "quinta-feira", "sexta-feira", "sábado", "domingo"],
    ];
    pick(&NAMES, locale, day.to_monday_zero_offset())
}

/// The short name of a weekday, with the full stop where the language writes one.
pub fn weekday_short(day: Weekday, locale: Locale) -> &'static str {
    const NAMES: [[&str; 7]; 3] = [
        ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
        ["lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."],
        ["seg.", "ter.", "qua.", "qui.", "sex.", "sáb.", "dom."],
    ];
    pick(&NAMES, locale, day.to_monday_zero_offset())
}

/// The full name of the month that `date` lies in.
pub fn month_name(date: Date, locale: Locale) -> &'static str {
    const NAMES: [[&str; 12]; 3] = [
        [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ],
        [
            "janvier",
            "février",
            "mars",
            "avril",
            "mai",
            "juin",
            "juillet",
            "août",
            "septembre",
            "octobre",
            "novembre",
            "décembre",
        ],
        [
            "janeiro",
            "fevereiro",
            "março",
            "abril",
            "maio",
            "junho",
            "julho",
            "agosto",
            "setembro",
            "outubro",
            "novembro",
            "dezembro",
        ],
    ];
    pick(&NAMES, locale, date.month() - 1)
}

/// The short name of the month that `date` lies in.
pub fn month_short(date: Date, locale: Locale) -> &'static str {
    const NAMES: [[&str; 12]; 3] = [
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
        ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."],
        ["jan.", "fev.", "mar.", "abr.", "mai.", "jun.", "jul.", "ago.", "set.", "out.", "nov.", "dez."],
    ];
    pick(&NAMES, locale, date.month() - 1)
}

/// Weekday, day and month: "Tuesday 24 November", "mardi 24 novembre", "terça-feira, 24 de novembro".
pub fn date_long(date: Date, locale: Locale) -> String {
    let (weekday, day) = (weekday_name(date.weekday(), locale), day_number(date, locale));
    let month = month_name(date, locale);
    match locale {
        Locale::En | Locale::Fr => format!("{weekday} {day} {month}"),
        Locale::Pt => format!("{weekday}, {day} de {month}"),
    }
}

/// The same in little room: "Tue 24 Nov", "mar. 24 nov.", "ter., 24 nov.".
pub fn date_short(date: Date, locale: Locale) -> String {
    let (weekday, day) = (weekday_short(date.weekday(), locale), day_number(date, locale));
    let month = month_short(date, locale);
    match locale {
        Locale::En | Locale::Fr => format!("{weekday} {day} {month}"),
        Locale::Pt => format!("{weekday}, {day} {month}"),
    }
}

/// Day, month and year, for what may lie long ago: "24 November 2026", "24 de novembro de 2026".
pub fn date_with_year(date: Date, locale: Locale) -> String {
    let (day, month, year) = (day_number(date, locale), month_name(date, locale), date.year());
    match locale {
        Locale::En | Locale::Fr => format!("{day} {month} {year}"),
        Locale::Pt => format!("{day} de {month} de {year}"),
    }
}

/// Hours and minutes on the 24-hour clock: "14:30".
///
/// The three languages agree today; callers pass the language so that one with another habit can join.
pub fn time_of_day(time: Time, locale: Locale) -> String {
    match locale {
        Locale::En | Locale::Fr | Locale::Pt => format!("{:02}:{:02}", time.hour(), time.minute()),
    }
}

/// French alone writes the first of the month as an ordinal.
fn day_number(date: Date, locale: Locale) -> String {
    match (locale, date.day()) {
        (Locale::Fr, 1) => "1er".to_owned(),
        (_, day) => day.to_string(),
    }
}

/// The entry of a table whose rows follow `Locale::ALL` and whose columns jiff counts from zero.
fn pick<const N: usize>(names: &[[&'static str; N]; 3], locale: Locale, index: i8) -> &'static str {
    let row = match locale {
        Locale::En => &names[0],
        Locale::Fr => &names[1],
        Locale::Pt => &names[2],
    };
    row.get(usize::from(index.unsigned_abs())).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_form_s_date_is_read_as_jiff_reads_it_and_nothing_else_is() {
        for text in ["2026-02-28", "2024-02-29", "0001-01-01", "9999-12-31"] {
            assert_eq!(iso_date(text), text.parse().ok(), "{text}");
        }
        for text in [
            "",
            "2026-02-29",
            "2026-13-01",
            "26-01-01",
            "2026-1-1",
            "2026-01-01T00:00",
            "+026-01-01",
            "2026-01",
        ] {
            assert_eq!(iso_date(text), None, "{text}");
        }
    }

    #[test]
    fn dates_read_as_each_language_writes_them() {
        let day = date(2026, 11, 24);
        assert_eq!(date_long(day, Locale::En), "Tuesday 24 November");
        assert_eq!(date_long(day, Locale::Fr), "mardi 24 novembre");
        assert_eq!(date_long(day, Locale::Pt), "terça-feira, 24 de novembro");
        assert_eq!(date_short(day, Locale::En), "Tue 24 Nov");
        assert_eq!(date_short(day, Locale::Fr), "mar. 24 nov.");
        assert_eq!(date_short(day, Locale::Pt), "ter., 24 nov.");
        assert_eq!(date_with_year(day, Locale::Pt), "24 de novembro de 2026");
    }

    #[test]
    fn french_writes_the_first_of_the_month_as_an_ordinal() {
        assert_eq!(date_long(date(2026, 3, 1), Locale::Fr), "dimanche 1er mars");
        assert_eq!(date_long(date(2026, 3, 1), Locale::En), "Sunday 1 March");
    }

    #[test]
    fn every_month_and_weekday_has_a_name_of_its_own_in_every_language() {
        for locale in Locale::ALL {
            let months = (1..=12).map(|m| date(2026, m, 1));
            let named: std::collections::BTreeSet<_> = months
                .flat_map(|m| [month_name(m, locale).to_owned(), format!("{}~", month_short(m, locale))])
                .collect();
            assert_eq!(named.len(), 24);
            let days = (1..=7).map(|d| date(2026, 6, d).weekday());
            let named: std::collections::BTreeSet<_> =
                days.flat_map(|d| [weekday_name(d, locale), weekday_short(d, locale)]).collect();
            assert_eq!(named.len(), 14);
            assert!(named.iter().all(|name| !name.is_empty()));
        }
    }

    #[test]
    fn the_wall_clock_follows_the_zone() {
        let lisbon = zone("Europe/Lisbon").unwrap();
        let summer: Timestamp = "2026-07-01T12:00:00Z".parse().unwrap();
        assert_eq!(time_of_day(local(summer, &lisbon).time(), Locale::Pt), "13:00");
        assert!(zone("Europe/Atlantis").is_none());
        assert!(zone("Etc/Unknown").is_none());
        assert!(zone("").is_none());
    }
}
