//! The visits of a service book, newest first. One that goes on over a sheet's end says on the next which it is.

use super::{Says, heading, section};
use crate::{
    garage::service_history::book::{Finding, Part, Visit},
    papers::{Branch, GAP, Ink, MM, Row, Sheets, Span, Style, WIDTH},
};
use domain::garage::money::{Quantity, typed};
use i18n::words as w;
use krilla::tagging::{ListNumbering, Tag};

/// The width of a date.
pub(super) const DATE: f32 = 40.0 * MM;
/// The width of what an odometer shows.
pub(super) const KM: f32 = 32.0 * MM;
/// Above a visit, and between its rule and its text.
const VISIT_GAP: f32 = 3.0 * MM;
const ROW_GAP: f32 = 0.8 * MM;
/// How far what belongs to a point stands to its right.
const INDENT: f32 = 5.0 * MM;
const LEFT: f32 = DATE + GAP;
/// What needs no number in front of it.
const ONE: Quantity = Quantity(1_000);

/// Something about a visit, and what belongs to it, each with what stands small below.
struct Point {
    text: String,
    under: Vec<(String, String)>,
}

/// The row of a point, and the rows of what belongs to it.
type PointRows = (Row, Branch, Vec<(Row, Branch)>);

/// Puts all visits.
pub(super) fn put(sheets: &mut Sheets<'_>, says: &Says<'_>) -> Vec<Branch> {
    let room = 2.0 * VISIT_GAP + 2.0 * Style::STRONG.leading();
    let mut tree = vec![section(sheets, w::history_pdf_visits(says.locale), room)];
    if says.book.visits.is_empty() {
        sheets.skip(VISIT_GAP);
        let (cell, slot) = sheets.cell(Span::WHOLE, &[(w::history_none(says.locale), Style::BODY)]);
        sheets.put(Row(vec![cell]));
        tree.push(Branch::paragraph(slot));
    }
    for visit in &says.book.visits {
        put_visit(sheets, says, visit, &mut tree);
    }
    tree
}

/// Puts one visit. Its first line never stands alone at a sheet's end.
fn put_visit(sheets: &mut Sheets<'_>, says: &Says<'_>, visit: &Visit, tree: &mut Vec<Branch>) {
    let (date, service) = (says.date(visit.on), visit.service.name.get(says.locale));
    let km = visit.odometer_km.map(|km| says.km(km)).unwrap_or_default();
    let (date_cell, date_slot) = sheets.cell(Span::left(0.0, DATE), &[(&date, Style::STRONG)]);
    let width = WIDTH - LEFT - KM - GAP;
    let (service_cell, service_slot) = sheets.cell(Span::left(LEFT, width), &[(service, Style::STRONG)]);
    let (km_cell, km_slot) = sheets.cell(Span::right(WIDTH, KM), &[(&km, Style::FIGURES)]);
    let first = Row(vec![date_cell, service_cell, km_cell]);
    let rows: Vec<PointRows> = points(says, visit).iter().map(|point| point.rows(sheets)).collect();
    let next = rows.first().map_or(0.0, |(row, _, under)| {
        ROW_GAP + row.height() + under.first().map_or(0.0, |(row, _)| ROW_GAP + row.height())
    });
    if sheets.has_room(2.0 * VISIT_GAP + first.height() + next) {
        sheets.skip(VISIT_GAP);
        sheets.rule(Span::WHOLE, Ink::Faint);
    } else {
        sheets.turn();
    }
    sheets.skip(VISIT_GAP);
    sheets.put(first);
    let spans = [date_slot, service_slot, km_slot].map(|slot| Branch::text(Tag::Span, slot));
    tree.push(Branch::of(heading(3, &format!("{date}, {service}")), spans.into()));
    let mut items = Vec::with_capacity(rows.len());
    for (row, branch, under) in rows {
        // What names others stays with the first of them.
        let with = under.first().map_or(0.0, |(row, _)| ROW_GAP + row.height());
        put_row(sheets, says, &date, (row, with));
        let mut parts = vec![branch];
        let mut inner = Vec::with_capacity(under.len());
        for (row, branch) in under {
            put_row(sheets, says, &date, (row, 0.0));
            inner.push(item(vec![branch]));
        }
        if !inner.is_empty() {
            parts.push(Branch::of(Tag::L(ListNumbering::None), inner));
        }
        items.push(item(parts));
    }
    if !items.is_empty() {
        tree.push(Branch::of(Tag::L(ListNumbering::None), items));
    }
}

