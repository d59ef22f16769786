//! What the customer is asked to pay ahead, the way to pay it, and what came.

use crate::{
    billing::state::{Confirming, Next, PayOnline, Standing, next},
    frame::{here, param},
};
use i18n::words as w;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use ui::{Icon, done::refused, glyphs, locale};

/// The deposits of a work order, as its customer sees them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DepositView {
    /// What is asked for, when anything is.
    pub asked: Option<String>,
    /// Whether an online payment of it is under way.
    pub paying: bool,
    /// Whether it can be paid online.
    pub online: bool,
    /// Whether no money moves: a demonstration.
    pub pretend: bool,
    /// What came.
    pub paid: Vec<PaidView>,
    /// What is on its way back: one text for each.
    pub returning: Vec<String>,
}

/// A deposit that came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaidView {
    /// "Deposit of 3 May 2026".
    pub what: String,
    /// How much.
    pub amount: String,
    /// The token of its receipt.
    pub receipt: String,
    /// What became of it: used, given back.
    pub fate: Vec<String>,
}

/// How the deposits of a work order stand, written out. With `pretend`, no money moves.
#[cfg(feature = "ssr")]
pub(super) fn written(
    scope: &services::Scope,
    business: &services::businesses::Business,
    standing: &services::billing::deposits::Standing,
    pretend: bool,
) -> DepositView {
    use domain::{
        money::Money,
        time::{date_with_year, local},
    };
    let locale = scope.locale;
    let money = |minor: i64| Money::new(minor, business.currency).display(locale);
    let paid = standing.deposits.iter().map(|deposit| {
        let day = date_with_year(local(deposit.at, &business.zone).date(), locale);
        let fate =
            [(deposit.applied, w::deposit_used as fn(_, _) -> _), (deposit.given_back, w::deposit_given)];
        let fate = fate.into_iter().filter(|(minor, _)| *minor > 0);
        PaidView {
            what: w::bill_entry_deposit(locale, day),
            amount: money(deposit.amount),
            receipt: deposit.token.clone(),
            fate: fate.map(|(minor, word)| word(locale, money(minor))).collect(),
        }
    });
    DepositView {
        asked: standing.asked.map(money),
        paying: standing.paying,
        online: scope.core.payments().is_some(),
        pretend,
        paid: paid.collect(),
        returning: standing
            .returning
            .iter()
            .map(|going| w::pay_on_its_way(locale, money(going.amount)))
            .collect(),
    }
}

/// What is asked for and how to pay it. After paying: that it is being confirmed, until it came.
#[component]
pub(super) fn Asked(deposit: DepositView, number: String, returned: bool) -> impl IntoView {
    let locale = locale();
    let page = here().path(&format!("/work/{}", param("token")));
    let DepositView { asked, paying, online, pretend, paid, .. } = deposit;
    let standing = Standing { open: asked.is_some(), paying, online };
    let amount = asked.clone().unwrap_or_default();
    // A form that came too late, say because it was paid meanwhile: that is said although its button is gone.
    let late =
        refused("deposit").filter(|_| asked.is_none()).and_then(|state| state.errors.into_iter().next());
    let shown = asked.is_some() || late.is_some() || (returned && !paid.is_empty());
    let late = late.map(|error| view! { <p role="alert">{i18n::field_error(locale, &error)}</p> });
    let body = match next(standing, returned) {
        Next::Nothing if returned && !paid.is_empty() => view! {
            <div class="notice notice-ok">
                <Icon icon=glyphs::CIRCLE_CHECK /><p>{w::deposit_arrived(locale)}</p>
            </div>
        }
        .into_any(),
        Next::Nothing => ().into_any(),
        Next::Confirming => view! { <Confirming page /> }.into_any(),
        Next::PayOnline => view! { <PayOnline form="deposit" open=amount.clone() /> }.into_any(),
        Next::PayThere => view! {
            <div class="notice"><Icon icon=glyphs::INFO /><p>{w::deposit_there(locale, number)}</p></div>
        }
        .into_any(),
    };
    let pretend = (pretend && asked.is_some()).then(|| {
        view! {
            <div class="notice notice-accent"><Icon icon=glyphs::INFO /><p>{w::pay_pretend(locale)}</p></div>
        }
    });
    let asked = asked.map(|_| {
        view! {
            <h2 id="deposit">{w::deposit_asked(locale, amount)}</h2>
            <p class="soft">{w::deposit_asked_text(locale)}</p>
        }
    });
    let labelled = asked.is_some().then_some("deposit");
    let class = if asked.is_some() { "card card-raised stack" } else { "stack" };
    shown.then(|| {
        view! {
            <section class=class aria-labelledby=labelled>
                {asked}
                {late}
                {pretend}
                <div class="stack stack-tight" role="status">{body}</div>
            </section>
        }
    })
}

/// What came ahead, with the receipts, and what is on its way back.
#[component]
pub(super) fn Paid(deposit: DepositView) -> impl IntoView {
    let locale = locale();
    let DepositView { paid, returning, .. } = deposit;
    let line = |paid: PaidView| {
        let receipt = here().path(&format!("/deposit/{}", paid.receipt));
        view! {
            <li>
                <span>
                    {paid.what}
                    {paid.fate.into_iter().map(|text| view! { <span class="hint">{text}</span> }).collect_view()}
                    " " <a class="link" href=receipt>{w::deposit_receipt(locale)}</a>
                </span>
                <span class="price">{paid.amount}</span>
            </li>
        }
    };
    (!paid.is_empty() || !returning.is_empty()).then(|| {
        view! {
            <section class="stack" aria-labelledby="deposits">
                <h2 id="deposits">{w::deposit_title(locale)}</h2>
                {(!paid.is_empty()).then(|| view! {
                    <ul class="rows">{paid.into_iter().map(line).collect_view()}</ul>
                })}
                {returning
                    .into_iter()
                    .map(|text| view! { <div class="notice"><Icon icon=glyphs::UNDO /><p>{text}</p></div> })
                    .collect_view()}
            </section>
        }
    })
}
