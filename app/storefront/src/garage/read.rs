//! From a vehicle to what its pages show.

use super::api::{VehicleCard, VehicleForm};
use domain::{
    form::FormState,
    garage::{catalog, vehicle::VehicleDraft},
    locale::Locale,
};
use i18n::words as w;
use services::garage::vehicles::Vehicle;

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

/// A whole number in groups of three that never wrap: a space is read alike in the three languages.
fn grouped(number: i64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + 4);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push('\u{a0}');
        }
        out.push(digit);
    }
    out
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

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn kilometres_are_grouped_by_three_from_the_right() {
        let spaced = |number| grouped(number).replace('\u{a0}', "_");
        assert_eq!(
            [0, 999, 1_000, 123_456, 3_000_000].map(spaced),
            ["0", "999", "1_000", "123_456", "3_000_000"]
        );
    }
}
