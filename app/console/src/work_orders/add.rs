//! Putting a job on a work order: a canned one, one of its own, or one that was declined before.

use super::{api::Offer, parts::Press};
use domain::form::{FieldError, Fields};
use i18n::words as w;
use leptos::prelude::*;
use ui::{
    Icon,
    done::was_refused,
    form::{Form, SelectField, Submit, TextArea, TextField},
    glyphs, locale,
};

/// Adds a canned job or one of its own.
#[component]
pub(super) fn AddJob(
    /// The canned jobs to choose from.
    canned: Vec<Offer>,
) -> impl IntoView {
    let locale = locale();
    let choices: Vec<(String, String)> =
        canned.into_iter().map(|job| (job.id, format!("{} · {}", job.title, job.price))).collect();
    let pick = (!choices.is_empty()).then(|| {
        view! {
            <Form name="add_canned">
                <SelectField name="canned" label=w::wo_canned_pick(locale) choices />
                <Submit class="btn"><Icon icon=glyphs::PLUS /> {w::wo_canned_add(locale)}</Submit>
            </Form>
        }
    });
    view! {
        <section class="card stack" aria-labelledby="add-job">
            <h2 id="add-job">{w::wo_add(locale)}</h2>
            {pick}
            <details class="stack" open=was_refused("add_job")>
                <summary class="btn">{w::wo_own(locale)}</summary>
                <Form name="add_job" check=check_job>
                    <TextField name="title" label=w::wo_job_title(locale) required=true />
                    <TextArea name="note" label=w::wo_job_note(locale) />
                    <Submit class="btn">{w::wo_own_go(locale)}</Submit>
                </Form>
            </details>
        </section>
    }
}

fn check_job(fields: &Fields) -> Vec<FieldError> {
    let untitled = fields.get("title").is_empty();
    untitled.then(|| FieldError::new("title", "err_required")).into_iter().collect()
}

/// Work that was declined on an earlier visit; nothing at all without any.
#[component]
pub(super) fn DeclinedBefore(
    /// The declined jobs.
    jobs: Vec<Offer>,
) -> impl IntoView {
    let locale = locale();
    let line = move |job: Offer| {
        view! {
            <li>
                <span>{job.title.clone()} " " <span class="price">{job.price}</span></span>
                <Press
                    form="revive"
                    ids=vec![("job", job.id)]
                    class="btn"
                    label=w::wo_revive_of(locale, job.title)
                >
                    {w::wo_revive(locale)}
                </Press>
            </li>
        }
    };
    (!jobs.is_empty()).then(|| {
        view! {
            <section class="card stack" aria-labelledby="declined">
                <h2 id="declined">{w::wo_declined_before(locale)}</h2>
                <p class="soft">{w::wo_declined_hint(locale)}</p>
                <ul class="rows">{jobs.into_iter().map(line).collect_view()}</ul>
            </section>
        }
    })
}
