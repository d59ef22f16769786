//! A booking by its link: where it stands, live, and what can still be done about it.

use super::{
    api::{JobStep, VisitView, load_visit},
    manage::Manage,
};
use crate::frame::{here, param, slug};
use i18n::words as w;
use leptos::prelude::*;
use leptos_meta::Title;
use ui::done::DoneNotice;
use ui::{
    Icon, glyphs,
    live::{Away, use_live},
    locale,
    page::{page_of, resource},
};

/// The page of a booking; whoever has its link may see it.
#[component]
pub fn VisitPage() -> impl IntoView {
    let (site, token) = (slug(), param("token"));
    let path = format!("/b/{site}/visit/{token}");
    let live = format!("{path}/live");
    let data = resource(Box::new(move || vec![site.clone(), token.clone()]), |key| {
        Box::pin(load_visit(key[0].clone(), key[1].clone()))
    });
    let connected = use_live(move || live.clone(), move || data.refetch());
    let content = move |visit: VisitView| view! { <Content visit path=path.clone() connected /> }.into_any();
    page_of(data, here().path(""), content)
}

#[component]
fn Content(visit: VisitView, path: String, connected: ReadSignal<bool>) -> impl IntoView {
    let locale = locale();
    let site = here();
    let badge = match visit.tone.as_str() {
        "ok" => "badge badge-ok",
        "warn" => "badge badge-warn",
        "danger" => "badge badge-danger",
        _ => "badge",
    };
    view! {
        <Title text=format!("{} · {}", visit.service.name, site.name) />
        <div class="page page-narrow stack">
            <DoneNotice known=&["booked", "moved", "cancelled"] />
            <div class="stack stack-tight">
                <h1>{w::visit_title(locale)}</h1>
                <p><span class=badge>{i18n::lookup(locale, &visit.state, &[])}</span></p>
            </div>
            <Away connected />
            {visit.asks.clone().map(|token| view! { <Asked token /> })}
            <Facts visit=visit.clone() />
            <Progress visit=visit.clone() />
            <Manage visit path />
        </div>
    }
}

/// Something on the work order waits for the customer: what stands above everything else on the page.
#[component]
fn Asked(token: String) -> impl IntoView {
    let locale = locale();
    view! {
        <div class="notice notice-accent">
            <Icon icon=glyphs::BELL />
            <div class="stack stack-tight">
                <p><strong>{w::visit_asks(locale)}</strong></p>
                <a class="btn btn-primary" href=here().path(&format!("/work/{token}"))>{w::visit_asks_link(locale)}</a>
            </div>
        </div>
    }
}

#[component]
fn Facts(visit: VisitView) -> impl IntoView {
    let locale = locale();
    let site = here();
    let worker = (!visit.worker.is_empty()).then_some(visit.worker);
    let note = (!visit.note.is_empty()).then_some(visit.note);
    view! {
        <dl class="facts">
            <div><dt>{w::fact_what(locale)}</dt><dd>{visit.service.name}</dd></div>
            <div>
                <dt>{w::fact_when(locale)}</dt>
                <dd>
                    <time datetime=visit.starts>{visit.when}</time> " "
                    <span class="hint">{w::times_in(locale, site.zone)}</span>
                </dd>
            </div>
            <div><dt>{w::fact_where(locale)}</dt><dd>{site.name} ", " {site.address}</dd></div>
            {visit.vehicle.map(|(name, plate)| view! {
                <div><dt>{w::fact_vehicle(locale)}</dt><dd>{name} " " <span class="plate">{plate}</span></dd></div>
            })}
            {worker.map(|worker| view! { <div><dt>{w::fact_worker(locale)}</dt><dd>{worker}</dd></div> })}
            {note.map(|note| view! { <div><dt>{w::fact_note(locale)}</dt><dd>{note}</dd></div> })}
            <div class="facts-total"><dt>{w::fact_price(locale)}</dt><dd class="price">{visit.service.price}</dd></div>
        </dl>
    }
}

/// Where the work stands. What it says is spoken to listeners as it changes.
#[component]
fn Progress(visit: VisitView) -> impl IntoView {
    let locale = locale();
    visit.says.map(|says| {
        view! {
            <section class="stack" aria-labelledby="progress">
                <h2 id="progress">{w::visit_progress(locale)}</h2>
                <div class="notice notice-accent" role="status">
                    <Icon icon=glyphs::WRENCH />
                    <p>
                        <strong>{i18n::lookup(locale, &says, &[])}</strong>
                        {visit.parts.map(|parts| view! { " " <span>{parts}</span> })}
                        {visit.eta.map(|eta| view! { " " <span class="num">{eta}</span> })}
                    </p>
                </div>
                <ol class="timeline">
                    {visit.steps.into_iter().map(|step| view! { <Station step /> }).collect_view()}
                </ol>
            </section>
        }
    })
}

#[component]
fn Station(step: JobStep) -> impl IntoView {
    let locale = locale();
    let done = step.state == "done";
    let current = step.state == "current";
    view! {
        <li
            data-state=step.state
            data-tone=step.rests.then_some("warn")
            aria-current=current.then_some("step")
        >
            <strong>{i18n::lookup(locale, &step.key, &[])}</strong>
            {done.then(|| view! { " " <span class="visually-hidden">{w::step_is_done(locale)}</span> })}
        </li>
    }
}
