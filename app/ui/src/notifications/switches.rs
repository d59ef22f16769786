//! The switches: what a person is told, and on which ways.

use crate::{
    Icon,
    accounts::{DeviceRow, PushSection},
    done::DoneNotice,
    form::{Form, Submit},
    glyphs, locale,
};
use i18n::words as w;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// One switch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Switch {
    /// Its name in the form.
    pub name: String,
    /// Whether it is on.
    pub on: bool,
    /// Why it cannot be moved, when it cannot.
    pub kept: Option<String>,
}

/// The switches of one kind of notification.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SwitchRow {
    /// The kind in words.
    pub kind: String,
    /// By e-mail.
    pub email: Switch,
    /// As a push message.
    pub push: Switch,
}

/// What the page of settings shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingsPage {
    /// The kinds that the person can be told of.
    pub rows: Vec<SwitchRow>,
    /// The key that browsers subscribe to push messages with; empty where none leave the installation.
    pub push_key: String,
    /// The devices that show push messages.
    pub devices: Vec<DeviceRow>,
}

/// What the forms of the settings lead back with.
const DONE: &[&str] = &["choices_saved", "push_on", "push_off", "push_test"];

/// The settings under their heading: the switches, and the devices that show push messages.
#[component]
pub fn Settings(
    /// What it shows.
    page: SettingsPage,
    /// The address of the list.
    #[prop(into)]
    list: String,
) -> impl IntoView {
    let locale = locale();
    view! {
        <p><a class="link" href=list>{w::nav_notifications(locale)}</a></p>
        <h1>{w::note_settings(locale)}</h1>
        <DoneNotice known=DONE />
        <Switches rows=page.rows />
        <div class="mt-6"><PushSection public_key=page.push_key devices=page.devices /></div>
    }
}

/// The form `choices`: a table of kinds and ways.
#[component]
fn Switches(
    /// The kinds that the person can be told of.
    rows: Vec<SwitchRow>,
) -> impl IntoView {
    let locale = locale();
    if rows.is_empty() {
        return view! { <p>{w::note_no_kinds(locale)}</p> }.into_any();
    }
    view! {
        <p class="soft">{w::note_settings_lead(locale)}</p>
        <Form name="choices">
            <table class="table switches" role="table">
                <thead>
                    <tr role="row">
                        <th role="columnheader">{w::note_about(locale)}</th>
                        <th role="columnheader">{w::note_in_app(locale)}</th>
                        <th role="columnheader">{w::note_by_email(locale)}</th>
                        <th role="columnheader">{w::note_by_push(locale)}</th>
                    </tr>
                </thead>
                <tbody>{rows.into_iter().map(|row| view! { <Row row /> }).collect_view()}</tbody>
            </table>
            <div class="cluster"><Submit class="btn">{w::account_profile_button(locale)}</Submit></div>
        </Form>
    }
    .into_any()
}

#[component]
fn Row(row: SwitchRow) -> impl IntoView {
    let locale = locale();
    let SwitchRow { kind, email, push } = row;
    let of = |channel| w::note_switch(locale, &kind, channel);
    let (by_email, by_push) = (w::note_by_email(locale), w::note_by_push(locale));
    let (email_label, push_label) = (of(by_email), of(by_push));
    view! {
        <tr role="row">
            <th role="rowheader" scope="row">{kind}</th>
            <td role="cell" data-label=w::note_in_app(locale)>
                <span><Icon icon=glyphs::CHECK /> " " {w::note_always(locale)}</span>
            </td>
            <td role="cell" data-label=by_email><Toggle switch=email label=email_label /></td>
            <td role="cell" data-label=by_push><Toggle switch=push label=push_label /></td>
        </tr>
    }
}

/// The box of a switch. One that cannot be moved says why.
#[component]
fn Toggle(switch: Switch, label: String) -> impl IntoView {
    let Switch { name, on, kept } = switch;
    let fixed = kept.is_some();
    view! {
        <label class="check">
            <input type="checkbox" name=name checked=on disabled=fixed />
            <span class="visually-hidden">{label}</span>
        </label>
        {kept.map(|why| view! { <span class="hint w-full">{why}</span> })}
    }
}
