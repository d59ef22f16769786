//! The brand: what an owner chooses, and the palette that keeps it readable.
//!
//! An owner picks any colour; the page must still be legible on an old phone in the sun, by day and by night.
//! So each tone starts at the owner's colour and changes in lightness, hue kept, until WCAG 2's contrasts hold.

use super::colour::{Oklch, Rgb};
use crate::form::FieldError;
use serde::{Deserialize, Serialize};
use std::fmt::Write;

/// The least contrast of text (WCAG 2, 1.4.3, level AA).
pub const TEXT_CONTRAST: f64 = 4.5;
/// The least contrast of buttons and focus rings with what is around them (WCAG 2, 1.4.11).
pub const CONTROL_CONTRAST: f64 = 3.0;
/// How far lightness moves at each try: small enough that the owner's colour stays as near as it can.
const STEP: f64 = 0.005;

const WHITE: Rgb = Rgb::new(0xff, 0xff, 0xff);
const INK: Rgb = Rgb::new(0x16, 0x18, 0x1d);

/// What the owner chose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brand {
    /// The colour, as `#rrggbb`.
    pub colour: String,
    /// The fonts of headings and text.
    pub font: FontPair,
}

impl Default for Brand {
    fn default() -> Self {
        Self { colour: "#1f5f99".to_owned(), font: FontPair::Plain }
    }
}

/// A pair of fonts, one for headings and one for text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FontPair {
    /// Clear and neutral: the phone's own fonts, nothing to load.
    #[default]
    Plain,
    /// Serif headings: restaurants, barbers.
    Warm,
    /// Wide and heavy headings: garages, workshops.
    Sturdy,
}

impl FontPair {
    /// Every pair, in the order in which a chooser shows them.
    pub const ALL: [Self; 3] = [Self::Plain, Self::Warm, Self::Sturdy];

    /// The name under which the pair is stored, and by which the style knows it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Warm => "warm",
            Self::Sturdy => "sturdy",
        }
    }

    /// The pair of a stored name, or `None` when there is no such pair.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|pair| pair.as_str() == name)
    }

    /// The key of the word that the owner chooses by.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Plain => "font_pair_plain",
            Self::Warm => "font_pair_warm",
            Self::Sturdy => "font_pair_sturdy",
        }
    }
}

/// By day or by night.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    /// The page and the cards on it: what text and controls must stand out from.
    pub const fn surfaces(self) -> [Rgb; 3] {
        match self {
            Self::Light => {
                [Rgb::new(0xfe, 0xfe, 0xfc), Rgb::new(0xf9, 0xf7, 0xf3), Rgb::new(0xef, 0xec, 0xe6)]
            }
            Self::Dark => {
                [Rgb::new(0x21, 0x1d, 0x1a), Rgb::new(0x16, 0x13, 0x10), Rgb::new(0x0e, 0x0c, 0x09)]
            }
        }
    }
}

/// The brand's colours in one theme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tones {
    /// Links and other coloured text, on the surfaces and on `accent_soft`.
    pub accent_strong: Rgb,
    /// The background of buttons.
    pub accent: Rgb,
    /// Text on `accent`.
    pub on_accent: Rgb,
    /// A tinted background: a chosen day, a highlighted row.
    pub accent_soft: Rgb,
    /// The ring around what has the focus.
    pub focus: Rgb,
}

/// The brand's colours in both themes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Palette {
    /// By day.
    pub light: Tones,
    /// By night.
    pub dark: Tones,
}

/// The palette of a colour written as `#rrggbb`.
///
/// # Errors
/// `err_colour` on the field `colour` when it is written in any other way.
pub fn palette(colour: &str) -> Result<Palette, FieldError> {
    let base =
        Rgb::parse(colour.trim()).map(Oklch::from).ok_or_else(|| FieldError::new("colour", "err_colour"))?;
    Ok(Palette { light: tones(base, Theme::Light), dark: tones(base, Theme::Dark) })
}

