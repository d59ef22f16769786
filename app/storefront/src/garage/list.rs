//! The vehicles of who is signed in.

use super::api::{VehicleCard, load_garage};
use crate::frame::{here, slug};
use domain::businesses::Capability;
use i18n::words as w;
use leptos::prelude::*;
use leptos_meta::Title;
use ui::done::DoneNotice;
use ui::{
    Icon, glyphs, locale,
    page::page,
    seen::{KeepSeen, SeenItem},
};

/// The list of one's vehicles.
#[component]
pub fn Garage() -> impl IntoView {
    let home = format!("/b/{}", slug());
    let content = |vehicles: Vec<VehicleCard>| view! { <Content vehicles /> }.into_any();
    page(move || vec![slug()], |key| Box::pin(load_garage(key[0].clone())), home, content)
}

#[component]
fn Content(vehicles: Vec<VehicleCard>) -> impl IntoView {
    let locale = locale();
    let site = here();
    let add = view! {
        <a class="btn btn-primary" href=site.path("/garage/new")><Icon icon=glyphs::PLUS /> {w::vehicle_add(locale)}</a>
    };
    let seen = vehicles
        .iter()
        .map(|vehicle| {
            let odometer =
                vehicle.odometer.as_ref().map(|odometer| format!(" · {odometer}")).unwrap_or_default();
            SeenItem { title: vehicle.name.clone(), detail: format!("{}{odometer}", vehicle.plate) }
        })
        .collect();
    let body = if vehicles.is_empty() {
        view! {
            <div class="empty">
                <Icon icon=glyphs::CAR />
                <h2>{w::garage_empty(locale)}</h2>
                <p>{w::garage_empty_text(locale)}</p>
                {add}
            </div>
        }
        .into_any()
    } else {
        view! {
            <div class="grid-cards">
                {vehicles.into_iter().map(|vehicle| view! { <Card vehicle /> }).collect_view()}
            </div>
            <div class="cluster">{add}</div>
        }
        .into_any()
    };
    view! {
        <Title text=format!("{} · {}", w::garage_title(locale), site.name) />
        <div class="page stack">
            <DoneNotice known=&["vehicle_saved", "vehicle_removed"] />
            <h1>{w::garage_title(locale)}</h1>
            {body}
            <KeepSeen kind="vehicles" business=site.slug.clone() name=site.name.clone() items=seen />
        </div>
    }
}

#[component]
fn Card(vehicle: VehicleCard) -> impl IntoView {
    let locale = locale();
    let site = here();
    let edit = site.path(&format!("/garage/{}", vehicle.id));
    let book = site.has(Capability::Agenda).then(|| site.path("/book"));
    let name = vehicle.name.clone();
    // Several cards have the same two links: listeners hear which vehicle each is for.
    let whose = move || view! { <span class="visually-hidden">" " {name.clone()}</span> };
    let whose_edit = whose.clone();
    view! {
        <article class="card stack">
            <div class="stack stack-tight">
                <h2>{vehicle.name.clone()}</h2>
                <p><span class="plate">{vehicle.plate.clone()}</span></p>
            </div>
            <Facts vehicle=vehicle.clone() />
            {vehicle
                .warnings
                .into_iter()
                .map(|warning| view! {
                    <div class="notice notice-warn"><Icon icon=glyphs::TRIANGLE_ALERT /><p>{warning}</p></div>
                })
                .collect_view()}
            <div class="cluster">
                {book.map(|href| view! { <a class="btn" href=href><Icon icon=glyphs::CALENDAR /> {w::nav_book(locale)} {whose()}</a> })}
                <a class="btn btn-quiet" href=edit><Icon icon=glyphs::PENCIL /> {w::vehicle_edit(locale)} {whose_edit()}</a>
            </div>
        </article>
    }
}

/// What is known beyond the name; nothing at all for a vehicle of which only the plate is known.
#[component]
fn Facts(vehicle: VehicleCard) -> impl IntoView {
    let locale = locale();
    let rows: Vec<(&'static str, String)> = [
        (w::fact_odometer(locale), vehicle.odometer),
        (w::vin(locale), vehicle.vin),
        (w::fact_vin_maker(locale), vehicle.vin_maker),
        (w::fact_vin_country(locale), vehicle.vin_country),
        (w::fact_vin_year(locale), vehicle.vin_year),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some((name, value?)))
    .collect();
    (!rows.is_empty()).then(|| {
        view! {
            <dl class="facts">
                {rows
                    .into_iter()
                    .map(|(name, value)| view! { <div><dt>{name}</dt><dd class="num">{value}</dd></div> })
                    .collect_view()}
            </dl>
        }
    })
}
