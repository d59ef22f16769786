//! The day at a glance: its numbers, and its jobs by time.

use super::{
    api::{DayView, JobCard, Stats, load_day},
    badge::StatusBadge,
};
use crate::frame::{Section, Shell, drawn, param, query};
use i18n::words as w;
use leptos::prelude::*;
use leptos_meta::Title;
use ui::{
    Icon, glyphs,
    live::{Away, use_live},
    locale,
};

/// The page of a day.
#[component]
pub(crate) fn Day() -> impl IntoView {
    let (slug, day) = (param("slug"), query("day"));
    let data = Resource::new(move || (slug.get(), day.get()), |(slug, day)| load_day(slug, day));
    let connected = use_live(move || format!("/console/{}/live", slug.get()), move || data.refetch());
    drawn(data, move |page| view! { <Content page connected /> }.into_any())
}

#[component]
fn Content(page: DayView, connected: ReadSignal<bool>) -> impl IntoView {
    let base = page.place.path("");
    view! {
        <Title text=format!("{} · {}", page.title, page.place.name) />
        <Shell place=page.place.clone() section=Section::Day>
            <div class="cluster cluster-apart">
                <h1>{page.title.clone()}</h1>
                <Days page=page.clone() />
            </div>
            <Away connected />
            {match page.jobs {
                Some((stats, jobs)) if jobs.is_empty() => {
                    view! { <Numbers stats /> <Nothing title=w::today_empty_title text=w::today_empty /> }.into_any()
                }
                Some((stats, jobs)) => view! { <Numbers stats /> <Jobs jobs base /> }.into_any(),
                None => view! { <Nothing title=w::today_hidden_title text=w::today_hidden /> }.into_any(),
            }}
        </Shell>
    }
}

/// The way to the days around.
#[component]
fn Days(page: DayView) -> impl IntoView {
    let locale = locale();
    let base = page.place.path("");
    view! {
        <nav class="cluster" aria-label=w::today_days(locale)>
            <a class="btn btn-icon" href=format!("{base}?day={}", page.previous)>
                <Icon icon=glyphs::CHEVRON_LEFT label=w::today_previous(locale) />
            </a>
            <a class="btn" href=base.clone() aria-current=page.is_today.then_some("date")>{w::today_now(locale)}</a>
            <a class="btn btn-icon" href=format!("{base}?day={}", page.next)>
                <Icon icon=glyphs::CHEVRON_RIGHT label=w::today_next(locale) />
            </a>
        </nav>
    }
}

#[component]
fn Numbers(stats: Stats) -> impl IntoView {
    let locale = locale();
    let numbers = [
        (w::today_jobs(locale), stats.jobs),
        (w::today_arrivals(locale), stats.arrivals),
        (w::today_in_work(locale), stats.in_work),
        (w::today_ready(locale), stats.ready),
        (w::today_late(locale), stats.late),
    ];
    view! {
        <dl class="stats">
            {numbers.map(|(name, count)| view! { <div class="card stat"><dt>{name}</dt><dd>{count}</dd></div> }).into_iter().collect_view()}
        </dl>
    }
}

/// A word of the product, in the reader's language.
type Word = fn(domain::locale::Locale) -> &'static str;

#[component]
fn Nothing(title: Word, text: Word) -> impl IntoView {
    let locale = locale();
    view! { <div class="empty"><Icon icon=glyphs::CALENDAR /><h2>{title(locale)}</h2><p>{text(locale)}</p></div> }
}

#[component]
fn Jobs(jobs: Vec<JobCard>, base: String) -> impl IntoView {
    let locale = locale();
    // A restaurant has no vehicles, and a technician sees no contacts: no column without anything in it.
    let vehicles = jobs.iter().any(|job| !job.vehicle.is_empty());
    let contacts = jobs.iter().any(|job| job.contact.is_some());
    view! {
        <h2 class="visually-hidden">{w::today_list(locale)}</h2>
        <table class="table" role="table">
            <thead>
                <tr role="row">
                    <th role="columnheader">{w::col_time(locale)}</th>
                    <th role="columnheader">{w::col_status(locale)}</th>
                    <th role="columnheader">{w::col_service(locale)}</th>
                    <th role="columnheader">{w::col_customer(locale)}</th>
                    {vehicles.then(|| view! { <th role="columnheader">{w::col_vehicle(locale)}</th> })}
                    <th role="columnheader">{w::col_worker(locale)}</th>
                    {contacts.then(|| view! { <th role="columnheader">{w::col_contact(locale)}</th> })}
                </tr>
            </thead>
            <tbody>
                {jobs.into_iter().map(|job| view! { <Row job base=base.clone() vehicles contacts /> }).collect_view()}
            </tbody>
        </table>
    }
}

#[component]
fn Row(job: JobCard, base: String, vehicles: bool, contacts: bool) -> impl IntoView {
    let locale = locale();
    view! {
        <tr role="row">
            <th role="rowheader" scope="row">
                <a class="link num" href=format!("{base}/jobs/{}", job.id)>
                    <time datetime=job.starts.at.clone()>{job.starts.text.clone()}</time>
                    <span class="visually-hidden">{format!(" {}", job.name())}</span>
                </a>
            </th>
            <td role="cell" data-label=w::col_status(locale)><span><StatusBadge job=job.clone() /></span></td>
            <td role="cell" data-label=w::col_service(locale)>{job.service}</td>
            <td role="cell" data-label=w::col_customer(locale)>{job.customer}</td>
            {vehicles.then(|| view! {
                <td role="cell" data-label=w::col_vehicle(locale)>
                    <span>
                        {job.vehicle} " " {(!job.plate.is_empty()).then(|| view! { <span class="plate">{job.plate}</span> })}
                    </span>
                </td>
            })}
            <td role="cell" data-label=w::col_worker(locale)>{job.worker}</td>
            {contacts.then(|| view! {
                <td role="cell" data-label=w::col_contact(locale)>
                    {job.contact.map(|contact| view! { <super::job::Reach contact /> })}
                </td>
            })}
        </tr>
    }
}
