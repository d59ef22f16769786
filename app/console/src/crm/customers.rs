//! The list of customers: a search, an order, and a table of up to a thousand rows.

use super::api::{CustomerRow, CustomersView, LONG_PAGE, PAGE, load_customers};
use crate::{
    frame::{Section, Shell, drawn, param, query},
    garage::{api::Moment, job::dial},
};
use domain::text::grouped;
use i18n::words as w;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::params::ParamsMap;
use ui::{Icon, glyphs, locale};

/// The page of the list.
#[component]
pub(crate) fn Customers() -> impl IntoView {
    let (slug, q, sort, rows, page) =
        (param("slug"), query("q"), query("sort"), query("rows"), query("page"));
    let data = Resource::new(
        move || (slug.get(), q.get(), sort.get(), rows.get(), page.get()),
        |(slug, q, sort, rows, page)| load_customers(slug, q, sort, rows, page),
    );
    drawn(data, |page| view! { <Content page /> }.into_any())
}

#[component]
fn Content(page: CustomersView) -> impl IntoView {
    let locale = locale();
    let title = w::portal_customers(locale);
    let body = match (page.total, page.q.is_empty()) {
        (0, true) => view! { <Empty site=format!("/b/{}", page.place.slug) /> }.into_any(),
        (0, false) => view! { <Nobody all=page.place.path(PATH) /> }.into_any(),
        _ => view! { <Listing page=page.clone() /> }.into_any(),
    };
    let search = (page.total > 0 || !page.q.is_empty()).then(|| view! { <SearchBox page=page.clone() /> });
    view! {
        <Title text=format!("{title} · {}", page.place.name) />
        <Shell place=page.place section=Section::Customers>
            <h1>{title}</h1>
            {search}
            {body}
        </Shell>
    }
}

/// The list's address within the business.
const PATH: &str = "/customers";

/// The address of page `number` of this list, in this order and this long.
fn address(list: &CustomersView, by_visit: bool, per_page: u32, number: u32) -> String {
    let mut query = ParamsMap::new();
    if !list.q.is_empty() {
        query.insert("q", list.q.clone());
    }
    if by_visit {
        query.insert("sort", "visit".to_owned());
    }
    if per_page != PAGE {
        query.insert("rows", per_page.to_string());
    }
    if number > 1 {
        query.insert("page", number.to_string());
    }
    format!("{}{}", list.place.path(PATH), query.to_query_string())
}

/// Looks for customers. A form that asks for the page itself: what was found can be kept as a bookmark.
#[component]
fn SearchBox(page: CustomersView) -> impl IntoView {
    let locale = locale();
    view! {
        <form class="field" method="get" role="search" action=page.place.path(PATH)>
            <label class="label" for="q">{w::crm_search(locale)}</label>
            <span class="hint" id="q-hint">{w::crm_search_hint(locale)}</span>
            {page.by_visit.then(|| view! { <input type="hidden" name="sort" value="visit" /> })}
            {(page.per_page != PAGE)
                .then(|| view! { <input type="hidden" name="rows" value=page.per_page.to_string() /> })}
            <div class="input-group max-w-96">
                <input
                    class="input"
                    id="q"
                    name="q"
                    type="search"
                    maxlength="100"
                    autocomplete="off"
                    enterkeyhint="search"
                    aria-describedby="q-hint"
                    value=page.q
                />
                <button class="btn"><Icon icon=glyphs::SEARCH /> {w::crm_search_go(locale)}</button>
            </div>
        </form>
    }
}

/// How many were found, in which order, and who they are.
#[component]
fn Listing(page: CustomersView) -> impl IntoView {
    let locale = locale();
    let count = grouped(i64::from(page.total));
    let found = match page.total {
        1 => w::crm_found_one(locale, count),
        _ => w::crm_found_other(locale, count),
    };
    let searched = !page.q.is_empty();
    let found = if searched { w::crm_found_for(locale, found, &page.q) } else { found };
    let order = |by_visit: bool| (page.by_visit == by_visit).then_some("true");
    view! {
        <div class="cluster cluster-apart">
            <p class="soft" role="status">
                {found}
                {searched.then(|| view! { " · " <a href=page.place.path(PATH) rel="external">{w::crm_all(locale)}</a> })}
            </p>
            <nav class="tabs" aria-label=w::crm_order(locale)>
                <a href=address(&page, false, page.per_page, 1) aria-current=order(false)>{w::crm_order_name(locale)}</a>
                <a href=address(&page, true, page.per_page, 1) aria-current=order(true)>{w::crm_order_visit(locale)}</a>
            </nav>
        </div>
        <Rows by_visit=page.by_visit base=page.place.path(PATH) rows=page.rows.clone() />
        <Pages page />
    }
}

