//! Papers: what is printed or kept as a PDF file, whatever it says.
//!
//! A file keeps to PDF/A-2a (ISO 19005-2), so that it can be archived, and to PDF/UA-1 (ISO 14289-1), so that it can be
//! read aloud. [`text`] turns words into glyphs, [`sheet`] puts them on sheets, [`head`] holds what all papers have on top
//! and at the foot, [`file`] writes the sheets with [`tags`], their structure. What a paper says is its capability's:
//! [`crate::billing::pdf`], `garage::service_history::pdf`.

mod file;
mod head;
mod sheet;
mod tags;
mod text;

pub(crate) use file::{About, write};
pub(crate) use head::{GAP, HALF, fact, foot};
pub(crate) use sheet::{Cell, Format, MM, Row, Sheets, Slot, Span, WIDTH};
pub(crate) use tags::Branch;
pub(crate) use text::{Fonts, Ink, Style};
