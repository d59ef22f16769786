//! One job of a work order: what the customer said, its lines, and what can be done with it.

use super::{
    api::{JobView, OrderView, Pricing},
    lines::{AddLine, Lines},
    parts::{AuthorisationMark, Press, job_anchor},
};
use domain::{
    accounts::Deed,
    form::{FieldError, Fields},
    garage::work_order::{Answer, Authorisation, How},
};
use i18n::words as w;
use leptos::prelude::*;
use ui::{
    Icon,
    done::was_refused_at,
    form::{Form, SelectField, Submit, TextField},
    glyphs, locale,
};

/// What the cards of jobs need to know of their work order and of who reads it.
#[derive(Clone)]
pub(super) struct Bench {
    /// Whether jobs may change.
    open: bool,
    /// Whether the reader may keep a job as a canned one.
    keeps: bool,
    /// How prices are typed.
    pricing: Pricing,
    /// The customer's name.
    customer: String,
}

impl Bench {
    /// What `page` says of it.
    pub(super) fn of(page: &OrderView) -> Self {
        Self {
            open: page.document.is_open(),
            keeps: page.place.role.may(Deed::RunBusiness),
            pricing: page.pricing.clone(),
            customer: page.customer.clone(),
        }
    }
}

/// One job.
#[component]
pub(super) fn JobCard(
    /// The job.
    job: JobView,
    /// The work order that it is on.
    bench: Bench,
) -> impl IntoView {
    let locale = locale();
    let anchor = job_anchor(&job.id);
    let title_id = format!("{anchor}-title");
    let named_by = title_id.clone();
    let open = bench.open;
    let waits = job.authorisation == Authorisation::Asked;
    view! {
        <article class="card stack" id=anchor aria-labelledby=named_by>
            <div class="cluster cluster-apart">
                <h3 id=title_id>{job.title.clone()}</h3>
                <span class="cluster">
                    {job.revived.then(|| view! {
                        <span class="badge badge-accent"><Icon icon=glyphs::REFRESH /> {w::wo_revived(locale)}</span>
                    })}
                    {job.done.then(|| view! {
                        <span class="badge badge-ok"><Icon icon=glyphs::FLAG /> {w::wo_done(locale)}</span>
                    })}
                    <AuthorisationMark state=job.authorisation />
                </span>
            </div>
            {(!job.note.is_empty()).then(|| view! { <p class="whitespace-pre-line">{job.note.clone()}</p> })}
            {job.decision.clone().map(|said| view! { <p class="soft">{said}</p> })}
            {waits.then(|| view! { <p class="soft">{w::wo_asked_line(locale)}</p> })}
            {job.question.clone().map(|question| view! { <Question question job=job.id.clone() open /> })}
            <Lines job=job.clone() pricing=bench.pricing.clone() open />
            <div class="cluster cluster-apart">
                <span class="soft">{w::wo_job_total(locale)}</span> <span class="price">{job.total.clone()}</span>
            </div>
            {open.then(|| view! { <Actions job bench /> })}
        </article>
    }
}

/// What the customer wants to know.
#[component]
fn Question(question: String, job: String, open: bool) -> impl IntoView {
    let locale = locale();
    view! {
        <div class="notice notice-accent">
            <Icon icon=glyphs::MESSAGE_CIRCLE />
            <div class="stack stack-tight">
                <p><strong>{w::wo_question(locale)}</strong></p>
                <p class="whitespace-pre-line">{question}</p>
                {open.then(|| view! {
                    <Press form="settle" ids=vec![("job", job)] class="btn">
                        <Icon icon=glyphs::CHECK /> {w::wo_settled(locale)}
                    </Press>
                })}
            </div>
        </div>
    }
}

#[component]
fn Actions(job: JobView, bench: Bench) -> impl IntoView {
    let locale = locale();
    let about = vec![("job", job.id.clone())];
    let done = (job.done || job.authorisation == Authorisation::Approved).then(|| {
        let (to, words) =
            if job.done { ("no", w::wo_mark_open(locale)) } else { ("yes", w::wo_mark_done(locale)) };
        let ids = vec![("job", job.id.clone()), ("done", to.to_owned())];
        view! { <Press form="done" ids class="btn"><Icon icon=glyphs::CHECK /> {words}</Press> }
    });
    let keeps = bench.keeps && !job.lines.is_empty();
    let keep = keeps.then(|| view! { <Press form="keep" ids=about.clone()>{w::wo_keep(locale)}</Press> });
    let is_draft = job.authorisation == Authorisation::Draft;
    let remove = is_draft.then(|| {
        view! {
            <Press form="remove_job" ids=about><Icon icon=glyphs::TRASH /> {w::wo_job_remove(locale)}</Press>
        }
    });
    view! {
        <div class="folds">
            <AddLine job=job.clone() pricing=bench.pricing />
            {(!job.lines.is_empty()).then(|| view! { <RecordAnswer job=job.id customer=bench.customer /> })}
            {done}
            {keep}
            {remove}
        </div>
    }
}

/// Records what the customer said in person or by phone.
#[component]
fn RecordAnswer(job: String, customer: String) -> impl IntoView {
    let locale = locale();
    let answers =
        [(Answer::Approve, w::wo_answer_approve(locale)), (Answer::Decline, w::wo_answer_decline(locale))];
    let answers = answers.map(|(answer, name)| (answer.as_str().to_owned(), name.to_owned()));
    let ways = [How::InPerson, How::Phone]
        .map(|how| (how.as_str().to_owned(), i18n::lookup(locale, how.word_key(), &[])));
    let open = was_refused_at("answer", ("job", &job));
    view! {
        <details open=open>
            <summary class="btn">{w::wo_answer(locale)}</summary>
            <Form name="answer" which=("job", job) check=check_answer>
                <div class="form-row">
                    <SelectField name="answer" label=w::wo_answer_what(locale) choices=answers.to_vec() />
                    <SelectField name="how" label=w::wo_answer_how(locale) choices=ways.to_vec() />
                    <TextField name="by" label=w::wo_answer_by(locale) value=customer required=true />
                </div>
                <Submit class="btn">{w::wo_answer_go(locale)}</Submit>
            </Form>
        </details>
    }
}

fn check_answer(fields: &Fields) -> Vec<FieldError> {
    let nobody = fields.get("by").is_empty();
    nobody.then(|| FieldError::new("by", "err_required")).into_iter().collect()
}
