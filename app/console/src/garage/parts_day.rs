//! Saying when the missing part of a job is expected, on the job's page and on its work order's.

use super::api::PartsCard;
use domain::{
    form::{FieldError, Fields},
    garage::parts::Expected,
};
use i18n::words as w;
use leptos::prelude::*;
use ui::{
    Icon,
    form::{Form, Submit, TextField},
    glyphs, locale,
};

/// What is known of the part, and the form that says more.
#[component]
pub(crate) fn PartsDay(
    /// The part that the job waits for.
    parts: PartsCard,
) -> impl IntoView {
    let locale = locale();
    let day = parts.on.as_ref().map(|on| on.at.clone()).unwrap_or_default();
    let what = parts.what.clone();
    let nothing = parts.on.is_none();
    let note = (!nothing || !what.is_empty()).then(|| view! { <p class="cluster"><PartsNote parts /></p> });
    view! {
        <section class="card stack" aria-labelledby="part">
            <h2 id="part">{w::parts_title(locale)}</h2>
            {nothing.then(|| view! { <p class="soft">{w::parts_unknown(locale)}</p> })}
            {note}
            <Form name="parts" check=check>
                <TextField name="on" label=w::parts_day(locale) kind="date" value=day />
                <TextField name="what" label=w::parts_what(locale) hint=w::parts_what_hint(locale) value=what />
                <Submit class="btn">{w::parts_save(locale)}</Submit>
            </Form>
        </section>
    }
}

/// The day of the part and what it is, for one line; nothing while nobody has said anything.
#[component]
pub(crate) fn PartsNote(
    /// The part that the job waits for.
    parts: PartsCard,
) -> impl IntoView {
    let locale = locale();
    let late = parts.late;
    view! {
        {late.then(|| view! {
            <span class="badge badge-danger"><Icon icon=glyphs::CLOCK /> {w::parts_late(locale)}</span>
        })}
        {parts.on.map(|on| view! {
            <span>{w::parts_on(locale)} " " <time class="num" datetime=on.at>{on.text}</time></span>
        })}
        {(!parts.what.is_empty()).then(|| view! { <span>{parts.what}</span> })}
    }
}

fn check(fields: &Fields) -> Vec<FieldError> {
    Expected::read(fields, None).err().unwrap_or_default()
}
