//! The money of a work order: lines of labour, parts and fees, and what they come to.
//!
//! Amounts are minor units of the business's currency. They are computed here and nowhere else, so that browser, document
//! and mail show the same. [`typed`] reads what people type.

mod totals;
pub mod typed;

pub use totals::{TaxMode, TaxPart, Totals, totals};

use super::vehicle::{kept, tidy};
use crate::{
    form::{FieldError, Fields},
    locale::Locale,
    money::{Currency, rounded},
};
use serde::{Deserialize, Serialize};

/// The largest quantity of one line, in thousandths of an hour or a piece: 9 999.
pub const QUANTITY_MAX_MILLI: i64 = 9_999_000;
/// The highest price of one hour or piece, in minor units: a million pounds.
pub const UNIT_PRICE_MAX_MINOR: i64 = 100_000_000;
/// The highest rate of tax, in basis points: 100 %.
pub const TAX_MAX_BP: i32 = 10_000;
/// The most characters of a description.
pub const DESCRIPTION_MAX: usize = 200;
/// The most characters of a part number.
pub const PART_NUMBER_MAX: usize = 60;

/// What a line charges for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineKind {
    /// Hours at a rate.
    Labour,
    /// Pieces at a price.
    Part,
    /// Anything else: disposal, a courtesy car.
    Fee,
}

impl LineKind {
    /// Every kind, in the order in which a document lists them.
    pub const ALL: [Self; 3] = [Self::Labour, Self::Part, Self::Fee];

    /// The name stored in the database and sent by forms; the same as in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Labour => "labour",
            Self::Part => "part",
            Self::Fee => "fee",
        }
    }

    /// The kind of a stored or sent name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// The key of the kind's name.
    pub const fn word_key(self) -> &'static str {
        match self {
            Self::Labour => "line_labour",
            Self::Part => "line_part",
            Self::Fee => "line_fee",
        }
    }
}

/// Thousandths of an hour (labour) or of a piece (parts, fees).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Quantity(pub i64);

/// One line of a job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// What it charges for.
    pub kind: LineKind,
    /// What the customer reads.
    pub description: String,
    /// The maker's or the supplier's number of a part.
    pub part_number: Option<String>,
    /// How many hours or pieces.
    pub quantity: Quantity,
    /// The price of one hour or piece in minor units; whether tax is in it says the business's [`TaxMode`].
    pub unit_price_minor: i64,
    /// The rate of tax in basis points: 2 000 is 20 %.
    pub tax_bp: i32,
}

impl Line {
    /// Reads a line from the fields `kind`, `description`, `part_number`, `quantity`, `unit_price`, `tax`, as a person
    /// who writes `locale` types them. Every price is in `currency`.
    ///
    /// # Errors
    /// Everything that is wrong, in the order of the form.
    pub fn read(fields: &Fields, locale: Locale, currency: Currency) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        let kind =
            LineKind::parse(fields.get("kind")).ok_or_else(|| FieldError::new("kind", "err_line_kind"));
        let kind = kept(kind, &mut errors);
        let description = kept(description(fields.get("description")), &mut errors);
        let part_number = kept(short("part_number", fields.get("part_number"), PART_NUMBER_MAX), &mut errors);
        // With the kind unknown, "1h30" may be right: its own error is the one to put right.
        let counted = kind.unwrap_or(LineKind::Labour);
        let quantity =
            kept(typed::quantity("quantity", fields.get("quantity"), counted, locale), &mut errors);
        let price = kept(typed::price("unit_price", fields.get("unit_price"), locale, currency), &mut errors);
        let tax = kept(typed::percent("tax", fields.get("tax"), locale), &mut errors);
        match (kind, description, part_number, quantity, price, tax) {
            (
                Some(kind),
                Some(description),
                Some(part),
                Some(quantity),
                Some(unit_price_minor),
                Some(tax_bp),
            ) => {
                let part_number = (!part.is_empty()).then_some(part);
                Ok(Self { kind, description, part_number, quantity, unit_price_minor, tax_bp })
            }
            _ => Err(errors),
        }
    }

    /// Whether the numbers are within bounds, wherever the line comes from.
    ///
    /// # Errors
    /// The first that is not: `err_quantity_range`, `err_price_range` or `err_tax_range` at `quantity`, `unit_price` or
    /// `tax`.
    pub fn check(&self) -> Result<(), FieldError> {
        check_quantity("quantity", self.quantity)?;
        check_price("unit_price", self.unit_price_minor)?;
        check_tax("tax", self.tax_bp)
    }
}

/// Quantity × unit price in minor units, rounded once.
///
/// # Errors
/// A number out of bounds, as [`Line::check`] says.
pub fn line_amount(line: &Line) -> Result<i64, FieldError> {
    line.check()?;
    rounded(i128::from(line.quantity.0) * i128::from(line.unit_price_minor), 1_000).ok_or_else(too_large)
}

fn description(text: &str) -> Result<String, FieldError> {
    let description = short("description", text, DESCRIPTION_MAX)?;
    if description.is_empty() {
        return Err(FieldError::new("description", "err_required"));
    }
    Ok(description)
}

fn short(field: &str, text: &str, max: usize) -> Result<String, FieldError> {
    let text = tidy(text);
    if text.chars().count() > max {
        return Err(FieldError::new(field, "err_too_long").arg("max", max));
    }
    Ok(text)
}

fn check_quantity(field: &str, quantity: Quantity) -> Result<(), FieldError> {
    let sound = (1..=QUANTITY_MAX_MILLI).contains(&quantity.0);
    sound.then_some(()).ok_or_else(|| quantity_range(field))
}

fn check_price(field: &str, minor: i64) -> Result<(), FieldError> {
    let sound = (0..=UNIT_PRICE_MAX_MINOR).contains(&minor);
    sound.then_some(()).ok_or_else(|| price_range(field))
}

fn check_tax(field: &str, tax_bp: i32) -> Result<(), FieldError> {
    let sound = (0..=TAX_MAX_BP).contains(&tax_bp);
    sound.then_some(()).ok_or_else(|| tax_range(field))
}

fn quantity_range(field: &str) -> FieldError {
    FieldError::new(field, "err_quantity_range").arg("max", crate::text::grouped(QUANTITY_MAX_MILLI / 1_000))
}

fn price_range(field: &str) -> FieldError {
    FieldError::new(field, "err_price_range").arg("max", crate::text::grouped(UNIT_PRICE_MAX_MINOR / 100))
}

fn tax_range(field: &str) -> FieldError {
    FieldError::new(field, "err_tax_range").arg("max", TAX_MAX_BP / 100)
}

/// The sum does not fit; it belongs to no single field.
fn too_large() -> FieldError {
    FieldError::new("", "err_total_large")
}

#[cfg(test)]
mod tests;
