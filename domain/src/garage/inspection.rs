//! Inspections: the templates that say what is looked at, and the sheet that a technician fills in, also offline.
//!
//! Three [`ready_templates`] are embedded; a business may keep its own, which [`Template::check`] admits. A [`Sheet`]
//! is edited on several devices at once and brought together by [`Sheet::merge`], field by field, with the rules of
//! [`super::edits`]. The embedded templates are for the server: pages receive the one template they show.

use super::{
    edits::{Edit, Field},
    measure::{Measure, Unit},
};
use crate::{businesses::Text, form::FieldError, ids::DeviceId};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

/// The most points that one template can have.
pub const POINTS_MAX: usize = 150;

/// The longest note of a point, and the longest title, in characters.
pub const NOTE_MAX: usize = 2000;

/// The largest video of a point, in MB of 1,048,576 bytes.
pub const VIDEO_MAX_MB: u32 = 30;
/// The longest video of a point, in seconds, where its file says how long it is.
pub const VIDEO_MAX_SECONDS: u32 = 60;

/// The longest key of a point, in characters.
pub const KEY_MAX: usize = 40;

/// What a point is found to be, from good to bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Light {
    /// Good.
    Green,
    /// Wants attention soon.
    Yellow,
    /// Wants attention now.
    Red,
}

impl Light {
    /// Every light, from good to bad.
    pub const ALL: [Self; 3] = [Self::Green, Self::Yellow, Self::Red];

    /// The name stored in the database and sent by forms; the same as in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Green => "green",
            Self::Yellow => "yellow",
            Self::Red => "red",
        }
    }

    /// The light of a stored or sent name, or `None` when there is no such light.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|light| light.as_str() == name)
    }

    /// The key of the word that people see: colour alone tells nothing to those who do not see it.
    pub const fn word_key(self) -> &'static str {
        match self {
            Self::Green => "light_green",
            Self::Yellow => "light_yellow",
            Self::Red => "light_red",
        }
    }
}

/// Which measured values are good. Bounds themselves still belong to the better side; what is not set does not bind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Limits {
    /// Green from here up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub green_at_least: Option<Measure>,
    /// Below the green bound, yellow from here up; red under it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub yellow_at_least: Option<Measure>,
    /// Green up to here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub green_at_most: Option<Measure>,
    /// Above the green bound, yellow up to here; red beyond it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub yellow_at_most: Option<Measure>,
}

impl Limits {
    /// The light that `value` suggests, or `None` without limits. Where no yellow bound is set, a value outside the
    /// green one is yellow: red is then the technician's own decision.
    pub fn light(&self, value: Measure) -> Option<Light> {
        let low = side(self.green_at_least, self.yellow_at_least, |bound| value >= bound);
        let high = side(self.green_at_most, self.yellow_at_most, |bound| value <= bound);
        low.max(high)
    }

    /// Whether the bounds stand in order: the yellow ones around the green ones.
    pub fn in_order(&self) -> bool {
        let bounds = [self.yellow_at_least, self.green_at_least, self.green_at_most, self.yellow_at_most];
        bounds.into_iter().flatten().is_sorted()
    }
}

fn side(green: Option<Measure>, yellow: Option<Measure>, holds: impl Fn(Measure) -> bool) -> Option<Light> {
    match (green, yellow) {
        (None, None) => None,
        (Some(bound), _) if holds(bound) => Some(Light::Green),
        (Some(_), None) => Some(Light::Yellow),
        (green, Some(bound)) => Some(match (holds(bound), green) {
            (true, Some(_)) => Light::Yellow,
            (true, None) => Light::Green,
            (false, _) => Light::Red,
        }),
    }
}

/// One thing to look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PointSpec {
    /// The name under which findings are kept; unique in its template and never shown.
    pub key: String,
    /// What the technician reads.
    pub title: Text,
    /// The unit, for points that are measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Unit>,
    /// Which values are good.
    #[serde(flatten)]
    pub limits: Limits,
}

/// Points that are looked at together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// Its heading.
    pub title: Text,
    /// Its points, in the order of the work.
    pub points: Vec<PointSpec>,
}

/// What is looked at, in the order of the work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template {
    /// What the inspection is called.
    pub name: Text,
    /// Its parts.
    pub sections: Vec<Section>,
}

