//! The first page of a business: what it is, what it offers, when it is open, where it is.

use super::api::{HomePage, ServiceCard, load_home};
use crate::frame::{here, slug};
use domain::businesses::Capability;
use i18n::words as w;
use leptos::prelude::*;
use leptos_meta::{Meta, Title};
use ui::{Icon, glyphs, locale, page::page};

/// A business's first page.
#[component]
pub fn Home() -> impl IntoView {
    let content = |page: HomePage| view! { <Content page /> }.into_any();
    page(move || vec![slug()], |key| Box::pin(load_home(key[0].clone())), "/".to_owned(), content)
}

#[component]
fn Content(page: HomePage) -> impl IntoView {
    let locale = locale();
    let site = here();
    let books = site.has(Capability::Agenda);
    let open_class = if page.is_open { "badge badge-ok" } else { "badge" };
    view! {
        <Title text=format!("{} · {}", site.name, page.tagline) />
        <Meta name="description" content=page.about.clone() />
        <script type="application/ld+json" inner_html=escape_script(&page.json_ld)></script>
        <div class="page stack stack-loose">
            <section class="hero">
                <div class="hero-text">
                    <p class="eyebrow"><span class=open_class><Icon icon=glyphs::CLOCK /> {page.open.clone()}</span></p>
                    <h1>{site.name.clone()}</h1>
                    <p class="hero-lead">{page.tagline.clone()}</p>
                    <div class="cluster">
                        {books.then(|| view! { <a class="btn btn-primary" href=site.path("/book")>{w::book_a_time(locale)}</a> })}
                        <a class="btn" href=site.phone_link.clone() rel="external"><Icon icon=glyphs::PHONE /> {w::call_us(locale)}</a>
                    </div>
                </div>
            </section>
            <p>{page.about.clone()}</p>
            <Services services=page.services.clone() books />
            <section class="stack" aria-labelledby="hours">
                <h2 id="hours">{w::opening_hours(locale)}</h2>
                <Hours page=page.clone() />
            </section>
            <section class="stack" aria-labelledby="find">
                <h2 id="find">{w::find_us(locale)}</h2>
                <p><Icon icon=glyphs::MAP_PIN /> " " {site.address.clone()}</p>
                <div class="cluster">
                    <a class="btn" href=page.map.clone() rel="external noopener">{w::open_map(locale)}</a>
                    <a class="btn" href=site.phone_link.clone() rel="external"><Icon icon=glyphs::PHONE /> {site.phone.clone()}</a>
                </div>
            </section>
        </div>
    }
}

#[component]
fn Services(services: Vec<ServiceCard>, books: bool) -> impl IntoView {
    let locale = locale();
    let site = here();
    view! {
        <section class="stack" aria-labelledby="services">
            <h2 id="services">{w::what_we_do(locale)}</h2>
            <div class="choice-list">
                {services
                    .into_iter()
                    .map(|service| {
                        let inner = view! { <ServiceLine service=service.clone() /> };
                        if books {
                            view! { <a class="choice" href=site.path(&format!("/book/{}", service.slug))>{inner}</a> }.into_any()
                        } else {
                            view! { <div class="choice">{inner}</div> }.into_any()
                        }
                    })
                    .collect_view()}
            </div>
        </section>
    }
}

/// A service in a list: its name, what it is, how long it takes, what it costs.
#[component]
pub(crate) fn ServiceLine(service: ServiceCard) -> impl IntoView {
    let locale = locale();
    view! {
        <span>
            <strong>{service.name}</strong>
            <span class="hint">{service.summary} " · " {w::minutes(locale, service.minutes)}</span>
        </span>
        <span class="price">{service.price}</span>
    }
}

#[component]
fn Hours(page: HomePage) -> impl IntoView {
    let rows = |rows: Vec<(String, String)>| {
        rows.into_iter()
            .map(|(day, hours)| view! { <div><dt>{day}</dt><dd class="num">{hours}</dd></div> })
            .collect_view()
    };
    let locale = locale();
    let differs = !page.exceptions.is_empty();
    view! {
        <dl class="facts">{rows(page.week)}</dl>
        {differs.then(|| view! {
            <h3>{w::other_hours(locale)}</h3>
            <dl class="facts">{rows(page.exceptions)}</dl>
        })}
    }
}

/// JSON inside a script element cannot end it.
fn escape_script(json: &str) -> String {
    json.replace('<', "\\u003c")
}
