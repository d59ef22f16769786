//! Clocked times: one's own by day, everybody's of a day, and putting right what was clocked wrong.
//!
//! Rules are in `domain::garage::correction`; use cases in `services::garage::times`.

pub mod api;
mod entry;
#[cfg(feature = "ssr")]
pub mod forms;
#[cfg(feature = "ssr")]
mod read;

use crate::frame::{Section, Shell, drawn, param, query};
use api::{PersonTimes, TimesDay, TimesView, load_all_times, load_times};
use domain::accounts::Deed;
use entry::Entry;
use i18n::words as w;
use leptos::prelude::*;
use leptos_meta::Title;
use ui::{Icon, done::DoneNotice, glyphs, locale};

/// The page of one's own times.
#[component]
pub(crate) fn MyTimes() -> impl IntoView {
    let (slug, day) = (param("slug"), query("day"));
    let data = Resource::new(move || (slug.get(), day.get()), |(slug, day)| load_times(slug, day));
    drawn(data, move |page| view! { <Content page /> }.into_any())
}

/// The page of everybody's times on a day.
#[component]
pub(crate) fn AllTimes() -> impl IntoView {
    let (slug, day) = (param("slug"), query("day"));
    let data = Resource::new(move || (slug.get(), day.get()), |(slug, day)| load_all_times(slug, day));
    drawn(data, move |page| view! { <Content page /> }.into_any())
}

#[component]
fn Content(page: TimesView) -> impl IntoView {
    let locale = locale();
    let place = page.place.clone();
    let everybody = page.everybody;
    let title = if everybody { w::times_all_title(locale) } else { w::times_title(locale) };
    let nothing = page.days.iter().all(|day| day.people.is_empty());
    let base = place.path("/work");
    view! {
        <Title text=format!("{title} · {}", place.name) />
        <Shell place=place.clone() section=Section::Me>
            <Ways page=page.clone() />
            <div><h1>{title}</h1><p class="soft">{page.title.clone()}</p></div>
            <DoneNotice known=&["time_corrected"] />
            <Turn page=page.clone() />
            {nothing.then(|| view! { <p class="soft">{w::times_none(locale)}</p> })}
            {page
                .days
                .into_iter()
                .filter(|day| !day.people.is_empty())
                .map(|day| view! { <OneDay day everybody base=base.clone() /> })
                .collect_view()}
            {everybody.then(|| view! { <Months place months=page.months /> })}
        </Shell>
    }
}

/// The ways to the own work, and between one's own times and everybody's.
#[component]
fn Ways(page: TimesView) -> impl IntoView {
    let locale = locale();
    let keeps = page.place.role.may(Deed::KeepTimes);
    let other = match (page.everybody, keeps) {
        (true, _) => Some(("/times", w::times_title(locale))),
        (false, true) => Some(("/times/all", w::times_all_title(locale))),
        (false, false) => None,
    };
    view! {
        <p class="cluster">
            <a class="link" href=page.place.path("/me")><Icon icon=glyphs::ARROW_LEFT /> " " {w::me_title(locale)}</a>
            {other.map(|(path, name)| view! {
                <a class="link" href=page.place.path(path)><Icon icon=glyphs::CLOCK /> " " {name}</a>
            })}
        </p>
    }
}

/// The days before and after.
#[component]
fn Turn(page: TimesView) -> impl IntoView {
    let locale = locale();
    let path = page.place.path(if page.everybody { "/times/all" } else { "/times" });
    let at = |day: &str| format!("{path}?day={day}");
    view! {
        <nav class="cluster" aria-label=w::times_days(locale)>
            <a class="btn" href=at(&page.previous)><Icon icon=glyphs::CHEVRON_LEFT /> " " {w::times_earlier(locale)}</a>
            {(!page.next.is_empty()).then(|| view! {
                <a class="btn" href=at(&page.next)>{w::times_later(locale)} " " <Icon icon=glyphs::CHEVRON_RIGHT /></a>
            })}
        </nav>
    }
}

#[component]
fn OneDay(day: TimesDay, everybody: bool, base: String) -> impl IntoView {
    let id = format!("day-{}", day.day.at);
    let named_by = id.clone();
    let people = day.people.into_iter().map(|person| {
        view! { <OnePerson person everybody base=base.clone() /> }
    });
    view! {
        <section class="stack" aria-labelledby=named_by>
            <h2 id=id><time datetime=day.day.at>{day.day.text}</time></h2>
            {people.collect_view()}
        </section>
    }
}

#[component]
fn OnePerson(person: PersonTimes, everybody: bool, base: String) -> impl IntoView {
    let locale = locale();
    let fact = |name: &'static str, time: String| {
        view! { <div><dt>{name}</dt><dd class="num">{time}</dd></div> }
    };
    // A shift over midnight counts for both days and stands on the first.
    let lines = (!person.lines.is_empty()).then(|| {
        let lines = person.lines.into_iter().map(|line| view! { <Entry line base=base.clone() /> });
        view! { <ul class="rows">{lines.collect_view()}</ul> }
    });
    view! {
        <article class="card stack">
            {everybody.then(|| view! { <h3>{person.name}</h3> })}
            <dl class="facts">
                {fact(w::times_shift(locale), person.shift)}
                {fact(w::times_jobs(locale), person.jobs)}
                {fact(w::times_difference(locale), person.difference)}
            </dl>
            {lines}
        </article>
    }
}

/// The files of a month, for the wages.
#[component]
fn Months(place: crate::businesses::api::Place, months: Vec<(String, String)>) -> impl IntoView {
    let locale = locale();
    let file = move |(month, name): (String, String)| {
        let href = place.path(&format!("/times/csv?month={month}"));
        view! { <a class="btn" href=href rel="external" download><Icon icon=glyphs::DOWNLOAD /> " " {name}</a> }
    };
    view! {
        <section class="stack" aria-labelledby="wages">
            <h2 id="wages">{w::times_wages(locale)}</h2>
            <p class="soft">{w::times_wages_hint(locale)}</p>
            <div class="cluster">{months.into_iter().map(file).collect_view()}</div>
        </section>
    }
}
