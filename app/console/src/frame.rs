//! What surrounds the pages of the portal: the way around, language and theme, and the notices every page shares.

use crate::businesses::api::Place;
use domain::accounts::Deed;
use i18n::words as w;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use ui::{
    Fault, Glyph, Icon, feedback::Failure, glyphs, locale, preferences::Preferences, reader::RefusedForm,
};

/// A part of the page's address; empty when the route has none of that name.
pub(crate) fn param(name: &'static str) -> Memo<String> {
    let params = use_params_map();
    Memo::new(move |_| params.with(|params| params.get(name).unwrap_or_default()))
}

/// A value of the address's query; empty when there is none.
pub(crate) fn query(name: &'static str) -> Memo<String> {
    let query = use_query_map();
    Memo::new(move |_| query.with(|query| query.get(name).unwrap_or_default()))
}

/// The part of the portal that a page belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Section {
    /// The day at a glance.
    Day,
    /// The board and its jobs.
    Board,
    /// Messages that were given up.
    Messages,
}

/// A page of a business, with the way around.
#[component]
pub(crate) fn Shell(
    /// The business, and what the reader is to it.
    place: Place,
    /// The part that the page belongs to.
    section: Section,
    children: Children,
) -> impl IntoView {
    let locale = locale();
    let name = place.name.clone();
    view! {
        <a class="skip-link" href="#main" rel="external">{w::skip_to_content(locale)}</a>
        <div class="console-shell">
            <nav class="console-nav" aria-label=w::portal_nav(locale)>
                <a class="brand" href=place.path("")>{name.clone()}</a>
                <ul>
                    {links(&place)
                        .into_iter()
                        .map(|link| {
                            let current = (link.section == section).then_some("page");
                            view! { <li><a href=link.href aria-current=current><Icon icon=link.icon /> {link.name}</a></li> }
                        })
                        .collect_view()}
                    <li><a href="/console/account" rel="external"><Icon icon=glyphs::USER /> {w::nav_account(locale)}</a></li>
                </ul>
                <div class="console-nav-foot stack stack-tight">
                    <a class="btn btn-quiet" href="/console" rel="external"><Icon icon=glyphs::STORE /> {w::portal_switch(locale)}</a>
                    <div class="cluster"><Preferences up=true /></div>
                </div>
            </nav>
            <div class="console-main">
                <header class="topbar desk:hidden">
                    <a class="brand" href=place.path("")>{name}</a>
                    <div class="cluster">
                        <a class="btn btn-quiet btn-icon" href="/console" rel="external">
                            <Icon icon=glyphs::STORE label=w::portal_switch(locale) />
                        </a>
                        <Preferences />
                    </div>
                </header>
                <main id="main" tabindex="-1"><div class="page stack">{children()}</div></main>
            </div>
        </div>
    }
}

struct Link {
    section: Section,
    href: String,
    name: &'static str,
    icon: Glyph,
}

fn links(place: &Place) -> Vec<Link> {
    let locale = locale();
    let mut links = vec![Link {
        section: Section::Day,
        href: place.path(""),
        name: w::portal_day(locale),
        icon: glyphs::CALENDAR,
    }];
    if place.role.may(Deed::SeeBoard) {
        links.push(Link {
            section: Section::Board,
            href: place.path("/board"),
            name: w::portal_board(locale),
            icon: glyphs::COLUMNS,
        });
    }
    if place.role.may(Deed::RunBusiness) {
        links.push(Link {
            section: Section::Messages,
            href: place.path("/messages"),
            name: w::portal_messages(locale),
            icon: glyphs::MAIL,
        });
    }
    links
}

/// A page outside any business: the choice of a workplace, and what cannot be had.
#[component]
pub(crate) fn Plain(children: Children) -> impl IntoView {
    let locale = locale();
    view! {
        <a class="skip-link" href="#main" rel="external">{w::skip_to_content(locale)}</a>
        <header class="topbar">
            <a class="brand" href="/console" rel="external"><Icon icon=glyphs::STORE /> {w::portal_nav(locale)}</a>
            <div class="cluster">
                <Preferences />
                <a class="btn btn-quiet btn-icon" href="/console/account" rel="external">
                    <Icon icon=glyphs::USER label=w::nav_account(locale) />
                </a>
            </div>
        </header>
        <main id="main" tabindex="-1">{children()}</main>
    }
}

/// The whole page when what it shows cannot be had.
#[component]
pub(crate) fn Missing(fault: Fault) -> impl IntoView {
    view! { <Plain><Failure fault home="/console" /></Plain> }
}

/// Why the form called `form` was refused, for forms that are only a button.
#[component]
pub(crate) fn Refused(form: &'static str) -> impl IntoView {
    let locale = locale();
    let refused = use_context::<RefusedForm>()
        .and_then(|form| form.0.get_untracked())
        .filter(|state| state.form == form);
    let error = refused.and_then(|state| state.errors.into_iter().next());
    error.map(|error| {
        view! {
            <div class="notice notice-danger" role="alert">
                <Icon icon=glyphs::TRIANGLE_ALERT />
                <p>{i18n::field_error(locale, &error)}</p>
            </div>
        }
    })
}

/// Says when the page cannot hear of changes. The place for it always stands, so that listeners hear it filled.
#[component]
pub(crate) fn Away(connected: ReadSignal<bool>) -> impl IntoView {
    let locale = locale();
    view! {
        <div role="status">
            {move || (!connected.get()).then(|| view! {
                <div class="notice notice-warn"><Icon icon=glyphs::WIFI_OFF /><p>{w::live_away(locale)}</p></div>
            })}
        </div>
    }
}
