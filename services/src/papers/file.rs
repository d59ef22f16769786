//! Writing finished sheets as a file.

use super::{
    sheet::{Mark, Sheets},
    tags::Branch,
    text::{Fonts, Ink, Run},
};
use crate::{Error, Result};
use jiff::{Timestamp, tz::TimeZone};
use krilla::{
    Document, SerializeSettings,
    color::rgb,
    configure::{Accessibility, Archival, ConfigurationBuilder},
    destination::XyzDestination,
    geom::{PathBuilder, Point, Rect},
    metadata::{DateTime, Metadata},
    num::NormalizedF32,
    outline::{Outline, OutlineNode},
    page::PageSettings,
    paint::{Fill, FillRule},
    surface::Surface,
    tagging::{Artifact, ArtifactType, ContentTag, Identifier, SpanTag, TagTree},
};

/// How thick a rule is, in points.
const RULE: f32 = 0.6;

/// What a file says about itself.
pub(crate) struct About {
    pub title: String,
    pub author: String,
    /// The BCP 47 tag of the language it is written in.
    pub language: &'static str,
    /// Stands for the time of writing, so that the same paper is the same file whenever it is asked for.
    pub issued: Timestamp,
}

/// The file of `sheets`, whose text has the structure `tree`.
pub(crate) fn write(sheets: &Sheets<'_>, tree: &[Branch], about: &About) -> Result<Vec<u8>> {
    let configuration = ConfigurationBuilder::new()
        .with_archival_validator(Archival::A2_A)
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|error| Error::internal(format_args!("{error:?}")))?;
    let mut document =
        Document::new_with(SerializeSettings { configuration, ..SerializeSettings::default() });
    document.set_metadata(metadata(about));
    let mut outline = Outline::new();
    outline
        .push_child(OutlineNode::new(about.title.clone(), XyzDestination::new(0, Point::from_xy(0.0, 0.0))));
    document.set_outline(outline);

    let mut pieces = vec![Vec::new(); sheets.slots];
    for sheet in &sheets.done {
        let settings = PageSettings::from_wh(sheets.format.width, sheets.format.height);
        let mut page =
            document.start_page_with(settings.ok_or_else(|| Error::internal("a page without size"))?);
        let mut surface = page.surface();
        for mark in sheet {
            draw(&mut surface, sheets.fonts, mark, &mut pieces);
        }
        surface.finish();
        page.finish();
    }
    let mut root = TagTree::new().with_lang(Some(about.language.to_owned()));
    root.children = tree.iter().map(|branch| branch.group(&pieces).into()).collect();
    document.set_tag_tree(root);
    document.finish().map_err(Error::internal)
}

fn metadata(about: &About) -> Metadata {
    let issued = about.issued.to_zoned(TimeZone::UTC);
    let part = |value: i8| value.unsigned_abs();
    let date = DateTime::new(issued.year().unsigned_abs())
        .month(part(issued.month()))
        .day(part(issued.day()))
        .hour(part(issued.hour()))
        .minute(part(issued.minute()))
        .second(part(issued.second()))
        .utc_offset_hour(0)
        .utc_offset_minute(0);
    Metadata::new()
        .title(about.title.clone())
        .authors(vec![about.author.clone()])
        .language(about.language.to_owned())
        .creator("Mainstreet".to_owned())
        .creation_date(date)
        .document_id(format!("{} {}", about.author, about.title))
}

fn draw(surface: &mut Surface<'_>, fonts: &Fonts, mark: &Mark, pieces: &mut [Vec<Identifier>]) {
    match mark {
        Mark::Text { x, y, run, slot: Some(slot) } => {
            let piece = surface.start_tagged(ContentTag::Span(SpanTag::empty()));
            glyphs(surface, fonts, run, Point::from_xy(*x, *y));
            surface.end_tagged();
            if let Some(pieces) = pieces.get_mut(*slot) {
                pieces.push(piece);
            }
        }
        Mark::Text { x, y, run, slot: None } => {
            surface.start_tagged(artifact(ArtifactType::PaginationOther));
            glyphs(surface, fonts, run, Point::from_xy(*x, *y));
            surface.end_tagged();
        }
        Mark::Rule { x, y, width, ink } => {
            let mut path = PathBuilder::new();
            if let Some(rect) = Rect::from_xywh(*x, *y, *width, RULE) {
                path.push_rect(rect);
            }
            if let Some(path) = path.finish() {
                surface.start_tagged(artifact(ArtifactType::Layout));
                surface.set_fill(Some(fill(*ink)));
                surface.draw_path(&path);
                surface.end_tagged();
            }
        }
    }
}

fn glyphs(surface: &mut Surface<'_>, fonts: &Fonts, run: &Run, start: Point) {
    surface.set_fill(Some(fill(run.style.ink)));
    surface.draw_glyphs(start, &run.glyphs, fonts.font(run.style.weight), &run.text, run.style.size, false);
}

const fn artifact(kind: ArtifactType) -> ContentTag<'static> {
    ContentTag::Artifact(Artifact { kind, bbox: None })
}

/// The inks of the screens' light theme.
fn fill(ink: Ink) -> Fill {
    let color = match ink {
        Ink::Full => rgb::Color::new(0x25, 0x1f, 0x19),
        Ink::Soft => rgb::Color::new(0x5e, 0x57, 0x4f),
        Ink::Faint => rgb::Color::new(0xcd, 0xc9, 0xc1),
    };
    Fill { paint: color.into(), opacity: NormalizedF32::ONE, rule: FillRule::default() }
}
