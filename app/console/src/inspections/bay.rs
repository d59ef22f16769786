//! The page of an inspection.

use super::{
    api::{BayView, ClockView, Found, Named, SheetView, load_inspection},
    clocks::Clocks,
    conflict::Person,
    point::Row,
};
use crate::businesses::api::Place;
use crate::frame::{Refused, Section, Shell, drawn, param, query};
use domain::{form::FieldError, garage::inspection::VIDEO_MAX_MB, locale::Locale};
use i18n::words as w;
use leptos::{prelude::*, task::spawn_local};
use leptos_meta::Title;
use std::collections::BTreeMap;
use ui::{
    Icon,
    form::unsent,
    glyphs,
    live::{Away, use_live},
    locale,
};

/// The page of a work order's inspection.
#[component]
pub(crate) fn Bay() -> impl IntoView {
    let (slug, order, inspection) = (param("slug"), param("order"), query("inspection"));
    let data = Resource::new(
        move || (slug.get(), order.get(), inspection.get()),
        |(slug, order, inspection)| load_inspection(slug, order, inspection),
    );
    drawn(data, |page| view! { <Content page /> }.into_any())
}

#[component]
fn Content(page: BayView) -> impl IntoView {
    let locale = locale();
    let title = if page.plate.is_empty() { page.number.clone() } else { page.plate.clone() };
    let heading = page
        .sheet
        .as_ref()
        .map_or_else(|| w::inspection_title(locale).to_owned(), |sheet| sheet.name.clone());
    view! {
        <Title text=format!("{title} · {}", w::inspection_title(locale)) />
        <Shell place=page.place.clone() section=Section::Board>
            <p>
                <a class="link" href=page.place.path(&format!("/work/{}", page.order)) rel="external">
                    <Icon icon=glyphs::ARROW_LEFT />
                    " "
                    {w::inspection_back(locale, &page.number)}
                </a>
            </p>
            <div class="cluster">
                <h1>{heading}</h1>
                {(!page.plate.is_empty()).then(|| view! { <span class="plate">{page.plate.clone()}</span> })}
            </div>
            {(!page.vehicle.is_empty()).then(|| view! { <p class="soft">{page.vehicle.clone()}</p> })}
            <Refused form="make_job" />
            <Refused form="light" />
            <Refused form="clock_start" />
            <Refused form="clock_stop" />
            <Begun page=page.clone() />
            <Written page=page.clone() />
            <Start offers=page.offers.clone() first=page.begun.is_empty() />
        </Shell>
    }
}

/// The inspections of this work order, when it has several.
#[component]
fn Begun(page: BayView) -> impl IntoView {
    let (path, shown) = (page.path(), page.sheet.map(|sheet| sheet.id));
    (page.begun.len() > 1).then(|| {
        let links = page.begun.into_iter().map(|Named { id, name }| {
            let current = (shown.as_ref() == Some(&id)).then_some("true");
            view! { <a href=format!("{path}?inspection={id}") rel="external" aria-current=current>{name}</a> }
        });
        view! { <nav class="tabs" aria-label=w::inspection_title(locale())>{links.collect_view()}</nav> }
    })
}

/// The templates that can be begun.
#[component]
fn Start(offers: Vec<Named>, first: bool) -> impl IntoView {
    let locale = locale();
    (!offers.is_empty()).then(|| {
        let class = if first { "btn btn-block bay-big" } else { "btn btn-block" };
        view! {
            <section class="stack" aria-labelledby="start">
                <h2 id="start">{if first { w::inspection_choose(locale) } else { w::inspection_another(locale) }}</h2>
                <form method="post" class="stack">
                    <input type="hidden" name="form" value="start" />
                    {offers
                        .into_iter()
                        .map(|offer| view! { <button class=class type="submit" name="template" value=offer.id>{offer.name}</button> })
                        .collect_view()}
                </form>
            </section>
        }
    })
}