impl Template {
    /// Every point, in order.
    pub fn points(&self) -> impl Iterator<Item = &PointSpec> {
        self.sections.iter().flat_map(|section| &section.points)
    }

    /// Refuses a template that could not be filled in.
    ///
    /// # Errors
    /// At `name` and at the points' keys: `err_required`, `err_too_long` (`max`), `err_inspection_key`,
    /// `err_inspection_limits`; at `points`, `err_inspection_points` (`max`).
    pub fn check(&self) -> Result<(), Vec<FieldError>> {
        let mut errors: Vec<FieldError> = check_title("name", &self.name).err().into_iter().collect();
        let headings = self.sections.iter().map(|section| check_title("section", &section.title));
        errors.extend(headings.filter_map(Result::err));
        let mut seen = BTreeSet::new();
        for point in self.points() {
            if !is_key(&point.key) || !seen.insert(&point.key) {
                errors.push(FieldError::new(&point.key, "err_inspection_key"));
            }
            errors.extend(check_title(&point.key, &point.title).err());
            if !point.limits.in_order() {
                errors.push(FieldError::new(&point.key, "err_inspection_limits"));
            }
        }
        if !(1..=POINTS_MAX).contains(&self.points().count()) {
            errors.push(FieldError::new("points", "err_inspection_points").arg("max", POINTS_MAX));
        }
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }
}

fn is_key(key: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    (1..=KEY_MAX).contains(&key.len()) && key.chars().all(plain)
}

fn check_title(field: &str, title: &Text) -> Result<(), FieldError> {
    let texts = [&title.en, &title.fr, &title.pt];
    if texts.iter().all(|text| text.trim().is_empty()) {
        return Err(FieldError::new(field, "err_required"));
    }
    if texts.iter().any(|text| text.chars().count() > NOTE_MAX) {
        return Err(FieldError::new(field, "err_too_long").arg("max", NOTE_MAX));
    }
    Ok(())
}

/// Data that do not parse would leave a template out; the tests refuse to ship that.
static READY: LazyLock<Vec<Template>> = LazyLock::new(|| {
    [
        include_str!("../../data/inspections/car.json"),
        include_str!("../../data/inspections/brakes_tyres.json"),
        include_str!("../../data/inspections/bicycle.json"),
    ]
    .into_iter()
    .filter_map(|data| serde_json::from_str(data).ok())
    .collect()
});

/// The names under which the ready templates are kept, in their order.
pub const READY_KEYS: [&str; 3] = ["car", "brakes_tyres", "bicycle"];

/// The ready template kept under `key`. For the server only.
pub fn ready_template(key: &str) -> Option<&'static Template> {
    READY_KEYS.iter().zip(ready_templates()).find_map(|(known, template)| (*known == key).then_some(template))
}

/// The templates that every business starts with: a car's general check, its brakes and tyres, a bicycle. For the server
/// only.
pub fn ready_templates() -> &'static [Template] {
    &READY
}

/// What was found at one point.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Point {
    /// The technician's judgement; a light can be taken back.
    pub light: Field<Option<Light>>,
    /// What was measured; a value can be taken back.
    pub value: Field<Option<Measure>>,
    /// What else there is to say.
    pub note: Field<String>,
}

impl Point {
    /// The light to show.
    pub fn light(&self) -> Option<Light> {
        self.light.value().copied().flatten()
    }

    /// The value to show.
    pub fn value(&self) -> Option<Measure> {
        self.value.value().copied().flatten()
    }

    /// The note to show.
    pub fn note(&self) -> &str {
        self.note.value().map_or("", String::as_str)
    }

    fn merge(base: &Self, ours: &Self, theirs: &Self) -> Self {
        Self {
            light: Field::merge(&base.light, &ours.light, &theirs.light),
            value: Field::merge(&base.value, &ours.value, &theirs.value),
            note: Field::merge(&base.note, &ours.note, &theirs.note),
        }
    }

    fn rivals(&self) -> [Vec<Edit<Answer>>; 3] {
        [
            rivals(&self.light, Answer::Light),
            rivals(&self.value, Answer::Value),
            rivals(&self.note, Answer::Note),
        ]
    }
}

/// The edits of a contested field, latest first; none when it is not contested.
fn rivals<T: Ord + Clone>(field: &Field<T>, answer: fn(T) -> Answer) -> Vec<Edit<Answer>> {
    let edits = field.edits().rev().filter(|_| field.is_contested());
    edits.map(|edit| edit.clone().map(answer)).collect()
}

