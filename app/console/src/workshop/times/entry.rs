//! One clocked time: what it was, what was corrected of it, and correcting it.

use super::api::{CorrectionLine, TimeLine};
use domain::{
    form::{FieldError, Fields},
    garage::correction::Typed,
};
use i18n::words as w;
use leptos::prelude::*;
use ui::{
    Icon,
    done::was_refused_at,
    form::{Form, Submit, TextField},
    glyphs, locale,
};

/// A line of somebody's day. `base` is the address of the work orders.
#[component]
pub(super) fn Entry(line: TimeLine, base: String) -> impl IntoView {
    let locale = locale();
    let name = match line.order.clone() {
        Some((order, number)) => {
            let href = format!("{base}/{order}");
            view! { <span><strong>{line.what.clone()}</strong> " · " <a class="link" href=href>{number}</a></span> }
                .into_any()
        }
        None => view! { <strong>{line.what.clone()}</strong> }.into_any(),
    };
    let corrections = line.corrections.clone();
    view! {
        <li>
            <div class="stack stack-tight w-full">
                <div class="cluster cluster-apart">
                    {name}
                    <span class="num">
                        <time datetime=line.begins.at.clone()>{line.span.clone()}</time> " · " {line.length.clone()}
                    </span>
                </div>
                {line.running.then(|| view! {
                    <p><span class="badge badge-accent"><Icon icon=glyphs::CLOCK /> {w::times_running(locale)}</span></p>
                })}
                {corrections.into_iter().map(|correction| view! { <Corrected correction /> }).collect_view()}
                {line.correctable.then(|| view! { <Correct line /> })}
            </div>
        </li>
    }
}

/// What a time was before, and why it was changed.
#[component]
fn Corrected(correction: CorrectionLine) -> impl IntoView {
    let locale = locale();
    view! {
        <p class="soft">
            <Icon icon=glyphs::PENCIL /> " " {w::times_was(locale, correction.before, correction.after)} " · "
            {correction.reason} " · " {correction.by} " · "
            <time class="num" datetime=correction.at.at>{correction.at.text}</time>
        </p>
    }
}

#[component]
fn Correct(line: TimeLine) -> impl IntoView {
    let locale = locale();
    let open = was_refused_at("correct", ("entry", &line.entry));
    let label = w::times_correct_of(locale, &line.what, &line.span);
    let hint = if line.running { w::times_to_running(locale) } else { w::times_to_hint(locale) };
    view! {
        <details open=open>
            <summary class="btn" aria-label=label>{w::times_correct(locale)}</summary>
            <Form name="correct" which=("entry", line.entry) check=check>
                <input type="hidden" name="seen" value=line.seen />
                <input type="hidden" name="day" value=line.day />
                <div class="form-row">
                    <TextField name="from" label=w::times_from(locale) kind="datetime-local" value=line.from required=true />
                    <TextField
                        name="to"
                        label=w::times_to(locale)
                        hint
                        kind="datetime-local"
                        value=line.to
                        required={!line.running}
                    />
                </div>
                <TextField name="reason" label=w::times_reason(locale) hint=w::times_reason_hint(locale) required=true />
                <Submit class="btn">{w::times_save(locale)}</Submit>
            </Form>
        </details>
    }
}

fn check(fields: &Fields) -> Vec<FieldError> {
    Typed::read(fields).err().unwrap_or_default()
}
