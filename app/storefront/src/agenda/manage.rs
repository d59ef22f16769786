//! What can be done about a booking: put it into a calendar, move it, cancel it, finish it, book again.

use super::{api::VisitView, parts::CallUs};
use crate::frame::here;
use i18n::words as w;
use leptos::prelude::*;
use ui::done::was_refused;
use ui::{
    Icon,
    form::{Form, Submit},
    glyphs, locale,
};

/// The actions of a booking's page at `path`; only those that its state allows.
#[component]
pub(super) fn Manage(visit: VisitView, path: String) -> impl IntoView {
    let locale = locale();
    let site = here();
    if visit.waits {
        let held = path.replacen("/visit/", "/hold/", 1);
        return view! {
            <p>{w::visit_not_booked(locale)}</p>
            <a class="btn btn-primary" href=held>{w::visit_finish(locale)}</a>
        }
        .into_any();
    }
    let again = site.path(&format!("/book/{}", visit.service.slug));
    let calendar = (visit.dated && !visit.over).then(|| format!("{path}/calendar.ics"));
    let to_move = visit.open.then(|| format!("{path}/move"));
    // It began, or was called off elsewhere, while the customer looked at the page.
    let too_late = !visit.open && was_refused("cancel");
    view! {
        {too_late.then(|| view! {
            <div class="notice notice-warn" role="alert">
                <Icon icon=glyphs::TRIANGLE_ALERT /><p>{i18n::lookup(locale, "err_visit_closed", &[])}</p>
            </div>
        })}
        <div class="cluster no-print">
            {calendar.map(|href| view! {
                <a class="btn" href=href rel="external" download="">
                    <Icon icon=glyphs::CALENDAR_CHECK /> {w::visit_calendar(locale)}
                </a>
            })}
            {to_move.map(|href| view! { <a class="btn" href=href><Icon icon=glyphs::CLOCK /> {w::visit_move(locale)}</a> })}
            {visit.over.then(|| view! { <a class="btn btn-primary" href=again>{w::visit_again(locale)}</a> })}
            <CallUs />
        </div>
        {visit.open.then(|| view! { <Cancel /> })}
    }
    .into_any()
}

/// Cancelling takes two steps, without a script too.
#[component]
fn Cancel() -> impl IntoView {
    let locale = locale();
    view! {
        <details class="stack no-print" open=was_refused("cancel")>
            <summary class="btn btn-quiet self-start">{w::visit_cancel(locale)}</summary>
            <Form name="cancel">
                <p>{w::visit_cancel_sure(locale)}</p>
                <Submit class="btn btn-danger">{w::visit_cancel_yes(locale)}</Submit>
            </Form>
        </details>
    }
}
