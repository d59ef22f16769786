//! The bookings of who is signed in.

use super::api::{MyVisits, VisitCard, load_visits};
use crate::frame::{here, slug};
use domain::{businesses::Capability, locale::Locale};
use i18n::words as w;
use leptos::prelude::*;
use leptos_meta::Title;
use ui::{
    Icon, glyphs, locale,
    page::page,
    seen::{KeepSeen, SeenItem},
};

/// The list of one's bookings: those to come, then those past.
#[component]
pub fn Visits() -> impl IntoView {
    let home = format!("/b/{}", slug());
    let content = |visits: MyVisits| view! { <Content visits /> }.into_any();
    page(move || vec![slug()], |key| Box::pin(load_visits(key[0].clone())), home, content)
}

#[component]
fn Content(visits: MyVisits) -> impl IntoView {
    let locale = locale();
    let site = here();
    let books = site.has(Capability::Agenda);
    let empty = visits.upcoming.is_empty() && visits.past.is_empty();
    let book = site.path("/book");
    let button =
        move || books.then(|| view! { <a class="btn btn-primary" href=book>{w::book_a_time(locale)}</a> });
    let seen: Vec<SeenItem> =
        visits.upcoming.iter().chain(&visits.past).map(|card| seen(card, locale)).collect();
    let body = if empty {
        view! {
            <div class="empty">
                <Icon icon=glyphs::CALENDAR />
                <h2>{w::visits_empty(locale)}</h2>
                <p>{w::visits_empty_text(locale)}</p>
                {button()}
            </div>
        }
        .into_any()
    } else {
        view! {
            <Part id="upcoming" title=w::visits_upcoming(locale) cards=visits.upcoming />
            <div class="cluster">{button()}</div>
            <Part id="past" title=w::visits_past(locale) cards=visits.past />
        }
        .into_any()
    };
    view! {
        <Title text=format!("{} · {}", w::visits_title(locale), site.name) />
        <div class="page page-narrow stack">
            <h1>{w::visits_title(locale)}</h1>
            {body}
            <KeepSeen kind="visits" business=site.slug.clone() name=site.name.clone() items=seen />
        </div>
    }
}

/// A booking as it can be read without a network.
fn seen(card: &VisitCard, locale: Locale) -> SeenItem {
    let vehicle = card.vehicle.as_ref().map(|vehicle| format!(" · {vehicle}")).unwrap_or_default();
    let state = i18n::lookup(locale, &card.state, &[]);
    SeenItem { title: card.service.clone(), detail: format!("{} · {state}{vehicle}", card.when) }
}

#[component]
fn Part(id: &'static str, title: &'static str, cards: Vec<VisitCard>) -> impl IntoView {
    (!cards.is_empty()).then(|| {
        view! {
            <section class="stack" aria-labelledby=id>
                <h2 id=id>{title}</h2>
                <div class="choice-list">{cards.into_iter().map(|card| view! { <Line card /> }).collect_view()}</div>
            </section>
        }
    })
}

#[component]
fn Line(card: VisitCard) -> impl IntoView {
    let locale = locale();
    let badge = match card.tone.as_str() {
        "ok" => "badge badge-ok",
        "warn" => "badge badge-warn",
        "danger" => "badge badge-danger",
        _ => "badge",
    };
    view! {
        <a class="choice" href=here().path(&format!("/visit/{}", card.token))>
            <span>
                <strong>{card.service}</strong>
                <span class="hint">
                    <time datetime=card.starts>{card.when}</time>
                    {card.vehicle.map(|vehicle| format!(" · {vehicle}"))}
                </span>
            </span>
            <span class=badge>{i18n::lookup(locale, &card.state, &[])}</span>
        </a>
    }
}
