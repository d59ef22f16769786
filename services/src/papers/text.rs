//! Text: the embedded fonts, and turning words into lines of placed glyphs.

use crate::{Error, Result};
use harfrust::{
    Direction, Feature, FontRef, GlyphBuffer, ShapeOptions, ShaperData, Tag, UnicodeBuffer, script,
};
use krilla::text::{Font, GlyphId, KrillaGlyph};
use std::ops::Range;

static REGULAR: &[u8] = include_bytes!("../../assets/fonts/RadioCanada_400Regular.ttf");
static STRONG: &[u8] = include_bytes!("../../assets/fonts/RadioCanada_600SemiBold.ttf");

/// What stands for a character that the fonts do not have.
const UNKNOWN: &str = "?";

/// A weight of the fonts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Weight {
    Regular,
    Strong,
}

/// How dark something is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ink {
    /// Text.
    Full,
    /// Labels and whatever stands beside the text; 7:1 against white.
    Soft,
    /// Rules.
    Faint,
}

/// How a piece of text looks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Style {
    pub weight: Weight,
    /// In points.
    pub size: f32,
    pub ink: Ink,
    /// Whether every digit keeps its full width, so that amounts stand under each other.
    pub tabular: bool,
}

impl Style {
    pub const BODY: Self = Self { weight: Weight::Regular, size: 9.5, ink: Ink::Full, tabular: false };
    pub const STRONG: Self = Self { weight: Weight::Strong, ..Self::BODY };
    pub const FIGURES: Self = Self { tabular: true, ..Self::BODY };
    pub const STRONG_FIGURES: Self = Self { weight: Weight::Strong, ..Self::FIGURES };
    pub const SMALL: Self = Self { size: 8.5, ink: Ink::Soft, ..Self::BODY };
    pub const NAME: Self = Self { size: 13.0, ..Self::STRONG };
    pub const TITLE: Self = Self { size: 19.0, ..Self::STRONG };
    pub const SUM: Self = Self { size: 12.0, ..Self::STRONG_FIGURES };

    /// From one baseline to the next, in points.
    pub fn leading(self) -> f32 {
        self.size * 1.4
    }

    /// From the top of a line to its baseline, in points.
    pub fn ascent(self) -> f32 {
        self.size * 1.05
    }
}

/// One line of shaped text.
#[derive(Clone, Debug)]
pub(crate) struct Run {
    pub text: String,
    pub glyphs: Vec<KrillaGlyph>,
    /// In points.
    pub width: f32,
    pub style: Style,
}

/// One weight, as the shaper and as the writer of the file read it.
struct Face {
    font: Font,
    tables: FontRef<'static>,
    shaping: ShaperData,
}

impl Face {
    fn load(data: &'static [u8]) -> Result<Self> {
        let font = Font::new(data.into(), 0).ok_or_else(|| Error::internal("a font cannot be read"))?;
        let tables = FontRef::new(data).map_err(Error::internal)?;
        let shaping = ShaperData::new(&tables);
        Ok(Self { font, tables, shaping })
    }

    fn shape(&self, text: &str, tabular: bool) -> GlyphBuffer {
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.set_direction(Direction::LeftToRight);
        buffer.set_script(script::LATIN);
        let shaper = self.shaping.shaper(&self.tables).build();
        let unkerned = [Feature::new(Tag::new(b"kern"), 0, ..)];
        let features: &[Feature] = if tabular { &unkerned } else { &[] };
        shaper.shape(buffer, ShapeOptions::new().features(features))
    }
}

/// The fonts of a paper.
pub(crate) struct Fonts {
    regular: Face,
    strong: Face,
}

impl Fonts {
    /// Reads the fonts that are part of the program.
    pub fn load() -> Result<Self> {
        Ok(Self { regular: Face::load(REGULAR)?, strong: Face::load(STRONG)? })
    }

    /// The font that a file embeds for a weight.
    pub fn font(&self, weight: Weight) -> Font {
        self.face(weight).font.clone()
    }

