//! What a page knows of the form that led to it: one that succeeded (`?done=booked`), or one that was refused.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use ui::{Icon, glyphs, locale, reader::RefusedForm};

/// The sentence `done_<name>` when the address names one of `known`: an address can say nothing of its own here.
#[component]
pub(crate) fn DoneNotice(
    /// The names that lead to this page.
    known: &'static [&'static str],
) -> impl IntoView {
    let locale = locale();
    let query = use_query_map();
    move || {
        let done = query.with(|query| query.get("done"))?;
        let name = known.iter().find(|name| **name == done)?;
        let sentence = i18n::lookup(locale, &format!("done_{name}"), &[]);
        Some(view! {
            <div class="notice notice-ok" role="status"><Icon icon=glyphs::CIRCLE_CHECK /><p>{sentence}</p></div>
        })
    }
}

/// Whether this page answers the form `form`, which was refused: what is folded away on the page is open then, so that
/// the error in it is seen.
pub(crate) fn was_refused(form: &str) -> bool {
    let refused = use_context::<RefusedForm>();
    refused.is_some_and(|refused| {
        refused.0.with_untracked(|state| state.as_ref().is_some_and(|state| state.form == form))
    })
}
