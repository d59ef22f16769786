//! The PDF of an invoice or a credit note, printed or kept by whoever gets it.
//!
//! It says what its frozen paper says, in the paper's language, and what has been paid so far. The file keeps to PDF/A-2a
//! (ISO 19005-2), so that it can be archived for as long as the law asks, and to PDF/UA-1 (ISO 14289-1), so that it can be
//! read aloud. The same invoice always becomes the same bytes.
//!
//! [`head`], [`lines`] and [`sums`] are the parts of a paper from top to bottom; [`crate::papers`] puts them on sheets and
//! writes the file.

mod head;
mod lines;
mod sums;

use crate::{
    Error, Result,
    billing::Invoice,
    papers::{About, Fonts, Format, Sheets, foot, write},
};
use domain::{
    billing::{Paper, Series},
    locale::Locale,
    money::Money,
    time,
};
use i18n::words as w;
use jiff::{SignedDuration, Timestamp, tz::TimeZone};

/// The PDF of `invoice`, with dates as the clocks of `business_zone` show them.
///
/// # Errors
/// `Internal` when a line of the paper is out of bounds, or the file cannot be written.
pub fn invoice(invoice: &Invoice, business_zone: &TimeZone) -> Result<Vec<u8>> {
    let says = Says { invoice, zone: business_zone };
    let fonts = Fonts::load()?;
    let mut sheets = Sheets::new(&fonts, Format::of(says.paper().currency));
    let mut tree = head::put(&mut sheets, &says);
    tree.extend(lines::put(&mut sheets, &says)?);
    tree.extend(sums::put(&mut sheets, &says));
    foot(&mut sheets, &format!("{} · {}", says.paper().seller.name, says.title()), says.locale());
    let about = About {
        title: says.title(),
        author: says.paper().seller.name.clone(),
        language: says.locale().tag(),
        issued: invoice.issued,
    };
    write(&sheets, &tree, &about)
}

/// The same on a thread that may be busy for a while: a long invoice takes some tenths of a second.
///
/// # Errors
/// As [`invoice`].
pub async fn written(paper: Invoice, business_zone: TimeZone) -> Result<Vec<u8>> {
    tokio::task::spawn_blocking(move || invoice(&paper, &business_zone)).await.map_err(Error::internal)?
}

/// An invoice with how its values are said.
struct Says<'a> {
    invoice: &'a Invoice,
    zone: &'a TimeZone,
}

impl<'a> Says<'a> {
    const fn paper(&self) -> &'a Paper {
        &self.invoice.paper
    }

    const fn locale(&self) -> Locale {
        self.paper().locale
    }

    const fn is_credit_note(&self) -> bool {
        matches!(self.invoice.series, Series::CreditNote)
    }

    fn kind(&self) -> &'static str {
        match self.invoice.series {
            Series::CreditNote => w::document_credit_note(self.locale()),
            Series::Invoice | Series::WorkOrder => w::document_invoice(self.locale()),
        }
    }

    /// "Invoice INV-2026-0001".
    fn title(&self) -> String {
        format!("{} {}", self.kind(), self.invoice.number)
    }

    fn money(&self, minor: i64) -> String {
        Money::new(minor, self.paper().currency).display(self.locale())
    }

    fn date(&self, at: Timestamp) -> String {
        time::date_with_year(time::local(at, self.zone).date(), self.locale())
    }

    /// The last day on which it can be paid in time: `due` is the first instant after it.
    fn last_day(&self) -> String {
        let due = self.invoice.due;
        self.date(due.checked_sub(SignedDuration::from_millis(1)).unwrap_or(due))
    }
}

#[cfg(test)]
mod tests;
