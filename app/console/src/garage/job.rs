//! One job: what it is, where it stands, what happened to it, and what to do next.

use super::{
    api::{Contact, HistoryLine, JobView, OrderLink, Spent, load_job},
    badge::StatusBadge,
    move_form::MoveForm,
    parts_day::PartsDay,
};
use crate::frame::{Refused, Section, Shell, drawn, param};
use domain::form::{FieldError, Fields};
use i18n::words as w;
use leptos::prelude::*;
use leptos_meta::Title;
use ui::{
    Icon,
    done::DoneNotice,
    form::{Form, Submit, TextArea},
    glyphs,
    live::{Away, use_live},
    locale,
};

/// The page of one job.
#[component]
pub(crate) fn JobDetails() -> impl IntoView {
    let (slug, job) = (param("slug"), param("job"));
    let data = Resource::new(move || (slug.get(), job.get()), |(slug, job)| load_job(slug, job));
    let connected = use_live(move || format!("/console/{}/live", slug.get()), move || data.refetch());
    drawn(data, move |page| view! { <Content page connected /> }.into_any())
}

#[component]
fn Content(page: JobView, connected: ReadSignal<bool>) -> impl IntoView {
    let locale = locale();
    let job = page.job.clone();
    let path = page.place.path(&format!("/jobs/{}", job.id));
    let title = if job.vehicle.is_empty() { job.customer.clone() } else { job.vehicle.clone() };
    view! {
        <Title text=format!("{} · {}", job.name(), page.place.name) />
        <Shell place=page.place.clone() section=Section::Board>
            <p>
                <a class="link" href=page.place.path("/board")><Icon icon=glyphs::ARROW_LEFT /> " " {w::work_back(locale)}</a>
            </p>
            <div class="cluster">
                <h1>{title}</h1>
                {(!job.plate.is_empty()).then(|| view! { <span class="plate">{job.plate.clone()}</span> })}
            </div>
            <DoneNotice known=&["note_added", "parts_expected"] />
            <Away connected />
            <Refused form="move" />
            <div class="grid-cards">
                <section class="card stack" aria-labelledby="stands">
                    <h2 id="stands">{w::work_status(locale)}</h2>
                    <p>
                        <StatusBadge job=job.clone() /> " "
                        <span class="soft">
                            {w::work_since(locale)} " " <time datetime=page.since.at.clone()>{page.since.text.clone()}</time>
                        </span>
                    </p>
                    <MoveForm job=job.id from=job.status back=path class="btn btn-primary btn-block" />
                </section>
                {job.parts.clone().map(|parts| view! { <PartsDay parts /> })}
                <Facts page=page.clone() />
                {page.writes_orders().then(|| view! {
                    <Order orders=page.place.path("/work") order=page.order />
                })}
            </div>
            <Note />
            <Times id="clocked" title=w::work_clocked(locale) lines=page.clocked />
            <Times id="stood" title=w::work_stood(locale) lines=page.stood />
            <History lines=page.history />
        </Shell>
    }
}

#[component]
fn Facts(page: JobView) -> impl IntoView {
    let locale = locale();
    let job = page.job;
    view! {
        <section class="card stack" aria-labelledby="facts">
            <h2 id="facts">{w::work_facts(locale)}</h2>
            <dl class="facts">
                <div><dt>{w::col_service(locale)}</dt><dd>{job.service}</dd></div>
                <div>
                    <dt>{w::work_planned(locale)}</dt>
                    <dd><time datetime=job.starts.at>{page.planned}</time></dd>
                </div>
                {job.eta.map(|eta| view! {
                    <div><dt>{w::work_eta(locale)}</dt><dd><time datetime=eta.at>{eta.text}</time></dd></div>
                })}
                <div><dt>{w::col_customer(locale)}</dt><dd>{job.customer}</dd></div>
                {job.contact.map(|contact| view! {
                    <div><dt>{w::col_contact(locale)}</dt><dd><Reach contact /></dd></div>
                })}
                <div><dt>{w::col_worker(locale)}</dt><dd>{job.worker}</dd></div>
                {page.bay.map(|bay| view! { <div><dt>{w::work_bay(locale)}</dt><dd>{bay}</dd></div> })}
            </dl>
            {(!page.note.is_empty()).then(|| view! {
                <h3>{w::work_note_customer(locale)}</h3>
                <p class="whitespace-pre-line">{page.note}</p>
            })}
        </section>
    }
}

