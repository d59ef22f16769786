//! The first step of a booking: the service.

use super::{
    api::load_bookable,
    parts::{CallUs, Steps},
};
use crate::{
    frame::{here, slug},
    sites::{ServiceLine, api::ServiceCard},
};
use i18n::words as w;
use leptos::prelude::*;
use leptos_meta::Title;
use ui::{Icon, done::DoneNotice, glyphs, locale, page::page};

/// The page on which a booking begins.
#[component]
pub fn ChooseService() -> impl IntoView {
    let home = format!("/b/{}", slug());
    let content = |services: Vec<ServiceCard>| view! { <Content services /> }.into_any();
    page(move || vec![slug()], |key| Box::pin(load_bookable(key[0].clone())), home, content)
}

#[component]
fn Content(services: Vec<ServiceCard>) -> impl IntoView {
    let locale = locale();
    let site = here();
    let empty = services.is_empty();
    view! {
        <Title text=format!("{} · {}", w::book_a_time(locale), site.name) />
        <div class="page page-narrow stack">
            <Steps at=1 back=Vec::new() />
            <DoneNotice known=&["released"] />
            <h1>{w::book_title(locale)}</h1>
            {empty.then(|| view! {
                <div class="empty"><Icon icon=glyphs::CALENDAR /><p>{w::book_nothing(locale)}</p><CallUs /></div>
            })}
            <div class="choice-list">
                {services
                    .into_iter()
                    .map(|service| {
                        let href = site.path(&format!("/book/{}", service.slug));
                        view! { <a class="choice" href=href><ServiceLine service /></a> }
                    })
                    .collect_view()}
            </div>
        </div>
    }
}
