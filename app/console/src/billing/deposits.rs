//! Deposits: what came ahead on a work order, asking for one, recording one, and sending one back.

use super::{
    api::Refundable,
    money_forms::{AT_THE_COUNTER, Refund},
};
use crate::garage::api::Moment;
use domain::{
    billing::typed,
    form::{FieldError, Fields},
    locale::Locale,
    money::{Currency, Money},
};
use i18n::words as w;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use ui::{
    Icon,
    done::was_refused,
    form::{Form, SelectField, Submit, TextField},
    glyphs, locale,
};

/// How the deposits of a work order stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DepositsView {
    /// What the customer is asked for.
    pub asked: Option<String>,
    /// The address of the customer's page, where it is paid.
    pub page: String,
    /// Whether an online payment of it is under way.
    pub paying: bool,
    /// The deposits, oldest first.
    pub rows: Vec<DepositRow>,
    /// How a further one is typed, where one may come.
    pub further: Option<Further>,
    /// What is to be sent back because the visit is cancelled.
    pub stranded: Option<String>,
    /// The code of the currency.
    pub currency: String,
}

/// A further deposit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Further {
    /// The most that it may be.
    pub most: String,
    /// The same in minor units, for the browser's check.
    pub most_minor: i64,
}

/// A deposit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DepositRow {
    /// How it came.
    pub method: String,
    /// How much it was.
    pub amount: String,
    /// The day on which it came.
    pub day: Moment,
    /// What was noted with it; may be empty.
    pub reference: String,
    /// What became of it: used, given back, on its way.
    pub fate: Vec<String>,
    /// The address of its receipt.
    pub receipt: String,
    /// What can be given back of it.
    pub refundable: Option<Refundable>,
}

/// The deposits on the page of a work order.
#[component]
pub(crate) fn Deposits(view: DepositsView) -> impl IntoView {
    let locale = locale();
    let DepositsView { asked, page, paying, rows, further, stranded, currency } = view;
    let shown = asked.is_some() || !rows.is_empty() || further.is_some();
    let back: Vec<Refundable> = rows.iter().filter_map(|row| row.refundable.clone()).collect();
    shown.then(|| {
        view! {
            <section class="card stack" id="deposits" aria-labelledby="deposits-title">
                <h2 id="deposits-title">{w::deposit_section(locale)}</h2>
                {stranded.map(|amount| view! {
                    <div class="notice notice-warn">
                        <Icon icon=glyphs::TRIANGLE_ALERT /><p>{w::deposit_cancelled(locale, amount)}</p>
                    </div>
                })}
                <Came rows />
                {asked.map(|amount| view! { <Asked amount page paying /> })}
                {further.map(|further| view! { <Ask further=further.clone() currency=currency.clone() /> <Record further currency=currency.clone() /> })}
                <GiveBack form="deposit_back" deposits=back currency />
            </section>
        }
    })
}

/// What came, and what became of it.
#[component]
fn Came(rows: Vec<DepositRow>) -> impl IntoView {
    let locale = locale();
    let line = move |row: DepositRow| {
        view! {
            <li>
                <span>
                    <strong>{row.method}</strong>
                    <span class="hint"><time datetime=row.day.at>{row.day.text}</time></span>
                    {(!row.reference.is_empty()).then(|| view! { <span class="hint wrap-anywhere">{row.reference}</span> })}
                    {row.fate.into_iter().map(|text| view! { <span class="hint">{text}</span> }).collect_view()}
                    <a class="link" href=row.receipt rel="external">{w::deposit_receipt(locale)}</a>
                </span>
                <span class="price">{row.amount}</span>
            </li>
        }
    };
    (!rows.is_empty()).then(|| view! { <ul class="rows">{rows.into_iter().map(line).collect_view()}</ul> })
}

/// What the customer is asked for, until it comes.
#[component]
fn Asked(amount: String, page: String, paying: bool) -> impl IntoView {
    let locale = locale();
    view! {
        <div class="notice">
            <Icon icon=glyphs::HOURGLASS />
            <div class="stack stack-tight">
                <p><strong>{w::deposit_asked(locale, amount)}</strong></p>
                <p><a class="link" href=page rel="external">{w::bill_public_open(locale)}</a></p>
                {paying.then(|| view! { <p>{w::bill_paying(locale)}</p> })}
                <Form name="deposit_unask"><Submit class="btn btn-quiet">{w::deposit_unask(locale)}</Submit></Form>
            </div>
        </div>
    }
}

