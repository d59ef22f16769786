//! What every paper has: facts under each other in the right half of its head, and a foot on each sheet.

use super::{Branch, Ink, MM, Row, Sheets, Span, Style, WIDTH};
use domain::locale::Locale;
use i18n::words as w;
use krilla::tagging::Tag;

/// Where the right half of a head starts.
pub(crate) const HALF: f32 = 92.0 * MM;
/// Between what stands side by side in a head.
pub(crate) const GAP: f32 = 3.0 * MM;
/// The width of what names a fact.
const LABEL: f32 = 30.0 * MM;
/// The width of the page number in a foot.
const NUMBER: f32 = 46.0 * MM;

/// Puts `value` beside its `name` in the right half.
pub(crate) fn fact(sheets: &mut Sheets<'_>, name: &str, value: &str) -> Branch {
    let soft = Style { ink: Ink::Soft, ..Style::BODY };
    let value_x = HALF + LABEL + GAP;
    let (name, name_slot) = sheets.cell(Span::left(HALF, LABEL), &[(name, soft)]);
    let (value, value_slot) = sheets.cell(Span::left(value_x, WIDTH - value_x), &[(value, Style::BODY)]);
    sheets.put(Row(vec![name, value]));
    Branch::of(Tag::P, vec![Branch::text(Tag::Span, name_slot), Branch::text(Tag::Span, value_slot)])
}

/// Writes onto every sheet what it belongs to, and which of how many it is.
pub(crate) fn foot(sheets: &mut Sheets<'_>, whose: &str, locale: Locale) {
    let pages = sheets.done.len();
    let top = sheets.format.foot();
    for page in 0..pages {
        let which = w::pdf_page(locale, page + 1, pages);
        let row = Row(vec![
            sheets.unread(Span::left(0.0, WIDTH - NUMBER), &[(whose, Style::SMALL)]),
            sheets.unread(Span::right(WIDTH, NUMBER), &[(&which, Style::SMALL)]),
        ]);
        sheets.stamp_on(page, row, top);
    }
}