fn item(parts: Vec<Branch>) -> Branch {
    Branch::of(Tag::LI, vec![Branch::of(Tag::LBody, parts)])
}

/// Puts `row` here, or on the next sheet where it and `with` points more have no room.
fn put_row(sheets: &mut Sheets<'_>, says: &Says<'_>, date: &str, (row, with): (Row, f32)) {
    if !sheets.has_room(ROW_GAP + row.height() + with) {
        sheets.turn();
        let again = w::history_pdf_continued(says.locale, date);
        let cell = sheets.unread(Span::left(0.0, DATE), &[(&again, Style::SMALL)]);
        sheets.stamp(Row(vec![cell]), sheets.y + ROW_GAP);
    }
    sheets.skip(ROW_GAP);
    sheets.put(row);
}

impl Point {
    /// The rows of the point, and of what belongs to it.
    fn rows(&self, sheets: &mut Sheets<'_>) -> PointRows {
        let (cell, slot) = sheets.cell(Span::left(LEFT, WIDTH - LEFT), &[(&self.text, Style::BODY)]);
        let left = LEFT + INDENT;
        let under = self.under.iter().map(|(text, small)| {
            let soft = Style { ink: Ink::Soft, ..Style::BODY };
            let texts = [(text.as_str(), soft), (small.as_str(), Style::SMALL)];
            let (cell, slot) = sheets.cell(Span::left(left, WIDTH - left), &texts);
            (Row(vec![cell]), Branch::paragraph(slot))
        });
        let under = under.collect();
        (Row(vec![cell]), Branch::paragraph(slot), under)
    }
}

/// What there is to say about a visit: the work with its parts, trouble codes, what was looked at.
fn points(says: &Says<'_>, visit: &Visit) -> Vec<Point> {
    let work = visit.work.iter().map(|work| Point {
        text: work.title.clone(),
        under: work.parts.iter().map(|one| part(says, one)).collect(),
    });
    let mut points: Vec<Point> = work.collect();
    if !visit.codes.is_empty() {
        points.push(Point {
            text: w::codes_title(says.locale).to_owned(),
            under: visit.codes.iter().map(|code| (says.code(code), String::new())).collect(),
        });
    }
    points.extend(visit.looked.as_ref().map(|looked| Point {
        text: w::history_pdf_good(says.locale, looked.good),
        under: looked.findings.iter().map(|one| (finding(says, one), String::new())).collect(),
    }));
    points
}

/// "2 × Brake disc", and below it the part's number.
fn part(says: &Says<'_>, part: &Part) -> (String, String) {
    let number = part.number.as_deref().map(|number| w::pdf_part_number(says.locale, number));
    let text = if part.quantity == ONE {
        part.name.clone()
    } else {
        format!("{} × {}", typed::quantity_text(part.quantity, says.locale), part.name)
    };
    (text, number.unwrap_or_default())
}

/// "Brake pads, front: Now, 2.1 mm, put right".
fn finding(says: &Says<'_>, finding: &Finding) -> String {
    let locale = says.locale;
    let light = i18n::lookup(locale, finding.light.word_key(), &[]);
    let value = finding.value.map(|(value, unit)| value.display(locale, unit));
    let mended = finding.mended.then(|| w::history_pdf_mended(locale).to_owned());
    let state: Vec<String> = [Some(light), value, mended].into_iter().flatten().collect();
    w::history_pdf_finding(locale, finding.title.get(locale), state.join(", "))
}
