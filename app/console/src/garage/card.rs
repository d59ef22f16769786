//! A job as a card of the board: opened by its title, moved by its buttons, by arrow keys, or by dragging it.

use super::{
    api::JobCard,
    badge::LateBadge,
    move_form::MoveForm,
    moves::{Moves, Step},
    parts_day::PartsNote,
    steps, touch,
};
use domain::garage::JobStatus;
use i18n::words as w;
use leptos::{
    ev::{DragEvent, KeyboardEvent},
    prelude::*,
};
use ui::locale;
use wasm_bindgen::JsCast as _;

/// A card of the board.
#[component]
pub(crate) fn Card(
    /// The job.
    job: JobCard,
    /// The address of its page.
    href: String,
    /// The board's address, filter included.
    back: String,
    /// The board's state.
    moves: Moves,
) -> impl IntoView {
    let locale = locale();
    let (grabbed, pressed, tapped) = (job.clone(), job.clone(), job.clone());
    let on_move = Callback::new(move |to: JobStatus| moves.go(Step::of(&tapped, to), false));
    let id = touch::card_id(&job.id);
    let title = if job.vehicle.is_empty() { job.customer.clone() } else { job.vehicle.clone() };
    let customer = (!job.vehicle.is_empty()).then_some(job.customer);
    // A card that was just dragged on still says what it waited for.
    let parts = job.parts.filter(|parts| {
        job.status == JobStatus::WaitingParts && (parts.on.is_some() || !parts.what.is_empty())
    });
    view! {
        <article
            class="job-card"
            id=id
            tabindex="-1"
            draggable="true"
            on:dragstart=move |event| grab(&event, moves, &grabbed)
            on:dragend=move |_| moves.dragged.set(None)
            on:keydown=move |event| press(&event, moves, &pressed)
        >
            // The link is what Tab reaches, and its focus is drawn around the card. Dragging takes the card, not the link.
            <a class="job-card-title" href=href draggable="false" aria-keyshortcuts="ArrowLeft ArrowRight ArrowUp ArrowDown">
                {(!job.plate.is_empty()).then(|| view! { <span class="plate">{job.plate}</span> " " })}
                {title}
            </a>
            <p class="job-card-meta">
                {job.late.then(|| view! { <LateBadge /> })}
                <time class="num" datetime=job.starts.at>{job.starts.text}</time>
                <span>{job.service}</span>
            </p>
            <p class="job-card-meta">
                {customer.map(|customer| view! { <span>{customer}</span> })}
                <span>{w::col_worker(locale)} " " {job.worker}</span>
                {job.eta.map(|eta| view! {
                    <span>{w::work_eta(locale)} " " <time class="num" datetime=eta.at>{eta.text}</time></span>
                })}
            </p>
            {parts.map(|parts| view! { <p class="job-card-meta"><PartsNote parts /></p> })}
            <MoveForm job=job.id from=job.status back on_move />
        </article>
    }
}

fn grab(event: &DragEvent, moves: Moves, job: &JobCard) {
    if let Some(data) = event.data_transfer() {
        // Firefox drags only what carries data.
        let _ = data.set_data("text/plain", job.name());
        data.set_effect_allowed("move");
    }
    moves.dragged.set(Some(job.clone()));
}

/// Arrow keys, while the card itself or its title has the keyboard: its buttons and its menu keep their own keys.
fn press(event: &KeyboardEvent, moves: Moves, job: &JobCard) {
    let element = |target: Option<web_sys::EventTarget>| {
        target.and_then(|target| target.dyn_into::<web_sys::Element>().ok())
    };
    let (Some(card), Some(target)) = (element(event.current_target()), element(event.target())) else {
        return;
    };
    let ours = target == card || target.class_list().contains("job-card-title");
    if !ours || event.ctrl_key() || event.alt_key() || event.meta_key() || event.shift_key() {
        return;
    }
    let key = event.key();
    match key.as_str() {
        "ArrowLeft" | "ArrowRight" => {
            event.prevent_default();
            match steps::beside(job.status, key == "ArrowRight") {
                Some(to) => moves.go(Step::of(job, to), true),
                None => moves.no_way(job),
            }
        }
        "ArrowUp" | "ArrowDown" if touch::lead(&card, key == "ArrowDown") => event.prevent_default(),
        _ => {}
    }
}
