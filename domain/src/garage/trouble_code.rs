//! Diagnostic trouble codes as on-board diagnosis reports them: the format of SAE J2012, section 5 (ISO 15031-6).
//!
//! A code says which system reports, who defined the code, for the powertrain which part of it, and the number of the
//! fault; a failure type byte may follow ("P0301-1A"). What a code means is not told here: technicians describe the
//! fault in their own words.

use crate::form::FieldError;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Codes that are noted at once at the most.
pub const LIST_MAX: usize = 30;

/// The part of the vehicle that reports: the first letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum System {
    /// P: engine and transmission.
    Powertrain,
    /// C: brakes, steering, suspension.
    Chassis,
    /// B: comfort and safety inside.
    Body,
    /// U: control units and what connects them.
    Network,
}

impl System {
    /// Every system, in the order of the two bits that stand for it.
    pub const ALL: [Self; 4] = [Self::Powertrain, Self::Chassis, Self::Body, Self::Network];

    /// The letter that codes of this system begin with.
    pub const fn letter(self) -> char {
        match self {
            Self::Powertrain => 'P',
            Self::Chassis => 'C',
            Self::Body => 'B',
            Self::Network => 'U',
        }
    }

    /// The key of the system's name.
    pub const fn word_key(self) -> &'static str {
        match self {
            Self::Powertrain => "dtc_system_powertrain",
            Self::Chassis => "dtc_system_chassis",
            Self::Body => "dtc_system_body",
            Self::Network => "dtc_system_network",
        }
    }
}

/// Who defines what a code means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// The standard: the code means the same on every vehicle.
    Generic,
    /// The maker of the vehicle.
    Manufacturer,
    /// Nobody yet: the standard keeps it for later.
    Reserved,
}

impl Origin {
    /// The key of the words that say so.
    pub const fn word_key(self) -> &'static str {
        match self {
            Self::Generic => "dtc_origin_generic",
            Self::Manufacturer => "dtc_origin_manufacturer",
            Self::Reserved => "dtc_origin_reserved",
        }
    }
}

/// The part of the powertrain that a code is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subsystem {
    /// Fuel and air metering.
    FuelAndAir,
    /// Ignition and misfire.
    Ignition,
    /// Auxiliary emission controls.
    Emissions,
    /// Vehicle speed and idle control.
    SpeedAndIdle,
    /// The control unit and its outputs.
    Computer,
    /// The transmission.
    Transmission,
    /// Hybrid and electric drive.
    Hybrid,
}

impl Subsystem {
    /// Every subsystem.
    pub const ALL: [Self; 7] = [
        Self::FuelAndAir,
        Self::Ignition,
        Self::Emissions,
        Self::SpeedAndIdle,
        Self::Computer,
        Self::Transmission,
        Self::Hybrid,
    ];

    /// The key of the subsystem's name.
    pub const fn word_key(self) -> &'static str {
        match self {
            Self::FuelAndAir => "dtc_subsystem_fuel_and_air",
            Self::Ignition => "dtc_subsystem_ignition",
            Self::Emissions => "dtc_subsystem_emissions",
            Self::SpeedAndIdle => "dtc_subsystem_speed_and_idle",
            Self::Computer => "dtc_subsystem_computer",
            Self::Transmission => "dtc_subsystem_transmission",
            Self::Hybrid => "dtc_subsystem_hybrid",
        }
    }
}

/// A code that is well formed; whether a vehicle can report it is another question. In JSON its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TroubleCode {
    system: System,
    /// The second character, 0 to 3.
    group: u8,
    /// The third character, a hexadecimal digit.
    area: u8,
    fault: u8,
    failure_type: Option<u8>,
}

impl TroubleCode {
    /// Reads a code as technicians type it: "P0301", "p 0301", "P0301-1A", "p03011a".
    ///
    /// # Errors
    /// On the field `code`, with positions counted from 1 without spaces and hyphens: `err_dtc_system` (`character`),
    /// `err_dtc_group` (`character`), `err_dtc_letter` (`character`, `position`, `instead`) for a letter mistaken for a
    /// digit, `err_dtc_character` (`character`, `position`), `err_dtc_length` (`length`), `err_required`.
    pub fn parse(text: &str) -> Result<Self, FieldError> {
        let text: Vec<char> =
            text.chars().filter(|c| !is_separator(*c)).map(|c| c.to_ascii_uppercase()).collect();
        let (Some(first), rest) = (text.first(), text.get(1..).unwrap_or_default()) else {
            return Err(FieldError::new("code", "err_required"));
        };
        let system = System::ALL
            .into_iter()
            .find(|system| system.letter() == *first)
            .ok_or_else(|| FieldError::new("code", "err_dtc_system").arg("character", first))?;
        let digits: Vec<u8> = rest
            .iter()
            .enumerate()
            .map(|(at, c)| digit(*c).ok_or_else(|| no_digit(*c, at + 2)))
            .collect::<Result<_, _>>()?;
        if let Some(group) = digits.first().filter(|group| **group > 3) {
            return Err(FieldError::new("code", "err_dtc_group").arg("character", format!("{group:X}")));
        }
        let (group, area, high, low, failure_type) = match digits.as_slice() {
            [group, area, high, low] => (*group, *area, *high, *low, None),
            [group, area, high, low, first, second] => {
                (*group, *area, *high, *low, Some(first * 16 + second))
            }
            _ => return Err(FieldError::new("code", "err_dtc_length").arg("length", text.len())),
        };
        Ok(Self { system, group, area, fault: high * 16 + low, failure_type })
    }

