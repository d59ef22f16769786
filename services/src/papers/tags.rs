//! The structure of a paper for those who have it read aloud (ISO 32000-1, section 14.8).

use super::sheet::Slot;
use krilla::tagging::{Identifier, TableHeaderScope, Tag, TagGroup, TagKind};
use std::num::NonZeroU32;

/// A part of the structure: a paragraph, a table, a row.
pub(crate) struct Branch {
    tag: TagKind,
    inside: Inside,
}

enum Inside {
    Text(Slot),
    Parts(Vec<Branch>),
}

impl Branch {
    /// A part that holds the text of `slot`.
    pub fn text(tag: impl Into<TagKind>, slot: Slot) -> Self {
        Self { tag: tag.into(), inside: Inside::Text(slot) }
    }

    /// A part that holds others.
    pub fn of(tag: impl Into<TagKind>, parts: Vec<Self>) -> Self {
        Self { tag: tag.into(), inside: Inside::Parts(parts) }
    }

    /// A paragraph.
    pub fn paragraph(slot: Slot) -> Self {
        Self::text(Tag::P, slot)
    }

    /// A row of plain cells.
    pub fn row(slots: &[Slot]) -> Self {
        Self::of(Tag::TR, slots.iter().map(|slot| Self::text(Tag::TD, *slot)).collect())
    }

    /// A row whose first cell names the others.
    pub fn named_row(name: Slot, values: &[Slot]) -> Self {
        let name = Self::text(Tag::TH(TableHeaderScope::Row), name);
        let values = values.iter().map(|slot| Self::text(Tag::TD, *slot));
        Self::of(Tag::TR, std::iter::once(name).chain(values).collect())
    }

    /// A row that names the columns.
    pub fn heads(slots: &[Slot]) -> Self {
        let head = |slot: &Slot| Self::text(Tag::TH(TableHeaderScope::Column), *slot);
        Self::of(Tag::TR, slots.iter().map(head).collect())
    }

    /// A row of one cell as wide as `columns`, which names the rows below.
    pub fn heading_row(slot: Slot, columns: usize) -> Self {
        let wide = u32::try_from(columns).ok().and_then(NonZeroU32::new);
        Self::of(Tag::TR, vec![Self::text(Tag::TH(TableHeaderScope::Row).with_col_span(wide), slot)])
    }

    /// The part as it is written, with `pieces` of text by slot: a text that goes on has several.
    pub fn group(&self, pieces: &[Vec<Identifier>]) -> TagGroup {
        let mut group = TagGroup::new(self.tag.clone());
        match &self.inside {
            Inside::Text(slot) => {
                for piece in pieces.get(*slot).into_iter().flatten() {
                    group.push(*piece);
                }
            }
            Inside::Parts(parts) => {
                for part in parts {
                    group.push(part.group(pieces));
                }
            }
        }
        group
    }
}
