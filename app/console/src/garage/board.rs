//! The job board: a column per status, a card per job.

use super::{
    api::{BoardView, JobCard, load_board},
    badge::{glyph, name, tone},
    card::Card,
    moves::{Moves, Step},
};
use crate::{
    businesses::api::Place,
    frame::{Refused, Section, Shell, drawn, param, query},
};
use domain::{
    businesses::Capability,
    garage::{JobStatus, board::can_move},
};
use i18n::words as w;
use leptos::{ev::DragEvent, prelude::*};
use leptos_meta::Title;
use std::collections::BTreeSet;
use ui::{
    Icon, glyphs,
    live::{Away, use_live},
    locale,
};

/// The page of the board.
#[component]
pub(crate) fn Board() -> impl IntoView {
    let slug = param("slug");
    let data = Resource::new(move || slug.get(), load_board);
    drawn(data, move |board| view! { <Content board /> }.into_any())
}

/// The board stands from its first answer on; later ones change its cards only, so that nothing a hand or the keyboard
/// is on goes away without need.
#[component]
fn Content(board: BoardView) -> impl IntoView {
    let locale = locale();
    let moves = Moves::new(&board);
    let place = board.place.clone();
    let live = place.path("/live");
    let connected = use_live(move || live.clone(), move || moves.fetch());
    let worker = query("worker");
    let jobs = Memo::new(move |_| {
        let wanted = worker.get();
        let mut jobs = moves.jobs();
        jobs.retain(|job| shows(&wanted, job));
        jobs
    });
    let base = place.path("/board");
    let own = place.has(Capability::Garage).then(|| (place.path("/me"), place.path("/reminders")));
    view! {
        <Title text=format!("{} · {}", w::portal_board(locale), place.name) />
        <Shell place=place.clone() section=Section::Board>
            <div class="cluster cluster-apart">
                <div>
                    <h1>{w::portal_board(locale)}</h1>
                    <p class="soft">{board.today}</p>
                    {own.map(|(mine, due)| view! {
                        <p class="cluster">
                            <a class="link" href=mine>{w::me_title(locale)}</a>
                            <a class="link" href=due>{w::reminders_title(locale)}</a>
                        </p>
                    })}
                </div>
                <Filter moves base=base.clone() worker />
            </div>
            <Away connected />
            <Refused form="move" />
            <Show when=move || !moves.jobs().is_empty() fallback=Nothing>
                <Columns jobs moves place=place.clone() worker />
            </Show>
            <Said moves />
        </Shell>
    }
}

/// What `?worker=` says for the reader's own jobs.
const MINE: &str = "mine";

/// Whether a board filtered by `worker` shows `job`.
fn shows(worker: &str, job: &JobCard) -> bool {
    match worker {
        "" => true,
        MINE => job.mine,
        name => job.worker == name,
    }
}

/// The board's address, filtered by `worker`.
fn filtered(base: &str, worker: &str) -> String {
    if worker.is_empty() {
        return base.to_owned();
    }
    format!("{base}?worker={}", leptos_router::location::Url::escape(worker))
}

/// The workers as tabs; the reader's own jobs come right after everybody's.
#[component]
fn Filter(moves: Moves, base: String, worker: Memo<String>) -> impl IntoView {
    let locale = locale();
    let tabs = Memo::new(move |_| {
        let jobs = moves.jobs();
        let others: BTreeSet<&str> =
            jobs.iter().filter(|job| !job.mine).map(|job| job.worker.as_str()).collect();
        let tab = |worker: &str, name: &str| {
            (worker.to_owned(), name.to_owned(), jobs.iter().filter(|job| shows(worker, job)).count())
        };
        let mine = jobs.iter().any(|job| job.mine).then(|| tab(MINE, w::board_mine(locale)));
        let others = others.into_iter().map(|name| tab(name, name));
        [tab("", w::board_all(locale))].into_iter().chain(mine).chain(others).collect::<Vec<_>>()
    });
    view! {
        <nav class="tabs" aria-label=w::board_filter(locale)>
            {move || {
                tabs.get()
                    .into_iter()
                    .map(|(value, name, count)| {
                        let href = filtered(&base, &value);
                        view! {
                            <a href=href aria-current=move || (worker.get() == value).then_some("true")>
                                {name} " " <span class="count">{count}</span>
                            </a>
                        }
                    })
                    .collect_view()
            }}
        </nav>
    }
}

