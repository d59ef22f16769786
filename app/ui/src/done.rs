//! What a page says after a form went through.

use crate::{Icon, glyphs, locale, reader::RefusedForm};
use domain::form::FormState;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The value of `name` in the page's query; empty without one.
pub fn query(name: &str) -> String {
    use_query_map().with_untracked(|query| query.get(name).unwrap_or_default())
}

/// A notice that a form went through, when the address says so (`?done=saved`). Only the sentences `done_…` of `known`
/// are ever shown: anybody can write an address.
#[component]
pub fn DoneNotice(
    /// What this page's forms lead back with.
    known: &'static [&'static str],
) -> impl IntoView {
    let (query, locale) = (use_query_map(), locale());
    // A form that was refused answers at the address of the one that went through before it.
    let refused = use_context::<RefusedForm>().is_some_and(|form| form.0.with_untracked(Option::is_some));
    move || {
        if refused {
            return None;
        }
        let done = query.with(|query| query.get("done"))?;
        let known = known.iter().find(|known| **known == done)?;
        Some(view! {
            <div class="notice notice-ok" role="status">
                <Icon icon=glyphs::CIRCLE_CHECK />
                <p>{i18n::lookup(locale, &format!("done_{known}"), &[])}</p>
            </div>
        })
    }
}

/// The form `form` as it was sent, when this page is the answer to it because it was refused.
pub fn refused(form: &str) -> Option<FormState> {
    use_context::<RefusedForm>()?.0.get_untracked().filter(|state| state.form == form)
}

/// Whether this page answers the form `form`, which was refused: what is folded away on the page is open then, so that
/// the error in it is seen.
pub fn was_refused(form: &str) -> bool {
    refused(form).is_some()
}

/// The same for one of several forms of this name: the one whose field `field` holds `value`.
pub fn was_refused_at(form: &str, (field, value): (&str, &str)) -> bool {
    refused(form).is_some_and(|state| state.values.get(field) == value)
}
