//! One point: three large buttons, and what else there is to say behind them.

use super::{
    api::{FieldView, Found, PointView},
    conflict::{Contested, Declared, Hidden, Seen},
    photos::Photos,
    videos::Videos,
};
use crate::businesses::api::Place;
use domain::{
    form::{FieldError, Fields},
    garage::{
        inspection::{Light, Limits},
        measure::Measure,
    },
};
use i18n::words as w;
use leptos::prelude::*;
use ui::{
    Glyph, Icon,
    done::refused,
    form::{Form, Submit, TextArea, TextField},
    glyphs, locale,
};

/// The row of a point.
#[component]
pub(super) fn Row(point: PointView, inspection: String, found: Memo<Found>, place: Place) -> impl IntoView {
    let locale = locale();
    let PointView { key, title, unit, limits, .. } = point;
    let id = format!("point-{key}");
    let open = ["value", "note", "photo", "video"]
        .into_iter()
        .filter_map(refused)
        .any(|state| state.values.get("point") == key);
    let measured = (!unit.is_empty()).then(|| {
        let (inspection, point, unit) = (inspection.clone(), key.clone(), unit.clone());
        view! { <Measured inspection point unit limits found /> }
    });
    view! {
        <li class="bay-point" id=id data-point=key.clone() tabindex="-1">
            <Lights inspection=inspection.clone() point=key.clone() title=title.clone() found />
            <div class="stack stack-tight" role="status" data-bay-kept=""></div>
            <div data-bay-sending=""></div>
            <Written unit found />
            <details class="bay-more" open=open>
                <summary class="btn btn-quiet btn-block"><Icon icon=glyphs::PENCIL /> {w::inspection_more(locale)}</summary>
                <div class="stack">
                    {measured}
                    <Noted inspection=inspection.clone() point=key.clone() found />
                    <Photos place=place.clone() inspection=inspection.clone() point=key.clone() title=title.clone() found />
                    <Videos place=place.clone() inspection=inspection.clone() point=key.clone() title found />
                </div>
            </details>
            <MakeJob inspection point=key.clone() found />
        </li>
    }
}

fn icon(light: Light) -> Glyph {
    match light {
        Light::Green => glyphs::CHECK,
        Light::Yellow => glyphs::CLOCK,
        Light::Red => glyphs::TRIANGLE_ALERT,
    }
}

fn name(light: Light) -> String {
    i18n::lookup(locale(), light.word_key(), &[])
}

/// The judgement: one tap, one form. The light that is on can be taken back.
#[component]
fn Lights(inspection: String, point: String, title: String, found: Memo<Found>) -> impl IntoView {
    let locale = locale();
    let field = Memo::new(move |_| found.with(|found| found.light.clone()));
    let is_on = move |light: Light| field.with(|field| field.value == light.as_str());
    let buttons = Light::ALL.map(|light| {
        view! {
            <button
                class="bay-light"
                type="submit"
                name="light"
                value=light.as_str()
                aria-pressed=move || if is_on(light) { "true" } else { "false" }
            >
                <Icon icon=icon(light) />
                {name(light)}
            </button>
        }
    });
    let (id, key) = (inspection.clone(), point.clone());
    view! {
        <form method="post" class="stack stack-tight">
            <input type="hidden" name="form" value="light" />
            <Hidden inspection point />
            {move || view! { <Seen field=field.get() /> }}
            <fieldset class="bay-lights">
                <legend class="label">{title}</legend>
                {buttons.collect_view()}
            </fieldset>
            {move || field.with(|field| !field.value.is_empty()).then(|| view! {
                <button class="btn btn-quiet bay-back" type="submit" name="light" value="none">
                    <Icon icon=glyphs::UNDO />
                    {w::inspection_take_back(locale)}
                </button>
            })}
        </form>
        {move || view! {
            <Contested name="light" label=w::inspection_light(locale) field=field.get() inspection=id.clone() point=key.clone() />
        }}
    }
}

/// What was measured and noted, in short.
#[component]
fn Written(unit: String, found: Memo<Found>) -> impl IntoView {
    move || {
        let (value, note) = found.with(|found| (found.value.value.clone(), found.note.value.clone()));
        let value = (!value.is_empty()).then(|| format!("{value}\u{a0}{unit}"));
        (value.is_some() || !note.is_empty()).then(|| {
            view! {
                <p class="whitespace-pre-line">
                    {value.map(|value| view! { <strong class="num">{value}</strong> " " })}
                    {note}
                </p>
            }
        })
    }
}

