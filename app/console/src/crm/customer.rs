//! One customer: how to reach them, what they drive, when they came and will come.

use super::api::{CustomerView, VehicleFacts, VisitLine, load_customer};
use crate::{
    frame::{Section, Shell, drawn, param},
    garage::{badge::StatusMark, job::dial},
};
use domain::agenda::BookingState;
use i18n::words as w;
use leptos::prelude::*;
use leptos_meta::Title;
use ui::{Icon, glyphs, locale};

/// The page of one customer.
#[component]
pub(crate) fn Customer() -> impl IntoView {
    let (slug, customer) = (param("slug"), param("customer"));
    let data =
        Resource::new(move || (slug.get(), customer.get()), |(slug, customer)| load_customer(slug, customer));
    drawn(data, |page| view! { <Content page /> }.into_any())
}

#[component]
fn Content(page: CustomerView) -> impl IntoView {
    let locale = locale();
    let jobs = page.place.path("/jobs");
    let no_visits = page.upcoming.is_empty() && page.past.is_empty();
    view! {
        <Title text=format!("{} · {}", page.name, page.place.name) />
        <Shell place=page.place.clone() section=Section::Customers>
            <p>
                <a class="link" href=page.place.path("/customers")>
                    <Icon icon=glyphs::ARROW_LEFT /> " " {w::crm_all(locale)}
                </a>
            </p>
            <h1 class="wrap-anywhere">{page.name.clone()}</h1>
            <Reach page=page.clone() />
            <Vehicles vehicles=page.vehicles base=page.place.path("/vehicles") />
            <Visits id="upcoming" title=w::crm_upcoming(locale) visits=page.upcoming jobs=jobs.clone() />
            <Visits id="past" title=w::crm_past(locale) visits=page.past jobs />
            {no_visits.then(|| view! { <p class="soft">{w::crm_no_visits(locale)}</p> })}
        </Shell>
    }
}

/// How to reach the customer.
#[component]
fn Reach(page: CustomerView) -> impl IntoView {
    let locale = locale();
    let call = page.phone.map(|phone| {
        let href = dial(&phone);
        view! {
            <div><dt>{w::field_phone(locale)}</dt><dd><a class="link" href=href rel="external">{phone}</a></dd></div>
        }
    });
    let write = format!("mailto:{}", page.email);
    view! {
        <section class="card stack" aria-labelledby="contact">
            <h2 id="contact">{w::col_contact(locale)}</h2>
            <dl class="facts">
                {call}
                <div>
                    <dt>{w::field_email(locale)}</dt>
                    <dd class="wrap-anywhere"><a class="link" href=write rel="external">{page.email}</a></dd>
                </div>
                <div>
                    <dt>{w::crm_since(locale)}</dt>
                    <dd><time datetime=page.since.at>{page.since.text}</time></dd>
                </div>
            </dl>
        </section>
    }
}

#[component]
fn Vehicles(vehicles: Vec<VehicleFacts>, base: String) -> impl IntoView {
    let locale = locale();
    let body = if vehicles.is_empty() {
        view! { <p class="soft">{w::crm_no_vehicles(locale)}</p> }.into_any()
    } else {
        view! {
            <div class="grid-cards">
                {vehicles.into_iter().map(|vehicle| view! { <Vehicle vehicle base=base.clone() /> }).collect_view()}
            </div>
        }
        .into_any()
    };
    view! {
        <section class="stack" aria-labelledby="vehicles">
            <h2 id="vehicles">{w::crm_vehicles(locale)}</h2>
            {body}
        </section>
    }
}

#[component]
fn Vehicle(vehicle: VehicleFacts, base: String) -> impl IntoView {
    let locale = locale();
    let facts: Vec<(&'static str, String)> =
        [(w::vin(locale), vehicle.vin), (w::fact_odometer(locale), vehicle.odometer)]
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)))
            .collect();
    let facts = (!facts.is_empty()).then(|| {
        view! {
            <dl class="facts">
                {facts
                    .into_iter()
                    .map(|(name, value)| view! { <div><dt>{name}</dt><dd class="num">{value}</dd></div> })
                    .collect_view()}
            </dl>
        }
    });
    view! {
        <article class="card stack">
            <div class="cluster"><h3><a class="link" href=format!("{base}/{}", vehicle.id)>{vehicle.name}</a></h3><span class="plate">{vehicle.plate}</span></div>
            {facts}
        </article>
    }
}

/// Visits as a list; nothing at all without any.
#[component]
fn Visits(id: &'static str, title: &'static str, visits: Vec<VisitLine>, jobs: String) -> impl IntoView {
    (!visits.is_empty()).then(|| {
        view! {
            <section class="stack" aria-labelledby=id>
                <h2 id=id>{title}</h2>
                <ul class="rows">{visits.into_iter().map(|visit| line(visit, &jobs)).collect_view()}</ul>
            </section>
        }
    })
}

/// One visit; it leads to its job, unless it was called off.
fn line(visit: VisitLine, jobs: &str) -> impl IntoView + use<> {
    let locale = locale();
    let when = view! { <time datetime=visit.when.at>{visit.when.text}</time> };
    let what = match visit.job {
        Some(job) => {
            let href = format!("{jobs}/{job}");
            view! { <a class="link" href=href>{visit.service} ", " {when}</a> }.into_any()
        }
        None => view! { <span>{visit.service} ", " {when}</span> }.into_any(),
    };
    let badge = match visit.state {
        BookingState::Confirmed => view! { <StatusMark status=visit.status /> }.into_any(),
        state => view! { <span class="badge">{i18n::lookup(locale, state.key(), &[])}</span> }.into_any(),
    };
    let vehicle = (!visit.vehicle.is_empty()).then(|| view! { <span class="hint">{visit.vehicle}</span> });
    view! { <li><span>{what} {vehicle}</span> {badge}</li> }
}
