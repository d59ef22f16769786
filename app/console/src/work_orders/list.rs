//! The list of work orders: what is open, and what waits for whom.

use super::{
    api::{OrderRow, OrdersView, load_work_orders},
    parts::DocumentMark,
};
use crate::frame::{Missing, Section, Shell, param, query};
use domain::accounts::Deed;
use i18n::words as w;
use leptos::prelude::*;
use leptos_meta::Title;
use ui::{Icon, glyphs, locale, page::page_or};

/// The page of the list.
#[component]
pub(crate) fn WorkOrders() -> impl IntoView {
    let (slug, filter) = (param("slug"), query("filter"));
    page_or(
        move || vec![slug.get(), filter.get()],
        |key| Box::pin(load_work_orders(key[0].clone(), key[1].clone())),
        |fault| view! { <Missing fault /> }.into_any(),
        |page: OrdersView| view! { <Content page /> }.into_any(),
    )
}

#[component]
fn Content(page: OrdersView) -> impl IntoView {
    let locale = locale();
    let title = w::portal_work(locale);
    let place = page.place.clone();
    let body = if page.rows.is_empty() {
        view! { <Empty all=page.filter == "open" board=place.path("/board") /> }.into_any()
    } else {
        view! { <Table page=page.clone() /> }.into_any()
    };
    let canned = place.role.may(Deed::RunBusiness).then(|| {
        view! { <a class="btn" href=place.path("/canned")><Icon icon=glyphs::LIST_CHECKS /> {w::canned_title(locale)}</a> }
    });
    view! {
        <Title text=format!("{title} · {}", place.name) />
        <Shell place=place.clone() section=Section::Work>
            <div class="cluster cluster-apart"><h1>{title}</h1> {canned}</div>
            <Filters page=page.clone() />
            {body}
            {page.revivals.map(|count| view! {
                <p class="soft">
                    {w::wo_revivals(locale, count.declined, count.offered, count.revived, count.agreed, count.paid)}
                </p>
            })}
        </Shell>
    }
}

#[component]
fn Filters(page: OrdersView) -> impl IntoView {
    let locale = locale();
    let filters = [
        ("open", w::wo_filter_open(locale)),
        ("waiting", w::wo_filter_waiting(locale)),
        ("questions", w::wo_filter_questions(locale)),
    ];
    view! {
        <nav class="tabs" aria-label=w::wo_filter(locale)>
            {filters
                .into_iter()
                .map(|(filter, name)| {
                    let href = page.place.path(&format!("/work?filter={filter}"));
                    let current = (page.filter == filter).then_some("true");
                    view! { <a href=href aria-current=current>{name}</a> }
                })
                .collect_view()}
        </nav>
    }
}

/// Nothing to show: no work orders at all, or none that wait.
#[component]
fn Empty(all: bool, board: String) -> impl IntoView {
    let locale = locale();
    let (title, hint) = if all {
        (w::wo_list_empty(locale), w::wo_list_empty_hint(locale))
    } else {
        (w::wo_list_none(locale), w::wo_list_none_hint(locale))
    };
    view! {
        <div class="empty">
            <Icon icon=glyphs::WRENCH />
            <h2>{title}</h2>
            <p>{hint}</p>
            {all.then(|| view! { <a class="btn btn-primary" href=board>{w::portal_board(locale)}</a> })}
        </div>
    }
}

#[component]
fn Table(page: OrdersView) -> impl IntoView {
    let locale = locale();
    let orders = page.place.path("/work");
    view! {
        <table class="table" role="table" aria-label=w::portal_work(locale)>
            <thead>
                <tr role="row">
                    <th role="columnheader">{w::wo_col_number(locale)}</th>
                    <th role="columnheader">{w::field_plate(locale)}</th>
                    <th role="columnheader">{w::col_customer(locale)}</th>
                    <th role="columnheader">{w::wo_document(locale)}</th>
                    <th role="columnheader">{w::wo_col_waits(locale)}</th>
                    <th role="columnheader" class="num">{w::wo_total(locale)}</th>
                </tr>
            </thead>
            <tbody>
                {page.rows.into_iter().map(|row| view! { <Row row orders=orders.clone() /> }).collect_view()}
            </tbody>
        </table>
    }
}

#[component]
fn Row(row: OrderRow, orders: String) -> impl IntoView {
    let locale = locale();
    let href = format!("{orders}/{}", row.id);
    let plate = (!row.plate.is_empty()).then(|| view! { <span class="plate">{row.plate.clone()}</span> });
    view! {
        <tr role="row">
            <th role="rowheader" scope="row"><a class="link" href=href>{row.number.clone()}</a></th>
            <td role="cell" data-label=w::field_plate(locale)>{plate}</td>
            <td role="cell" data-label=w::col_customer(locale)>{row.customer.clone()}</td>
            <td role="cell" data-label=w::wo_document(locale)><DocumentMark document=row.document /></td>
            <td role="cell" data-label=w::wo_col_waits(locale)><Waits row=row.clone() /></td>
            <td role="cell" class="num" data-label=w::wo_total(locale)>{row.total}</td>
        </tr>
    }
}

/// What waits: questions for us, answers for the customer, drafts to be sent.
#[component]
fn Waits(row: OrderRow) -> impl IntoView {
    let locale = locale();
    let questions = (row.questions > 0).then(|| {
        let text = match row.questions {
            1 => w::wo_waits_question_one(locale, 1),
            count => w::wo_waits_question_other(locale, count),
        };
        view! { <span class="badge badge-accent"><Icon icon=glyphs::MESSAGE_CIRCLE /> {text}</span> }
    });
    let asked = (row.asked > 0).then(|| {
        let text = match row.asked {
            1 => w::wo_waits_asked_one(locale, 1),
            count => w::wo_waits_asked_other(locale, count),
        };
        view! { <span class="badge badge-warn"><Icon icon=glyphs::HOURGLASS /> {text}</span> }
    });
    let drafts = (row.drafts > 0).then(|| {
        let text = match row.drafts {
            1 => w::wo_waits_draft_one(locale, 1),
            count => w::wo_waits_draft_other(locale, count),
        };
        view! { <span class="badge"><Icon icon=glyphs::PENCIL /> {text}</span> }
    });
    let deposit = row.to_send_back.map(|amount| {
        view! {
            <span class="badge badge-danger"><Icon icon=glyphs::UNDO /> {w::wo_waits_deposit(locale, amount)}</span>
        }
    });
    view! { <span class="cluster">{deposit} {questions} {asked} {drafts}</span> }
}
