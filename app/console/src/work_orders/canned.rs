//! The canned jobs, for the owner.

use super::{
    api::{CannedList, CannedView, load_canned},
    lines::PlainLines,
    parts::Press,
};
use crate::frame::{Missing, Section, Shell, param};
use i18n::words as w;
use leptos::prelude::*;
use leptos_meta::Title;
use ui::{Icon, done::DoneNotice, glyphs, locale, page::page_or};

/// The page of the canned jobs.
#[component]
pub(crate) fn CannedJobs() -> impl IntoView {
    let slug = param("slug");
    page_or(
        move || vec![slug.get()],
        |key| Box::pin(load_canned(key[0].clone())),
        |fault| view! { <Missing fault /> }.into_any(),
        |page: CannedList| view! { <Content page /> }.into_any(),
    )
}

#[component]
fn Content(page: CannedList) -> impl IntoView {
    let locale = locale();
    let title = w::canned_title(locale);
    let place = page.place.clone();
    let body = if page.jobs.is_empty() {
        view! { <div class="empty"><Icon icon=glyphs::LIST_CHECKS /><h2>{w::canned_empty(locale)}</h2></div> }
            .into_any()
    } else {
        page.jobs.into_iter().map(|job| view! { <Job job /> }).collect_view().into_any()
    };
    view! {
        <Title text=format!("{title} · {}", place.name) />
        <Shell place=place.clone() section=Section::Work>
            <p><a class="link" href=place.path("/work")><Icon icon=glyphs::ARROW_LEFT /> " " {w::wo_all(locale)}</a></p>
            <h1>{title}</h1>
            <DoneNotice known=&["canned_retired"] />
            <p class="soft">{w::canned_lead(locale)}</p>
            {body}
        </Shell>
    }
}

#[component]
fn Job(job: CannedView) -> impl IntoView {
    let locale = locale();
    let title_id = format!("canned-{}", job.id);
    let named_by = title_id.clone();
    let retire = w::canned_retire_of(locale, &job.title);
    view! {
        <article class="card stack" aria-labelledby=named_by>
            <div class="cluster cluster-apart">
                <h2 id=title_id>{job.title.clone()}</h2> <span class="price">{job.total}</span>
            </div>
            {(!job.note.is_empty()).then(|| view! { <p class="whitespace-pre-line">{job.note}</p> })}
            <PlainLines title=job.title lines=job.lines />
            <Press form="retire" ids=vec![("canned", job.id)] label=retire>
                <Icon icon=glyphs::TRASH /> {w::canned_retire(locale)}
            </Press>
        </article>
    }
}
