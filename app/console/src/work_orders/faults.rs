//! What the vehicle of a work order reports and shows: fault codes, and the odometer at check-in.

use super::{
    api::{FaultLine, FaultsView},
    parts::{Press, job_anchor},
};
use domain::{
    form::{FieldError, Fields},
    garage::{odometer::Reason, trouble_code::TroubleCode},
};
use i18n::words as w;
use leptos::prelude::*;
use ui::{
    Icon,
    done::was_refused,
    form::{Form, SelectField, Submit, TextArea, TextField},
    glyphs, locale,
};

/// The fault codes of the vehicle. `open` says whether jobs can be made of them.
#[component]
pub(super) fn Faults(faults: FaultsView, open: bool) -> impl IntoView {
    let locale = locale();
    let codes = if faults.codes.is_empty() {
        view! { <p class="soft">{w::codes_none(locale)}</p> }.into_any()
    } else {
        let codes = faults.codes.into_iter().map(|fault| view! { <Fault fault open /> });
        view! { <ul class="stack">{codes.collect_view()}</ul> }.into_any()
    };
    view! {
        <section class="card stack" aria-labelledby="faults">
            <div class="cluster cluster-apart">
                <h2 id="faults">{w::faults_title(locale)}</h2>
                <a class="link" href=faults.path>{w::faults_vehicle(locale)}</a>
            </div>
            {codes}
            <details open=was_refused("codes")>
                <summary class="btn">{w::faults_note(locale)}</summary>
                <Form name="codes" check=check_codes>
                    <TextField name="codes" label=w::faults_field(locale) hint=w::faults_hint(locale) required=true />
                    <TextArea name="note" label=w::code_note(locale) />
                    <Submit class="btn">{w::faults_add(locale)}</Submit>
                </Form>
            </details>
        </section>
    }
}

fn check_codes(fields: &Fields) -> Vec<FieldError> {
    TroubleCode::parse_list(fields.get("codes")).err().into_iter().collect()
}

#[component]
fn Fault(fault: FaultLine, open: bool) -> impl IntoView {
    let locale = locale();
    let code = fault.line;
    let about = vec![("code", code.id.clone())];
    let job = match fault.job {
        Some(job) => {
            let href = format!("#{}", job_anchor(&job));
            view! { <a class="link" href=href rel="external"><Icon icon=glyphs::WRENCH /> " " {w::faults_job(locale)}</a> }
                .into_any()
        }
        None if open && code.cleared.is_none() => {
            let label = w::faults_make_job_of(locale, &code.code);
            view! {
                <Press form="code_job" ids=about.clone() class="btn" label=label>
                    <Icon icon=glyphs::WRENCH /> {w::faults_make_job(locale)}
                </Press>
            }
            .into_any()
        }
        None => ().into_any(),
    };
    let state = match code.cleared {
        Some(at) => view! {
            <span>
                <span class="badge badge-ok"><Icon icon=glyphs::CHECK /> {w::code_cleared(locale)}</span> " "
                <time class="soft" datetime=at.at>{at.text}</time>
            </span>
        }
        .into_any(),
        None => {
            let label = w::code_clear_of(locale, &code.code);
            view! { <Press form="clear_code" ids=about class="btn btn-quiet" label=label>{w::code_clear(locale)}</Press> }
                .into_any()
        }
    };
    view! {
        <li class="stack stack-tight">
            <h3 class="num">{code.code}</h3>
            <p class="soft">{code.decoded.join(" · ")}</p>
            {(!code.note.is_empty()).then(|| view! { <p class="whitespace-pre-line">{code.note}</p> })}
            <p class="soft">
                <time datetime=code.at.at>{code.at.text}</time> {code.by.map(|by| format!(" · {by}"))}
            </p>
            <div class="cluster">{job} {state}</div>
        </li>
    }
}

/// Notes what the odometer shows as the vehicle comes in.
#[component]
pub(super) fn Odometer() -> impl IntoView {
    let locale = locale();
    let reasons =
        Reason::ALL.map(|reason| (reason.as_str().to_owned(), i18n::lookup(locale, reason.word_key(), &[])));
    let choices: Vec<(String, String)> =
        [(String::new(), w::odometer_reason_none(locale).to_owned())].into_iter().chain(reasons).collect();
    view! {
        <details open=was_refused("odometer")>
            <summary class="btn btn-block">{w::odometer_check_in(locale)}</summary>
            <Form name="odometer">
                <TextField
                    name="odometer"
                    label=w::field_odometer(locale)
                    inputmode="numeric"
                    class="input input-short"
                    required=true
                />
                <SelectField name="reason" label=w::odometer_reason(locale) hint=w::odometer_reason_hint(locale) choices />
                <Submit class="btn">{w::odometer_save(locale)}</Submit>
            </Form>
        </details>
    }
}
