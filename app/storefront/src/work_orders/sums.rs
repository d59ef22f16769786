//! What a work order comes to.

use super::api::{SumsView, TaxView};
use i18n::words as w;
use leptos::prelude::*;
use ui::locale;

/// What waits, and what was agreed to: only that is owed.
#[component]
pub(super) fn Sums(sums: SumsView) -> impl IntoView {
    let locale = locale();
    let SumsView { waiting, together, discount, tax, agreed } = sums;
    let rows = [
        (w::answer_sum_waiting(locale), waiting),
        (w::answer_sum_together(locale), together),
        (w::answer_sum_discount(locale), discount),
    ];
    view! {
        <section class="stack" aria-labelledby="sums">
            <h2 id="sums">{w::answer_sums(locale)}</h2>
            <dl class="facts">
                {rows
                    .into_iter()
                    .filter_map(|(name, amount)| Some((name, amount?)))
                    .map(|(name, amount)| view! { <div><dt>{name}</dt><dd class="price">{amount}</dd></div> })
                    .collect_view()}
                <TaxRows tax=tax.clone() />
                <div class="facts-total">
                    <dt>{w::answer_sum_agreed(locale)}</dt>
                    <dd class="price price-big">{agreed}</dd>
                </div>
            </dl>
            {tax.filter(|tax| !tax.on_top).map(|tax| view! { <p class="soft">{w::answer_of_which_tax(locale, tax.tax)}</p> })}
        </section>
    }
}

/// The rows of a sum to which tax is added; none where the prices hold it.
#[component]
pub(super) fn TaxRows(tax: Option<TaxView>) -> impl IntoView {
    let locale = locale();
    tax.filter(|tax| tax.on_top).map(|tax| {
        view! {
            <div><dt>{w::answer_sum_net(locale)}</dt><dd class="price">{tax.net}</dd></div>
            <div><dt>{w::answer_sum_tax(locale)}</dt><dd class="price">{tax.tax}</dd></div>
        }
    })
}
