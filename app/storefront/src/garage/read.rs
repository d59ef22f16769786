//! From a vehicle to what its pages show.

use super::api::{HistoryLine, ReminderLine, VehicleCard, VehicleForm};
use domain::{
    form::FormState,
    garage::{catalog, vehicle::VehicleDraft},
    locale::Locale,
    text::grouped,
    time::date_with_year,
};
use i18n::words as w;
use services::{
    garage::{reminders::Item, service_history::Entry, vehicles::Vehicle},
    mails::reminder::when,
};

/// Make, model and year of a vehicle.
pub(crate) fn vehicle_name(draft: &VehicleDraft) -> String {
    let year = draft.year.map(|year| format!(" {year}")).unwrap_or_default();
    format!("{} {}{year}", draft.make, draft.model)
}

pub(super) fn card(locale: Locale, vehicle: &Vehicle) -> VehicleCard {
    let draft = &vehicle.draft;
    VehicleCard {
        id: vehicle.id.to_string(),
        name: vehicle_name(draft),
        plate: draft.plate.clone(),
        odometer: draft.odometer_km.map(|km| w::kilometres(locale, grouped(km))),
        vin: draft.vin.clone(),
        vin_maker: vehicle.vin_maker.clone(),
        // The tables name countries in English only: other readers are spared a foreign word.
        vin_country: vehicle.vin_country.clone().filter(|_| locale == Locale::En),
        vin_year: vehicle.vin_year.map(|year| year.to_string()),
        warnings: vehicle.warnings.iter().map(|warning| i18n::field_error(locale, warning)).collect(),
    }
}

/// One thing that happened to a vehicle.
pub(super) fn line(locale: Locale, entry: &Entry) -> HistoryLine {
    HistoryLine { on: date_with_year(entry.on, locale), date: entry.on.to_string(), what: entry.says(locale) }
}

/// A reminder, and what its form starts from.
pub(super) fn reminder(locale: Locale, item: Item) -> ReminderLine {
    let (due, every) = (item.reminder.due, item.reminder.every);
    let text = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
    ReminderLine {
        id: item.id.to_string(),
        title: item.title,
        when: when(locale, due),
        standing: item.standing,
        due_on: due.on().map(|on| on.to_string()).unwrap_or_default(),
        due_km: text(due.km()),
        every_months: text(every.months.map(i64::from)),
        every_km: text(every.km),
    }
}

/// The form of `draft`, or of a new vehicle of `make`. The models are those of the make that the page will show: what was
/// typed into a refused form comes first.
pub(super) fn form(draft: Option<&VehicleDraft>, make: &str) -> VehicleForm {
    let refused = ui::request::extension::<FormState>().filter(|state| state.form == "vehicle");
    let known = draft.map_or(make, |draft| draft.make.as_str());
    let shown = refused.as_ref().map_or(known, |state| state.values.get("make"));
    let text = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
    let start = VehicleForm {
        makes: catalog::makes().into_iter().map(str::to_owned).collect(),
        models: catalog::models(shown).iter().map(|model| model.name.clone()).collect(),
        make: known.to_owned(),
        ..VehicleForm::default()
    };
    let Some(draft) = draft else { return start };
    VehicleForm {
        name: vehicle_name(draft),
        model: draft.model.clone(),
        year: text(draft.year.map(i64::from)),
        plate: draft.plate.clone(),
        vin: draft.vin.clone().unwrap_or_default(),
        odometer: text(draft.odometer_km),
        ..start
    }
}
