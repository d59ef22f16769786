//! A live page on which people write: what others change never takes away what is being typed.

use i18n::words as w;
use leptos::prelude::*;
use ui::{Icon, glyphs, locale};

/// Whether somebody is writing on the page, and whether it has missed a change for that.
#[derive(Clone, Copy)]
pub(super) struct Writing {
    begun: RwSignal<bool>,
    missed: RwSignal<bool>,
}

impl Writing {
    /// Nobody is writing.
    pub(super) fn new() -> Self {
        Self { begun: RwSignal::new(false), missed: RwSignal::new(false) }
    }

    /// Something was typed or chosen.
    pub(super) fn begin(self) {
        self.begun.set(true);
    }

    /// Others changed what the page shows: it is asked for again, unless somebody is writing.
    pub(super) fn heard(self, ask_again: impl Fn()) {
        if self.begun.get_untracked() || unfolded() {
            self.missed.set(true);
        } else {
            ask_again();
        }
    }
}

/// Whether a form of the page is unfolded: somebody is about to write.
fn unfolded() -> bool {
    document().query_selector("main details[open]").is_ok_and(|found| found.is_some())
}

/// Says that the page has missed a change, and leads to it. The place for it always stands, so that listeners hear it
/// filled.
#[component]
pub(super) fn Missed(
    /// What the page knows of it.
    writing: Writing,
    /// The page's own address.
    path: String,
) -> impl IntoView {
    let locale = locale();
    view! {
        <div role="status">
            {move || writing.missed.get().then(|| view! {
                <div class="notice notice-accent">
                    <Icon icon=glyphs::REFRESH />
                    <p>
                        {w::wo_changed(locale)} " "
                        <a class="link" href=path.clone() rel="external">{w::wo_changed_show(locale)}</a>
                    </p>
                </div>
            })}
        </div>
    }
}
