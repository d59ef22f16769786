//! What happened to a vehicle, and the form for what its odometer shows.

use super::api::HistoryLine;
use crate::frame::{here, param};
use domain::garage::odometer::Reason;
use i18n::words as w;
use leptos::prelude::*;
use ui::{
    Icon,
    form::{Form, SelectField, Submit, TextField},
    glyphs, locale,
};

/// The form for what the odometer shows.
#[component]
pub(super) fn Odometer() -> impl IntoView {
    let locale = locale();
    let reasons =
        Reason::ALL.map(|reason| (reason.as_str().to_owned(), i18n::lookup(locale, reason.word_key(), &[])));
    let none = (String::new(), w::odometer_reason_none(locale).to_owned());
    let choices: Vec<(String, String)> = [none].into_iter().chain(reasons).collect();
    view! {
        <section class="stack" aria-labelledby="odometer">
            <h2 id="odometer">{w::odometer_add(locale)}</h2>
            <Form name="reading">
                <div class="form-row">
                    <TextField
                        name="odometer"
                        label=w::field_odometer(locale)
                        inputmode="numeric"
                        class="input input-short"
                        required=true
                    />
                    <TextField name="on" label=w::odometer_on(locale) hint=w::odometer_on_hint(locale) kind="date" />
                </div>
                <SelectField
                    name="reason"
                    label=w::odometer_reason(locale)
                    hint=w::odometer_reason_hint(locale)
                    choices
                />
                <Submit class="btn">{w::odometer_save(locale)}</Submit>
            </Form>
        </section>
    }
}

/// What happened to the vehicle, newest first.
#[component]
pub(super) fn ServiceHistory(lines: Vec<HistoryLine>) -> impl IntoView {
    let locale = locale();
    let pdf = here().path(&format!("/garage/{}/history.pdf", param("vehicle")));
    let body = if lines.is_empty() {
        view! { <p class="soft">{w::history_none(locale)}</p> }.into_any()
    } else {
        let line = |line: HistoryLine| {
            view! { <li><span>{line.what}</span> <time class="soft num" datetime=line.date>{line.on}</time></li> }
        };
        view! { <ol class="rows">{lines.into_iter().map(line).collect_view()}</ol> }.into_any()
    };
    view! {
        <section class="stack" aria-labelledby="history">
            <h2 id="history">{w::history_title(locale)}</h2>
            {body}
            <a class="btn self-start" href=pdf rel="external"><Icon icon=glyphs::DOWNLOAD /> {w::history_pdf_link(locale)}</a>
        </section>
    }
}
