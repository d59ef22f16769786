//! What the pages of work orders share: marks, and forms that are only a button.

use domain::garage::work_order::{Authorisation, Document};
use i18n::words as w;
use leptos::prelude::*;
use ui::{Icon, done::refused, glyphs, locale};

/// The id of a job's card in the page.
pub(super) fn job_anchor(job: &str) -> String {
    format!("job-{job}")
}

/// What the customer said to a job: its name with a colour and an icon, never a colour alone.
#[component]
pub(super) fn AuthorisationMark(state: Authorisation) -> impl IntoView {
    let (class, icon) = match state {
        Authorisation::Draft => ("badge", glyphs::PENCIL),
        Authorisation::Asked => ("badge badge-warn", glyphs::HOURGLASS),
        Authorisation::Approved => ("badge badge-ok", glyphs::CIRCLE_CHECK),
        Authorisation::Declined => ("badge badge-danger", glyphs::CIRCLE_X),
    };
    view! { <span class=class><Icon icon /> {i18n::lookup(locale(), state.word_key(), &[])}</span> }
}

/// What the paper is.
#[component]
pub(super) fn DocumentMark(document: Document) -> impl IntoView {
    let (class, icon) = match document {
        Document::Estimate => ("badge", glyphs::STICKY_NOTE),
        Document::RepairOrder => ("badge badge-accent", glyphs::WRENCH),
        Document::Invoice => ("badge badge-ok", glyphs::RECEIPT),
    };
    view! { <span class=class><Icon icon /> {document_name(document)}</span> }
}

/// The name of a document.
pub(super) fn document_name(document: Document) -> String {
    i18n::lookup(locale(), document.word_key(), &[])
}

/// A form that is only a button. Why it was refused stands above it.
#[component]
pub(super) fn Press(
    /// The form's name.
    form: &'static str,
    /// What it is about; tells it from other forms of its name.
    #[prop(optional)]
    ids: Vec<(&'static str, String)>,
    /// Classes of the button.
    #[prop(default = "btn btn-quiet")]
    class: &'static str,
    /// The button's name for listeners, where its words alone do not say what it is about.
    #[prop(optional, into)]
    label: Option<String>,
    children: Children,
) -> impl IntoView {
    let locale = locale();
    let error = refused(form)
        .filter(|state| ids.iter().all(|(field, value)| state.values.get(field) == value))
        .and_then(|state| state.errors.into_iter().next());
    view! {
        <form method="post" class="stack stack-tight">
            <input type="hidden" name="form" value=form />
            {ids
                .into_iter()
                .map(|(field, value)| view! { <input type="hidden" name=field value=value /> })
                .collect_view()}
            {error.map(|error| view! {
                <div class="notice notice-danger" role="alert">
                    <Icon icon=glyphs::TRIANGLE_ALERT />
                    <p>{i18n::field_error(locale, &error)}</p>
                </div>
            })}
            <button class=class type="submit" aria-label=label>{children()}</button>
        </form>
    }
}

/// How many jobs have no answer.
pub(super) fn unanswered(count: usize) -> String {
    let locale = locale();
    if count == 1 { w::wo_waiting_one(locale, count) } else { w::wo_waiting_other(locale, count) }
}
