//! The ledger of an invoice as lines to read.

use i18n::words as w;
use leptos::prelude::*;
use ui::{billing::EntryView, locale};

/// What was charged, paid, given back and credited, and what is open after it.
#[component]
pub(super) fn Entries(entries: Vec<EntryView>, open: Option<String>) -> impl IntoView {
    let locale = locale();
    let open = open.unwrap_or_else(|| w::bill_nothing_open(locale).to_owned());
    view! {
        <section class="card stack" aria-labelledby="ledger">
            <h2 id="ledger">{w::bill_ledger(locale)}</h2>
            <ol class="rows">{entries.into_iter().map(|entry| view! { <Line entry /> }).collect_view()}</ol>
            <dl class="facts">
                <div class="facts-total"><dt>{w::bill_open(locale)}</dt><dd class="price price-big">{open}</dd></div>
            </dl>
        </section>
    }
}

#[component]
fn Line(entry: EntryView) -> impl IntoView {
    let reference = (!entry.reference.is_empty()).then_some(entry.reference);
    view! {
        <li>
            <span>
                <strong>{entry.what}</strong>
                <span class="hint"><time datetime=entry.at>{entry.day}</time></span>
                {reference.map(|text| view! { <span class="hint wrap-anywhere">{text}</span> })}
            </span>
            <span class="price">{entry.amount}</span>
        </li>
    }
}
