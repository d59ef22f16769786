//! One vehicle: its trouble codes, what its odometer showed, and what was done to it.

use super::api::{CodeLine, HistoryEntry, ReadingLine, VehicleView, load_vehicle};
use crate::frame::{Refused, Section, Shell, drawn, param};
use domain::{
    accounts::Deed,
    form::{FieldError, Fields},
    garage::{odometer::Reason, trouble_code::TroubleCode},
};
use i18n::words as w;
use leptos::prelude::*;
use leptos_meta::Title;
use ui::{
    Icon,
    done::DoneNotice,
    form::{Form, SelectField, Submit, TextArea, TextField},
    glyphs, locale,
};

/// The page of one vehicle.
#[component]
pub(crate) fn Vehicle() -> impl IntoView {
    let (slug, vehicle) = (param("slug"), param("vehicle"));
    let data =
        Resource::new(move || (slug.get(), vehicle.get()), |(slug, vehicle)| load_vehicle(slug, vehicle));
    drawn(data, move |page| view! { <Content page /> }.into_any())
}

#[component]
fn Content(page: VehicleView) -> impl IntoView {
    let writes = page.place.role.may(Deed::WriteOrders);
    let base = page.place.path("");
    view! {
        <Title text=format!("{} · {}", page.plate, page.place.name) />
        <Shell place=page.place.clone() section=Section::Customers>
            <div class="cluster"><h1>{page.name.clone()}</h1><span class="plate">{page.plate.clone()}</span></div>
            <DoneNotice known=&["code_added", "code_cleared", "reading_added"] />
            <Refused form="clear" />
            <Facts page=page.clone() />
            <Codes codes=page.codes writes />
            <Readings readings=page.readings writes />
            <History entries=page.history base />
        </Shell>
    }
}

#[component]
fn Facts(page: VehicleView) -> impl IntoView {
    let locale = locale();
    let fact = |name: &'static str, value: Option<String>| {
        value.map(|value| view! { <div><dt>{name}</dt><dd class="num">{value}</dd></div> })
    };
    let owner = page.owner.map(|(id, name)| {
        let href = page.place.path(&format!("/customers/{id}"));
        view! { <div><dt>{w::col_customer(locale)}</dt><dd><a class="link" href=href>{name}</a></dd></div> }
    });
    view! {
        <dl class="facts">
            {owner}
            {fact(w::vin(locale), page.vin)}
            {fact(w::fact_odometer(locale), page.odometer)}
            {fact(w::odometer_pace(locale), page.pace)}
        </dl>
    }
}

#[component]
fn Codes(codes: Vec<CodeLine>, writes: bool) -> impl IntoView {
    let locale = locale();
    let body = if codes.is_empty() {
        view! { <p class="soft">{w::codes_none(locale)}</p> }.into_any()
    } else {
        view! {
            <ul class="stack">{codes.into_iter().map(|code| view! { <Code code writes /> }).collect_view()}</ul>
        }
        .into_any()
    };
    view! {
        <section class="stack" aria-labelledby="codes">
            <h2 id="codes">{w::codes_title(locale)}</h2>
            {body}
            {writes.then(|| view! {
                <Form name="code" check=check_code class="card stack">
                    <TextField name="code" label=w::code_field(locale) hint=w::code_hint(locale) class="input input-short" required=true />
                    <TextArea name="note" label=w::code_note(locale) />
                    <Submit class="btn">{w::code_add(locale)}</Submit>
                </Form>
            })}
        </section>
    }
}

fn check_code(fields: &Fields) -> Vec<FieldError> {
    TroubleCode::parse(fields.get("code")).err().into_iter().collect()
}

#[component]
fn Code(code: CodeLine, writes: bool) -> impl IntoView {
    let locale = locale();
    let label = w::code_clear_of(locale, &code.code);
    let state = match code.cleared {
        Some(at) => view! {
            <p>
                <span class="badge badge-ok"><Icon icon=glyphs::CHECK /> {w::code_cleared(locale)}</span> " "
                <time class="soft" datetime=at.at>{at.text}</time>
            </p>
        }
        .into_any(),
        None if writes => view! {
            <form method="post">
                <input type="hidden" name="form" value="clear" />
                <input type="hidden" name="id" value=code.id />
                <button class="btn" aria-label=label>{w::code_clear(locale)}</button>
            </form>
        }
        .into_any(),
        None => ().into_any(),
    };
    view! {
        <li class="card stack">
            <div class="cluster"><h3 class="num">{code.code}</h3><span class="soft">{code.decoded.join(" · ")}</span></div>
            {(!code.note.is_empty()).then(|| view! { <p class="whitespace-pre-line">{code.note}</p> })}
            <p class="soft">
                <time datetime=code.at.at>{code.at.text}</time> {code.by.map(|by| format!(" · {by}"))}
            </p>
            {state}
        </li>
    }
}

