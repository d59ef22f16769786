//! A customer's vehicle: what the form may say ([`read`], for browser and server alike) and what deserves a second look
//! ([`review`], for the server only, since it reads the embedded catalogue).

use super::{catalog, vin};
use crate::{
    form::{FieldError, Fields},
    text::fold,
};
use serde::{Deserialize, Serialize};

/// The value of the choices `make` and `model` that stands for "not in the list": the name is typed beside it.
pub const OTHER: &str = "other";

/// The most characters that a make or a model may have.
pub const NAME_MAX: usize = 60;

/// How many characters a plate may have, spaces and dashes included.
pub const PLATE_LENGTH: std::ops::RangeInclusive<usize> = 2..=12;

/// The years that a form accepts, from the first motor car on.
pub const YEARS: std::ops::RangeInclusive<i16> = 1885..=2100;

/// The most kilometres that a form accepts.
pub const ODOMETER_MAX_KM: i64 = 3_000_000;

/// A vehicle as read from a form, well formed but not yet kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VehicleDraft {
    /// The make, from the list or typed.
    pub make: String,
    /// The model, from the list or typed.
    pub model: String,
    /// The model year.
    pub year: Option<i16>,
    /// The registration plate in capitals, with single spaces.
    pub plate: String,
    /// The VIN, normalised.
    pub vin: Option<String>,
    /// What the odometer shows, in kilometres.
    pub odometer_km: Option<i64>,
}

/// Something odd but possible: shown beside the field, and kept all the same. Its keys start with `err_warn_`.
pub type Warning = FieldError;

/// Reads a vehicle from the fields `make`, `make_other`, `model`, `model_other`, `year`, `plate`, `vin`, `odometer`.
///
/// Light enough for the browser: makes and models are not looked up here.
///
/// # Errors
/// Everything that is wrong, in the order of the form, so that one round is enough to put it right.
pub fn read(fields: &Fields) -> Result<VehicleDraft, Vec<FieldError>> {
    let mut errors = Vec::new();
    let make = kept(
        name(fields, ("make", "err_make_required"), ("make_other", "err_make_other_required")),
        &mut errors,
    );
    let model = kept(
        name(fields, ("model", "err_model_required"), ("model_other", "err_model_other_required")),
        &mut errors,
    );
    let year = kept(year(fields.get("year")), &mut errors);
    let plate = kept(plate(fields.get("plate")), &mut errors);
    let vin = kept(optional_vin(fields.get("vin")), &mut errors);
    let odometer_km = kept(odometer(fields.get("odometer")), &mut errors);
    match (make, model, year, plate, vin, odometer_km) {
        (Some(make), Some(model), Some(year), Some(plate), Some(vin), Some(odometer_km)) => {
            Ok(VehicleDraft { make, model, year, plate, vin, odometer_km })
        }
        _ => Err(errors),
    }
}

/// The value, or nothing with its error added to `errors`.
pub(super) fn kept<T>(result: Result<T, FieldError>, errors: &mut Vec<FieldError>) -> Option<T> {
    result.map_err(|error| errors.push(error)).ok()
}

