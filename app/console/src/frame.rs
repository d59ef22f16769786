//! What surrounds the pages of the portal: the way around, language and theme, and the notices every page shares.

use crate::businesses::api::Place;
use domain::{accounts::Deed, businesses::Capability};
use i18n::words as w;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use ui::{
    Fault, Glyph, Icon,
    feedback::{Failure, Loading},
    glyphs, locale,
    notifications::Bell,
    page::suspended,
    preferences::Preferences,
    reader::RefusedForm,
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
    /// The own work of who is signed in.
    Me,
    /// Work orders and canned jobs.
    Work,
    /// The customers.
    Customers,
    /// Invoices and what is paid on them.
    Invoices,
    /// Messages that were given up.
    Messages,
    /// What the reader was told.
    Notifications,
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
    let (bar, more) = with_room(links(&place));
    let more_below = more.clone();
    view! {
        <a class="skip-link" href="#main" rel="external">{w::skip_to_content(locale)}</a>
        <div class="console-shell">
            <nav class="console-nav" aria-label=w::portal_nav(locale)>
                <a class="brand" href=place.path("")>{name.clone()}</a>
                <ul>
                    {bar
                        .into_iter()
                        .map(|link| {
                            let current = (link.section == section).then_some("page");
                            view! { <li><a href=link.href aria-current=current><Icon icon=link.icon /> {link.name}</a></li> }
                        })
                        .collect_view()}
                </ul>
                <div class="console-nav-foot stack stack-tight">
                    {more
                        .into_iter()
                        .map(|link| link.draw("btn btn-quiet", section))
                        .collect_view()}
                    <a class="btn btn-quiet" href="/console/account" rel="external"><Icon icon=glyphs::USER /> {w::nav_account(locale)}</a>
                    <a class="btn btn-quiet" href="/console" rel="external"><Icon icon=glyphs::STORE /> {w::portal_switch(locale)}</a>
                    <div class="cluster"><Bell base=place.path("") unread=place.unread /> <Preferences up=true /></div>
                </div>
            </nav>
            <div class="console-main">
                <header class="topbar desk:hidden">
                    <a class="brand" href=place.path("")>{name}</a>
                    <div class="cluster">
                        <Bell base=place.path("") unread=place.unread />
                        <More links=more_below section />
                        <Preferences />
                    </div>
                </header>
                <main id="main" tabindex="-1"><div class="page stack">{children()}</div></main>
            </div>
        </div>
    }
}

/// On a phone: what the bar has no room for, and the ways out of the business.
#[component]
fn More(links: Vec<Link>, section: Section) -> impl IntoView {
    let locale = locale();
    view! {
        <details class="menu">
            <summary class="btn btn-quiet btn-icon"><Icon icon=glyphs::ELLIPSIS label=w::portal_more(locale) /></summary>
            <div class="menu-list">
                {links.into_iter().map(|link| link.draw("menu-item", section)).collect_view()}
                <a class="menu-item" href="/console/account" rel="external">
                    <Icon icon=glyphs::USER /> {w::nav_account(locale)}
                </a>
                <a class="menu-item" href="/console" rel="external">
                    <Icon icon=glyphs::STORE /> {w::portal_switch(locale)}
                </a>
            </div>
        </details>
    }
}

#[derive(Clone)]
struct Link {
    section: Section,
    href: String,
    name: &'static str,
    icon: Glyph,
}

impl Link {
    /// The link outside the bar.
    fn draw(self, class: &'static str, section: Section) -> impl IntoView {
        let current = (self.section == section).then_some("page");
        view! { <a class=class href=self.href aria-current=current><Icon icon=self.icon /> {self.name}</a> }
    }
}

/// How many links the bar of a phone has room for.
const ROOM: usize = 5;
/// What leaves the bar when it is full, the first one first.
const LEAVES: [Section; 2] = [Section::Messages, Section::Me];

/// The links of the bar, and those that it has no room for.
fn with_room(mut links: Vec<Link>) -> (Vec<Link>, Vec<Link>) {
    let mut more = Vec::new();
    for section in LEAVES {
        if links.len() > ROOM
            && let Some(at) = links.iter().position(|link| link.section == section)
        {
            more.push(links.remove(at));
        }
    }
    (links, more)
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
    // The way around has room for five: the owner, who sees everything else, goes there by the board.
    if place.has(Capability::Garage) && place.role.may(Deed::MoveJobs) && !place.role.may(Deed::RunBusiness) {
        links.push(Link {
            section: Section::Me,
            href: place.path("/me"),
            name: w::me_title(locale),
            icon: glyphs::LIST_CHECKS,
        });
    }
    if place.has(Capability::Garage) && place.role.may(Deed::WriteOrders) {
        links.push(Link {
            section: Section::Work,
            href: place.path("/work"),
            name: w::portal_work(locale),
            icon: glyphs::WRENCH,
        });
    }
    if place.role.may(Deed::SeeCustomers) {
        links.push(Link {
            section: Section::Customers,
            href: place.path("/customers"),
            name: w::portal_customers(locale),
            icon: glyphs::USERS,
        });
    }
    if place.has(Capability::Garage) && place.role.may(Deed::Bill) {
        links.push(Link {
            section: Section::Invoices,
            href: place.path("/invoices"),
            name: w::portal_invoices(locale),
            icon: glyphs::RECEIPT,
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

/// Draws what came, or the page that says why it cannot be had. What is shown stays until what replaces it is there.
pub(crate) fn drawn<T: Clone + Send + Sync + 'static>(
    data: Resource<Result<T, Fault>>,
    draw: impl Fn(T) -> AnyView + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let view = move || async move {
        match data.await {
            Ok(page) => draw(page),
            Err(fault) => view! { <Missing fault /> }.into_any(),
        }
    };
    view! { <Transition fallback=Loading>{suspended(view)}</Transition> }
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

#[cfg(test)]
mod tests {
    use super::*;
    use domain::accounts::Role;

    #[test]
    fn whatever_the_role_the_bar_has_room_and_no_link_is_lost() {
        for role in [Role::Owner, Role::FrontDesk, Role::Technician, Role::Kitchen] {
            let place = Place {
                slug: "x".into(),
                name: "X".into(),
                city: "Y".into(),
                role,
                capabilities: vec![Capability::Agenda, Capability::Garage],
                unread: 0,
            };
            let all = links(&place).len();
            let (bar, more) = with_room(links(&place));
            assert!(bar.len() <= ROOM, "{role:?}");
            assert_eq!(bar.len() + more.len(), all, "{role:?}");
        }
    }
}