impl Palette {
    /// The custom properties for the page's `<style>`. The reader's own choice of theme (`data-theme` on the
    /// root) wins over the device's.
    ///
    /// Only colours that this module computed are printed, never the owner's text, so nothing can be smuggled in.
    pub fn css(&self) -> String {
        let (light, dark) = (properties(&self.light), properties(&self.dark));
        format!(
            ":root{{{light}}}@media (prefers-color-scheme:dark){{:root:not([data-theme=light]){{{dark}}}}}\
             :root[data-theme=dark]{{{dark}}}"
        )
    }

    /// The colour for the frame that browser and phone draw around the page; dim by night.
    pub const fn theme_colour(&self, theme: Theme) -> Rgb {
        match theme {
            Theme::Light => self.light.accent,
            Theme::Dark => self.dark.accent_soft,
        }
    }
}

fn properties(tones: &Tones) -> String {
    let named = [
        ("accent", tones.accent),
        ("accent-strong", tones.accent_strong),
        ("on-accent", tones.on_accent),
        ("accent-soft", tones.accent_soft),
        ("focus", tones.focus),
    ];
    named.iter().fold(String::new(), |mut css, (name, colour)| {
        // Writing into a String cannot fail.
        let _ = write!(css, "--{name}:{colour};");
        css
    })
}

fn tones(base: Oklch, theme: Theme) -> Tones {
    let surfaces = theme.surfaces();
    let accent_soft = soft(base, theme).to_rgb();
    let behind = [surfaces[0], surfaces[1], surfaces[2], accent_soft];
    let stands_out = |colour: Rgb, least: f64| behind.iter().all(|other| colour.contrast(*other) >= least);
    let accent = settle(base, theme, |c| stands_out(c, CONTROL_CONTRAST) && text_on(c).is_some());
    Tones {
        accent_strong: settle(base, theme, |c| stands_out(c, TEXT_CONTRAST)),
        accent,
        on_accent: text_on(accent).unwrap_or(WHITE),
        accent_soft,
        focus: settle(base, theme, |c| stands_out(c, CONTROL_CONTRAST)),
    }
}

/// The colour nearest to `base` that `holds`: darker and darker by day, lighter and lighter by night.
///
/// It ends at the latest at black or white, for which every contrast asked here holds.
fn settle(base: Oklch, theme: Theme, holds: impl Fn(Rgb) -> bool) -> Rgb {
    let (step, end) = match theme {
        Theme::Light => (-STEP, Rgb::new(0, 0, 0)),
        Theme::Dark => (STEP, WHITE),
    };
    let tries =
        (0_u16..).map(|n| base.lightness + step * f64::from(n)).take_while(|l| (0.0..=1.0).contains(l));
    tries.map(|lightness| (Oklch { lightness, ..base }).to_rgb()).find(|colour| holds(*colour)).unwrap_or(end)
}

/// A hint of the hue, near the surface's own lightness.
fn soft(base: Oklch, theme: Theme) -> Oklch {
    match theme {
        Theme::Light => Oklch { lightness: 0.95, chroma: base.chroma.min(0.03), ..base },
        Theme::Dark => Oklch { lightness: 0.28, chroma: base.chroma.min(0.05), ..base },
    }
}