/// `text` with single spaces and without control characters, which a database may refuse.
pub(super) fn tidy(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// A field and what to say when it is empty.
type Required = (&'static str, &'static str);

/// A name chosen from the list `choice`, or typed in `typed`. A typed name counts without a choice too: where the list
/// of models depends on scripts, a customer without them has only the text field.
fn name(fields: &Fields, choice: Required, typed: Required) -> Result<String, FieldError> {
    let chosen = tidy(fields.get(choice.0));
    let other = tidy(fields.get(typed.0));
    let is_typed = chosen == OTHER || (chosen.is_empty() && !other.is_empty());
    let ((field, required), name) = if is_typed { (typed, other) } else { (choice, chosen) };
    if name.is_empty() {
        return Err(FieldError::new(field, required));
    }
    if name.chars().count() > NAME_MAX {
        return Err(FieldError::new(field, "err_too_long").arg("max", NAME_MAX));
    }
    Ok(name)
}

fn year(text: &str) -> Result<Option<i16>, FieldError> {
    if text.is_empty() {
        return Ok(None);
    }
    match text.parse().ok().filter(|year| YEARS.contains(year)) {
        Some(year) => Ok(Some(year)),
        None => {
            Err(FieldError::new("year", "err_vehicle_year").arg("min", YEARS.start()).arg("max", YEARS.end()))
        }
    }
}

/// `plate` as it is stored and compared: capitals, single spaces, plain dashes.
pub fn normalise_plate(plate: &str) -> String {
    let dashed: String = plate
        .chars()
        .map(|c| if matches!(c, '\u{2010}'..='\u{2015}' | '\u{2212}') { '-' } else { c })
        .flat_map(char::to_uppercase)
        .collect();
    tidy(&dashed)
}

fn plate(text: &str) -> Result<String, FieldError> {
    let plate = normalise_plate(text);
    if plate.is_empty() {
        return Err(FieldError::new("plate", "err_plate_required"));
    }
    if let Some(odd) = plate.chars().find(|c| !c.is_alphanumeric() && !matches!(c, ' ' | '-')) {
        return Err(FieldError::new("plate", "err_plate_character").arg("character", odd));
    }
    let marks = plate.chars().filter(|c| c.is_alphanumeric()).count();
    if marks < *PLATE_LENGTH.start() || plate.chars().count() > *PLATE_LENGTH.end() {
        let error = FieldError::new("plate", "err_plate_length");
        return Err(error.arg("min", PLATE_LENGTH.start()).arg("max", PLATE_LENGTH.end()));
    }
    Ok(plate)
}

fn optional_vin(text: &str) -> Result<Option<String>, FieldError> {
    let vin = vin::normalise(text);
    if vin.is_empty() {
        return Ok(None);
    }
    vin::check(&vin).map(|()| Some(vin))
}

/// Kilometres as people write them; nothing for an empty field.
///
/// # Errors
/// On the field `odometer`, `err_odometer` (`max`).
pub(super) fn odometer(text: &str) -> Result<Option<i64>, FieldError> {
    if text.is_empty() {
        return Ok(None);
    }
    match kilometres(text).filter(|km| *km <= ODOMETER_MAX_KM) {
        Some(km) => Ok(Some(km)),
        None => Err(FieldError::new("odometer", "err_odometer").arg("max", ODOMETER_MAX_KM)),
    }
}

/// Whole kilometres as people write them: "123456", "123 456", "123,456", "123.456 km", "123'456".
///
/// A separator must stand between groups of three: "1234.5" is a decimal, and dropping its point would make it ten times
/// as much.
fn kilometres(text: &str) -> Option<i64> {
    let text = tidy(&text.to_lowercase());
    let number = text.strip_suffix("km").unwrap_or(&text).trim_end();
    let separator = number.chars().find(|c| !c.is_ascii_digit()).unwrap_or(' ');
    if !matches!(separator, ' ' | ',' | '.' | '\'' | '’') {
        return None;
    }
    let groups: Vec<&str> = number.split(separator).collect();
    let grouped =
        groups.len() == 1 || ((1..=3).contains(&groups[0].len()) && groups[1..].iter().all(|g| g.len() == 3));
    let digits = groups.concat();
    let plain = grouped && digits.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten()
}

/// What is odd about a vehicle, in the order of the form; all of it may be true, so nothing is refused. Reads the
/// embedded catalogue: for the server only. `this_year` is the present year where the business is.
///
/// Keys: `err_warn_year_future` (`year`), `err_warn_year_outside` (`make`, `model`, `from`, `to`, `year`),
/// `err_warn_year_before` (the same without `to`), `err_warn_vin_maker` (`maker`, `make`), `err_warn_vin_year`
/// (`vin_year`, `year`).
pub fn review(draft: &VehicleDraft, this_year: i16) -> Vec<Warning> {
    let next_year = this_year.saturating_add(1);
    let future = draft
        .year
        .filter(|year| *year > next_year)
        .map(|year| Warning::new("year", "err_warn_year_future").arg("year", year));
    [future, outside_the_models_years(draft), another_maker(draft), another_year(draft, next_year)]
        .into_iter()
        .flatten()
        .collect()
}

/// A model that is not in the catalogue has no years to be outside of; of several with one name, the nearest counts.
fn outside_the_models_years(draft: &VehicleDraft) -> Option<Warning> {
    let year = draft.year?;
    let model = catalog::namesakes(&draft.make, &draft.model)
        .min_by_key(|m| m.years_off(year))
        .filter(|m| m.years_off(year) > 0)?;
    let key = if model.to.is_some() { "err_warn_year_outside" } else { "err_warn_year_before" };
    let warning =
        Warning::new("year", key).arg("make", &draft.make).arg("model", &model.name).arg("from", model.from);
    Some(match model.to {
        Some(to) => warning.arg("to", to).arg("year", year),
        None => warning.arg("year", year),
    })
}

fn another_maker(draft: &VehicleDraft) -> Option<Warning> {
    let maker = vin::maker(draft.vin.as_deref()?)?;
    (!same_house(&fold(maker), &fold(&draft.make)))
        .then(|| Warning::new("vin", "err_warn_vin_maker").arg("maker", maker).arg("make", &draft.make))
}

/// A code 30 years ahead of the present is the previous cycle's: motorcycles and heavy trucks mix the two.
fn another_year(draft: &VehicleDraft, next_year: i16) -> Option<Warning> {
    let told = vin::model_year(draft.vin.as_deref()?)?;
    let vin_year = if told > next_year { told - 30 } else { told };
    let year = draft.year.filter(|year| *year != vin_year)?;
    Some(Warning::new("vin", "err_warn_vin_year").arg("vin_year", vin_year).arg("year", year))
}

/// Names that share manufacturer identifiers, folded: a Jeep may bear Dodge's, a Hyundai Genesis's. A warning that is
/// often wrong is soon ignored, so these never warn of each other.
const HOUSES: [&[&str]; 14] = [
    &[
        "general motors",
        "chevrolet",
        "buick",
        "cadillac",
        "gm",
        "pontiac",
        "oldsmobile",
        "saturn",
        "holden",
        "daewoo",
        "opel",
    ],
    &["chrysler", "dodge", "jeep", "ram", "plymouth", "fca", "fiat", "alfa", "lancia", "maserati"],
    &["ford", "lincoln", "mercury", "auto alliance"],
    &["mazda", "auto alliance"],
    &["toyota", "lexus", "scion", "daihatsu", "nummi"],
    &["honda", "acura"],
    &["nissan", "infiniti", "renault", "dacia"],
    &["volkswagen", "vw", "audi", "seat", "skoda", "cupra", "quattro"],
    &["hyundai", "kia", "genesis"],
    &["mercedes", "daimler", "smart", "evobus"],
    &["peugeot", "citroen", "psa", "opel", "talbot"],
    &["rover", "jaguar"],
    &["bmw", "mini", "alpina"],
    &["subaru", "fuji"],
];

/// Whether two folded names may stand for one maker.
fn same_house(one: &str, other: &str) -> bool {
    let belongs = |name: &str, house: &[&str]| house.iter().any(|member| name.contains(member));
    one.contains(other)
        || other.contains(one)
        || HOUSES.iter().any(|house| belongs(one, house) && belongs(other, house))
}

#[cfg(test)]
#[path = "vehicle_tests.rs"]
mod tests;
