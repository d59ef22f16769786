//! Inline icons: no request, no font, the colour and size of the words beside them.
//!
//! Other doors: `crate::glyphs` (the drawings), `docs/design-system.md` (when an icon needs a label).

use leptos::prelude::*;

/// The inside of a 24 by 24 `<svg>`, drawn with strokes.
///
/// Trusted markup: it is set as it stands, so it only ever comes from a constant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Glyph(pub(crate) &'static str);

impl Glyph {
    /// The drawing itself, for pictures that are drawn outside a page.
    pub const fn markup(self) -> &'static str {
        self.0
    }
}

/// Draws `icon` a quarter larger than the text around it, in the text's colour.
///
/// Without a `label` it is decoration and screen readers pass over it; with one it stands for those words.
#[component]
pub fn Icon(
    /// What to draw, from `crate::glyphs`.
    icon: Glyph,
    /// The icon's name in the reader's language. Leave it out beside words that say the same.
    #[prop(optional, into)]
    label: String,
) -> impl IntoView {
    let named = !label.is_empty();
    view! {
        <svg
            class="icon"
            viewBox="0 0 24 24"
            width="1.25em"
            height="1.25em"
            fill="none"
            stroke="currentColor"
            stroke-width="2"
            stroke-linecap="round"
            stroke-linejoin="round"
            focusable="false"
            aria-hidden=(!named).then_some("true")
            role=named.then_some("img")
            aria-label=named.then_some(label)
            inner_html=icon.0
        ></svg>
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::glyphs;

    #[test]
    fn an_icon_beside_words_is_silent() {
        let html = view! { <Icon icon=glyphs::CHECK /> }.to_html();
        assert!(html.contains(r#"aria-hidden="true""#), "{html}");
        assert!(!html.contains("role=") && !html.contains("aria-label="), "{html}");
        assert!(html.contains("<path"), "{html}");
    }

    #[test]
    fn an_icon_with_a_label_speaks_it_and_cannot_be_broken_out_of() {
        let html = view! { <Icon icon=glyphs::X label="Fermer \"x\"><b>" /> }.to_html();
        assert!(html.contains(r#"role="img""#) && html.contains("Fermer"), "{html}");
        assert!(!html.contains("aria-hidden") && !html.contains("<b>"), "{html}");
    }
}