/// White or ink, whichever can be read on `background`; white where both can, because buttons look calmer so.
fn text_on(background: Rgb) -> Option<Rgb> {
    [WHITE, INK].into_iter().find(|text| text.contrast(background) >= TEXT_CONTRAST)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn assert_readable(colour: &str) {
        let palette = palette(colour).unwrap();
        for (tones, theme) in [(palette.light, Theme::Light), (palette.dark, Theme::Dark)] {
            for surface in theme.surfaces() {
                assert!(tones.accent_strong.contrast(surface) >= 4.5, "{colour} {theme:?} {tones:?}");
                assert!(tones.accent.contrast(surface) >= 3.0, "{colour} {theme:?} {tones:?}");
                assert!(tones.focus.contrast(surface) >= 3.0, "{colour} {theme:?} {tones:?}");
            }
            assert!(tones.accent_strong.contrast(tones.accent_soft) >= 4.5, "{colour} {theme:?} {tones:?}");
            assert!(tones.focus.contrast(tones.accent_soft) >= 3.0, "{colour} {theme:?} {tones:?}");
            assert!(tones.on_accent.contrast(tones.accent) >= 4.5, "{colour} {theme:?} {tones:?}");
        }
        // Running text is ink by day and nearly white by night, on the tint too.
        assert!(INK.contrast(palette.light.accent_soft) >= 7.0, "{colour} {palette:?}");
        assert!(Rgb::new(0xe6, 0xe7, 0xea).contrast(palette.dark.accent_soft) >= 7.0, "{colour} {palette:?}");
    }

    #[test]
    fn the_corners_and_greys_of_the_cube_are_readable() {
        for n in 0..=255_u8 {
            assert_readable(&Rgb::new(n, n, n).to_string());
        }
        for corner in 0..8_u8 {
            let channel = |bit: u8| if corner & bit == 0 { 0 } else { 255 };
            assert_readable(&Rgb::new(channel(1), channel(2), channel(4)).to_string());
        }
    }

    #[test]
    fn a_colour_that_is_readable_already_stays_the_owners() {
        let palette = palette("#1f5f99").unwrap();
        let own = Rgb::new(0x1f, 0x5f, 0x99);
        assert_eq!(
            (palette.light.accent_strong, palette.light.accent, palette.light.on_accent),
            (own, own, WHITE)
        );
        assert_ne!(palette.dark.accent_strong, own);
    }

    #[test]
    fn lightness_gives_way_but_the_hue_stays() {
        let hue = |colour: Rgb| Oklch::from(colour).hue.to_degrees();
        let base = hue(Rgb::parse("#e0a800").unwrap());
        let palette = palette("#e0a800").unwrap();
        for tone in [
            palette.light.accent_strong,
            palette.light.accent,
            palette.dark.accent_strong,
            palette.dark.focus,
        ] {
            assert!((hue(tone) - base).abs() < 4.0, "{tone}");
        }
        assert_eq!(palette.dark.accent, Rgb::new(0xe0, 0xa8, 0x00));
        assert_eq!(palette.dark.on_accent, INK);
    }

    #[test]
    fn the_style_sets_both_themes_and_the_readers_choice_wins() {
        let palette = palette("#1f5f99").unwrap();
        let css = palette.css();
        let light = ":root{--accent:#1f5f99;--accent-strong:#1f5f99;--on-accent:#ffffff;--accent-soft:#";
        assert!(css.starts_with(light), "{css}");
        assert!(
            css.contains("}@media (prefers-color-scheme:dark){:root:not([data-theme=light]){--accent:#"),
            "{css}"
        );
        assert!(css.contains("}}:root[data-theme=dark]{--accent:#"), "{css}");
        assert_eq!(css.matches("--focus:#").count(), 3);
        assert_eq!(palette.theme_colour(Theme::Light), palette.light.accent);
    }

    #[test]
    fn the_stored_choice_reads_back() {
        for pair in FontPair::ALL {
            assert_eq!(FontPair::parse(pair.as_str()), Some(pair));
            assert_eq!(serde_json::to_value(pair).unwrap(), pair.as_str());
            assert_eq!(pair.key(), format!("font_pair_{}", pair.as_str()));
        }
        assert_eq!(FontPair::parse("comic"), None);
        assert!(palette(&Brand::default().colour).is_ok());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1024))]

        #[test]
        fn every_colour_is_readable_in_both_themes(r: u8, g: u8, b: u8) {
            assert_readable(&Rgb::new(r, g, b).to_string());
        }

        #[test]
        fn no_typed_text_reaches_the_style(text in "#[0-9a-fA-F]{6}|#[0-9a-f;}<]{6}|\\PC{0,12}") {
            match palette(&text) {
                Ok(palette) => {
                    let safe = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || ":;{}()[]=#@- ".contains(c);
                    prop_assert!(palette.css().chars().all(safe));
                }
                Err(error) => prop_assert_eq!(error, FieldError::new("colour", "err_colour")),
            }
        }
    }
}