    /// Reads several codes as they are read out or typed in one go: "P0301, P0420", one per line, or with spaces between
    /// whole codes. A code that is there twice counts once.
    ///
    /// # Errors
    /// On the field `codes`: as [`TroubleCode::parse`] for the first one that is none; `err_dtc_many` (`max`).
    pub fn parse_list(text: &str) -> Result<Vec<Self>, FieldError> {
        let mut codes: Vec<Self> = Vec::new();
        for piece in text.split([',', ';', '/', '\n', '\r']).filter(|piece| !piece.trim().is_empty()) {
            let words = || piece.split_whitespace().map(Self::parse).collect::<Result<Vec<_>, _>>();
            // "P 0301" is one code, "P0301 P0420" are two.
            let read = Self::parse(piece).map(|one| vec![one]).or_else(|error| words().map_err(|_| error));
            for code in read.map_err(listed)? {
                if !codes.contains(&code) {
                    codes.push(code);
                }
            }
        }
        match codes.len() {
            0 => Err(FieldError::new("codes", "err_required")),
            1..=LIST_MAX => Ok(codes),
            _ => Err(FieldError::new("codes", "err_dtc_many").arg("max", LIST_MAX)),
        }
    }

    /// Which part of the vehicle reports.
    pub const fn system(self) -> System {
        self.system
    }

    /// Who defines what the code means.
    ///
    /// The second character decides, by system: makers have 1 everywhere, 2 as well outside the powertrain, and P30 to
    /// P33; B3 and C3 are reserved.
    pub const fn origin(self) -> Origin {
        match (self.system, self.group, self.area) {
            (_, 0, _) => Origin::Generic,
            (_, 1, _) => Origin::Manufacturer,
            (System::Powertrain, 3, 0..=3) => Origin::Manufacturer,
            (System::Powertrain, _, _) => Origin::Generic,
            (_, 2, _) => Origin::Manufacturer,
            (System::Network, _, _) => Origin::Generic,
            (System::Chassis | System::Body, _, _) => Origin::Reserved,
        }
    }

    /// Which part of the powertrain the code is about, by its third character; `None` for other systems and for
    /// characters that the standard gives no part to. The letters after P2 continue fuel and air, those elsewhere are the
    /// hybrid drive's.
    pub const fn subsystem(self) -> Option<Subsystem> {
        match (self.system, self.group, self.area) {
            (System::Powertrain, 3, 4..) => None,
            (System::Powertrain, _, 0..=2) | (System::Powertrain, 2, 0xA..=0xB) => {
                Some(Subsystem::FuelAndAir)
            }
            (System::Powertrain, _, 3) => Some(Subsystem::Ignition),
            (System::Powertrain, _, 4) => Some(Subsystem::Emissions),
            (System::Powertrain, _, 5) => Some(Subsystem::SpeedAndIdle),
            (System::Powertrain, _, 6) => Some(Subsystem::Computer),
            (System::Powertrain, _, 7..=9) => Some(Subsystem::Transmission),
            (System::Powertrain, 0..=1, 0xA..=0xC) => Some(Subsystem::Hybrid),
            _ => None,
        }
    }

    /// The number of the fault within its group: the last two characters. Both are hexadecimal digits.
    pub const fn fault(self) -> u8 {
        self.fault
    }

    /// How the part fails (short circuit, signal out of range…), where the control unit says so.
    pub const fn failure_type(self) -> Option<u8> {
        self.failure_type
    }

    /// The code without its failure type, for comparing codes of units that report it with codes of those that do not.
    #[must_use]
    pub const fn without_failure_type(self) -> Self {
        Self { failure_type: None, ..self }
    }
}

fn listed(error: FieldError) -> FieldError {
    FieldError { field: "codes".to_owned(), ..error }
}

fn is_separator(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '-' | ':' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{200b}' | '\u{feff}')
}

fn digit(c: char) -> Option<u8> {
    c.to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

/// What is wrong with a character where a digit belongs, and what was probably meant.
fn no_digit(c: char, position: usize) -> FieldError {
    let instead = match c {
        'O' | 'Q' => Some('0'),
        'I' | 'L' => Some('1'),
        'Z' => Some('2'),
        'S' => Some('5'),
        _ => None,
    };
    let key = if instead.is_some() { "err_dtc_letter" } else { "err_dtc_character" };
    let error = FieldError::new("code", key).arg("character", c).arg("position", position);
    match instead {
        Some(instead) => error.arg("instead", instead),
        None => error,
    }
}

impl fmt::Display for TroubleCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}{:X}{:02X}", self.system.letter(), self.group, self.area, self.fault)?;
        self.failure_type.map_or(Ok(()), |byte| write!(f, "-{byte:02X}"))
    }
}

impl From<TroubleCode> for String {
    fn from(code: TroubleCode) -> Self {
        code.to_string()
    }
}

impl TryFrom<String> for TroubleCode {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).map_err(|_| "a trouble code such as P0301 is wanted")
    }
}

#[cfg(test)]
mod tests;
