//! Two values that were written without knowledge of each other, and the choice between them.

use super::api::{FieldView, Rival};
use i18n::words as w;
use leptos::prelude::*;
use ui::{Icon, glyphs, locale};

/// Who has the page, for every form that writes on a point: told to every component below the page.
#[derive(Clone)]
pub(super) struct Person(pub(super) String);

/// Declares who fills in the form. Somebody else may be signed in by the time it is sent.
#[component]
pub(super) fn Declared() -> impl IntoView {
    let person = use_context::<Person>().map(|person| person.0).unwrap_or_default();
    view! { <input type="hidden" name="person" value=person /> }
}

/// The hidden fields of every form that writes on a point. The script fills in the last three.
#[component]
pub(super) fn Hidden(inspection: String, point: String) -> impl IntoView {
    view! {
        <input type="hidden" name="inspection" value=inspection />
        <input type="hidden" name="point" value=point />
        <input type="hidden" name="edit" value="" />
        <input type="hidden" name="device" value="" />
        <input type="hidden" name="at" value="" />
        <Declared />
    }
}

/// What the page shows of a field, so that the server knows what who sends the form has seen.
#[component]
pub(super) fn Seen(field: FieldView) -> impl IntoView {
    let values = field.seen().into_iter();
    values.map(|value| view! { <input type="hidden" name="seen" value=value /> }).collect_view()
}

/// The rivals of the field `name`, each with who wrote it, when, and the button that keeps it. Shows nothing while
/// nothing contradicts itself.
#[component]
pub(super) fn Contested(
    /// The field, which is also the name of its form.
    name: &'static str,
    /// What the field is called.
    label: &'static str,
    field: FieldView,
    inspection: String,
    point: String,
) -> impl IntoView {
    let locale = locale();
    let rivals = field.rivals.clone();
    (!rivals.is_empty()).then(|| {
        let choices = rivals.into_iter().map(|rival| {
            view! {
                <li>
                    <span>
                        <strong class="whitespace-pre-line">{rival.text.clone()}</strong>
                        <span class="hint">{who(&rival)} " · " <time datetime=rival.when.at.clone()>{rival.when.text.clone()}</time></span>
                    </span>
                    <form method="post">
                        <input type="hidden" name="form" value=name />
                        <Hidden inspection=inspection.clone() point=point.clone() />
                        <Seen field=field.clone() />
                        <button class="btn" type="submit" name=name value=rival.value>{w::inspection_keep(locale)}</button>
                    </form>
                </li>
            }
        });
        view! {
            <div class="notice notice-warn bay-conflict" role="group" aria-label=w::inspection_conflict(locale, label)>
                <Icon icon=glyphs::TRIANGLE_ALERT />
                <div class="stack stack-tight">
                    <p><strong>{w::inspection_conflict(locale, label)}</strong></p>
                    <ul class="rows">{choices.collect_view()}</ul>
                </div>
            </div>
        }
    })
}

fn who(rival: &Rival) -> String {
    if rival.by.is_empty() { w::inspection_somebody(locale()).to_owned() } else { rival.by.clone() }
}
