//! A job of the page: what it is, what is in it, what it costs, and the answer to it.

use super::{
    api::{JobView, LineView, TaxView},
    sums::TaxRows,
};
use i18n::words as w;
use leptos::prelude::*;
use ui::{
    Icon,
    done::was_refused_at,
    form::{Form, Submit, TextArea},
    glyphs, locale,
};

/// A job that waits for an answer. Both answers weigh the same and hold for exactly the price that stands here.
#[component]
pub(super) fn WaitingJob(job: JobView) -> impl IntoView {
    let locale = locale();
    let heading = format!("job-{}", job.id);
    view! {
        <article class="card stack" aria-labelledby=heading.clone()>
            <Head heading=heading.clone() job=job.clone() />
            <Contents lines=job.lines.clone() tax=job.tax.clone() total=job.price.clone() />
            <form method="post" class="btn-pair">
                <input type="hidden" name="form" value="answer" />
                <input type="hidden" name="job" value=job.id.clone() />
                <input type="hidden" name="price" value=job.price_minor.to_string() />
                <button class="btn btn-primary" type="submit" name="answer" value="approve">
                    <Icon icon=glyphs::CHECK />
                    <span>{w::answer_approve(locale)} <span class="visually-hidden">": " {job.title.clone()}</span></span>
                </button>
                <button class="btn" type="submit" name="answer" value="decline">
                    <Icon icon=glyphs::X />
                    <span>{w::answer_decline(locale)} <span class="visually-hidden">": " {job.title.clone()}</span></span>
                </button>
            </form>
            <Question job />
        </article>
    }
}

/// A job that was answered, with what was said.
#[component]
pub(super) fn AnsweredJob(job: JobView) -> impl IntoView {
    let heading = format!("job-{}", job.id);
    let done = job.done.then(|| {
        view! { <p><span class="badge badge-ok"><Icon icon=glyphs::CHECK /> {w::answer_done(locale())}</span></p> }
    });
    view! {
        <article class="card stack" aria-labelledby=heading.clone()>
            <Head heading=heading.clone() job=job.clone() />
            {done}
            {job.said.map(|said| view! { <p>{said}</p> })}
            <Contents lines=job.lines tax=job.tax total=job.price />
        </article>
    }
}

/// What is done, why, and for how much.
#[component]
fn Head(heading: String, job: JobView) -> impl IntoView {
    let note = (!job.note.is_empty()).then_some(job.note);
    view! {
        <div class="cluster cluster-apart">
            <h3 id=heading>{job.title}</h3>
            <span class="price price-big">{job.price}</span>
        </div>
        {note.map(|note| view! { <p>{note}</p> })}
    }
}

/// The lines of a job, folded away. Where tax comes on top of their prices, how they lead to the price of the job.
#[component]
fn Contents(lines: Vec<LineView>, tax: Option<TaxView>, total: String) -> impl IntoView {
    let locale = locale();
    view! {
        <details class="stack">
            <summary class="btn btn-quiet self-start">
                {w::answer_in_it(locale)} <Icon icon=glyphs::CHEVRON_DOWN />
            </summary>
            <ul class="rows">
                {lines
                    .into_iter()
                    .map(|line| view! {
                        <li>
                            <span>{line.what} " " <span class="hint num">{line.quantity}</span></span>
                            " "
                            <span class="price">{line.price}</span>
                        </li>
                    })
                    .collect_view()}
            </ul>
            <dl class="facts">
                <TaxRows tax=tax.clone() />
                <div class="facts-total"><dt>{w::answer_sums(locale)}</dt><dd class="price">{total}</dd></div>
            </dl>
            {tax.filter(|tax| !tax.on_top).map(|tax| view! { <p class="soft">{w::answer_of_which_tax(locale, tax.tax)}</p> })}
        </details>
    }
}

/// Asking about a job, folded away; what was asked stays in sight.
#[component]
fn Question(job: JobView) -> impl IntoView {
    let locale = locale();
    let asked = (!job.question.is_empty()).then(|| job.question.clone());
    let summary = if asked.is_some() { w::answer_ask_again(locale) } else { w::answer_ask(locale) };
    let open = was_refused_at("question", ("job", &job.id));
    view! {
        {asked.map(|question| view! { <p><strong>{w::answer_you_asked(locale)}</strong> " " {question}</p> })}
        <details class="stack" open=open>
            <summary class="btn btn-quiet self-start"><Icon icon=glyphs::MESSAGE_CIRCLE /> {summary}</summary>
            <Form name="question" which=("job", job.id)>
                <TextArea
                    name="question"
                    label=w::answer_ask_label(locale)
                    hint=w::answer_ask_hint(locale)
                    value=job.question
                />
                <Submit class="btn">{w::answer_ask_send(locale)}</Submit>
            </Form>
        </details>
    }
}