/// What the points' rows read and what fetches it anew.
#[derive(Clone, Copy)]
struct State {
    clocks: RwSignal<Vec<ClockView>>,
    found: RwSignal<BTreeMap<String, Found>>,
    revision: RwSignal<i64>,
    waiting: RwSignal<bool>,
}

impl State {
    fn new(page: &BayView) -> Self {
        Self {
            clocks: RwSignal::new(page.clocks.clone()),
            found: RwSignal::new(page.sheet.as_ref().map(by_key).unwrap_or_default()),
            revision: RwSignal::new(page.sheet.as_ref().map_or(0, |sheet| sheet.revision)),
            waiting: RwSignal::new(false),
        }
    }

    /// Fetches what was found, unless that would take from under somebody's hands what they are writing: then the news
    /// waits until they leave the field.
    fn fetch(self, asked: (String, String, String)) {
        if unsent() || measuring() {
            self.waiting.set(true);
            return;
        }
        self.waiting.set(false);
        spawn_local(async move {
            let news = load_inspection(asked.0, asked.1, asked.2).await;
            if self.found.is_disposed() {
                return;
            }
            // While there is no answer, the page stays as it is; `bay.js` says what is kept on the phone.
            let Ok(BayView { sheet, clocks, .. }) = news else { return };
            if self.clocks.with_untracked(|known| *known != clocks) {
                self.clocks.set(clocks);
            }
            if let Some(sheet) = sheet.filter(|sheet| sheet.revision >= self.revision.get_untracked()) {
                self.found.set(by_key(&sheet));
                self.revision.set(sheet.revision);
            }
        });
    }

    /// Changes whenever what the page shows of the server's answers does: `bay.js` follows it.
    fn version(self) -> String {
        let since = |clock: &ClockView| clock.since.as_ref().map(|since| since.at.clone());
        let running = self.clocks.with(|clocks| clocks.iter().find_map(since));
        format!("{} {}", self.revision.get(), running.unwrap_or_default())
    }
}

fn by_key(sheet: &SheetView) -> BTreeMap<String, Found> {
    sheet.points().map(|point| (point.key.clone(), point.found.clone())).collect()
}

/// Whether a measured value was typed and not sent: in the browser only.
fn measuring() -> bool {
    use wasm_bindgen::JsCast as _;
    let Ok(boxes) = document().query_selector_all("[data-bay] input[name=value]:not([type=hidden])") else {
        return false;
    };
    let boxes = (0..boxes.length()).filter_map(|index| boxes.item(index));
    boxes
        .filter_map(|node| node.dyn_into::<web_sys::HtmlInputElement>().ok())
        .any(|input| input.value() != input.default_value())
}

/// What is written here: the clock and the points, with what the phone keeps of them.
#[component]
fn Written(page: BayView) -> impl IntoView {
    let locale = locale();
    let state = State::new(&page);
    provide_context(Person(page.person.clone()));
    let inspection = page.sheet.as_ref().map(|sheet| sheet.id.clone()).unwrap_or_default();
    let asked = StoredValue::new((page.place.slug.clone(), page.order.clone(), inspection.clone()));
    let live = format!("/console/{}/live", page.place.slug);
    let connected = use_live(move || live.clone(), move || state.fetch(asked.get_value()));
    let (path, who) = (page.path(), page.person_path());
    view! {
        <div
            class="stack"
            data-bay=path
            data-person=page.person
            data-name=page.name
            data-who=who
            data-video-bytes=(VIDEO_MAX_MB * 1_048_576).to_string()
            data-words=words(locale)
            data-revision=move || state.version()
            on:focusout=move |_| {
                if state.waiting.get_untracked() {
                    state.fetch(asked.get_value());
                }
            }
        >
            {page.sheet.clone().map(|sheet| view! { <Progress state sheet /> })}
            <div class="stack stack-tight" role="status" data-bay-status=""></div>
            <Away connected />
            <Clocks clocks=state.clocks inspection plate=page.plate />
            {page.sheet.map(|sheet| view! { <Sheet state sheet place=page.place /> })}
        </div>
    }
}

