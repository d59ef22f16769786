//! Moving a booking to another time.

use super::{
    api::{MovePlan, load_move},
    parts::{CallUs, DayPicker, DayTimes, Purpose},
};
use crate::frame::{here, param, slug};
use i18n::words as w;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use ui::{
    Icon, glyphs, locale,
    page::{Asking, Key, page},
};

/// The page on which a booking gets another time.
#[component]
pub fn Move() -> impl IntoView {
    let query = use_query_map();
    let day = move || query.with(|query| query.get("day").unwrap_or_default());
    let (site, token) = (slug(), param("token"));
    let visit = format!("/b/{site}/visit/{token}");
    let content = move |plan: MovePlan| view! { <Content plan visit=visit.clone() /> }.into_any();
    let ask = |key: Key| -> Asking { Box::pin(load_move(key[0].clone(), key[1].clone(), key[2].clone())) };
    page(move || vec![site.clone(), token.clone(), day()], ask, here().path(""), content)
}

#[component]
fn Content(plan: MovePlan, visit: String) -> impl IntoView {
    let locale = locale();
    let site = here();
    let base = format!("{visit}/move");
    let MovePlan { now, open, times } = plan;
    let body = if open {
        view! {
            <p>{w::move_now(locale, now)}</p>
            <DayPicker days=times.days.clone() day=times.day.clone() base=base.clone() />
            <DayTimes times purpose=Purpose::Move base />
        }
        .into_any()
    } else {
        view! {
            <div class="notice notice-warn" role="status">
                <Icon icon=glyphs::INFO /><p>{i18n::lookup(locale, "err_visit_closed", &[])}</p>
            </div>
            <div class="cluster"><CallUs /></div>
        }
        .into_any()
    };
    view! {
        <Title text=format!("{} · {}", w::move_title(locale), site.name) />
        <div class="page page-narrow stack">
            <a class="btn btn-quiet self-start" href=visit><Icon icon=glyphs::ARROW_LEFT /> {w::back_to_visit(locale)}</a>
            <h1>{w::move_title(locale)}</h1>
            {body}
        </div>
    }
}
