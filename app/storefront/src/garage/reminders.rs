//! What a vehicle is due for: the list, adding, changing, ticking off.

use super::api::ReminderLine;
use domain::{
    form::{FieldError, Fields},
    garage::reminder::{Draft, Standing},
};
use i18n::words as w;
use leptos::prelude::*;
use ui::{
    Icon,
    done::{refused, was_refused},
    form::{Form, Submit, TextField},
    glyphs, locale,
};

fn check(fields: &Fields) -> Vec<FieldError> {
    Draft::read(fields).err().unwrap_or_default()
}

/// The reminders of a vehicle, and the form for another.
#[component]
pub(super) fn Reminders(lines: Vec<ReminderLine>) -> impl IntoView {
    let locale = locale();
    let none = lines.is_empty().then(|| view! { <p class="soft">{w::reminders_none(locale)}</p> });
    view! {
        <section class="stack" aria-labelledby="reminders">
            <h2 id="reminders">{w::reminders_title(locale)}</h2>
            {none}
            {lines.into_iter().map(|line| view! { <Reminder line /> }).collect_view()}
            <details class="stack" open=was_refused("reminder_add")>
                <summary class="btn self-start"><Icon icon=glyphs::PLUS /> {w::reminder_add(locale)}</summary>
                <Form name="reminder_add" check>
                    <ReminderFields line=ReminderLine::default() />
                    <Submit class="btn btn-block">{w::reminder_save(locale)}</Submit>
                </Form>
            </details>
        </section>
    }
}

#[component]
fn Reminder(line: ReminderLine) -> impl IntoView {
    let locale = locale();
    let id = line.id.clone();
    let open = refused("reminder_change").is_some_and(|state| state.values.get("id") == id);
    let label = w::reminder_done_of(locale, &line.title);
    view! {
        <article class="card stack">
            <div class="cluster"><h3>{line.title.clone()}</h3> {line.standing.map(|standing| view! { <Stands standing /> })}</div>
            <p class="soft">{line.when.clone()}</p>
            <form method="post">
                <input type="hidden" name="form" value="reminder_done" />
                <input type="hidden" name="id" value=id.clone() />
                <button class="btn btn-block" aria-label=label>{w::reminder_done(locale)}</button>
            </form>
            <details class="stack" open=open>
                <summary class="btn btn-quiet self-start"><Icon icon=glyphs::PENCIL /> {w::reminder_change(locale)}</summary>
                <Form name="reminder_change" which=("id", id.clone()) check>
                    <ReminderFields line=line />
                    <Submit class="btn btn-block">{w::reminder_save(locale)}</Submit>
                </Form>
                <form method="post">
                    <input type="hidden" name="form" value="reminder_remove" />
                    <input type="hidden" name="id" value=id />
                    <button class="btn btn-quiet"><Icon icon=glyphs::TRASH /> {w::reminder_remove(locale)}</button>
                </form>
            </details>
        </article>
    }
}

#[component]
fn Stands(standing: Standing) -> impl IntoView {
    let class = match standing {
        Standing::Overdue => "badge badge-danger",
        Standing::Due => "badge badge-warn",
        Standing::Upcoming => "badge",
    };
    view! { <span class=class>{i18n::lookup(locale(), standing.word_key(), &[])}</span> }
}

#[component]
fn ReminderFields(line: ReminderLine) -> impl IntoView {
    let locale = locale();
    view! {
        <TextField name="title" label=w::reminder_what(locale) value=line.title required=true />
        <div class="form-row">
            <TextField name="due_on" label=w::reminder_on(locale) kind="date" value=line.due_on />
            <TextField name="due_km" label=w::reminder_km(locale) inputmode="numeric" value=line.due_km />
        </div>
        <div class="form-row">
            <TextField name="every_months" label=w::reminder_months(locale) inputmode="numeric" value=line.every_months />
            <TextField name="every_km" label=w::reminder_every_km(locale) inputmode="numeric" value=line.every_km />
        </div>
    }
}