/// The points, part by part.
#[component]
fn Sheet(state: State, sheet: SheetView, place: Place) -> impl IntoView {
    let place = StoredValue::new(place);
    let sections = sheet.sections.into_iter().enumerate().map(|(index, section)| {
        let heading = format!("section-{index}");
        let rows = section.points.into_iter().map(|point| {
            let (key, first) = (point.key.clone(), point.found.clone());
            let found = Memo::new(move |_| {
                state.found.with(|found| found.get(&key).cloned()).unwrap_or_else(|| first.clone())
            });
            view! { <Row point inspection=sheet.id.clone() found place=place.get_value() /> }
        });
        view! {
            <section class="stack" aria-labelledby=heading.clone()>
                <h2 id=heading.clone()>{section.title}</h2>
                <ul class="bay-points">{rows.collect_view()}</ul>
            </section>
        }
    });
    sections.collect_view()
}

/// How far the inspection is, and the way to what is next.
#[component]
fn Progress(state: State, sheet: SheetView) -> impl IntoView {
    let locale = locale();
    let order: Vec<String> = sheet.points().map(|point| point.key.clone()).collect();
    let total = order.len();
    let answered = Memo::new(move |_| {
        state.found.with(|found| found.values().filter(|found| found.lit().is_some()).count())
    });
    let next = Memo::new(move |_| {
        let open = |key: &&String| {
            state.found.with(|found| found.get(*key).is_none_or(|found| found.lit().is_none()))
        };
        order.iter().find(open).cloned()
    });
    view! {
        <div class="bay-progress">
            <span class="num">{move || w::inspection_progress(locale, answered.get(), total)}</span>
            <progress class="progress" value=move || answered.get().to_string() max=total.to_string() aria-label=w::inspection_title(locale)></progress>
            {move || match next.get() {
                Some(key) => view! {
                    <a class="btn" href=format!("#point-{key}") rel="external">
                        {w::inspection_next(locale)}
                        <Icon icon=glyphs::ARROW_RIGHT />
                    </a>
                }.into_any(),
                None => view! {
                    <span class="badge badge-ok"><Icon icon=glyphs::CHECK /> {w::inspection_complete(locale)}</span>
                }.into_any(),
            }}
        </div>
    }
}

/// The words of the script that keeps answers without a network: it speaks no language of its own.
fn words(locale: Locale) -> String {
    let pairs = [
        ("kept", w::bay_kept(locale)),
        ("keptPhoto", w::bay_kept_photo(locale)),
        ("waiting", w::bay_waiting(locale)),
        ("signedOut", w::bay_signed_out(locale)),
        ("signIn", w::bay_sign_in(locale)),
        ("keptVideo", w::bay_kept_video(locale)),
        ("keptStart", w::bay_kept_start(locale)),
        ("keptStop", w::bay_kept_stop(locale)),
        ("full", w::bay_full(locale)),
        ("sending", w::bay_sending(locale)),
        ("otherOne", w::bay_other_one(locale)),
        ("otherMany", w::bay_other_many(locale)),
        ("somebody", w::bay_other_somebody(locale)),
        ("discard", w::bay_discard(locale)),
        ("discardSure", w::bay_discard_sure(locale)),
        ("discardYes", w::bay_discard_yes(locale)),
        ("discardNo", w::bay_discard_no(locale)),
        ("changed", w::bay_session_changed(locale)),
        ("reload", w::bay_reload(locale)),
        ("refused", w::bay_refused(locale)),
        ("putAway", w::bay_put_away(locale)),
        ("noStore", w::bay_no_store(locale)),
        ("tooLarge", w::bay_too_large(locale)),
    ];
    let too_large = FieldError::new("video", "err_video_large").arg("max", VIDEO_MAX_MB);
    let too_large = i18n::field_error(locale, &too_large);
    let mut words = BTreeMap::from(pairs);
    words.insert("videoTooLarge", too_large.as_str());
    serde_json::to_string(&words).unwrap_or_default()
}