    const fn face(&self, weight: Weight) -> &Face {
        match weight {
            Weight::Regular => &self.regular,
            Weight::Strong => &self.strong,
        }
    }

    /// `text` as one line, however long.
    pub fn line(&self, text: &str, style: Style) -> Run {
        let face = self.face(style.weight);
        let mut text = printable(text);
        let mut shaped = face.shape(&text, style.tabular);
        if let Some(known) = without_unknown(&text, &shaped) {
            text = known;
            shaped = face.shape(&text, style.tabular);
        }
        let glyphs = placed(&text, &shaped, face.font.units_per_em());
        let width = glyphs.iter().map(|glyph| glyph.x_advance * style.size).sum();
        Run { text, glyphs, width, style }
    }

    /// `text` in lines of at most `width` points. A word that is wider is cut; lines that go on end with a space, so that
    /// a reader aloud does not join their words.
    pub fn wrap(&self, text: &str, style: Style, width: f32) -> Vec<Run> {
        let space = self.line(" ", style).width;
        let mut lines: Vec<String> = Vec::new();
        let mut used = 0.0;
        // A no-break space is whitespace to `split_whitespace`, and must not part a price from its currency.
        for word in text.split([' ', '\n', '\r', '\t']).filter(|word| !word.is_empty()) {
            for (piece, starts_word, wide) in self.pieces(word, style, width) {
                match lines.last_mut() {
                    Some(line) if starts_word && used + space + wide <= width => {
                        line.push(' ');
                        line.push_str(&piece);
                        used += space + wide;
                    }
                    last => {
                        if let Some(line) = last.filter(|_| starts_word) {
                            line.push(' ');
                        }
                        lines.push(piece);
                        used = wide;
                    }
                }
            }
        }
        lines.iter().map(|line| self.line(line, style)).collect()
    }

    /// A word in pieces that each fit, with their widths and whether they start the word.
    fn pieces(&self, word: &str, style: Style, width: f32) -> Vec<(String, bool, f32)> {
        let whole = self.line(word, style).width;
        if whole <= width {
            return vec![(word.to_owned(), true, whole)];
        }
        let mut pieces: Vec<(String, bool, f32)> = Vec::new();
        for letter in word.chars() {
            let wide = self.line(letter.encode_utf8(&mut [0; 4]), style).width;
            match pieces.last_mut() {
                Some((piece, _, used)) if *used + wide <= width => {
                    piece.push(letter);
                    *used += wide;
                }
                _ => pieces.push((letter.to_string(), pieces.is_empty(), wide)),
            }
        }
        pieces
    }
}

/// `text` without what leaves no mark on paper, and with the narrow spaces that the fonts lack as no-break spaces.
fn printable(text: &str) -> String {
    let shown = |letter: char| match letter {
        '\u{202f}' | '\u{2007}' | '\u{2009}' => Some('\u{a0}'),
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' => None,
        '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff0}'..='\u{fff8}' => None,
        '\u{fe00}'..='\u{fe0f}' | '\u{e0000}'..='\u{e0fff}' => None,
        // Letters of private use mean something else in every font, and an archive must not hold them.
        '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}' => Some('\u{fffd}'),
        letter if letter.is_control() => Some(' '),
        letter => Some(letter),
    };
    text.chars().filter_map(shown).collect()
}

/// `text` with [`UNKNOWN`] for what the font has no glyph for; `None` when it has them all.
fn without_unknown(text: &str, shaped: &GlyphBuffer) -> Option<String> {
    let infos = shaped.glyph_infos();
    let mut known = String::with_capacity(text.len());
    let mut unknown = false;
    for (at, letter) in text.char_indices() {
        // Marks belong to the cluster of their letter: only the cluster's first character is replaced.
        let missing = infos.iter().any(|info| info.glyph_id == 0 && usize::try_from(info.cluster) == Ok(at));
        let inside = !infos.iter().any(|info| usize::try_from(info.cluster) == Ok(at));
        if missing {
            unknown = true;
            known.push_str(UNKNOWN);
        } else if !(inside && unknown && known.ends_with(UNKNOWN)) {
            known.push(letter);
        }
    }
    unknown.then_some(known)
}

