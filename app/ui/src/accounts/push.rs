//! The section "on this device" of the notification pages: turning push on and off, and trying it. `public/push.js` asks
//! the browser and fills the form in; without it the list of devices still works.

use super::sessions::named;
use crate::{
    Icon,
    form::{Form, Submit},
    glyphs, locale,
};
use domain::{locale::Locale, messaging::push::PushDevice};
use i18n::words as w;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What the forms of this section lead back with, for the page's notice.
pub const PUSH_DONE: [&str; 3] = ["push_on", "push_off", "push_test"];

/// A device as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceRow {
    /// Which one.
    pub id: String,
    /// The browser, in words.
    pub name: String,
    /// What the browser knows its own line by.
    pub mark: String,
}

impl DeviceRow {
    /// A person's devices as their page shows them.
    pub fn list(locale: Locale, devices: Vec<PushDevice>) -> Vec<Self> {
        let row = |device: PushDevice| Self {
            id: device.id.to_string(),
            name: named(locale, &device.agent),
            mark: device.mark,
        };
        devices.into_iter().map(row).collect()
    }
}

/// The words of the script, which speaks no language of its own.
fn script_words(locale: Locale) -> String {
    let pairs = [
        ("on", w::push_is_on(locale)),
        ("unsupported", w::push_unsupported(locale)),
        ("install", w::push_install(locale)),
        ("blocked", w::push_blocked(locale)),
        ("notNow", w::push_not_now(locale)),
        ("failed", w::push_failed(locale)),
    ];
    serde_json::to_string(&BTreeMap::from(pairs)).unwrap_or_default()
}

/// The section. Its forms are `push_on`, `push_off` and `push_test`.
#[component]
pub fn PushSection(
    /// The key that browsers subscribe with; empty where no push leaves the installation.
    public_key: String,
    /// The devices that show notifications.
    devices: Vec<DeviceRow>,
) -> impl IntoView {
    let locale = locale();
    let away = public_key.is_empty();
    view! {
        <section class="stack" aria-labelledby="push" data-push=public_key data-words=script_words(locale)>
            <h2 id="push">{w::push_title(locale)}</h2>
            <p class="soft">{if away { w::push_away(locale) } else { w::push_lead(locale) }}</p>
            {(!away).then(|| view! { <TurnOn /> })}
            {(!devices.is_empty()).then(|| view! { <Devices devices /> })}
        </section>
    }
}

/// The button, shown by the script where the browser can do it, and what the script says otherwise.
#[component]
fn TurnOn() -> impl IntoView {
    let locale = locale();
    view! {
        <p class="hint" data-push-plain="">{w::push_no_script(locale)}</p>
        <div role="status" data-push-status=""></div>
        <Form name="push_on">
            <input type="hidden" name="endpoint" value="" />
            <input type="hidden" name="p256dh" value="" />
            <input type="hidden" name="auth" value="" />
            <button class="btn btn-primary btn-block" type="button" data-push-on="" hidden=true>
                <Icon icon=glyphs::BELL /> " " {w::push_turn_on(locale)}
            </button>
        </Form>
    }
}

#[component]
fn Devices(devices: Vec<DeviceRow>) -> impl IntoView {
    let locale = locale();
    view! {
        <h3>{w::push_devices(locale)}</h3>
        <Form name="push_off">
            <ul class="rows">
                {devices.into_iter().map(|device| view! { <Line device /> }).collect_view()}
            </ul>
        </Form>
        <Form name="push_test">
            <Submit class="btn">{w::push_test(locale)}</Submit>
        </Form>
    }
}

#[component]
fn Line(device: DeviceRow) -> impl IntoView {
    let locale = locale();
    let off = w::push_turn_off_of(locale, &device.name);
    view! {
        <li data-push-mark=device.mark>
            <span>{device.name}</span>
            <span class="badge badge-ok" data-push-here="" hidden=true>{w::push_here(locale)}</span>
            <button class="btn" type="submit" name="device" value=device.id aria-label=off>
                {w::push_turn_off(locale)}
            </button>
        </li>
    }
}
