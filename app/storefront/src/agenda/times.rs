//! The second step of a booking: the day and the time.

use super::{
    api::{Times, load_times},
    parts::{DayPicker, DayTimes, Purpose, Steps},
};
use crate::{
    frame::{here, slug},
    sites::ServiceLine,
};
use i18n::words as w;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};
use ui::{
    locale,
    page::{Asking, Key, page},
};

/// The page on which a time is chosen for a service.
#[component]
pub fn ChooseTime() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let service = move || params.with(|params| params.get("service").unwrap_or_default());
    let day = move || query.with(|query| query.get("day").unwrap_or_default());
    let site = slug();
    let home = format!("/b/{site}/book");
    let content = |times: Times| view! { <Content times /> }.into_any();
    let ask = |key: Key| -> Asking { Box::pin(load_times(key[0].clone(), key[1].clone(), key[2].clone())) };
    page(move || vec![site.clone(), service(), day()], ask, home, content)
}

#[component]
fn Content(times: Times) -> impl IntoView {
    let locale = locale();
    let site = here();
    let base = site.path(&format!("/book/{}", times.service.slug));
    view! {
        <Title text=format!("{} · {}", times.service.name, site.name) />
        <div class="page page-narrow stack">
            <Steps at=2 back=vec![site.path("/book")] />
            <h1>{w::choose_time(locale)}</h1>
            <div class="card cluster cluster-apart"><ServiceLine service=times.service.clone() /></div>
            <DayPicker days=times.days.clone() day=times.day.clone() base=base.clone() />
            <DayTimes times purpose=Purpose::Hold base />
        </div>
    }
}
