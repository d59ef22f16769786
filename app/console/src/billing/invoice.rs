//! One invoice: the paper, how it stands, and what to do about it.

use super::{
    api::{InvoiceView, Linked, load_invoice},
    deposits,
    entries::Entries,
    money_forms::{Credit, RecordPayment, Refunds},
};
use crate::frame::{Missing, Section, Shell, param};
use i18n::words as w;
use leptos::{ev::FocusEvent, prelude::*, web_sys::HtmlInputElement};
use leptos_meta::Title;
use ui::{
    Icon,
    billing::{Sheet, StateBadge},
    done::DoneNotice,
    glyphs,
    live::{Away, use_live},
    locale,
    page::{page_of_or, resource},
};

/// The page of an invoice or a credit note.
#[component]
pub(crate) fn Invoice() -> impl IntoView {
    let (slug, invoice) = (param("slug"), param("invoice"));
    let data = resource(Box::new(move || vec![slug.get(), invoice.get()]), |key| {
        Box::pin(load_invoice(key[0].clone(), key[1].clone()))
    });
    // What is being typed is not taken from under somebody's hands: the page asks again when it is loaded again.
    let news = RwSignal::new(false);
    let connected = use_live(move || format!("/console/{}/live", slug.get()), move || news.set(true));
    page_of_or(
        data,
        |fault| view! { <Missing fault /> }.into_any(),
        move |page| view! { <Content page connected news=news.read_only() /> }.into_any(),
    )
}

#[component]
fn Content(page: InvoiceView, connected: ReadSignal<bool>, news: ReadSignal<bool>) -> impl IntoView {
    let locale = locale();
    let kind = if page.is_note { w::document_credit_note(locale) } else { w::document_invoice(locale) };
    let refers = if page.is_note { w::bill_corrects(locale) } else { w::bill_work_order(locale) };
    let list = page.place.path("/invoices");
    let known =
        &["invoice_issued", "invoice_payment", "invoice_refund", "invoice_refund_asked", "invoice_credited"];
    view! {
        <Title text=format!("{kind} {} · {}", page.number, page.place.name) />
        <Shell place=page.place.clone() section=Section::Invoices>
            <p><a class="link" href=list><Icon icon=glyphs::ARROW_LEFT /> " " {w::bill_back(locale)}</a></p>
            <div class="cluster">
                <h1>{kind} " " {page.number.clone()}</h1>
                {(!page.is_note).then(|| view! { <StateBadge status=page.status /> })}
            </div>
            <DoneNotice known />
            <Away connected />
            <News news />
            <Facts page=page.clone() />
            <Sheet paper=page.paper.clone() refers />
            {(!page.is_note).then(|| view! { <Money page /> })}
        </Shell>
    }
}

/// Something changed at the business since the page was loaded; it may be this invoice.
#[component]
fn News(news: ReadSignal<bool>) -> impl IntoView {
    let locale = locale();
    view! {
        <div role="status">
            {move || news.get().then(|| view! {
                <div class="notice">
                    <Icon icon=glyphs::INFO />
                    <p>{w::bill_news(locale)} " " <a class="link" href="" rel="external">{w::bill_reload(locale)}</a></p>
                </div>
            })}
        </div>
    }
}

/// Days, documents that belong to it, and the ways out: paper and the customer's page.
#[component]
fn Facts(page: InvoiceView) -> impl IntoView {
    let locale = locale();
    let pdf = page.place.path(&format!("/invoices/{}/pdf", page.id));
    let order = page.order.map(|order| page.place.path(&format!("/work/{order}")));
    let place = page.place.clone();
    let linked = move |name: &'static str, linked: Linked| {
        let href = place.path(&format!("/invoices/{}", linked.id));
        view! { <div><dt>{name}</dt><dd><a class="link" href=href>{linked.number}</a></dd></div> }
    };
    view! {
        <section class="card stack" aria-labelledby="facts">
            <h2 id="facts">{w::bill_facts(locale)}</h2>
            <dl class="facts">
                <div>
                    <dt>{w::bill_issued(locale)}</dt>
                    <dd><time datetime=page.issued.at>{page.issued.text}</time></dd>
                </div>
                {(!page.is_note).then(|| view! {
                    <div><dt>{w::bill_due(locale)}</dt><dd><time datetime=page.due.at>{page.due.text}</time></dd></div>
                })}
                {page.corrects.map(|invoice| linked(w::bill_corrects(locale), invoice))}
                {page.notes.into_iter().map(|note| linked(w::document_credit_note(locale), note)).collect_view()}
            </dl>
            <div class="cluster">
                <a class="btn" href=pdf rel="external"><Icon icon=glyphs::DOWNLOAD /> {w::bill_pdf(locale)}</a>
                {order.map(|href| view! {
                    <a class="btn" href=href><Icon icon=glyphs::WRENCH /> {w::bill_work_order(locale)}</a>
                })}
            </div>
            <div class="field">
                <label class="label" for="public">{w::bill_public(locale)}</label>
                <span class="hint" id="public-hint">{w::bill_public_hint(locale)}</span>
                <input
                    class="input"
                    id="public"
                    type="url"
                    readonly
                    aria-describedby="public-hint"
                    value=page.public.clone()
                    on:focus=select_all
                />
                <a class="link" href=page.public rel="external">{w::bill_public_open(locale)}</a>
            </div>
        </section>
    }
}

/// A tap marks the whole address, ready to be copied.
fn select_all(event: FocusEvent) {
    event_target::<HtmlInputElement>(&event).select();
}

/// What was paid, and what can be done with money.
#[component]
fn Money(page: InvoiceView) -> impl IntoView {
    let refundable = page.refundable.clone();
    let refunds = (!refundable.is_empty())
        .then(|| view! { <Refunds payments=refundable currency=page.typing.currency.clone() /> });
    view! {
        <Entries entries=page.entries.clone() open=page.open.clone() returning=page.returning.clone() />
        {page.credit.clone().map(|left| view! {
            <deposits::Credit left deposits=page.deposits.clone() currency=page.typing.currency.clone() />
        })}
        {page.open.is_some().then(|| view! { <RecordPayment page=page.clone() /> })}
        {refunds}
        {page.creditable.then(|| view! { <Credit typing=page.typing /> })}
    }
}