#[component]
fn Columns(jobs: Memo<Vec<JobCard>>, moves: Moves, place: Place, worker: Memo<String>) -> impl IntoView {
    let locale = locale();
    let awake = RwSignal::new(false);
    Effect::new(move |_| awake.set(true));
    let place = StoredValue::new(place);
    view! {
        <div class="board" tabindex="0" role="region" aria-label=w::board_region(locale)>
            {JobStatus::ALL
                .into_iter()
                .map(|status| view! { <Column status jobs moves place worker /> })
                .collect_view()}
        </div>
        // Only once the keys do something.
        {move || awake.get().then(|| view! { <p class="soft hidden desk:block">{w::board_keys(locale)}</p> })}
    }
}

#[component]
fn Column(
    status: JobStatus,
    jobs: Memo<Vec<JobCard>>,
    moves: Moves,
    place: StoredValue<Place>,
    worker: Memo<String>,
) -> impl IntoView {
    let locale = locale();
    let here = Memo::new(move |_| {
        jobs.with(|jobs| jobs.iter().filter(|job| job.status == status).cloned().collect::<Vec<_>>())
    });
    let count = move || here.with(Vec::len);
    let head = format!("column-{}", status.as_str());
    let class = move || match moves
        .dragged
        .with(|job| job.as_ref().map(|job| (job.status == status, can_move(job.status, status))))
    {
        Some((false, true)) => "board-col rounded-card bg-accent-soft",
        Some((false, false)) => "board-col opacity-40",
        _ => "board-col",
    };
    view! {
        <section
            class=class
            aria-labelledby=head
            on:dragover=move |event| hover(&event, moves, status)
            on:drop=move |event| let_go(&event, moves, status)
        >
            <h2 class="board-head" id=head.clone() data-tone=tone(status)>
                <Icon icon=glyph(status) />
                " "
                {name(status)}
                " "
                <span class="count">{count}</span>
            </h2>
            // A card is drawn anew when anything on it changes.
            <For
                each=move || here.get()
                key=JobCard::clone
                children=move |job| {
                    let (href, back) = place.with_value(|place| {
                        (place.path(&format!("/jobs/{}", job.id)), filtered(&place.path("/board"), &worker.get_untracked()))
                    });
                    view! { <Card job href back moves /> }
                }
            />
            {move || (count() == 0).then(|| view! { <p class="soft">{w::board_col_empty(locale)}</p> })}
        </section>
    }
}

/// A column takes a job that may come; to any other the browser shows that it does not.
fn hover(event: &DragEvent, moves: Moves, status: JobStatus) {
    let welcome =
        moves.dragged.with_untracked(|job| job.as_ref().is_some_and(|job| can_move(job.status, status)));
    if welcome {
        event.prevent_default();
        if let Some(data) = event.data_transfer() {
            data.set_drop_effect("move");
        }
    }
}

fn let_go(event: &DragEvent, moves: Moves, status: JobStatus) {
    event.prevent_default();
    if let Some(job) = moves.dragged.get_untracked() {
        moves.dragged.set(None);
        moves.go(Step::of(&job, status), false);
    }
}

#[component]
fn Nothing() -> impl IntoView {
    let locale = locale();
    view! {
        <div class="empty">
            <Icon icon=glyphs::COLUMNS />
            <h2>{w::board_empty_title(locale)}</h2>
            <p>{w::board_empty(locale)}</p>
        </div>
    }
}

/// What became of the last move, and the way to take it back. The place for it always stands: listeners hear it filled.
#[component]
fn Said(moves: Moves) -> impl IntoView {
    let locale = locale();
    view! {
        <div class="toasts" role="status">
            {move || moves.toast.get().map(|toast| view! {
                <div class="toast">
                    <span>{toast.text}</span>
                    {toast.undo.map(|step| view! {
                        <button class="btn" type="button" on:click=move |_| moves.undo(step.clone())>
                            <Icon icon=glyphs::UNDO />
                            " "
                            {w::board_undo(locale)}
                        </button>
                    })}
                </div>
            })}
        </div>
    }
}
