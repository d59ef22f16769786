//! What odometers showed over time: which reading is believable, how far a vehicle is driven, and what the odometer
//! will show.
//!
//! Readings are kept in kilometres. A history is a list of readings in any order; those of one day count in the order
//! in which they were recorded.

use super::vehicle::{self, ODOMETER_MAX_KM};
use crate::{
    form::{FieldError, Fields},
    text::grouped,
    time::iso_date,
};
use jiff::{SignedDuration, civil::Date};
use serde::{Deserialize, Serialize};

/// The international mile, exactly.
const MILLIMETRES_PER_MILE: i128 = 1_609_344;
const MILLIMETRES_PER_KILOMETRE: i128 = 1_000_000;

/// How many days of readings tell how a vehicle is driven today.
const RECENT_DAYS: i64 = 365;

/// Readings of fewer days say too little about the next months.
const FEWEST_DAYS: i64 = 14;

/// `miles` in kilometres, rounded to the nearest whole one. Stops at the largest number instead of wrapping.
pub fn km_from_miles(miles: i64) -> i64 {
    convert(miles, MILLIMETRES_PER_MILE, MILLIMETRES_PER_KILOMETRE)
}

/// `km` in miles, rounded to the nearest whole one. A distance read in miles comes back unchanged.
pub fn miles_from_km(km: i64) -> i64 {
    convert(km, MILLIMETRES_PER_KILOMETRE, MILLIMETRES_PER_MILE)
}

fn convert(distance: i64, from: i128, to: i128) -> i64 {
    let exact = i128::from(distance) * from;
    let rounded = (exact.abs() + to / 2) / to * exact.signum();
    i64::try_from(rounded).unwrap_or(if exact < 0 { i64::MIN } else { i64::MAX })
}

/// Why a reading may contradict the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The instrument was replaced: from here on it counts anew.
    Replaced,
    /// The readings that this one contradicts were mistyped.
    Corrected,
    /// What came before was recorded in miles: from here on the numbers are kilometres.
    Miles,
}

impl Reason {
    /// Every reason.
    pub const ALL: [Self; 3] = [Self::Replaced, Self::Corrected, Self::Miles];

    /// The name stored in the database and sent by forms; the same as in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Replaced => "replaced",
            Self::Corrected => "corrected",
            Self::Miles => "miles",
        }
    }

    /// The reason of a stored or sent name, or `None` when there is no such reason.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == name)
    }

    /// The key of the words that people choose it by.
    pub const fn word_key(self) -> &'static str {
        match self {
            Self::Replaced => "odometer_reason_replaced",
            Self::Corrected => "odometer_reason_corrected",
            Self::Miles => "odometer_reason_miles",
        }
    }

    const fn begins_anew(self) -> bool {
        matches!(self, Self::Replaced | Self::Miles)
    }
}

/// What an odometer showed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// On which day, where the business is.
    pub on: Date,
    /// How many kilometres.
    pub km: i64,
    /// Why it may contradict the others.
    pub reason: Option<Reason>,
}

impl Reading {
    /// Reads the fields `odometer`, `on` (ISO 8601; today when empty) and `reason`.
    ///
    /// # Errors
    /// `err_required` or `err_odometer` (`max`) on `odometer`; `err_reading_day` on `on` for what is no day or lies in
    /// the future; `err_choose` on `reason`.
    pub fn read(fields: &Fields, today: Date) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        let km = vehicle::odometer(fields.get("odometer"))
            .and_then(|km| km.ok_or_else(|| FieldError::new("odometer", "err_required")));
        let km = vehicle::kept(km, &mut errors);
        let on = match fields.get("on") {
            "" => Ok(today),
            text => iso_date(text)
                .filter(|on| *on <= today)
                .ok_or_else(|| FieldError::new("on", "err_reading_day")),
        };
        let on = vehicle::kept(on, &mut errors);
        let reason = match fields.get("reason") {
            "" => Ok(None),
            name => Reason::parse(name).map(Some).ok_or_else(|| FieldError::new("reason", "err_choose")),
        };
        let reason = vehicle::kept(reason, &mut errors);
        match (km, on, reason) {
            (Some(km), Some(on), Some(reason)) => Ok(Self { on, km, reason }),
            _ => Err(errors),
        }
    }
}

