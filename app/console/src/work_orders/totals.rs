//! What a work order comes to, and the discount on it.

use super::api::OrderView;
use domain::{
    accounts::Deed,
    form::{FieldError, Fields},
    garage::{money::typed, work_order::Document},
    locale::Locale,
    money::Currency,
};
use i18n::words as w;
use leptos::prelude::*;
use ui::{
    done::was_refused,
    form::{Form, Submit, TextField},
    locale,
};

/// The totals, with the discount's form for those who may give one.
#[component]
pub(super) fn Totals(page: OrderView) -> impl IntoView {
    let locale = locale();
    let counts = match page.document {
        Document::Estimate => w::wo_counts_estimate(locale),
        Document::RepairOrder | Document::Invoice => w::wo_counts_agreed(locale),
    };
    let line = |(name, amount): (String, String)| view! { <div><dt>{name}</dt><dd>{amount}</dd></div> };
    let may_discount = page.document.is_open() && page.place.role.may(Deed::Bill);
    view! {
        <section class="card stack" aria-labelledby="totals">
            <h2 id="totals">{w::wo_totals(locale)}</h2>
            <p class="soft">{counts}</p>
            <dl class="facts">
                {page.sums.parts.into_iter().map(line).collect_view()}
                <div class="facts-total"><dt>{w::wo_total(locale)}</dt><dd>{page.sums.total}</dd></div>
                {page.sums.included.into_iter().map(line).collect_view()}
            </dl>
            {may_discount.then(|| view! {
                <Discount discount=page.discount currency=page.pricing.currency />
            })}
        </section>
    }
}

#[component]
fn Discount(discount: String, currency: Currency) -> impl IntoView {
    let locale = locale();
    view! {
        <details class="stack" open=was_refused("discount")>
            <summary class="btn btn-block">{w::wo_discount_set(locale)}</summary>
            <Form name="discount" check=check_discount>
                <input type="hidden" name="locale" value=locale.tag() />
                <input type="hidden" name="currency" value=currency.code() />
                <TextField
                    name="discount"
                    label=w::wo_discount(locale)
                    hint=w::wo_discount_hint(locale)
                    value=discount
                    inputmode="decimal"
                    class="input input-short"
                    required=true
                />
                <Submit class="btn">{w::wo_discount_go(locale)}</Submit>
            </Form>
        </details>
    }
}

fn check_discount(fields: &Fields) -> Vec<FieldError> {
    let locale = Locale::from_tag(fields.get("locale")).unwrap_or_default();
    let Some(currency) = Currency::from_code(fields.get("currency")) else { return Vec::new() };
    typed::price("discount", fields.get("discount"), locale, currency).err().into_iter().collect()
}
