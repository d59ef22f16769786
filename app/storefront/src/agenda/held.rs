//! The third step of a booking: who it is for, the vehicle, a note, and the button that books.

use super::{
    api::{HeldTime, VehicleChoice, load_held},
    parts::{OfferForm, Offers, Steps},
};
use crate::frame::{here, param, slug};
use i18n::words as w;
use leptos::prelude::*;
use leptos_meta::Title;
use ui::{
    Icon,
    form::{Form, Submit, TextArea, typed_before},
    glyphs, locale,
    page::{Asking, Key, page},
};

/// The page of a time that waits to be confirmed.
#[component]
pub fn Held() -> impl IntoView {
    let token = param("token");
    let home = format!("/b/{}/book", slug());
    let key = vec![slug(), token.clone()];
    let content = move |held: HeldTime| view! { <Content held token=token.clone() /> }.into_any();
    let ask = |key: Key| -> Asking { Box::pin(load_held(key[0].clone(), key[1].clone())) };
    page(move || key.clone(), ask, home, content)
}

#[component]
fn Content(held: HeldTime, token: String) -> impl IntoView {
    let locale = locale();
    let site = here();
    let back = vec![site.path("/book"), site.path(&format!("/book/{}", held.service.slug))];
    let body = if !held.waits {
        view! { <Decided token /> }.into_any()
    } else if held.signed_in {
        view! { <Confirm held=held.clone() token /> }.into_any()
    } else {
        view! { <WhoAreYou token /> }.into_any()
    };
    let kept = held.kept_until.is_some();
    view! {
        <Title text=format!("{} · {}", w::hold_title(locale), site.name) />
        <div class="page page-narrow stack">
            <Steps at=3 back />
            <h1>{w::hold_title(locale)}</h1>
            <Summary held=held.clone() />
            {held.waits.then(|| view! { <Kept until=held.kept_until.clone() /> })}
            {body}
            {(held.waits && kept).then(|| view! {
                <Form name="release"><Submit class="btn btn-quiet">{w::hold_release(locale)}</Submit></Form>
            })}
        </div>
    }
}

/// What, when and for how much.
#[component]
fn Summary(held: HeldTime) -> impl IntoView {
    let locale = locale();
    let zone = here().zone;
    view! {
        <dl class="facts">
            <div><dt>{w::fact_what(locale)}</dt><dd>{held.service.name}</dd></div>
            <div>
                <dt>{w::fact_when(locale)}</dt>
                <dd><time datetime=held.starts>{held.when}</time> <span class="hint">{w::times_in(locale, zone)}</span></dd>
            </div>
            <div class="facts-total"><dt>{w::fact_price(locale)}</dt><dd class="price">{held.service.price}</dd></div>
        </dl>
    }
}

#[component]
fn Kept(until: Option<String>) -> impl IntoView {
    let locale = locale();
    match until {
        Some(until) => view! {
            <div class="notice"><Icon icon=glyphs::HOURGLASS /><p>{w::held_until(locale, until)}</p></div>
        }
        .into_any(),
        None => view! {
            <div class="notice notice-warn"><Icon icon=glyphs::HOURGLASS /><p>{w::held_expired(locale)}</p></div>
        }
        .into_any(),
    }
}

/// What to do with a time that was booked, or given back, already.
#[component]
fn Decided(token: String) -> impl IntoView {
    let locale = locale();
    view! {
        <div class="notice" role="status"><Icon icon=glyphs::INFO /><p>{w::hold_decided(locale)}</p></div>
        <a class="btn btn-primary" href=here().path(&format!("/visit/{token}"))>{w::visit_see(locale)}</a>
    }
}

#[component]
fn WhoAreYou(token: String) -> impl IntoView {
    let locale = locale();
    let site = here();
    let way = |page: &str| site.path(&format!("/{page}?next={}", site.path(&format!("/hold/{token}"))));
    view! {
        <h2>{w::hold_who(locale)}</h2>
        <div class="cluster">
            <a class="btn btn-primary" href=way("sign-up")>{w::hold_sign_up(locale)}</a>
            <a class="btn" href=way("sign-in")>{w::hold_sign_in(locale)}</a>
        </div>
    }
}

#[component]
fn Confirm(held: HeldTime, token: String) -> impl IntoView {
    let locale = locale();
    let take_offer = here().path(&format!("/book/{}", held.service.slug));
    let HeldTime { vehicles, offers, needs_vehicle, when, .. } = held;
    view! {
        <Form name="confirm">
            <Offers offers />
            {needs_vehicle.then(|| view! { <Vehicles vehicles token /> })}
            <TextArea name="note" label=w::visit_note(locale) hint=w::visit_note_hint(locale) />
            <Submit>{w::confirm_booking(locale, when)}</Submit>
        </Form>
        <OfferForm form="hold" action=Some(take_offer) />
    }
}

/// The customer's vehicles, the only one chosen from the start.
#[component]
fn Vehicles(vehicles: Vec<VehicleChoice>, token: String) -> impl IntoView {
    let locale = locale();
    let site = here();
    let add = site.path(&format!("/garage/new?next={}", site.path(&format!("/hold/{token}"))));
    let only = if let [only] = vehicles.as_slice() { only.id.clone() } else { String::new() };
    let chosen = typed_before("vehicle", &only);
    let none = vehicles.is_empty();
    // The summary of errors leads to the first vehicle, or to where one is added.
    let id = "confirm-vehicle";
    view! {
        <fieldset class="field">
            <legend class="label">{w::which_vehicle(locale)}</legend>
            {none.then(|| view! { <p class="hint">{w::vehicle_none(locale)}</p> })}
            <div class="choice-list">
                {vehicles
                    .into_iter()
                    .enumerate()
                    .map(|(index, vehicle)| {
                        let checked = vehicle.id == chosen;
                        view! {
                            <label class="choice">
                                <input
                                    type="radio"
                                    name="vehicle"
                                    id=(index == 0).then_some(id)
                                    value=vehicle.id
                                    checked=checked
                                />
                                <span><strong>{vehicle.name}</strong> " " <span class="plate">{vehicle.plate}</span></span>
                            </label>
                        }
                    })
                    .collect_view()}
            </div>
        </fieldset>
        <a class="btn self-start" href=add id=none.then_some(id)><Icon icon=glyphs::PLUS /> {w::vehicle_add(locale)}</a>
    }
}
