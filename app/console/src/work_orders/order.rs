//! One work order: what it is about, its jobs, what they come to, and asking the customer.

use super::{
    add::{AddJob, DeclinedBefore},
    api::{OrderView, load_work_order},
    faults::{Faults, Odometer},
    job::{Bench, JobCard},
    parts::{DocumentMark, Press, document_name, unanswered},
    totals::Totals,
    writing::{Missed, Writing},
};
use crate::{
    billing::{Billing, deposits::Deposits},
    frame::{Missing, Section, Shell, param},
    garage::{api::Moment, job::Reach, parts_day::PartsDay},
};
use domain::garage::work_order::{Authorisation, Document};
use i18n::words as w;
use leptos::prelude::*;
use leptos_meta::Title;
use ui::{
    Icon,
    done::DoneNotice,
    glyphs,
    live::{Away, use_live},
    locale,
    page::{page_of_or, resource},
};

/// The page of a work order.
#[component]
pub(crate) fn WorkOrder() -> impl IntoView {
    let (slug, order) = (param("slug"), param("order"));
    let data = resource(Box::new(move || vec![slug.get(), order.get()]), |key| {
        Box::pin(load_work_order(key[0].clone(), key[1].clone()))
    });
    let writing = Writing::new();
    let live = move || format!("/console/{}/live", slug.get());
    let connected = use_live(live, move || writing.heard(|| data.refetch()));
    page_of_or(
        data,
        |fault| view! { <Missing fault /> }.into_any(),
        move |page: OrderView| view! { <Content page connected writing /> }.into_any(),
    )
}

#[component]
fn Content(page: OrderView, connected: ReadSignal<bool>, writing: Writing) -> impl IntoView {
    let place = page.place.clone();
    let path = place.path(&format!("/work/{}", page.id));
    let open = page.document.is_open();
    view! {
        <Title text=format!("{} · {}", page.number, place.name) />
        <Shell place=place.clone() section=Section::Work>
            <Ways page=page.clone() />
            <div class="cluster">
                <h1>{page.number.clone()}</h1>
                {(!page.plate.is_empty()).then(|| view! { <span class="plate">{page.plate.clone()}</span> })}
                <DocumentMark document=page.document />
            </div>
            <DoneNotice known=&["work_asked", "canned_kept", "deposit_asked", "deposit_recorded", "deposit_withdrawn", "invoice_refund", "invoice_refund_asked", "codes_added", "code_cleared", "reading_added", "parts_expected"] />
            <Away connected />
            <Missed writing path />
            <div class="work-sheet" on:input=move |_| writing.begin()>
                <div class="stack">
                    <Jobs page=page.clone() />
                    {page.faults.clone().map(|faults| view! { <Faults faults open /> })}
                    {open.then(|| view! {
                        <AddJob canned=page.canned.clone() />
                        <DeclinedBefore jobs=page.declined.clone() />
                    })}
                </div>
                <div class="stack">
                    <Facts page=page.clone() />
                    {page.parts.clone().map(|parts| view! { <PartsDay parts /> })}
                    <Totals page=page.clone() />
                    {page.deposits.clone().map(|view| view! { <Deposits view /> })}
                    <Billing page=page.clone() />
                    {page.link.clone().map(|(link, until)| view! { <Link link until /> })}
                    <KeyTag page=page.clone() />
                </div>
            </div>
            <AskBar page />
        </Shell>
    }
}

/// The ways back: to the list, and to the job on the board.
#[component]
fn Ways(page: OrderView) -> impl IntoView {
    let locale = locale();
    view! {
        <p class="cluster">
            <a class="link" href=page.place.path("/work")><Icon icon=glyphs::ARROW_LEFT /> " " {w::wo_all(locale)}</a>
            <a class="link" href=page.place.path(&format!("/jobs/{}", page.booking))>
                <Icon icon=glyphs::COLUMNS /> " " {w::wo_to_job(locale)}
            </a>
            <a class="link" href=page.place.path(&format!("/work/{}/inspection", page.id))>
                <Icon icon=glyphs::LIST_CHECKS /> " " {w::inspection_title(locale)}
            </a>
        </p>
    }
}