/// The shaper's glyphs as the writer wants them: in parts of the font's size, with the range of text each stands for.
fn placed(text: &str, shaped: &GlyphBuffer, units: f32) -> Vec<KrillaGlyph> {
    let infos = shaped.glyph_infos();
    let em = |value: i32| i16::try_from(value).map_or(0.0, f32::from) / units;
    infos
        .iter()
        .zip(shaped.glyph_positions())
        .map(|(info, position)| {
            let ends = infos.iter().map(|other| other.cluster).filter(|other| *other > info.cluster).min();
            KrillaGlyph::new(
                GlyphId::new(info.glyph_id),
                em(position.x_advance),
                em(position.x_offset),
                em(position.y_offset),
                em(position.y_advance),
                range(text, info.cluster, ends),
                None,
            )
        })
        .collect()
}

fn range(text: &str, start: u32, end: Option<u32>) -> Range<usize> {
    let at = |index: u32| usize::try_from(index).unwrap_or(text.len());
    at(start)..end.map_or(text.len(), at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_european_letter_and_every_sign_of_money_has_its_glyph() {
        let fonts = Fonts::load().unwrap();
        let text = "ŁłĄąĘęŚśŹźŻżĆćŃńÓóÇçÃãÕõŒœÆæØøÅåẞßĐđŐőŰűŠšŽžČčŘřĎďŤťŇňĚěŮůĢģĶķĻļŅņŪūĪīĀāĒēĖėĮįŲųȘșȚțĞğİıÞþÐðĦħĠġŴŵŶŷÿ€£$−·–’«»…\u{a0}";
        for style in [Style::BODY, Style::STRONG] {
            assert_eq!(fonts.line(text, style).text, text);
        }
        assert_eq!(fonts.line("1\u{202f}234", Style::BODY).text, "1\u{a0}234");
    }

    #[test]
    fn a_letter_of_another_script_becomes_a_question_mark_and_the_rest_stays() {
        let fonts = Fonts::load().unwrap();
        assert_eq!(fonts.line("Юлия Ł \u{e000}\u{feff}", Style::BODY).text, "???? Ł ?");
    }

    #[test]
    fn accents_written_as_marks_of_their_own_take_no_room() {
        let fonts = Fonts::load().unwrap();
        let (one, two) = (fonts.line("João", Style::BODY), fonts.line("Joa\u{303}o", Style::BODY));
        assert!((one.width - two.width).abs() < 0.01);
    }

    #[test]
    fn digits_are_all_of_one_width_where_amounts_stand_under_each_other() {
        let fonts = Fonts::load().unwrap();
        for style in [Style::FIGURES, Style::STRONG_FIGURES, Style::SUM] {
            let of = |text| fonts.line(text, style).width;
            assert!((of("1111.11") - of("7470.48")).abs() < 0.001);
        }
    }

    #[test]
    fn a_price_stays_together_when_its_line_wraps() {
        let fonts = Fonts::load().unwrap();
        let lines = fonts.wrap("pour 1\u{202f}234,00\u{a0}€", Style::BODY, 60.0);
        assert_eq!(
            lines.iter().map(|run| run.text.as_str()).collect::<Vec<_>>(),
            ["pour ", "1\u{a0}234,00\u{a0}€"]
        );
    }

    proptest! {
        #[test]
        fn wrapping_keeps_every_letter_and_the_width(text in "[a-zA-ZéŁç ]{0,120}", width in 40.0_f32..200.0) {
            let fonts = Fonts::load().unwrap();
            let lines = fonts.wrap(&text, Style::BODY, width);
            let letters = |text: &str| text.replace(' ', "");
            prop_assert_eq!(letters(&lines.iter().map(|run| run.text.as_str()).collect::<String>()), letters(&text));
            for run in lines {
                let ink = fonts.line(run.text.trim_end(), Style::BODY);
                prop_assert!(ink.width <= width + 1.0, "{} is {} wide", run.text, ink.width);
            }
        }
    }
}