#[component]
fn Readings(readings: Vec<ReadingLine>, writes: bool) -> impl IntoView {
    let locale = locale();
    let reasons =
        Reason::ALL.map(|reason| (reason.as_str().to_owned(), i18n::lookup(locale, reason.word_key(), &[])));
    let choices: Vec<(String, String)> =
        [(String::new(), w::odometer_reason_none(locale).to_owned())].into_iter().chain(reasons).collect();
    view! {
        <section class="stack" aria-labelledby="readings">
            <h2 id="readings">{w::fact_odometer(locale)}</h2>
            <ReadingTable readings />
            {writes.then(|| view! {
                <Form name="reading" class="card stack">
                    <TextField
                        name="odometer"
                        label=w::field_odometer(locale)
                        inputmode="numeric"
                        class="input input-short"
                        required=true
                    />
                    <TextField name="on" label=w::odometer_on(locale) hint=w::odometer_on_hint(locale) kind="date" />
                    <SelectField
                        name="reason"
                        label=w::odometer_reason(locale)
                        hint=w::odometer_reason_hint(locale)
                        choices
                    />
                    <Submit class="btn">{w::odometer_save(locale)}</Submit>
                </Form>
            })}
        </section>
    }
}

#[component]
fn ReadingTable(readings: Vec<ReadingLine>) -> impl IntoView {
    let locale = locale();
    if readings.is_empty() {
        return view! { <p class="soft">{w::odometer_none(locale)}</p> }.into_any();
    }
    let row = |reading: ReadingLine| {
        view! {
            <tr role="row">
                <th role="rowheader" scope="row"><time datetime=reading.on.at>{reading.on.text}</time></th>
                <td role="cell" class="num" data-label=w::fact_odometer(locale)>{reading.km}</td>
                <td role="cell" data-label=w::odometer_reason(locale)>{reading.reason}</td>
            </tr>
        }
    };
    view! {
        <table class="table" role="table">
            <caption class="visually-hidden">{w::fact_odometer(locale)}</caption>
            <thead>
                <tr role="row">
                    <th role="columnheader">{w::odometer_on(locale)}</th>
                    <th role="columnheader" class="num">{w::fact_odometer(locale)}</th>
                    <th role="columnheader">{w::odometer_reason(locale)}</th>
                </tr>
            </thead>
            <tbody>{readings.into_iter().map(row).collect_view()}</tbody>
        </table>
    }
    .into_any()
}

#[component]
fn History(entries: Vec<HistoryEntry>, base: String) -> impl IntoView {
    let locale = locale();
    let vehicle = param("vehicle");
    let pdf = format!("{base}/vehicles/{}/history.pdf", vehicle.get_untracked());
    let line = move |entry: HistoryEntry| {
        let what = if entry.path.is_empty() {
            view! { <span>{entry.what}</span> }.into_any()
        } else {
            view! { <a class="link" href=format!("{base}{}", entry.path)>{entry.what}</a> }.into_any()
        };
        view! { <li>{what} <time class="soft num" datetime=entry.on.at>{entry.on.text}</time></li> }
    };
    let none = entries.is_empty().then(|| view! { <p class="soft">{w::history_none(locale)}</p> });
    let lines = (!entries.is_empty())
        .then(|| view! { <ol class="rows">{entries.into_iter().map(line).collect_view()}</ol> });
    view! {
        <section class="stack" aria-labelledby="history">
            <h2 id="history">{w::history_title(locale)}</h2>
            {none}
            {lines}
            <a class="btn self-start" href=pdf rel="external"><Icon icon=glyphs::DOWNLOAD /> {w::history_pdf_link(locale)}</a>
        </section>
    }
}
