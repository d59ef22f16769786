//! The service book of a vehicle as a PDF file, printed or handed on with the vehicle.
//!
//! It says what [`Book`] holds, in the language of who asks: the visits newest first, then trouble codes that belong to
//! none, then the odometer. It names nobody. The same book always becomes the same bytes.

mod visits;

use super::book::{Book, Code};
use crate::{
    Result,
    businesses::Business,
    papers::{
        About, Branch, Fonts, Format, GAP, HALF, Ink, MM, Row, Sheets, Span, Style, WIDTH, fact, foot, write,
    },
};
use domain::{
    garage::odometer::Reading,
    locale::Locale,
    text::grouped,
    time::{date_with_year, day},
};
use i18n::words as w;
use jiff::civil::Date;
use krilla::tagging::Tag;
use std::num::NonZeroU16;

/// The longest plate in a file's name, in characters.
const NAME_MAX: usize = 24;
/// Above a section.
const SECTION_GAP: f32 = 8.0 * MM;
/// Between two rows of the odometer.
const ROW_GAP: f32 = 1.0 * MM;
const SECTION: Style = Style { size: 12.0, ..Style::STRONG };

impl Book {
    /// What the file is called, without its ending: letters and digits of the plate only.
    pub fn file_name(&self) -> String {
        let plate = self.vehicle.plate.chars().filter(char::is_ascii_alphanumeric).take(NAME_MAX);
        format!("service-history-{}", plate.collect::<String>())
    }

    /// The file, with the business's name and address on top. It takes some tenths of a second when the book is long:
    /// call it beside the threads that answer.
    ///
    /// # Errors
    /// `Internal` when the file cannot be written.
    pub fn pdf(&self, business: &Business, locale: Locale) -> Result<Vec<u8>> {
        let says = Says { book: self, business, locale };
        let fonts = Fonts::load()?;
        let mut sheets = Sheets::new(&fonts, Format::in_country(&business.country));
        let mut tree = head(&mut sheets, &says);
        tree.extend(visits::put(&mut sheets, &says));
        tree.extend(apart(&mut sheets, &says));
        tree.extend(odometer(&mut sheets, &says));
        let title = says.title();
        foot(&mut sheets, &format!("{} · {title}", business.name), locale);
        let about = About {
            title,
            author: business.name.clone(),
            language: locale.tag(),
            issued: day(self.on, &business.zone).0,
        };
        write(&sheets, &tree, &about)
    }
}

/// A book with how its values are said.
struct Says<'a> {
    book: &'a Book,
    business: &'a Business,
    locale: Locale,
}

impl Says<'_> {
    /// "Service history · Renault Clio · AB-123-CD".
    fn title(&self) -> String {
        let vehicle = &self.book.vehicle;
        let parts =
            [w::history_title(self.locale), &format!("{} {}", vehicle.make, vehicle.model), &vehicle.plate];
        parts.into_iter().filter(|part| !part.trim().is_empty()).collect::<Vec<_>>().join(" · ")
    }

    fn date(&self, on: Date) -> String {
        date_with_year(on, self.locale)
    }

    fn km(&self, km: i64) -> String {
        w::kilometres(self.locale, grouped(km))
    }

    /// "P0301, read out on 12 May 2026, cleared on 13 May 2026".
    fn code(&self, code: &Code) -> String {
        let read = w::history_pdf_code(self.locale, code.code, self.date(code.on));
        let state = match code.cleared {
            Some(on) => w::history_pdf_code_cleared(self.locale, self.date(on)),
            None => w::history_pdf_code_open(self.locale).to_owned(),
        };
        format!("{read}, {state}")
    }
}

/// A heading of this level; who has the paper read aloud jumps from one to the next by their titles.
fn heading(level: u16, title: &str) -> Tag<krilla::tagging::kind::Hn> {
    Tag::Hn(NonZeroU16::new(level).unwrap_or(NonZeroU16::MIN), Some(title.to_owned()))
}

/// Puts the letterhead, the vehicle, and that the paper may be handed on.
fn head(sheets: &mut Sheets<'_>, says: &Says<'_>) -> Vec<Branch> {
    let (business, locale) = (says.business, says.locale);
    let town = format!("{} {}", business.postcode, business.city);
    let from = [&business.street, &town, &business.phone, &business.email];
    let mut texts = vec![(business.name.as_str(), Style::NAME)];
    texts.extend(from.into_iter().map(|line| (line.as_str(), Style::BODY)));
    let (from, from_slot) = sheets.cell(Span::left(0.0, HALF - GAP), &texts);
    let title = [(w::history_title(locale), Style::TITLE)];
    let (title, title_slot) = sheets.cell(Span::right(WIDTH, WIDTH - HALF), &title);
    sheets.put(Row(vec![from, title]));
    sheets.skip(7.0 * MM);
    sheets.rule(Span::WHOLE, Ink::Faint);
    sheets.skip(5.0 * MM);
    let mut tree =
        vec![Branch::text(heading(1, w::history_title(locale)), title_slot), Branch::paragraph(from_slot)];
    tree.extend(vehicle(sheets, says));
    sheets.skip(5.0 * MM);
    let note = [(w::history_pdf_note(locale), Style::SMALL)];
    let (note, note_slot) = sheets.cell(Span::WHOLE, &note);
    sheets.put(Row(vec![note]));
    tree.push(Branch::paragraph(note_slot));
    tree
}

