//! The page of an invoice: how it stands first, then what it says and what was paid.

use super::{
    api::{PayView, load_pay},
    state::State,
};
use crate::frame::{here, param, slug};
use i18n::words as w;
use leptos::prelude::*;
use leptos_meta::Title;
use ui::{
    Icon,
    billing::{EntryView, Sheet, StateBadge},
    done::{query, refused},
    glyphs,
    live::{Away, use_live},
    locale,
    page::{page_of, resource},
};

/// The page of an invoice or a credit note; whoever has its link may see and pay it.
#[component]
pub fn Pay() -> impl IntoView {
    let (site, token) = (slug(), param("token"));
    let live = format!("/b/{site}/pay/{token}/live");
    let returned = query("paid") == "1";
    let asked = token.clone();
    let data = resource(Box::new(move || vec![site.clone(), asked.clone()]), |key| {
        Box::pin(load_pay(key[0].clone(), key[1].clone()))
    });
    let connected = use_live(move || live.clone(), move || data.refetch());
    page_of(data, here().path(""), move |view: PayView| {
        view! { <Content view token=token.clone() returned connected /> }.into_any()
    })
}

#[component]
fn Content(view: PayView, token: String, returned: bool, connected: ReadSignal<bool>) -> impl IntoView {
    let locale = locale();
    let site = here();
    let kind = if view.is_note { w::document_credit_note(locale) } else { w::document_invoice(locale) };
    let refers = if view.is_note { w::bill_corrects(locale) } else { w::bill_work_order(locale) };
    let pdf = site.path(&format!("/pay/{token}/pdf"));
    let paid = view.open.is_none() && !view.is_note;
    let save = if paid { w::pay_receipt(locale) } else { w::pay_pdf(locale) };
    view! {
        <Title text=format!("{kind} {} · {}", view.number, site.name) />
        <div class="page page-narrow stack">
            <Pretend show=view.pretend />
            <div class="stack stack-tight">
                <p class="eyebrow">{site.name}</p>
                <h1>{kind} " " {view.number.clone()}</h1>
                <Days view=view.clone() />
            </div>
            <Away connected />
            {if view.is_note {
                view! { <p>{w::pay_note(locale)}</p> }.into_any()
            } else {
                view! { <Owed view=view.clone() token returned /> }.into_any()
            }}
            <a class="btn self-start" href=pdf rel="external"><Icon icon=glyphs::DOWNLOAD /> {save}</a>
            <Sheet paper=view.paper refers />
            <Entries entries=view.entries />
        </div>
    }
}

/// That this is a demonstration.
#[component]
fn Pretend(show: bool) -> impl IntoView {
    let locale = locale();
    show.then(|| {
        view! {
            <div class="notice notice-accent"><Icon icon=glyphs::INFO /><p>{w::pay_pretend(locale)}</p></div>
        }
    })
}

/// How it stands, and since when.
#[component]
fn Days(view: PayView) -> impl IntoView {
    let locale = locale();
    let due = (view.open.is_some() && !view.is_note).then(|| w::pay_due(locale, view.due));
    view! {
        <p class="cluster">
            {(!view.is_note).then(|| view! { <StateBadge status=view.status /> })}
            <span class="soft">{w::pay_issued(locale, view.issued)} " " {due}</span>
        </p>
    }
}

/// Total, what is open, and what to do about it.
#[component]
fn Owed(view: PayView, token: String, returned: bool) -> impl IntoView {
    let locale = locale();
    // A form that came too late, say because it is paid meanwhile: that is said in the place of its button.
    let late =
        refused("pay").filter(|_| view.open.is_none()).and_then(|state| state.errors.into_iter().next());
    view! {
        <section class="card card-raised stack" aria-labelledby="owed">
            <h2 id="owed">{w::pay_title(locale)}</h2>
            {late.map(|error| view! { <p role="alert">{i18n::field_error(locale, &error)}</p> })}
            <dl class="facts">
                <div><dt>{w::answer_sums(locale)}</dt><dd class="price">{view.paper.total.clone()}</dd></div>
                <div class="facts-total">
                    <dt>{w::bill_open(locale)}</dt>
                    <dd class="price price-big">
                        {view.open.clone().unwrap_or_else(|| w::bill_nothing_open(locale).to_owned())}
                    </dd>
                </div>
            </dl>
            <div class="stack stack-tight" role="status">
                <State view=view.clone() token returned />
                <GoesBack returning=view.returning credit=view.credit />
            </div>
        </section>
    }
}

/// What is on its way back, and what was paid ahead on top of the invoice.
#[component]
fn GoesBack(returning: Vec<String>, credit: Option<String>) -> impl IntoView {
    let credit = credit.map(|amount| w::pay_credit(locale(), amount));
    returning
        .into_iter()
        .chain(credit)
        .map(|text| view! { <div class="notice"><Icon icon=glyphs::UNDO /><p>{text}</p></div> })
        .collect_view()
}

/// What was paid, given back and credited so far.
#[component]
fn Entries(entries: Vec<EntryView>) -> impl IntoView {
    let locale = locale();
    (!entries.is_empty()).then(|| {
        view! {
            <section class="stack" aria-labelledby="ledger">
                <h2 id="ledger">{w::bill_ledger(locale)}</h2>
                <ol class="rows">{entries.into_iter().map(line).collect_view()}</ol>
            </section>
        }
    })
}

fn line(entry: EntryView) -> impl IntoView {
    view! {
        <li>
            <span>
                {entry.what} " " {entry.reference}
                <span class="hint"><time datetime=entry.at>{entry.day}</time></span>
            </span>
            <span class="price">{entry.amount}</span>
        </li>
    }
}
