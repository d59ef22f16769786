//! The list of invoices: what is open, what is late, and each with where it stands.

use super::api::{InvoiceRow, InvoicesView, load_invoices};
use crate::frame::{Missing, Section, Shell, param, query};
use i18n::words as w;
use leptos::prelude::*;
use leptos_meta::Title;
use ui::{
    Icon,
    billing::StateBadge,
    glyphs, locale,
    page::{page_of_or, resource},
};

/// The list's address within the business.
const PATH: &str = "/invoices";

/// The page of the list.
#[component]
pub(crate) fn Invoices() -> impl IntoView {
    let (slug, show) = (param("slug"), query("show"));
    let data = resource(Box::new(move || vec![slug.get(), show.get()]), |key| {
        Box::pin(load_invoices(key[0].clone(), key[1].clone()))
    });
    page_of_or(
        data,
        |fault| view! { <Missing fault /> }.into_any(),
        |page| view! { <Content page /> }.into_any(),
    )
}

#[component]
fn Content(page: InvoicesView) -> impl IntoView {
    let locale = locale();
    let title = w::portal_invoices(locale);
    let tab = |show: &'static str, name: &'static str| {
        let href = if show.is_empty() {
            page.place.path(PATH)
        } else {
            format!("{}?show={show}", page.place.path(PATH))
        };
        let current = (page.filter == show).then_some("true");
        view! { <a href=href aria-current=current>{name}</a> }
    };
    let tabs = [
        tab("", w::bill_all(locale)),
        tab("open", w::bill_open(locale)),
        tab("overdue", w::bill_overdue(locale)),
    ];
    let base = page.place.path(PATH);
    let body = if page.rows.is_empty() {
        view! { <Empty all=page.filter.is_empty() /> }.into_any()
    } else {
        view! { <Rows base rows=page.rows /> }.into_any()
    };
    view! {
        <Title text=format!("{title} · {}", page.place.name) />
        <Shell place=page.place section=Section::Invoices>
            <h1>{title}</h1>
            <dl class="stats">
                <div class="card stat"><dt>{w::bill_open(locale)}</dt><dd>{page.open}</dd></div>
                <div class="card stat"><dt>{w::bill_overdue(locale)}</dt><dd>{page.overdue}</dd></div>
            </dl>
            <nav class="tabs" aria-label=w::bill_filter(locale)>{tabs.collect_view()}</nav>
            {body}
        </Shell>
    }
}

#[component]
fn Rows(base: String, rows: Vec<InvoiceRow>) -> impl IntoView {
    let locale = locale();
    view! {
        <table class="table" role="table">
            <thead>
                <tr role="row">
                    <th role="columnheader">{w::bill_number(locale)}</th>
                    <th role="columnheader">{w::col_customer(locale)}</th>
                    <th role="columnheader">{w::bill_issued(locale)}</th>
                    <th role="columnheader">{w::bill_due(locale)}</th>
                    <th role="columnheader" class="num">{w::answer_sums(locale)}</th>
                    <th role="columnheader" class="num">{w::bill_open(locale)}</th>
                    <th role="columnheader">{w::col_status(locale)}</th>
                </tr>
            </thead>
            <tbody>{rows.into_iter().map(|invoice| row(invoice, &base)).collect_view()}</tbody>
        </table>
    }
}

/// One row: a function that returns markup, not a component, since there may be hundreds of them.
fn row(invoice: InvoiceRow, base: &str) -> impl IntoView + use<> {
    let locale = locale();
    let href = format!("{base}/{}", invoice.id);
    view! {
        <tr role="row">
            <th role="rowheader" scope="row"><a class="link" href=href>{invoice.number}</a></th>
            <td role="cell" data-label=w::col_customer(locale)>{invoice.customer}</td>
            <td role="cell" data-label=w::bill_issued(locale)>
                <time datetime=invoice.issued.at>{invoice.issued.text}</time>
            </td>
            <td role="cell" data-label=w::bill_due(locale)>
                <time datetime=invoice.due.at>{invoice.due.text}</time>
            </td>
            <td role="cell" class="num" data-label=w::answer_sums(locale)>{invoice.total}</td>
            <td role="cell" class="num" data-label=w::bill_open(locale)>{invoice.open}</td>
            <td role="cell" data-label=w::col_status(locale)><StateBadge status=invoice.status /></td>
        </tr>
    }
}

/// No invoice at all, or none that the filter shows.
#[component]
fn Empty(all: bool) -> impl IntoView {
    let locale = locale();
    let (title, text) = if all {
        (w::bill_empty_title(locale), w::bill_empty(locale))
    } else {
        (w::bill_none_title(locale), w::bill_none(locale))
    };
    view! {
        <div class="empty" role="status">
            <Icon icon=glyphs::RECEIPT />
            <h2>{title}</h2>
            <p>{text}</p>
        </div>
    }
}