/// The words of a row, looked up once for all of them.
#[derive(Clone, Copy)]
struct Labels {
    phone: &'static str,
    email: &'static str,
    vehicles: &'static str,
    last: &'static str,
    next: &'static str,
}

#[component]
fn Rows(by_visit: bool, base: String, rows: Vec<CustomerRow>) -> impl IntoView {
    let locale = locale();
    let labels = Labels {
        phone: w::field_phone(locale),
        email: w::field_email(locale),
        vehicles: w::crm_vehicles(locale),
        last: w::crm_last(locale),
        next: w::crm_next(locale),
    };
    view! {
        <table class="table" role="table">
            <thead>
                <tr role="row">
                    <th role="columnheader" aria-sort=(!by_visit).then_some("ascending")>{w::field_name(locale)}</th>
                    <th role="columnheader">{labels.phone}</th>
                    <th role="columnheader">{labels.email}</th>
                    <th role="columnheader" class="num">{labels.vehicles}</th>
                    <th role="columnheader" aria-sort=by_visit.then_some("descending")>{labels.last}</th>
                    <th role="columnheader">{labels.next}</th>
                </tr>
            </thead>
            <tbody>{rows.into_iter().map(|customer| row(customer, &base, labels)).collect_view()}</tbody>
        </table>
    }
}

/// One row: a function that returns markup, not a component, since there may be a thousand of them.
fn row(customer: CustomerRow, base: &str, labels: Labels) -> impl IntoView + use<> {
    let phone = customer.phone.map(|phone| {
        let href = dial(&phone);
        view! { <a class="link" href=href rel="external">{phone}</a> }
    });
    let email = format!("mailto:{}", customer.email);
    view! {
        <tr role="row">
            <th role="rowheader" scope="row"><a class="link" href=format!("{base}/{}", customer.id)>{customer.name}</a></th>
            <td role="cell" data-label=labels.phone>{phone}</td>
            <td role="cell" class="wrap-anywhere" data-label=labels.email>
                <a class="link" href=email rel="external">{customer.email}</a>
            </td>
            <td role="cell" class="num" data-label=labels.vehicles>{customer.vehicles}</td>
            <td role="cell" data-label=labels.last>{customer.last.map(time)}</td>
            <td role="cell" data-label=labels.next>{customer.next.map(time)}</td>
        </tr>
    }
}

fn time(moment: Moment) -> impl IntoView {
    view! { <time datetime=moment.at>{moment.text}</time> }
}

/// The way to the pages around, and the choice of how long a page is.
#[component]
fn Pages(page: CustomersView) -> impl IntoView {
    let locale = locale();
    let to = |number: u32| address(&page, page.by_visit, page.per_page, number);
    let previous = (page.page > 1).then(|| to(page.page - 1));
    let next = (page.page < page.pages).then(|| to(page.page + 1));
    let other = if page.per_page == PAGE { LONG_PAGE } else { PAGE };
    let length = (page.total > PAGE).then(|| {
        let text = w::crm_rows(locale, grouped(i64::from(other)));
        view! { <a class="btn btn-quiet" href=address(&page, page.by_visit, other, 1)>{text}</a> }
    });
    (page.total > PAGE).then(|| {
        view! {
            <nav class="cluster" aria-label=w::crm_pages(locale)>
                {previous.map(|href| view! {
                    <a class="btn btn-icon" href=href rel="prev">
                        <Icon icon=glyphs::CHEVRON_LEFT label=w::crm_page_previous(locale) />
                    </a>
                })}
                <span class="num">{w::crm_page(locale, page.page, page.pages)}</span>
                {next.map(|href| view! {
                    <a class="btn btn-icon" href=href rel="next">
                        <Icon icon=glyphs::CHEVRON_RIGHT label=w::crm_page_next(locale) />
                    </a>
                })}
                {length}
            </nav>
        }
    })
}

/// A business that nobody has booked at yet.
#[component]
fn Empty(site: String) -> impl IntoView {
    let locale = locale();
    view! {
        <div class="empty">
            <Icon icon=glyphs::USERS />
            <h2>{w::crm_empty_title(locale)}</h2>
            <p>{w::crm_empty(locale)}</p>
            <a class="btn btn-primary" href=site rel="external"><Icon icon=glyphs::EXTERNAL_LINK /> {w::crm_empty_go(locale)}</a>
        </div>
    }
}

/// A search that found nobody.
#[component]
fn Nobody(all: String) -> impl IntoView {
    let locale = locale();
    view! {
        <div class="empty" role="status">
            <Icon icon=glyphs::SEARCH />
            <h2>{w::crm_none_title(locale)}</h2>
            <p>{w::crm_none(locale)}</p>
            <a class="btn" href=all rel="external">{w::crm_all(locale)}</a>
        </div>
    }
}
