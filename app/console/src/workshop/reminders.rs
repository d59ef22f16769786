//! What all vehicles are due for: what is overdue first.

use super::api::{ReminderRow, RemindersView, load_reminders};
use crate::frame::{Refused, Section, Shell, drawn, param};
use domain::{accounts::Deed, garage::reminder::Standing};
use i18n::words as w;
use leptos::prelude::*;
use leptos_meta::Title;
use ui::{Icon, done::DoneNotice, glyphs, locale};

/// The page of all reminders.
#[component]
pub(crate) fn Reminders() -> impl IntoView {
    let slug = param("slug");
    let data = Resource::new(move || slug.get(), load_reminders);
    drawn(data, move |page| view! { <Content page /> }.into_any())
}

#[component]
fn Content(page: RemindersView) -> impl IntoView {
    let locale = locale();
    let writes = page.place.role.may(Deed::WriteOrders);
    let base = page.place.path("/vehicles");
    let body = if page.rows.is_empty() {
        view! {
            <div class="empty">
                <Icon icon=glyphs::BELL />
                <h2>{w::reminders_none(locale)}</h2>
                <p>{w::reminders_none_hint(locale)}</p>
            </div>
        }
        .into_any()
    } else {
        let rows = page.rows.into_iter().map(|row| view! { <Row row base=base.clone() writes /> });
        view! { <ul class="rows">{rows.collect_view()}</ul> }.into_any()
    };
    view! {
        <Title text=format!("{} · {}", w::reminders_title(locale), page.place.name) />
        <Shell place=page.place section=Section::Customers>
            <h1>{w::reminders_title(locale)}</h1>
            <DoneNotice known=&["reminder_done"] />
            <Refused form="reminder_done" />
            {body}
        </Shell>
    }
}

#[component]
fn Row(row: ReminderRow, base: String, writes: bool) -> impl IntoView {
    let locale = locale();
    let class = match row.standing {
        Some(Standing::Overdue) => "badge badge-danger",
        Some(Standing::Due) => "badge badge-warn",
        _ => "badge",
    };
    let badge = row.standing.map(|standing| {
        view! { <span class=class>{i18n::lookup(locale, standing.word_key(), &[])}</span> }
    });
    let label = w::reminder_done_of(locale, &row.title);
    let tick = writes.then(|| {
        view! {
            <form method="post">
                <input type="hidden" name="form" value="reminder_done" />
                <input type="hidden" name="id" value=row.id />
                <button class="btn" aria-label=label>{w::reminder_done(locale)}</button>
            </form>
        }
    });
    view! {
        <li>
            <span>
                <a class="link" href=format!("{base}/{}", row.vehicle)>{row.name}</a> " " <strong>{row.title}</strong>
                <span class="hint">{row.when} {row.told.then(|| format!(" · {}", w::reminder_told(locale)))}</span>
            </span>
            <span class="cluster">{badge} {tick}</span>
        </li>
    }
}
