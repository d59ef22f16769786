//! Adding a vehicle, changing it, taking it off the list.
//!
//! Make and model are typed, with the catalogue as suggestions: a name that is not in it counts too, and nothing needs a
//! script. With one, the suggested models follow the make.

use super::{
    api::{VehicleForm, load_models, load_vehicle},
    history::{Odometer, ServiceHistory},
    reminders::Reminders,
};
use crate::frame::{here, param, slug};
use domain::{
    form::{FieldError, Fields},
    garage::vehicle,
};
use i18n::words as w;
use leptos::prelude::*;
use leptos_meta::Title;
use ui::done::{DoneNotice, query, was_refused};
use ui::{
    Icon,
    form::{Form, Submit, TextField, typed_before},
    glyphs, locale,
    page::{Asking, Key, page},
};

fn check(fields: &Fields) -> Vec<FieldError> {
    vehicle::read(fields).err().unwrap_or_default()
}

/// The page that adds a vehicle.
#[component]
pub fn NewVehicle() -> impl IntoView {
    form_of(String::new())
}

/// The page that changes a vehicle, or removes it.
#[component]
pub fn EditVehicle() -> impl IntoView {
    form_of(param("vehicle"))
}

/// The page of the vehicle with the id `vehicle`, or of a new one when it is empty.
fn form_of(vehicle: String) -> AnyView {
    let key = vec![slug(), vehicle, query("make")];
    let home = format!("/b/{}", slug());
    let content = |form: VehicleForm| view! { <Content form /> }.into_any();
    let ask = |key: Key| -> Asking { Box::pin(load_vehicle(key[0].clone(), key[1].clone(), key[2].clone())) };
    page(move || key.clone(), ask, home, content)
}

#[component]
fn Content(form: VehicleForm) -> impl IntoView {
    let locale = locale();
    let site = here();
    let is_new = form.name.is_empty();
    let title = if is_new { w::vehicle_add(locale) } else { w::vehicle_edit_title(locale) };
    let name = (!is_new).then(|| form.name.clone());
    let lines = form.history.clone();
    let due = form.reminders.clone();
    view! {
        <Title text=format!("{title} · {}", site.name) />
        <div class="page page-narrow stack">
            <a class="btn btn-quiet self-start" href=site.path("/garage")>
                <Icon icon=glyphs::ARROW_LEFT /> {w::garage_title(locale)}
            </a>
            <h1>{title}</h1>
            {name.map(|name| view! { <p class="soft">{name}</p> })}
            {(!is_new).then(|| view! { <DoneNotice known=&["reading_added", "reminder_saved", "reminder_done", "reminder_removed"] /> })}
            <VehicleFields form />
            {(!is_new).then(|| view! { <Odometer /> <Reminders lines=due /> <ServiceHistory lines /> <Remove /> })}
        </div>
    }
}

#[component]
fn VehicleFields(form: VehicleForm) -> impl IntoView {
    let locale = locale();
    let is_new = form.name.is_empty();
    view! {
        <Form name="vehicle" check>
            <input type="hidden" name="next" value=query("next") />
            <MakeAndModel form=form.clone() />
            <div class="form-row">
                <TextField name="plate" label=w::field_plate(locale) value=form.plate required=true />
                <TextField
                    name="year"
                    label=w::field_year(locale)
                    value=form.year
                    inputmode="numeric"
                    class="input input-short"
                />
            </div>
            <TextField name="vin" label=w::field_vin(locale) hint=w::vin_hint(locale) value=form.vin />
            // Of a known vehicle, the odometer has a history and a form of its own.
            {is_new.then(|| view! {
                <TextField
                    name="odometer"
                    label=w::field_odometer(locale)
                    value=form.odometer
                    inputmode="numeric"
                    class="input input-short"
                />
            })}
            <Submit>{w::vehicle_save(locale)}</Submit>
        </Form>
    }
}

#[component]
fn MakeAndModel(form: VehicleForm) -> impl IntoView {
    let locale = locale();
    let fetch = Action::new(|make: &String| load_models(make.clone()));
    let first = StoredValue::new(form.models);
    // Until another make is chosen, and while its models cannot be had, the suggestions stay.
    let fetched = move || fetch.value().get()?.ok()?.unpack::<Vec<String>>().ok();
    let models = move || fetched().unwrap_or_else(|| first.get_value());
    let typed = StoredValue::new(typed_before("make", &form.make));
    let follow = move |event| {
        let make = event_target_value(&event);
        if typed.with_value(|typed| *typed != make) {
            typed.set_value(make.clone());
            fetch.dispatch(make);
        }
    };
    view! {
        <div on:change=follow>
            <TextField
                name="make"
                label=w::field_make(locale)
                hint=w::make_hint(locale)
                value=form.make
                list="makes"
                required=true
            />
        </div>
        <datalist id="makes">{form.makes.into_iter().map(|make| view! { <option value=make></option> }).collect_view()}</datalist>
        <TextField name="model" label=w::field_model(locale) value=form.model list="models" required=true />
        <datalist id="models">
            {move || models().into_iter().map(|model| view! { <option value=model></option> }).collect_view()}
        </datalist>
    }
}

/// Removing takes two steps, without a script too.
#[component]
fn Remove() -> impl IntoView {
    let locale = locale();
    view! {
        <details class="stack" open=was_refused("archive")>
            <summary class="btn btn-quiet self-start"><Icon icon=glyphs::TRASH /> {w::vehicle_remove(locale)}</summary>
            <Form name="archive">
                <p>{w::vehicle_remove_sure(locale)}</p>
                <Submit class="btn btn-danger">{w::vehicle_remove_yes(locale)}</Submit>
            </Form>
        </details>
    }
}