/// One field of a point and what is written into it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// The judgement, or that there is none after all.
    Light(Option<Light>),
    /// The measured value, or that there is none after all.
    Value(Option<Measure>),
    /// The note; empty when there is none after all.
    Note(String),
}

/// A field that devices changed to different values without knowing of each other. It stays until somebody writes the
/// field again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conflict {
    /// The key of the point.
    pub point: String,
    /// What was written, latest first: the first is what the sheet shows meanwhile. All are of the same field.
    pub edits: Vec<Edit<Answer>>,
}

/// Everything found so far, by the key of the point.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sheet(pub BTreeMap<String, Point>);

impl Sheet {
    /// Writes one field of the point `key`, and so settles a conflict there.
    pub fn write(&mut self, key: &str, edit: Edit<Answer>) {
        let point = self.0.entry(key.to_owned()).or_default();
        let Edit { at, device, value } = edit;
        match value {
            Answer::Light(value) => point.light.write(Edit { at, device, value }),
            Answer::Value(value) => point.value.write(Edit { at, device, value }),
            Answer::Note(value) => point.note.write(Edit { at, device, value }),
        }
    }

    /// Writes one field of the point `key` for somebody who may not have seen all that stands there: what was made on
    /// the same device, or says one of the values in `seen`, is replaced; anything else becomes a rival.
    pub fn answer(&mut self, key: &str, edit: Edit<Answer>, seen: &[Answer]) {
        fn saw<T: Clone>(
            device: DeviceId,
            seen: &[Answer],
            answer: fn(T) -> Answer,
        ) -> impl Fn(&Edit<T>) -> bool {
            move |standing| standing.device == device || seen.contains(&answer(standing.value.clone()))
        }
        let point = self.0.entry(key.to_owned()).or_default();
        let Edit { at, device, value } = edit;
        match value {
            Answer::Light(value) => {
                point.light.write_over(Edit { at, device, value }, saw(device, seen, Answer::Light));
            }
            Answer::Value(value) => {
                point.value.write_over(Edit { at, device, value }, saw(device, seen, Answer::Value));
            }
            Answer::Note(value) => {
                point.note.write_over(Edit { at, device, value }, saw(device, seen, Answer::Note));
            }
        }
    }

    /// Brings together two sheets that both came from `base`: a field changed on one side is taken from there, and a
    /// field changed on both to different values becomes a conflict. The order of the sides does not matter.
    #[must_use]
    pub fn merge(base: &Self, ours: &Self, theirs: &Self) -> Self {
        let untouched = Point::default();
        let keys: BTreeSet<&String> = ours.0.keys().chain(theirs.0.keys()).collect();
        let merged = keys.into_iter().map(|key| {
            let [base, ours, theirs] =
                [base, ours, theirs].map(|sheet| sheet.0.get(key).unwrap_or(&untouched));
            (key.clone(), Point::merge(base, ours, theirs))
        });
        Self(merged.collect())
    }

    /// What somebody must choose between, in the order of the points' keys.
    pub fn conflicts(&self) -> Vec<Conflict> {
        let fields = self.0.iter().flat_map(|(key, point)| point.rivals().map(|edits| (key, edits)));
        fields
            .filter(|(_, edits)| !edits.is_empty())
            .map(|(key, edits)| Conflict { point: key.clone(), edits })
            .collect()
    }

    /// Whether a sheet that a device sent can be kept with `template`.
    ///
    /// # Errors
    /// At the points' keys: `err_inspection_point` for a point that is not in the template, `err_too_long` (`max`).
    pub fn check(&self, template: &Template) -> Result<(), Vec<FieldError>> {
        let known: BTreeSet<&String> = template.points().map(|point| &point.key).collect();
        let wrong = |(key, point): (&String, &Point)| {
            if !known.contains(key) {
                return Some(FieldError::new(key, "err_inspection_point"));
            }
            let long = point.note.edits().any(|edit| edit.value.chars().count() > NOTE_MAX);
            long.then(|| FieldError::new(key, "err_too_long").arg("max", NOTE_MAX))
        };
        let errors: Vec<FieldError> = self.0.iter().filter_map(wrong).collect();
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }
}

#[cfg(test)]
mod tests;
