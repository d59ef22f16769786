//! Reading a code off a photo that somebody took with one hand: turned, slanted, noisy, too large or too small.

use image::{DynamicImage, GrayImage, imageops};
use rxing::{BarcodeFormat, DecodeHints, helpers::detect_in_luma_with_hints};
use std::panic;

/// The longest side of the copies in which square codes are looked for, in pixels, the likeliest first: smaller ones have
/// less noise, larger ones finer modules.
const SIDES: [u32; 4] = [1_600, 800, 500, 2_400];
/// The longest sides of the copies in which bars are looked for. Only the first is looked at on slants.
const BARS_SIDES: [u32; 2] = [2_000, 1_000];
/// Lines that are drawn across a copy on each slant.
const LINES: u32 = 64;
/// How many pixels a slant goes to the side while it rises by up to as many: steps of less than four degrees, so that a
/// line also crosses bars that are ten times as long as high.
const RUN: i64 = 16;

/// The pixels that are compared with each other on a line: blocks of so many, and so many blocks to either side.
const BLOCK: usize = 16;
const AROUND: usize = 3;
/// What lies closer together is one shade.
const CONTRAST: u8 = 60;

/// What came of a photo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reading<T> {
    /// A code that means something here.
    Means(T),
    /// Codes, but none that means anything here.
    Foreign,
    /// No code that can be read.
    Nothing,
}

/// Reads the codes of `picture` until `means` makes something of one: Code 39, Code 128, Data Matrix and QR, which is
/// what VIN plates, VIN labels and key tags use. Costly: call it in [`crate::pictures::work`].
///
/// Square codes are found however they are turned. Bars must be crossed by one line: lines across and down are tried, then
/// slanted ones.
pub fn read<T>(picture: &DynamicImage, means: impl Fn(&str) -> Option<T>) -> Reading<T> {
    let grey = picture.to_luma8();
    let mut search = Search { means, foreign: false };
    let [large, small] = BARS_SIDES.map(|side| {
        let across = shrunk(&grey, side);
        let down = imageops::rotate90(&across);
        [across, down]
    });
    let mut found = large.iter().chain(&small).find_map(|copy| search.bars(copy, 0));
    found = found.or_else(|| search.squares(&grey));
    for rise in (1..=RUN).flat_map(|rise| [rise, -rise]) {
        found = found.or_else(|| large.iter().find_map(|copy| search.bars(copy, rise)));
    }
    match found {
        Some(found) => Reading::Means(found),
        None if search.foreign => Reading::Foreign,
        None => Reading::Nothing,
    }
}

struct Search<F> {
    means: F,
    /// Whether a code was read that means nothing here.
    foreign: bool,
}

impl<T, F: Fn(&str) -> Option<T>> Search<F> {
    fn squares(&mut self, grey: &GrayImage) -> Option<T> {
        let longest = grey.width().max(grey.height());
        let mut looked = Vec::new();
        for side in SIDES.map(|side| side.min(longest)) {
            if looked.contains(&side) {
                continue;
            }
            looked.push(side);
            let copy = shrunk(grey, side);
            let kinds = [BarcodeFormat::QR_CODE, BarcodeFormat::DATA_MATRIX];
            if let Some(found) = kinds.into_iter().find_map(|kind| self.look(&copy, kind, true)) {
                return Some(found);
            }
        }
        None
    }

    /// Each kind by itself: a label may have a code of another kind beside the one that is meant.
    fn bars(&mut self, copy: &GrayImage, rise: i64) -> Option<T> {
        let lines = lines(copy, rise);
        let kinds = [BarcodeFormat::CODE_39, BarcodeFormat::CODE_128];
        kinds.into_iter().find_map(|kind| self.look(&lines, kind, rise == 0))
    }

    fn look(&mut self, picture: &GrayImage, kind: BarcodeFormat, inverted: bool) -> Option<T> {
        let text = text(picture, kind, inverted)?;
        let meant = (self.means)(&text);
        self.foreign |= meant.is_none();
        meant
    }
}

/// The text of the first code of this kind; `inverted` ones are light on dark ground, as on etched plates.
fn text(picture: &GrayImage, kind: BarcodeFormat, inverted: bool) -> Option<String> {
    let mut hints = DecodeHints { AlsoInverted: Some(inverted), ..DecodeHints::default() };
    let (width, height) = picture.dimensions();
    let decode = || {
        let pixels = picture.as_raw().clone();
        detect_in_luma_with_hints(pixels, width, height, Some(kind), &mut hints).ok()
    };
    // A reader that stumbles over odd pixels has found nothing: the photo is anybody's.
    let found = panic::catch_unwind(panic::AssertUnwindSafe(decode)).ok().flatten()?;
    Some(found.getText().to_owned())
}

fn shrunk(picture: &GrayImage, longest: u32) -> GrayImage {
    let (width, height) = picture.dimensions();
    let side = width.max(height);
    if side <= longest {
        return picture.clone();
    }
    let scaled = |length: u32| {
        let length = u64::from(length) * u64::from(longest) / u64::from(side);
        u32::try_from(length).unwrap_or(longest).max(1)
    };
    imageops::thumbnail(picture, scaled(width), scaled(height))
}

/// Lines across the picture that go down `rise` pixels in [`RUN`], under each other, in black and white. Widths along a
/// slant keep their proportions, which is all that bars need. Each line is the mean of five, which takes noise off them.
fn lines(picture: &GrayImage, rise: i64) -> GrayImage {
    let (width, height) = picture.dimensions();
    let lowest = i64::from(height) - 1;
    let moved = |x: u32| i64::from(x) * rise / RUN;
    // Together the lines cover the whole picture, also its corners.
    let (first, last) = (-moved(width).max(0), lowest - moved(width).min(0));
    let at = |x: u32, y: i64| {
        let y = u32::try_from(y.clamp(0, lowest)).unwrap_or_default();
        picture.get_pixel_checked(x, y).map_or(0, |pixel| u32::from(pixel.0[0]))
    };
    let drawn = (0..LINES).flat_map(|line| {
        let start = first + (last - first) * i64::from(2 * line + 1) / i64::from(2 * LINES);
        let mean = |x: u32| {
            let y = start + moved(x);
            let sum: u32 = (y - 2..=y + 2).map(|y| at(x, y)).sum();
            u8::try_from(sum / 5).unwrap_or(u8::MAX)
        };
        crisp(&(0..width).map(mean).collect::<Vec<u8>>())
    });
    GrayImage::from_raw(width, LINES, drawn.collect()).unwrap_or_default()
}

/// A line in black and white, each pixel against the middle between the darkest and the lightest around it: a label has
/// other ground around it, and one end may lie in a shadow. Where little differs there is nothing to read.
fn crisp(line: &[u8]) -> Vec<u8> {
    let blocks: Vec<(u8, u8)> = line
        .chunks(BLOCK)
        .map(|block| {
            block.iter().fold((u8::MAX, 0), |(low, high), pixel| (low.min(*pixel), high.max(*pixel)))
        })
        .collect();
    let levels = (0..blocks.len()).map(|index| {
        let around = blocks.iter().take(index + AROUND + 1).skip(index.saturating_sub(AROUND));
        around.fold((u8::MAX, 0), |(low, high), block| (low.min(block.0), high.max(block.1)))
    });
    let shades = line.chunks(BLOCK).zip(levels).flat_map(|(block, (low, high))| {
        let contrast = high - low >= CONTRAST;
        let middle = low.midpoint(high);
        block.iter().map(move |pixel| if contrast && *pixel < middle { 0 } else { u8::MAX })
    });
    shades.collect()
}
