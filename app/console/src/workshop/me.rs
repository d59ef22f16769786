//! A technician's own page, for one hand: the shift, the job that runs, what comes next, and the way to any vehicle.

use super::{
    api::{FoundVehicle, MeView, Running, TaskCard, load_me},
    scan::Scan,
};
use crate::{
    businesses::api::Place,
    frame::{Refused, Section, Shell, drawn, param, query},
    garage::{api::Moment, badge::StatusMark},
};
use i18n::words as w;
use leptos::prelude::*;
use leptos_meta::Title;
use std::time::Duration;
use ui::{
    Icon, glyphs,
    live::{Away, use_live},
    locale,
};

/// How often a running clock is shown anew.
const TICK: Duration = Duration::from_secs(60);

/// The page of who works here.
#[component]
pub(crate) fn Me() -> impl IntoView {
    let (slug, find) = (param("slug"), query("find"));
    let data = Resource::new(move || (slug.get(), find.get()), |(slug, find)| load_me(slug, find));
    // What somebody types or scans at this moment is not taken from under their hands.
    let again = move || {
        if !typing() {
            data.refetch();
        }
    };
    let connected = use_live(move || format!("/console/{}/live", slug.get()), again);
    Effect::new(move |_| {
        if let Ok(ticking) = set_interval_with_handle(again, TICK) {
            on_cleanup(move || ticking.clear());
        }
    });
    drawn(data, move |page| view! { <Content page connected /> }.into_any())
}

/// Whether a field has the keyboard: in the browser only.
fn typing() -> bool {
    document().active_element().is_some_and(|element| element.tag_name().eq_ignore_ascii_case("input"))
}

#[component]
fn Content(page: MeView, connected: ReadSignal<bool>) -> impl IntoView {
    let locale = locale();
    let place = StoredValue::new(page.place.clone());
    let idle = page.running.is_none();
    view! {
        <Title text=format!("{} · {}", w::me_title(locale), page.place.name) />
        <Shell place=page.place section=Section::Me>
            <div class="cluster cluster-apart">
                <h1>{w::me_title(locale)}</h1>
                <a class="link" href=place.with_value(|place| place.path("/times"))>{w::times_title(locale)}</a>
            </div>
            <Away connected />
            <Refused form="clock_in" />
            <Refused form="clock_out" />
            <Refused form="start" />
            <Refused form="stop" />
            <Shift since=page.shift idle />
            {page.running.map(|running| view! { <Now running place /> })}
            <Find find=page.find found=page.found place />
            <Tasks id="next" title=w::me_next(locale) tasks=page.next place />
            <Tasks id="waiting" title=w::me_waiting(locale) tasks=page.waiting place />
        </Shell>
    }
}

/// The shift's button. While a job runs, stopping that is the page's main action.
#[component]
fn Shift(since: Option<Moment>, idle: bool) -> impl IntoView {
    let locale = locale();
    match since {
        Some(since) => view! {
            <section class="card stack" aria-labelledby="shift">
                <h2 id="shift">{w::me_shift(locale)}</h2>
                <p class="soft">{w::me_since(locale)} " " <time datetime=since.at>{since.text}</time></p>
                <form method="post">
                    <input type="hidden" name="form" value="clock_out" />
                    <button class="btn btn-block">{w::me_clock_out(locale)}</button>
                </form>
            </section>
        }
        .into_any(),
        None => view! {
            <section class="card stack" aria-labelledby="shift">
                <h2 id="shift">{w::me_shift(locale)}</h2>
                <p class="soft">{w::me_shift_none(locale)}</p>
                <form method="post">
                    <input type="hidden" name="form" value="clock_in" />
                    <button class=if idle { "btn btn-primary btn-block" } else { "btn btn-block" }>{w::me_clock_in(locale)}</button>
                </form>
            </section>
        }
        .into_any(),
    }
}

/// The job that runs.
#[component]
fn Now(running: Running, place: StoredValue<Place>) -> impl IntoView {
    let locale = locale();
    let task = running.task;
    view! {
        <section class="card stack" aria-labelledby="now">
            <h2 id="now">{w::me_now(locale)}</h2>
            <p class="price price-big"><Icon icon=glyphs::CLOCK /> " " {running.elapsed}</p>
            <p class="soft">
                {w::me_since(locale)} " " <time datetime=running.since.at>{running.since.text}</time> " · " {task.time.clone()}
            </p>
            <Name task place />
            <form method="post">
                <input type="hidden" name="form" value="stop" />
                <button class="btn btn-primary btn-block">{w::me_stop(locale)}</button>
            </form>
        </section>
    }
}