/// Puts the vehicle beside what is known of it.
fn vehicle(sheets: &mut Sheets<'_>, says: &Says<'_>) -> Vec<Branch> {
    let (vehicle, locale) = (&says.book.vehicle, says.locale);
    let top = sheets.y;
    let name = format!("{} {}", vehicle.make, vehicle.model);
    let year = vehicle.year.map(|year| year.to_string()).unwrap_or_default();
    let soft = Style { ink: Ink::Soft, ..Style::BODY };
    let texts = [(w::fact_vehicle(locale), soft), (&name, Style::NAME), (&year, Style::BODY)];
    let (cell, slot) = sheets.cell(Span::left(0.0, HALF - GAP), &texts);
    sheets.put(Row(vec![cell]));
    let ends = sheets.y;
    sheets.y = top;
    let mut tree = vec![Branch::paragraph(slot)];
    let facts = [
        (w::field_plate(locale), Some(vehicle.plate.clone())),
        (w::vin(locale), vehicle.vin.clone()),
        (w::fact_odometer(locale), vehicle.odometer_km.map(|km| says.km(km))),
        (w::pdf_date(locale), Some(says.date(says.book.on))),
    ];
    for (name, value) in facts {
        if let Some(value) = value.filter(|value| !value.trim().is_empty()) {
            tree.push(fact(sheets, name, &value));
        }
    }
    sheets.y = sheets.y.max(ends);
    tree
}

/// Puts the heading of a section; at least `after` points of what follows stand on its sheet.
fn section(sheets: &mut Sheets<'_>, title: &str, after: f32) -> Branch {
    let (cell, slot) = sheets.cell(Span::WHOLE, &[(title, SECTION)]);
    let row = Row(vec![cell]);
    if !sheets.has_room(SECTION_GAP + row.height() + after) {
        sheets.turn();
    }
    sheets.skip(SECTION_GAP);
    sheets.put(row);
    Branch::text(heading(2, title), slot)
}

/// Puts the trouble codes that belong to no visit.
fn apart(sheets: &mut Sheets<'_>, says: &Says<'_>) -> Vec<Branch> {
    let codes: Vec<String> = says.book.codes.iter().map(|code| says.code(code)).collect();
    if codes.is_empty() {
        return Vec::new();
    }
    let mut tree = vec![section(sheets, w::codes_title(says.locale), ROW_GAP + Style::BODY.leading())];
    for code in codes {
        let (cell, slot) = sheets.cell(Span::WHOLE, &[(&code, Style::BODY)]);
        put_row(sheets, Row(vec![cell]));
        tree.push(Branch::paragraph(slot));
    }
    tree
}

/// Puts what the odometer showed.
fn odometer(sheets: &mut Sheets<'_>, says: &Says<'_>) -> Vec<Branch> {
    if says.book.readings.is_empty() {
        return Vec::new();
    }
    let title = w::fact_odometer(says.locale);
    let heading = section(sheets, title, ROW_GAP + Style::BODY.leading());
    let rows = says.book.readings.iter().map(|reading| reading_row(sheets, says, reading)).collect();
    vec![heading, Branch::of(Tag::Table, rows)]
}

fn reading_row(sheets: &mut Sheets<'_>, says: &Says<'_>, reading: &Reading) -> Branch {
    let reason = reading.reason.map(|reason| i18n::lookup(says.locale, reason.word_key(), &[]));
    let (date, km) = (says.date(reading.on), says.km(reading.km));
    let (date, date_slot) = sheets.cell(Span::left(0.0, visits::DATE), &[(&date, Style::BODY)]);
    let (km, km_slot) =
        sheets.cell(Span::right(visits::DATE + visits::KM, visits::KM), &[(&km, Style::FIGURES)]);
    let reason_x = visits::DATE + visits::KM + GAP;
    let (reason, reason_slot) = sheets.cell(
        Span::left(reason_x, WIDTH - reason_x),
        &[(reason.as_deref().unwrap_or_default(), Style::SMALL)],
    );
    put_row(sheets, Row(vec![date, km, reason]));
    Branch::named_row(date_slot, &[km_slot, reason_slot])
}

/// Puts `row` here, or on the next sheet when this one is full.
fn put_row(sheets: &mut Sheets<'_>, row: Row) {
    if !sheets.has_room(ROW_GAP + row.height()) {
        sheets.turn();
    }
    sheets.skip(ROW_GAP);
    sheets.put(row);
}

#[cfg(test)]
mod tests;
