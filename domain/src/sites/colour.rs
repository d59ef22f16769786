//! Colours: sRGB as screens take it, OKLCH as the eye orders it, and the contrast between two.
//!
//! The OKLab matrices are those that Björn Ottosson published ("A perceptual color space for image
//! processing"); contrast and luminance are WCAG 2's.

use std::fmt;

/// A colour in sRGB, printed as `#rrggbb`, which every browser reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rgb {
    /// Red.
    pub r: u8,
    /// Green.
    pub g: u8,
    /// Blue.
    pub b: u8,
}

impl Rgb {
    /// The colour of these three channels.
    pub const fn new(r: u8, g: u8, b: u8) -> Self {
        Self { r, g, b }
    }

    /// Reads exactly `#rrggbb`, in either case; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let digits =
            text.strip_prefix('#').filter(|d| d.len() == 6 && d.bytes().all(|b| b.is_ascii_hexdigit()))?;
        let [_, r, g, b] = u32::from_str_radix(digits, 16).ok()?.to_be_bytes();
        Some(Self { r, g, b })
    }

    /// The contrast ratio of WCAG 2 between two colours, from 1 to 21, whichever is in front.
    pub fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// The relative luminance of WCAG 2, from 0 (black) to 1 (white).
    fn luminance(self) -> f64 {
        let [r, g, b] = self.linear();
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    fn linear(self) -> [f64; 3] {
        [self.r, self.g, self.b].map(|channel| {
            let c = f64::from(channel) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        })
    }
}

impl fmt::Display for Rgb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.r, self.g, self.b)
    }
}

/// A colour as lightness, chroma and hue: lightness can change while the hue stays what the eye takes it for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Oklch {
    /// From 0 (black) to 1 (white).
    pub lightness: f64,
    /// From 0 (grey) to about 0.33 for the strongest colour of a screen.
    pub chroma: f64,
    /// The hue, in radians.
    pub hue: f64,
}

impl From<Rgb> for Oklch {
    fn from(colour: Rgb) -> Self {
        let [r, g, b] = colour.linear();
        let l = (0.412_221_470_8 * r + 0.536_332_536_3 * g + 0.051_445_992_9 * b).cbrt();
        let m = (0.211_903_498_2 * r + 0.680_699_545_1 * g + 0.107_396_956_6 * b).cbrt();
        let s = (0.088_302_461_9 * r + 0.281_718_837_6 * g + 0.629_978_700_5 * b).cbrt();
        let lightness = 0.210_454_255_3 * l + 0.793_617_785_0 * m - 0.004_072_046_8 * s;
        let green_red = 1.977_998_495_1 * l - 2.428_592_205_0 * m + 0.450_593_709_9 * s;
        let blue_yellow = 0.025_904_037_1 * l + 0.782_771_766_2 * m - 0.808_675_766_0 * s;
        Self { lightness, chroma: green_red.hypot(blue_yellow), hue: blue_yellow.atan2(green_red) }
    }
}

impl Oklch {
    /// The nearest colour that a screen can show, of this lightness and hue: chroma gives way.
    pub fn to_rgb(self) -> Rgb {
        let mut linear = self.linear();
        if !in_gamut(linear) {
            // The grey of this lightness is always in the gamut, so the search has a sound lower end.
            let (mut low, mut high) = (0.0, self.chroma);
            for _ in 0..20 {
                let chroma = (low + high) / 2.0;
                if in_gamut((Self { chroma, ..self }).linear()) { low = chroma } else { high = chroma }
            }
            linear = (Self { chroma: low, ..self }).linear();
        }
        let [r, g, b] = linear.map(encode);
        Rgb { r, g, b }
    }

    fn linear(self) -> [f64; 3] {
        let (sin, cos) = self.hue.sin_cos();
        let (green_red, blue_yellow) = (self.chroma * cos, self.chroma * sin);
        let l = (self.lightness + 0.396_337_777_4 * green_red + 0.215_803_757_3 * blue_yellow).powi(3);
        let m = (self.lightness - 0.105_561_345_8 * green_red - 0.063_854_172_8 * blue_yellow).powi(3);
        let s = (self.lightness - 0.089_484_177_5 * green_red - 1.291_485_548_0 * blue_yellow).powi(3);
        [
            4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s,
            -1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s,
            -0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701_0 * s,
        ]
    }
}

/// Half a step of an 8-bit channel near black is about this much light: less than the eye or the screen can tell.
const TOLERANCE: f64 = 1e-4;

fn in_gamut(linear: [f64; 3]) -> bool {
    linear.iter().all(|channel| (-TOLERANCE..=1.0 + TOLERANCE).contains(channel))
}

fn encode(linear: f64) -> u8 {
    let c = linear.clamp(0.0, 1.0);
    let c = if c <= 0.003_130_8 { c * 12.92 } else { 1.055 * c.powf(1.0 / 2.4) - 0.055 };
    // Rounded and clamped, so the cast neither wraps nor loses a sign.
    (c * 255.0).round().clamp(0.0, 255.0) as u8
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn contrast_is_wcags() {
        let (black, white) = (Rgb::new(0, 0, 0), Rgb::new(255, 255, 255));
        assert!((black.contrast(white) - 21.0).abs() < 1e-9);
        assert!((white.contrast(white) - 1.0).abs() < 1e-9);
        // The well-known greys on either side of 4.5 to 1 on white.
        assert!(Rgb::new(0x76, 0x76, 0x76).contrast(white) >= 4.5);
        assert!(Rgb::new(0x77, 0x77, 0x77).contrast(white) < 4.5);
    }

    #[test]
    fn known_colours_lie_where_oklch_puts_them() {
        let near = |text: &str, lightness: f64, chroma: f64, degrees: f64| {
            let found = Oklch::from(Rgb::parse(text).unwrap());
            assert!((found.lightness - lightness).abs() < 1e-3, "{text} {found:?}");
            assert!((found.chroma - chroma).abs() < 1e-3, "{text} {found:?}");
            let turn = (found.hue.to_degrees() - degrees).rem_euclid(360.0);
            assert!(turn.min(360.0 - turn) < 0.1, "{text} {found:?}");
        };
        near("#ff0000", 0.628, 0.2577, 29.23);
        near("#00ff00", 0.8664, 0.2948, 142.5);
        near("#0000ff", 0.452, 0.3132, 264.05);
    }

    #[test]
    fn only_six_digits_after_a_hash_are_a_colour() {
        assert_eq!(Rgb::parse("#1F6feb").map(|c| c.to_string()).as_deref(), Some("#1f6feb"));
        for text in
            ["", "#", "1f6feb", "#1f6fe", "#1f6feb0", "#+f6feb", "#1f6fé", "red", " #1f6feb", "#1f6feb;}"]
        {
            assert_eq!(Rgb::parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_colour_survives_the_way_to_oklch_and_back(r: u8, g: u8, b: u8) {
            let colour = Rgb::new(r, g, b);
            prop_assert_eq!(Oklch::from(colour).to_rgb(), colour);
        }
    }
}
