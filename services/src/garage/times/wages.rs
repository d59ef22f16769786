//! A month of clocked times as a file for whoever works out the wages.

use super::{Whose, person, rows};
use crate::{Result, Scope, businesses::Business, garage::clocks};
use domain::{
    garage::correction::Kind,
    time::{day as bounds, iso_date},
};
use i18n::words as w;
use jiff::{SignedDuration, civil::Date};
use std::{collections::BTreeMap, fmt::Write as _};
use uuid::Uuid;

/// Marks the text as UTF-8 for spreadsheets that would guess otherwise.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// The first day of a month as addresses write it (`YYYY-MM`), or `None` for anything else.
pub fn month(text: &str) -> Option<Date> {
    iso_date(&format!("{text}-01"))
}

/// The month of `first`, its first day, as comma-separated values (RFC 4180): a line per day and person with the minutes
/// of shift and jobs. Times over midnight count for both days; running clocks up to now.
///
/// # Errors
/// Members who keep the times only.
pub async fn csv(scope: &Scope, business: &Business, first: Date) -> Result<String> {
    let everybody = person(scope, Whose::Everybody)?;
    let db = scope.snapshot().await?;
    let last = first.last_of_month();
    let span = (bounds(first, &business.zone).0, bounds(last, &business.zone).1);
    let rows = rows::within(scope, &db, everybody, span).await?;
    let names = clocks::names(&db, rows.iter().map(|row| row.person.into()).collect()).await?;
    let locale = scope.locale;
    let mut text = format!(
        "{BYTE_ORDER_MARK}{},{},{},{},{}\r\n",
        w::times_csv_day(locale),
        w::times_csv_person(locale),
        w::times_csv_shift(locale),
        w::times_csv_jobs(locale),
        w::times_csv_difference(locale)
    );
    for date in first.series(jiff::Span::new().days(1)).take_while(|date| *date <= last) {
        let day = bounds(date, &business.zone);
        let mut sums: BTreeMap<(&str, Uuid), [SignedDuration; 2]> = BTreeMap::new();
        for row in &rows {
            let time = row.stretch.length_within(day, scope.now());
            if time.is_zero() {
                continue;
            }
            let id = Uuid::from(row.person);
            let name = names.get(&id).map(String::as_str).unwrap_or_default();
            let [shift, job] = sums.entry((name, id)).or_default();
            let sum = if row.kind == Kind::Shift { shift } else { job };
            *sum = sum.saturating_add(time);
        }
        for ((name, _), [shift, job]) in sums {
            let (shift, job) = (shift.as_mins(), job.as_mins());
            // Writing into a string does not fail.
            let _ = write!(text, "{date},{},{shift},{job},{}\r\n", cell(name), shift - job);
        }
    }
    Ok(text)
}

/// A text as a cell: quoted, and never a formula to a spreadsheet.
fn cell(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_neither_a_formula_nor_two_cells() {
        assert_eq!(cell("Ana \"Nini\" Silva, Jr"), "\"Ana \"\"Nini\"\" Silva, Jr\"");
        assert_eq!(cell("=HYPERLINK(1)"), "\"'=HYPERLINK(1)\"");
    }

    #[test]
    fn a_month_is_read_as_addresses_write_it() {
        assert_eq!(month("2026-11").map(|day| day.to_string()).as_deref(), Some("2026-11-01"));
        for text in ["", "2026-13", "2026-11-01", "11/2026"] {
            assert_eq!(month(text), None, "{text}");
        }
    }
}