/// The measured value, and the light that it suggests.
#[component]
fn Measured(
    inspection: String,
    point: String,
    unit: String,
    limits: Limits,
    found: Memo<Found>,
) -> impl IntoView {
    let locale = locale();
    let field = Memo::new(move |_| found.with(|found| found.value.clone()));
    move || {
        let (shown, inspection, point) = (field.get(), inspection.clone(), point.clone());
        let typed = RwSignal::new(shown.value.clone());
        let (label, symbol) = (w::inspection_value(locale, &unit), unit.clone());
        let suggested = move || {
            let text = typed.get();
            let number = text.trim().trim_end_matches(symbol.as_str());
            let light = limits.light(Measure::parse("value", number, None).ok()?)?;
            Some(
                view! { <p class="bay-suggests" data-light=light.as_str()><Icon icon=icon(light) /> {w::inspection_suggests(locale, name(light))}</p> },
            )
        };
        view! {
            <Contested name="value" label=w::inspection_measured(locale) field=shown.clone() inspection=inspection.clone() point=point.clone() />
            <Form name="value" which=("point", point) check=check_value class="stack stack-tight">
                <Rest inspection=inspection field=shown.clone() />
                <div on:input=move |event| typed.set(event_target_value(&event))>
                    <TextField name="value" label=label value=shown.value class="input input-short" inputmode="decimal" />
                </div>
                <div role="status">{suggested}</div>
                <Submit class="btn">{w::inspection_save_value(locale)}</Submit>
            </Form>
        }
    }
}

fn check_value(fields: &Fields) -> Vec<FieldError> {
    let text = fields.get("value");
    // The unit may stand behind the number; the server knows which.
    let number = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let wrong = !text.is_empty() && Measure::parse("value", number, None).is_err();
    wrong.then(|| FieldError::new("value", "err_measure")).into_iter().collect()
}

/// The hidden fields of a form that names its point itself.
#[component]
fn Rest(inspection: String, field: FieldView) -> impl IntoView {
    view! {
        <input type="hidden" name="inspection" value=inspection />
        <input type="hidden" name="edit" value="" />
        <input type="hidden" name="device" value="" />
        <input type="hidden" name="at" value="" />
        <Declared />
        <Seen field />
    }
}

/// The note.
#[component]
fn Noted(inspection: String, point: String, found: Memo<Found>) -> impl IntoView {
    let locale = locale();
    let field = Memo::new(move |_| found.with(|found| found.note.clone()));
    move || {
        let (shown, inspection, point) = (field.get(), inspection.clone(), point.clone());
        view! {
            <Contested name="note" label=w::inspection_note(locale) field=shown.clone() inspection=inspection.clone() point=point.clone() />
            <Form name="note" which=("point", point) class="stack stack-tight">
                <Rest inspection=inspection field=shown.clone() />
                <TextArea name="note" label=w::inspection_note(locale) hint=w::inspection_note_hint(locale) value=shown.value />
                <Submit class="btn">{w::inspection_save_note(locale)}</Submit>
            </Form>
        }
    }
}

/// Offers a job for what wants attention, or says that there is one.
#[component]
fn MakeJob(inspection: String, point: String, found: Memo<Found>) -> impl IntoView {
    let locale = locale();
    let state = Memo::new(move |_| found.with(|found| (found.lit(), found.has_job)));
    move || {
        match state.get() {
        (_, true) => view! {
            <p><span class="badge badge-accent"><Icon icon=glyphs::WRENCH /> {w::inspection_has_job(locale)}</span></p>
        }
        .into_any(),
        (Some(Light::Yellow | Light::Red), false) => view! {
            <form method="post">
                <input type="hidden" name="form" value="make_job" />
                <input type="hidden" name="inspection" value=inspection.clone() />
                <input type="hidden" name="point" value=point.clone() />
                <button class="btn btn-block" type="submit"><Icon icon=glyphs::WRENCH /> {w::inspection_make_job(locale)}</button>
            </form>
        }
        .into_any(),
        _ => ().into_any(),
    }
    }
}