/// Whether `new` may join `history`. A vehicle does not drive backwards, so a reading below an earlier one or above a
/// later one is mistyped unless there is a reason.
///
/// # Errors
/// On the field `odometer`: `err_odometer` (`max`) outside what odometers show, `err_odometer_lower` or
/// `err_odometer_higher` (`km`, `date` as in ISO 8601) with the reading that it contradicts.
pub fn check(history: &[Reading], new: Reading) -> Result<(), FieldError> {
    if !(0..=ODOMETER_MAX_KM).contains(&new.km) {
        return Err(FieldError::new("odometer", "err_odometer").arg("max", ODOMETER_MAX_KM));
    }
    if new.reason.is_some() {
        return Ok(());
    }
    let runs = runs(history);
    // The instrument that was in the vehicle on that day; before the first reading, the first one.
    let run = runs.iter().rev().find(|run| run.first().is_some_and(|first| first.on <= new.on));
    let Some(run) = run.or(runs.first()) else { return Ok(()) };
    let (earlier, later): (Vec<Reading>, Vec<Reading>) = run.iter().partition(|known| known.on <= new.on);
    let refused = |key: &str, known: Reading| {
        Err(FieldError::new("odometer", key).arg("km", grouped(known.km)).arg("date", known.on))
    };
    if let Some(known) = earlier.into_iter().filter(|known| known.km > new.km).max_by_key(|known| known.km) {
        return refused("err_odometer_lower", known);
    }
    match later.into_iter().filter(|known| known.km < new.km).min_by_key(|known| known.km) {
        Some(known) => refused("err_odometer_higher", known),
        None => Ok(()),
    }
}

/// The readings of each instrument in order of time, without those that a correction showed to be wrong.
fn runs(history: &[Reading]) -> Vec<Vec<Reading>> {
    let mut sorted = history.to_vec();
    sorted.sort_by_key(|reading| reading.on);
    let mut runs: Vec<Vec<Reading>> = Vec::new();
    for reading in sorted {
        match runs.last_mut() {
            Some(run) if !reading.reason.is_some_and(Reason::begins_anew) => run.push(reading),
            _ => runs.push(vec![reading]),
        }
    }
    runs.into_iter().map(|run| believable(&run)).collect()
}

fn believable(run: &[Reading]) -> Vec<Reading> {
    let corrections: Vec<(usize, &Reading)> =
        run.iter().enumerate().filter(|(_, reading)| reading.reason == Some(Reason::Corrected)).collect();
    let stands = |at: usize, reading: &Reading| {
        reading.reason.is_some()
            || corrections.iter().all(|(place, correction)| {
                if at < *place { reading.km <= correction.km } else { reading.km >= correction.km }
            })
    };
    run.iter().enumerate().filter(|(at, reading)| stands(*at, reading)).map(|(_, reading)| *reading).collect()
}

/// What the history says about the days to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outlook {
    /// The day of the latest reading.
    pub on: Date,
    /// What it was, in kilometres.
    pub km: i64,
    /// How far the vehicle goes on an average day, in metres; `None` when the readings say too little.
    pub metres_per_day: Option<i64>,
}

/// The latest reading and the average way of a day, or `None` without any reading.
///
/// The average is taken over the year before the latest reading, or over everything when there is too little of that. What
/// was driven between two instruments is not counted, nor are its days.
pub fn outlook(history: &[Reading]) -> Option<Outlook> {
    let runs = runs(history);
    let latest = *runs.last()?.last()?;
    let since = latest.on.checked_sub(SignedDuration::from_hours(RECENT_DAYS * 24)).unwrap_or(Date::MIN);
    let metres_per_day = average(&runs, since).or_else(|| average(&runs, Date::MIN));
    Some(Outlook { on: latest.on, km: latest.km, metres_per_day })
}

/// Metres a day over the readings from `since` on.
fn average(runs: &[Vec<Reading>], since: Date) -> Option<i64> {
    let mut driven = (0_i64, 0_i64);
    for run in runs {
        let mut recent = run.iter().filter(|reading| reading.on >= since);
        let Some(first) = recent.next() else { continue };
        let last = recent.next_back().unwrap_or(first);
        driven.0 += days(first.on, last.on);
        driven.1 = driven.1.saturating_add(last.km.saturating_sub(first.km).max(0));
    }
    let (days, km) = driven;
    (days >= FEWEST_DAYS).then(|| km.saturating_mul(1000) / days)
}

fn days(from: Date, to: Date) -> i64 {
    to.duration_since(from).as_hours() / 24
}

impl Outlook {
    /// What the odometer will show on `date`, in kilometres; what it showed last for earlier days, and when nobody knows
    /// how far the vehicle goes.
    pub fn km_on(&self, date: Date) -> i64 {
        let metres = self.metres_per_day.unwrap_or(0).saturating_mul(days(self.on, date).max(0));
        self.km.saturating_add(metres / 1000)
    }

    /// The first day on which the odometer will show `km`: the latest reading's when it already did, `None` when
    /// nobody can know or the calendar ends before.
    pub fn reaches(&self, km: i64) -> Option<Date> {
        let missing = km.saturating_sub(self.km);
        if missing <= 0 {
            return Some(self.on);
        }
        let pace = self.metres_per_day.filter(|pace| *pace > 0)?;
        let days = missing.checked_mul(1000)?.checked_add(pace - 1)? / pace;
        self.on.checked_add(SignedDuration::from_hours(days.checked_mul(24)?)).ok()
    }
}

#[cfg(test)]
mod tests;
