//! Sheets: cells put under each other, a new sheet when one is full. Nothing is written here; [`super::file`] does.

use super::text::{Fonts, Ink, Run, Style};
use domain::money::Currency;

/// A millimetre in points.
pub(crate) const MM: f32 = 72.0 / 25.4;
const MARGIN: f32 = 18.0 * MM;
/// What A4 less its margins leaves. Letter is wider and has wider margins, so that papers look alike.
pub(crate) const WIDTH: f32 = 174.0 * MM;
/// What the foot of a sheet takes from it.
const FOOT: f32 = 9.0 * MM;
/// Where printers hold Letter (CLDR, `measurementData`, `paperSize`).
const LETTER_COUNTRIES: [&str; 14] =
    ["BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"];

/// A size of paper, in points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Format {
    pub width: f32,
    pub height: f32,
}

impl Format {
    const A4: Self = Self { width: 210.0 * MM, height: 297.0 * MM };
    const LETTER: Self = Self { width: 612.0, height: 792.0 };

    /// The paper that printers hold where `currency` is paid.
    pub const fn of(currency: Currency) -> Self {
        match currency {
            Currency::Usd | Currency::Cad => Self::LETTER,
            Currency::Gbp | Currency::Eur | Currency::Brl => Self::A4,
        }
    }

    /// The paper that printers hold in a country (ISO 3166-1 alpha-2), as the CLDR's supplemental data tell it.
    pub fn in_country(country: &str) -> Self {
        if LETTER_COUNTRIES.contains(&country) { Self::LETTER } else { Self::A4 }
    }

    /// Where the content starts.
    pub fn left(self) -> f32 {
        (self.width - WIDTH) / 2.0
    }

    /// The lowest point of the content.
    fn bottom(self) -> f32 {
        self.height - MARGIN - FOOT
    }

    /// The top of the foot's line.
    pub fn foot(self) -> f32 {
        self.height - MARGIN - Style::SMALL.leading()
    }
}

/// Where in the document's structure a piece of text belongs; `None` for what a reader aloud skips.
pub(crate) type Slot = usize;

/// Which edge of its span a text keeps to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Right,
}

/// A stretch of the content's width: start and width in points, from its left edge.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Span {
    pub x: f32,
    pub width: f32,
    pub align: Align,
}

impl Span {
    pub const WHOLE: Self = Self::left(0.0, WIDTH);

    pub const fn left(x: f32, width: f32) -> Self {
        Self { x, width, align: Align::Left }
    }

    /// Ends at `end`.
    pub const fn right(end: f32, width: f32) -> Self {
        Self { x: end - width, width, align: Align::Right }
    }
}

/// Lines under each other within a span.
#[derive(Clone, Debug)]
pub(crate) struct Cell {
    span: Span,
    runs: Vec<Run>,
    slot: Option<Slot>,
}

impl Cell {
    fn height(&self) -> f32 {
        self.runs.iter().map(|run| run.style.leading()).sum()
    }
}

/// Cells side by side, which no end of a sheet parts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Row(pub Vec<Cell>);

impl Row {
    pub fn height(&self) -> f32 {
        self.0.iter().map(Cell::height).fold(0.0, f32::max)
    }
}

/// Something on a sheet, in points from its upper left corner.
#[derive(Clone, Debug)]
pub(crate) enum Mark {
    /// A line of text, from the start of its baseline.
    Text { x: f32, y: f32, run: Run, slot: Option<Slot> },
    /// A horizontal rule.
    Rule { x: f32, y: f32, width: f32, ink: Ink },
}

/// The sheets of a paper while they fill.
pub(crate) struct Sheets<'f> {
    pub fonts: &'f Fonts,
    pub format: Format,
    /// The sheets so far; the last is being filled.
    pub done: Vec<Vec<Mark>>,
    /// How many slots were given out.
    pub slots: usize,
    /// Where the next row goes.
    pub y: f32,
}

impl<'f> Sheets<'f> {
    pub fn new(fonts: &'f Fonts, format: Format) -> Self {
        Self { fonts, format, done: vec![Vec::new()], slots: 0, y: MARGIN }
    }

    /// A cell with `texts`, each wrapped on lines of its own, and the slot it belongs to.
    pub fn cell(&mut self, span: Span, texts: &[(&str, Style)]) -> (Cell, Slot) {
        let slot = self.slots;
        self.slots += 1;
        (Cell { slot: Some(slot), ..self.unread(span, texts) }, slot)
    }

    /// The same for what a reader aloud skips: what stands on the sheet again and again.
    pub fn unread(&self, span: Span, texts: &[(&str, Style)]) -> Cell {
        let runs = texts.iter().flat_map(|(text, style)| self.fonts.wrap(text, *style, span.width)).collect();
        Cell { span, runs, slot: None }
    }

    /// Whether `height` points are left on this sheet.
    pub fn has_room(&self, height: f32) -> bool {
        self.y + height <= self.format.bottom()
    }

    /// Begins the next sheet.
    pub fn turn(&mut self) {
        self.done.push(Vec::new());
        self.y = MARGIN;
    }

    /// Leaves `height` points empty.
    pub fn skip(&mut self, height: f32) {
        self.y += height;
    }

    /// Puts `row` here and goes on below it.
    pub fn put(&mut self, row: Row) {
        let height = row.height();
        self.stamp(row, self.y);
        self.y += height;
    }

    /// Puts `row` at `top` and stays where it is.
    pub fn stamp(&mut self, row: Row, top: f32) {
        self.stamp_on(self.done.len().saturating_sub(1), row, top);
    }

    /// Puts `row` at `top` of the sheet with index `sheet`.
    pub fn stamp_on(&mut self, sheet: usize, row: Row, top: f32) {
        let left = self.format.left();
        let Some(marks) = self.done.get_mut(sheet) else { return };
        for cell in row.0 {
            let mut y = top;
            for run in cell.runs {
                let x = match cell.span.align {
                    Align::Left => left + cell.span.x,
                    Align::Right => left + cell.span.x + cell.span.width - run.width,
                };
                let (baseline, next) = (y + run.style.ascent(), y + run.style.leading());
                marks.push(Mark::Text { x, y: baseline, run, slot: cell.slot });
                y = next;
            }
        }
    }

    /// Draws a rule here, `span` wide.
    pub fn rule(&mut self, span: Span, ink: Ink) {
        let x = self.format.left() + span.x;
        if let Some(marks) = self.done.last_mut() {
            marks.push(Mark::Rule { x, y: self.y, width: span.width, ink });
        }
    }
}
