//! Numbers of documents without gaps, and where an invoice stands.

use super::ledger::Ledger;
use jiff::{Timestamp, tz::TimeZone};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// What is numbered; each has its own count per business and year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Series {
    /// Invoices.
    Invoice,
    /// Credit notes.
    CreditNote,
    /// Work orders, counted by the same rule though no law asks for it.
    WorkOrder,
}

impl Series {
    /// Every series.
    pub const ALL: [Self; 3] = [Self::Invoice, Self::CreditNote, Self::WorkOrder];

    /// The name stored in the database; the same as in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Invoice => "invoice",
            Self::CreditNote => "credit_note",
            Self::WorkOrder => "work_order",
        }
    }

    /// The series of a stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|series| series.as_str() == name)
    }

    /// What stands before its numbers.
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Invoice => "INV",
            Self::CreditNote => "CN",
            Self::WorkOrder => "WO",
        }
    }

    /// `number` as the document shows it: "INV-2026-0001".
    pub fn label(self, number: InvoiceNumber) -> String {
        format!("{}-{number}", self.prefix())
    }

    /// The series and the number of a label, exactly as [`Series::label`] writes it.
    pub fn read(label: &str) -> Option<(Self, InvoiceNumber)> {
        let (prefix, number) = label.split_once('-')?;
        let series = Self::ALL.into_iter().find(|series| series.prefix() == prefix)?;
        number.parse().ok().map(|number| (series, number))
    }
}

/// A number within a series: "2026-0001". Longer sequences keep all their digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct InvoiceNumber {
    /// The year of issue in the business's zone, from 0 to 9999.
    pub year: i16,
    /// The count within the year, from 1.
    pub sequence: i64,
}

impl fmt::Display for InvoiceNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:04}", self.year, self.sequence)
    }
}

/// A text that is not a number of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a document's number")]
pub struct NotANumber;

impl FromStr for InvoiceNumber {
    type Err = NotANumber;

    /// Only the one spelling that is printed is read, so that a number is found under one text.
    fn from_str(text: &str) -> Result<Self, NotANumber> {
        let (year, sequence) = text.split_once('-').ok_or(NotANumber)?;
        let number = Self {
            year: year.parse().map_err(|_| NotANumber)?,
            sequence: sequence.parse().map_err(|_| NotANumber)?,
        };
        let is_sound =
            (0..=9_999).contains(&number.year) && number.sequence > 0 && number.to_string() == text;
        is_sound.then_some(number).ok_or(NotANumber)
    }
}

/// The count of one series of one business in one year: a row of its own.
///
/// To give out a number, a use case reads the row (or starts with [`NumberSeries::begin`]), takes [`NumberSeries::next`] and
/// writes the sequence back, all in the transaction that writes the document. A document that fails takes its number back
/// with it: there are no gaps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NumberSeries {
    /// The year in the business's zone.
    pub year: i16,
    /// The last sequence given out; 0 before the first.
    pub last: i64,
}

impl NumberSeries {
    /// The count before the first document of the year in which `now` lies for a business in `zone`.
    pub fn begin(now: Timestamp, zone: &TimeZone) -> Self {
        Self { year: zone.to_datetime(now).year(), last: 0 }
    }

    /// The number after the last; `None` when the count is exhausted.
    pub fn next(self) -> Option<InvoiceNumber> {
        self.last.checked_add(1).map(|sequence| InvoiceNumber { year: self.year, sequence })
    }
}

/// Where an invoice stands. Worked out from its ledger and its dates, never stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Not issued.
    Draft,
    /// Issued, nothing paid, not due.
    Issued,
    /// Something is paid, something is open, not due.
    PartlyPaid,
    /// Nothing is open.
    Paid,
    /// Something is open past the due date.
    Overdue,
    /// Credited as a whole.
    Credited,
}

impl Status {
    /// Every status.
    pub const ALL: [Self; 6] =
        [Self::Draft, Self::Issued, Self::PartlyPaid, Self::Paid, Self::Overdue, Self::Credited];

    /// The status at `now`. `due` is the first instant at which an open invoice is late: the end of the due day in the
    /// business's zone (`domain::time::day`); `None` when it has no due date.
    pub fn of(ledger: &Ledger, is_issued: bool, due: Option<Timestamp>, now: Timestamp) -> Self {
        if !is_issued {
            Self::Draft
        } else if ledger.total() > 0 && ledger.credited() == ledger.total() {
            Self::Credited
        } else if ledger.balance() == 0 {
            Self::Paid
        } else if due.is_some_and(|due| now >= due) {
            Self::Overdue
        } else if ledger.received() > 0 {
            Self::PartlyPaid
        } else {
            Self::Issued
        }
    }

    /// The key of the status's name.
    pub const fn word_key(self) -> &'static str {
        match self {
            Self::Draft => "invoice_state_draft",
            Self::Issued => "invoice_state_issued",
            Self::PartlyPaid => "invoice_state_partly_paid",
            Self::Paid => "invoice_state_paid",
            Self::Overdue => "invoice_state_overdue",
            Self::Credited => "invoice_state_credited",
        }
    }
}

#[cfg(test)]
#[path = "invoice_tests.rs"]
mod tests;
