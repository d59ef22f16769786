//! Drawing a QR code.

use crate::{Error, Result};
use rxing::{BarcodeFormat, EncodeHints, Writer as _, qrcode::QRCodeWriter};
use std::fmt::Write as _;

/// A code as the path of an SVG drawing, one unit per module, with the quiet zone that readers need around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawing {
    /// How wide and high it is, in modules.
    pub size: u32,
    /// The dark modules, as the `d` of a path.
    pub path: String,
}

/// The QR code of `text`. A quarter of it may be smudged by oily hands (ISO/IEC 18004, error correction level Q).
///
/// # Errors
/// `Internal` for a text that is empty or too long.
pub fn qr(text: &str) -> Result<Drawing> {
    let hints =
        EncodeHints { ErrorCorrection: Some("Q".into()), Margin: Some("4".into()), ..EncodeHints::default() };
    // Zero asks for the smallest: a pixel per module.
    let modules = QRCodeWriter
        .encode_with_hints(text, &BarcodeFormat::QR_CODE, 0, 0, &hints)
        .map_err(|error| Error::internal(format_args!("{error}")))?;
    let (width, height) = (modules.getWidth(), modules.getHeight());
    let mut path = String::new();
    for y in 0..height {
        let mut x = 0;
        while x < width {
            let run = (x..width).take_while(|x| modules.get(*x, y)).count();
            let run = u32::try_from(run).map_err(Error::internal)?;
            if run > 0 {
                write!(path, "M{x} {y}h{run}v1h-{run}z").map_err(Error::internal)?;
            }
            x += run + 1;
        }
    }
    Ok(Drawing { size: width, path })
}