#[component]
fn Facts(page: OrderView) -> impl IntoView {
    let locale = locale();
    // An invoice is issued by billing, not turned into here.
    let moves = page.document.moves().iter().copied().filter(|document| *document != Document::Invoice);
    view! {
        <section class="card stack" aria-labelledby="facts">
            <h2 id="facts">{w::wo_title(locale)}</h2>
            <dl class="facts">
                <div><dt>{w::wo_document(locale)}</dt><dd>{document_name(page.document)}</dd></div>
                <div><dt>{w::col_customer(locale)}</dt><dd>{page.customer}</dd></div>
                {page.contact.map(|contact| view! {
                    <div><dt>{w::col_contact(locale)}</dt><dd class="wrap-anywhere"><Reach contact /></dd></div>
                })}
                {(!page.vehicle.is_empty()).then(|| view! {
                    <div><dt>{w::fact_vehicle(locale)}</dt><dd>{page.vehicle}</dd></div>
                })}
                {page.odometer.map(|text| view! {
                    <div><dt>{w::fact_odometer(locale)}</dt><dd>{text}</dd></div>
                })}
            </dl>
            {(page.document.is_open() && page.faults.is_some()).then(|| view! { <Odometer /> })}
            {moves
                .map(|document| view! {
                    <Press form="document" ids=vec![("document", document.as_str().to_owned())] class="btn btn-block">
                        {w::wo_turn_into(locale, document_name(document))}
                    </Press>
                })
                .collect_view()}
        </section>
    }
}

#[component]
fn Jobs(page: OrderView) -> impl IntoView {
    let locale = locale();
    let bench = Bench::of(&page);
    let none = page.jobs.is_empty().then(|| view! { <p class="soft">{w::wo_no_jobs(locale)}</p> });
    view! {
        <section class="stack" aria-labelledby="jobs">
            <h2 id="jobs">{w::wo_jobs(locale)}</h2>
            {none}
            {page
                .jobs
                .into_iter()
                .map(|job| view! { <JobCard job bench=bench.clone() /> })
                .collect_view()}
        </section>
    }
}

/// The customer's link, to be sent another way than by mail.
#[component]
fn Link(link: String, until: Moment) -> impl IntoView {
    let locale = locale();
    view! {
        <section class="card stack stack-tight">
            <h2><label for="customer-link">{w::wo_link(locale)}</label></h2>
            <input class="input" id="customer-link" type="text" readonly value=link aria-describedby="link-hint" />
            <p class="hint" id="link-hint">{w::wo_link_hint(locale, until.text)}</p>
        </section>
    }
}

/// The code for the key: whoever scans it comes here.
#[component]
fn KeyTag(page: OrderView) -> impl IntoView {
    let locale = locale();
    let tag = page.place.path(&format!("/work/{}/tag.svg", page.id));
    view! {
        <section class="card stack stack-tight" aria-labelledby="key-tag">
            <h2 id="key-tag">{w::key_tag(locale)}</h2>
            <p class="hint">{w::key_tag_hint(locale)}</p>
            <img
                class="key-tag"
                src=tag.clone()
                alt=w::key_tag_alt(locale, &page.number)
                width="160"
                height="200"
                loading="lazy"
            />
            <a class="btn self-start" href=tag rel="external"><Icon icon=glyphs::PRINTER /> {w::key_tag_print(locale)}</a>
        </section>
    }
}

/// The page's main action, as long as a job has no answer.
#[component]
fn AskBar(page: OrderView) -> impl IntoView {
    let locale = locale();
    let waiting = page.unanswered();
    let all_asked = page.jobs.iter().all(|job| job.authorisation != Authorisation::Draft);
    let ask = if all_asked { w::wo_ask_again(locale) } else { w::wo_ask(locale) };
    (page.document.is_open() && waiting > 0).then(|| {
        view! {
            <div class="action-bar">
                <span>{unanswered(waiting)}</span>
                <Press form="ask" class="btn btn-primary btn-block"><Icon icon=glyphs::MAIL /> {ask}</Press>
            </div>
        }
    })
}
