//! What surrounds every page of a business's site: its name, the way around, language and theme.

use crate::sites::api::{Site, load_site};
use domain::businesses::Capability;
use i18n::words as w;
use leptos::prelude::*;
use leptos_router::{components::Outlet, hooks::use_params_map};
use ui::{
    Icon, feedback::Failure, glyphs, locale, notifications::Bell, page::page_or, preferences::Preferences,
};

/// The slug in the page's address.
pub(crate) fn slug() -> String {
    param("slug")
}

/// A part of the page's address that does not change while the page stands; empty when its route has none of that name.
pub(crate) fn param(name: &str) -> String {
    use_params_map().with_untracked(|params| params.get(name).unwrap_or_default())
}

/// The site around its pages.
#[component]
pub fn Frame() -> impl IntoView {
    let around = |site: Site| view! { <Around site /> }.into_any();
    let missing = |fault| view! { <main id="main"><Failure fault home="/" /></main> }.into_any();
    page_or(move || vec![slug()], |key| Box::pin(load_site(key[0].clone())), missing, around)
}

#[component]
fn Around(site: Site) -> impl IntoView {
    let locale = locale();
    provide_context(site.clone());
    let base = format!("/b/{}", site.slug);
    let links = links(&site, &base);
    let top = links.clone();
    let account = account_link(&site, &base);
    let account_below = account.clone();
    // On a phone the bell takes its place: the way to the account is in the bar below, too.
    let account_class = match site.unread {
        Some(_) => "btn btn-quiet btn-icon hidden desk:inline-flex",
        None => "btn btn-quiet btn-icon",
    };
    view! {
        <a class="skip-link" href="#main" rel="external">{w::skip_to_content(locale)}</a>
        <header class="topbar">
            <a class="brand" href=base.clone()>{site.name.clone()}</a>
            <nav class="topbar-nav" aria-label=w::nav_main(locale)>
                {top.into_iter().map(|link| view! { <a href=link.href>{link.name}</a> }).collect_view()}
            </nav>
            <div class="cluster">
                <Preferences locales=site.locales.clone() />
                {site.unread.map(|unread| view! { <Bell base=base.clone() unread /> })}
                <a class=account_class href=account.href><Icon icon=account.icon label=account.name /></a>
            </div>
        </header>
        <main id="main" tabindex="-1"><Outlet /></main>
        <footer class="footer">
            <div class="page cluster cluster-apart">
                <span>{site.name.clone()} " · " {site.address.clone()}</span>
                <a class="link" href=site.phone_link.clone() rel="external">{site.phone.clone()}</a>
            </div>
        </footer>
        <nav class="bottom-nav" aria-label=w::nav_main_bottom(locale)>
            {links
                .into_iter()
                .chain([account_below])
                .map(|link| view! { <a href=link.href><Icon icon=link.icon /> {link.name}</a> })
                .collect_view()}
        </nav>
    }
}

#[derive(Clone)]
struct Link {
    href: String,
    name: &'static str,
    icon: ui::Glyph,
}

fn links(site: &Site, base: &str) -> Vec<Link> {
    let locale = locale();
    let mut links = vec![Link { href: base.to_owned(), name: w::nav_home(locale), icon: glyphs::HOUSE }];
    if site.has(Capability::Agenda) {
        links.push(Link { href: format!("{base}/book"), name: w::nav_book(locale), icon: glyphs::CALENDAR });
    }
    if site.has(Capability::Garage) {
        links.push(Link { href: format!("{base}/garage"), name: w::nav_garage(locale), icon: glyphs::CAR });
    }
    if site.signed_in.is_some() {
        links.push(Link {
            href: format!("{base}/visits"),
            name: w::nav_visits(locale),
            icon: glyphs::CALENDAR_CHECK,
        });
    }
    links
}

fn account_link(site: &Site, base: &str) -> Link {
    let locale = locale();
    match &site.signed_in {
        Some(_) => Link { href: format!("{base}/account"), name: w::nav_account(locale), icon: glyphs::USER },
        None => Link { href: format!("{base}/sign-in"), name: w::nav_sign_in(locale), icon: glyphs::LOG_IN },
    }
}

/// The site of the page, for components inside the frame.
pub(crate) fn here() -> Site {
    use_context().unwrap_or_default()
}
