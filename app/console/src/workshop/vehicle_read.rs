//! From a vehicle's record to its page.

use super::api::{CodeLine, HistoryEntry, ReadingLine, VehicleView};
use crate::{
    businesses::api::Place,
    garage::{
        api::Moment,
        read::{moment, today},
    },
};
use domain::{locale::Locale, text::grouped, time::date_with_year};
use i18n::words as w;
use jiff::civil::Date;
use services::{
    Scope,
    businesses::Business,
    garage::{
        diagnostics::{Code, Record, decoded},
        service_history::{Entry, What},
    },
};

/// A month, for how far a vehicle goes in one.
const DAYS: i64 = 30;

/// The page of one vehicle.
pub(super) fn vehicle(
    scope: &Scope,
    business: &Business,
    place: Place,
    record: Record,
    history: &[Entry],
) -> VehicleView {
    let locale = scope.locale;
    let draft = record.vehicle.draft;
    let year = draft.year.map(|year| format!(" {year}")).unwrap_or_default();
    let metres = record.outlook.and_then(|outlook| outlook.metres_per_day);
    VehicleView {
        place,
        name: format!("{} {}{year}", draft.make, draft.model),
        plate: draft.plate,
        vin: draft.vin,
        odometer: draft.odometer_km.map(|km| w::kilometres(locale, grouped(km))),
        pace: metres.map(|metres| w::kilometres(locale, grouped(metres.saturating_mul(DAYS) / 1000))),
        owner: record.owner.map(|(id, name)| (id.to_string(), name)),
        codes: record.codes.into_iter().map(|code| line(scope, business, code)).collect(),
        readings: record
            .readings
            .iter()
            .map(|reading| ReadingLine {
                on: day(locale, reading.on),
                km: w::kilometres(locale, grouped(reading.km)),
                reason: reading
                    .reason
                    .map(|reason| i18n::lookup(locale, reason.word_key(), &[]))
                    .unwrap_or_default(),
            })
            .collect(),
        history: history.iter().map(|entry| happened(locale, entry)).collect(),
    }
}

/// A trouble code, decoded.
pub(crate) fn line(scope: &Scope, business: &Business, code: Code) -> CodeLine {
    let (locale, today) = (scope.locale, today(scope, business));
    CodeLine {
        id: code.id.to_string(),
        code: code.code.to_string(),
        decoded: decoded(locale, code.code),
        note: code.note,
        by: code.by,
        at: moment(locale, business, today, code.at),
        cleared: code.cleared.map(|at| moment(locale, business, today, at)),
    }
}

fn happened(locale: Locale, entry: &Entry) -> HistoryEntry {
    let path = match &entry.what {
        What::Visit { booking, .. } => format!("/jobs/{booking}"),
        What::Work { order, .. } => format!("/work/{order}"),
        What::Reading(_) | What::Code(_) | What::Cleared(_) => String::new(),
    };
    HistoryEntry { on: day(locale, entry.on), what: entry.says(locale), path }
}

fn day(locale: Locale, on: Date) -> Moment {
    Moment { text: date_with_year(on, locale), at: on.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::garage::trouble_code::TroubleCode;

    #[test]
    fn a_code_is_told_in_words_with_the_number_of_its_fault() {
        let code = TroubleCode::parse("p0301").expect("a code");
        let told = decoded(Locale::En, code);
        assert_eq!(told.len(), 4, "{told:?}");
        assert!(told[3].contains("01"), "{told:?}");
        let network = TroubleCode::parse("U0100").expect("a code");
        assert_eq!(decoded(Locale::En, network).len(), 3, "only the powertrain has parts");
    }
}
