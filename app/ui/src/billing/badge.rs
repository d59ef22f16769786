//! How an invoice stands, in a word and a sign.

use crate::{Glyph, Icon, glyphs, locale};
use domain::billing::Status;
use leptos::prelude::*;

/// How an invoice stands: never by colour alone.
#[component]
pub fn StateBadge(
    /// How it stands.
    status: Status,
) -> impl IntoView {
    let (class, icon) = look(status);
    let name = i18n::lookup(locale(), status.word_key(), &[]);
    view! { <span class=class><Icon icon /> {name}</span> }
}

const fn look(status: Status) -> (&'static str, Glyph) {
    match status {
        Status::Draft => ("badge", glyphs::PENCIL),
        Status::Issued => ("badge badge-accent", glyphs::CLOCK),
        Status::PartlyPaid => ("badge badge-warn", glyphs::HOURGLASS),
        Status::Paid => ("badge badge-ok", glyphs::CHECK),
        Status::Overdue => ("badge badge-danger", glyphs::TRIANGLE_ALERT),
        Status::Credited => ("badge", glyphs::UNDO),
    }
}