/// What the browser's check needs to read an amount as the server will, and the amount.
#[component]
fn Amount(further: Further, currency: String, hint: String) -> impl IntoView {
    let locale = locale();
    view! {
        <input type="hidden" name="locale" value=locale.tag() />
        <input type="hidden" name="currency" value=currency />
        <input type="hidden" name="most" value=further.most_minor.to_string() />
        <TextField
            name="amount"
            label=w::bill_amount(locale)
            hint=hint
            inputmode="decimal"
            class="input input-short"
            required=true
        />
    }
}

fn check(fields: &Fields) -> Vec<FieldError> {
    let currency = Currency::from_code(fields.get("currency")).unwrap_or(Currency::Eur);
    let locale = Locale::from_tag(fields.get("locale")).unwrap_or_default();
    let most = Money::new(fields.get("most").parse().unwrap_or(i64::MAX), currency);
    typed::deposit(fields, locale, most).err().into_iter().collect()
}

#[component]
fn Ask(further: Further, currency: String) -> impl IntoView {
    let locale = locale();
    let hint = w::deposit_ask_hint(locale, &further.most);
    view! {
        <details class="stack" open=was_refused("deposit_ask")>
            <summary class="btn btn-block"><Icon icon=glyphs::MAIL /> {w::deposit_ask(locale)}</summary>
            <Form name="deposit_ask" check=check>
                <Amount further currency hint />
                <Submit class="btn">{w::deposit_ask_go(locale)}</Submit>
            </Form>
        </details>
    }
}

#[component]
fn Record(further: Further, currency: String) -> impl IntoView {
    let locale = locale();
    let hint = w::deposit_record_hint(locale, &further.most);
    let methods = AT_THE_COUNTER
        .into_iter()
        .map(move |method| (method.as_str().to_owned(), i18n::lookup(locale, method.word_key(), &[])));
    view! {
        <details class="stack" open=was_refused("deposit_record")>
            <summary class="btn btn-block"><Icon icon=glyphs::CHECK /> {w::deposit_record(locale)}</summary>
            <Form name="deposit_record" check=check>
                <Amount further currency hint />
                <SelectField name="method" label=w::bill_method(locale) choices=methods.collect() />
                <TextField name="reference" label=w::bill_reference(locale) hint=w::bill_reference_hint(locale) />
                <Submit class="btn">{w::deposit_record_go(locale)}</Submit>
            </Form>
        </details>
    }
}

/// Sending deposits back, one by one, by the form of this name.
#[component]
fn GiveBack(form: &'static str, deposits: Vec<Refundable>, currency: String) -> impl IntoView {
    let locale = locale();
    (!deposits.is_empty()).then(|| {
        view! {
            <h3>{w::bill_refund(locale)}</h3>
            {deposits
                .into_iter()
                .map(|payment| view! {
                    <Refund form field="deposit" payment currency=currency.clone() />
                })
                .collect_view()}
        }
    })
}

/// What is left of deposits after the invoice took its part, with the way to send it back.
#[component]
pub(super) fn Credit(left: String, deposits: Vec<Refundable>, currency: String) -> impl IntoView {
    let locale = locale();
    view! {
        <section class="card stack" aria-labelledby="credit">
            <h2 id="credit">{w::deposit_credit(locale, left)}</h2>
            <p>{w::deposit_credit_text(locale)}</p>
            <GiveBack form="deposit_rest" deposits currency />
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browser_refuses_what_the_server_would() {
        let said = |amount: &str| {
            let fields = [("amount", amount), ("locale", "fr"), ("currency", "EUR"), ("most", "10000")];
            let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
            check(&Fields(fields.into())).first().map(|error| error.key.clone()).unwrap_or_default()
        };
        assert_eq!(said("100,00"), "");
        assert_eq!(said("100,01"), "err_deposit_above_total");
        assert_eq!(said("0"), "err_amount_positive");
        assert_eq!(said(""), "err_required");
    }
}