/// What is done to which vehicle; leads to its work.
#[component]
fn Name(task: TaskCard, place: StoredValue<Place>) -> impl IntoView {
    let href = place.with_value(|place| place.path(&task.path));
    view! {
        <p class="cluster">
            <a class="link" href=href>{task.title}</a>
            <span class="plate">{task.name}</span>
            <span class="soft">{task.vehicle}</span>
        </p>
    }
}

/// Looks for a vehicle. A form that asks for the page itself, so that scanners that type and press Enter work at once.
#[component]
fn Find(find: String, found: Vec<FoundVehicle>, place: StoredValue<Place>) -> impl IntoView {
    let locale = locale();
    let searched = !find.is_empty();
    let nothing = searched && found.is_empty();
    view! {
        <section class="stack" aria-labelledby="find-title">
            <h2 id="find-title">{w::me_find(locale)}</h2>
            <form class="field" method="get" role="search" action=place.with_value(|place| place.path("/me"))>
                <label class="label" for="find">{w::me_find_label(locale)}</label>
                <span class="hint" id="find-hint">{w::me_find_hint(locale)}</span>
                <div class="input-group max-w-96">
                    <input
                        class="input"
                        id="find"
                        name="find"
                        type="search"
                        maxlength="40"
                        autocomplete="off"
                        autocapitalize="characters"
                        enterkeyhint="search"
                        aria-describedby="find-hint"
                        value=find
                    />
                    <button class="btn"><Icon icon=glyphs::SEARCH /> {w::crm_search_go(locale)}</button>
                </div>
            </form>
            <Scan />
            <div role="status">{nothing.then(|| view! { <p>{w::me_find_none(locale)}</p> })}</div>
            {(!found.is_empty()).then(|| view! {
                <ul class="rows">{found.into_iter().map(|vehicle| view! { <Hit vehicle place /> }).collect_view()}</ul>
            })}
        </section>
    }
}

#[component]
fn Hit(vehicle: FoundVehicle, place: StoredValue<Place>) -> impl IntoView {
    let locale = locale();
    let name = if vehicle.path.is_empty() {
        view! { <span>{vehicle.vehicle} <span class="hint">{w::me_find_no_work(locale)}</span></span> }
            .into_any()
    } else {
        let href = place.with_value(|place| place.path(&vehicle.path));
        view! { <a class="link" href=href>{vehicle.vehicle}</a> }.into_any()
    };
    view! { <li>{name} <span class="plate">{vehicle.plate}</span></li> }
}

#[component]
fn Tasks(
    id: &'static str,
    title: &'static str,
    tasks: Vec<TaskCard>,
    place: StoredValue<Place>,
) -> impl IntoView {
    let locale = locale();
    let body = if tasks.is_empty() {
        view! { <p class="soft">{w::me_nothing(locale)}</p> }.into_any()
    } else {
        let cards = tasks.into_iter().map(|task| view! { <Card task place startable={id == "next"} /> });
        view! { <div class="grid-cards">{cards.collect_view()}</div> }.into_any()
    };
    view! {
        <section class="stack" aria-labelledby=id>
            <h2 id=id>{title}</h2>
            {body}
        </section>
    }
}

#[component]
fn Card(task: TaskCard, place: StoredValue<Place>, startable: bool) -> impl IntoView {
    let locale = locale();
    let (job, booking) = (task.job.clone(), task.booking.clone());
    let label = w::me_start_of(locale, &task.title, &task.name);
    let start = startable.then(|| {
        view! {
            <form method="post">
                <input type="hidden" name="form" value="start" />
                <input type="hidden" name="job" value=job />
                <input type="hidden" name="booking" value=booking />
                <button class="btn btn-block" aria-label=label>{w::me_start(locale)}</button>
            </form>
        }
    });
    view! {
        <article class="card stack">
            <Name task=task.clone() place />
            <p>
                <StatusMark status=task.status /> " "
                <span class="soft"><time datetime=task.starts.at>{task.starts.text}</time> " · " {task.time}</span>
            </p>
            {start}
        </article>
    }
}