/// The job's work order, or the button that opens one.
#[component]
fn Order(orders: String, order: Option<OrderLink>) -> impl IntoView {
    let locale = locale();
    let body = match order {
        Some(order) => {
            let href = format!("{orders}/{}", order.id);
            view! { <p><a class="btn btn-block" href=href><Icon icon=glyphs::WRENCH /> {order.number}</a></p> }.into_any()
        }
        None => view! {
            <p class="soft">{w::wo_none_yet(locale)}</p>
            <Form name="open_order"><Submit class="btn btn-block">{w::wo_open(locale)}</Submit></Form>
        }
        .into_any(),
    };
    view! {
        <section class="card stack" aria-labelledby="order">
            <h2 id="order">{w::wo_title(locale)}</h2>
            {body}
        </section>
    }
}

/// The address that calls `phone`, as it was typed.
pub(crate) fn dial(phone: &str) -> String {
    let digits: String = phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    format!("tel:{digits}")
}

/// How to reach a customer.
#[component]
pub(crate) fn Reach(contact: Contact) -> impl IntoView {
    let call = contact.phone.map(|phone| {
        let href = dial(&phone);
        view! { <a class="link" href=href rel="external">{phone}</a> " " }
    });
    view! {
        <span class="cluster">
            {call} <a class="link" href=format!("mailto:{}", contact.email) rel="external">{contact.email.clone()}</a>
        </span>
    }
}

#[component]
fn Note() -> impl IntoView {
    let locale = locale();
    view! {
        <section class="card stack" aria-labelledby="add-note">
            <h2 id="add-note">{w::work_note_add(locale)}</h2>
            <Form name="note" check=check_note>
                <TextArea name="note" label=w::work_note(locale) hint=w::work_note_hint(locale) />
                <Submit class="btn">{w::work_note_add(locale)}</Submit>
            </Form>
        </section>
    }
}

fn check_note(fields: &Fields) -> Vec<FieldError> {
    let empty = fields.get("note").is_empty();
    empty.then(|| FieldError::new("note", "err_required")).into_iter().collect()
}

/// Times as a list; nothing at all without any.
#[component]
fn Times(id: &'static str, title: &'static str, lines: Vec<Spent>) -> impl IntoView {
    (!lines.is_empty()).then(|| {
        let line = |line: Spent| view! { <div><dt>{line.what}</dt><dd class="num">{line.time}</dd></div> };
        view! {
            <section class="stack" aria-labelledby=id>
                <h2 id=id>{title}</h2>
                <dl class="facts">{lines.into_iter().map(line).collect_view()}</dl>
            </section>
        }
    })
}

#[component]
fn History(lines: Vec<HistoryLine>) -> impl IntoView {
    let locale = locale();
    view! {
        <section class="stack" aria-labelledby="history">
            <h2 id="history">{w::work_history(locale)}</h2>
            <ol class="rows">{lines.into_iter().map(|line| view! { <Line line /> }).collect_view()}</ol>
        </section>
    }
}

#[component]
fn Line(line: HistoryLine) -> impl IntoView {
    view! {
        <li>
            <div>
                <strong>{line.what}</strong>
                {(!line.note.is_empty()).then(|| view! { <p class="whitespace-pre-line">{line.note}</p> })}
                {line.by.map(|name| view! { <p class="soft">{name}</p> })}
            </div>
            <time class="soft num" datetime=line.when.at>{line.when.text}</time>
        </li>
    }
}
