//! The jobs of a paper and their lines.

use super::Says;
use crate::{
    Error, Result,
    papers::{Branch, Cell, Ink, MM, Row, Sheets, Slot, Span, Style, WIDTH},
};
use domain::{
    billing::paper::PaperJob,
    garage::money::{Line, LineKind, line_amount, typed},
};
use i18n::words as w;
use krilla::tagging::Tag;

/// Between two columns.
const GUTTER: f32 = 3.0 * MM;
/// Between two lines of a job.
const LINE_GAP: f32 = 1.0 * MM;
/// Above the title of a job.
const JOB_GAP: f32 = 3.5 * MM;

const HEAD: Style = Style { ink: Ink::Soft, ..Style::SMALL };
const HEADING: Style = Style { size: 10.5, ..Style::STRONG };

/// Where the columns are.
struct Columns {
    what: Span,
    quantity: Span,
    unit: Span,
    /// Only where the lines are taxed at several rates.
    tax: Option<Span>,
    amount: Span,
}

impl Columns {
    fn of(says: &Says<'_>) -> Self {
        let mut end = WIDTH;
        let mut next = |width: f32| {
            let span = Span::right(end, width);
            end -= width + GUTTER;
            span
        };
        let amount = next(30.0 * MM);
        let tax = (says.paper().totals.taxes.len() > 1).then(|| next(14.0 * MM));
        let unit = next(27.0 * MM);
        let quantity = next(20.0 * MM);
        Self { what: Span::left(0.0, end), quantity, unit, tax, amount }
    }

    fn count(&self) -> usize {
        if self.tax.is_some() { 5 } else { 4 }
    }

    /// The names of the columns with their spans, in the order of reading.
    fn heads(&self, says: &Says<'_>) -> Vec<(Span, &'static str)> {
        let locale = says.locale();
        let mut heads = vec![
            (self.what, w::wo_field_description(locale)),
            (self.quantity, w::wo_col_quantity(locale)),
            (self.unit, w::wo_col_unit(locale)),
        ];
        heads.extend(self.tax.map(|span| (span, w::wo_col_tax(locale))));
        heads.push((self.amount, w::wo_col_amount(locale)));
        heads
    }
}

/// Puts all jobs, the heads of the columns on each sheet. A title never stands alone at a sheet's end.
///
/// # Errors
/// `Internal` when a line is out of bounds.
pub(super) fn put(sheets: &mut Sheets<'_>, says: &Says<'_>) -> Result<Option<Branch>> {
    if says.paper().jobs.is_empty() {
        return Ok(None);
    }
    let columns = Columns::of(says);
    let (mut cells, mut slots) = (Vec::new(), Vec::new());
    for (span, head) in columns.heads(says) {
        let (cell, slot) = sheets.cell(span, &[(head, HEAD)]);
        cells.push(cell);
        slots.push(slot);
    }
    put_heads(sheets, cells);
    let mut rows = vec![Branch::heads(&slots)];
    for job in &says.paper().jobs {
        put_job(sheets, says, &columns, job, &mut rows)?;
    }
    sheets.skip(3.0 * MM);
    sheets.rule(Span::WHOLE, Ink::Soft);
    Ok(Some(Branch::of(Tag::Table, rows)))
}

fn put_heads(sheets: &mut Sheets<'_>, cells: Vec<Cell>) {
    sheets.put(Row(cells));
    sheets.skip(1.2 * MM);
    sheets.rule(Span::WHOLE, Ink::Soft);
    sheets.skip(LINE_GAP);
}

/// Begins the next sheet, with the heads again.
fn turn(sheets: &mut Sheets<'_>, says: &Says<'_>, columns: &Columns) {
    sheets.turn();
    let cells = columns.heads(says).into_iter().map(|(span, head)| sheets.unread(span, &[(head, HEAD)]));
    let cells = cells.collect();
    put_heads(sheets, cells);
}

fn put_job(
    sheets: &mut Sheets<'_>,
    says: &Says<'_>,
    columns: &Columns,
    job: &PaperJob,
    tree: &mut Vec<Branch>,
) -> Result<()> {
    let (cell, title_slot) = sheets.cell(Span::WHOLE, &[(&job.title, HEADING)]);
    let title = Row(vec![cell]);
    let mut rows = Vec::with_capacity(job.lines.len());
    for line in &job.lines {
        rows.push(line_row(sheets, says, columns, line)?);
    }
    let first = rows.first().map_or(0.0, |(row, _)| row.height() + LINE_GAP);
    if !sheets.has_room(JOB_GAP + title.height() + first) {
        turn(sheets, says, columns);
    }
    sheets.skip(JOB_GAP);
    sheets.put(title);
    tree.push(Branch::heading_row(title_slot, columns.count()));
    for (row, slots) in rows {
        if !sheets.has_room(LINE_GAP + row.height()) {
            turn(sheets, says, columns);
        }
        sheets.skip(LINE_GAP);
        sheets.put(row);
        tree.push(Branch::row(&slots));
    }
    Ok(())
}

fn line_row(
    sheets: &mut Sheets<'_>,
    says: &Says<'_>,
    columns: &Columns,
    line: &Line,
) -> Result<(Row, Vec<Slot>)> {
    let locale = says.locale();
    let amount = line_amount(line).map_err(|error| Error::internal(format_args!("a line: {}", error.key)))?;
    let part =
        line.part_number.as_deref().map_or_else(String::new, |number| w::pdf_part_number(locale, number));
    let quantity = typed::quantity_text(line.quantity, locale);
    let quantity = match line.kind {
        LineKind::Labour => w::wo_hours(locale, quantity),
        LineKind::Part | LineKind::Fee => quantity,
    };
    let rate = w::wo_percent(locale, typed::percent_text(line.tax_bp, locale));
    let (unit, amount) = (says.money(line.unit_price_minor), says.money(amount));
    let mut texts = vec![
        (columns.what, vec![(line.description.as_str(), Style::BODY), (&part, Style::SMALL)]),
        (columns.quantity, vec![(quantity.as_str(), Style::FIGURES)]),
        (columns.unit, vec![(unit.as_str(), Style::FIGURES)]),
    ];
    texts.extend(columns.tax.map(|span| (span, vec![(rate.as_str(), Style::FIGURES)])));
    texts.push((columns.amount, vec![(amount.as_str(), Style::FIGURES)]));
    Ok(texts.into_iter().map(|(span, texts)| sheets.cell(span, &texts)).unzip())
        .map(|(cells, slots)| (Row(cells), slots))
}
