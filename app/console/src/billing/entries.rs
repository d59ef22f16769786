//! The ledger of an invoice as lines to read.

use i18n::words as w;
use leptos::prelude::*;
use ui::{Icon, billing::EntryView, glyphs, locale};

/// What was charged, paid, given back and credited, what is open after it, and what is on its way back.
#[component]
pub(super) fn Entries(
    entries: Vec<EntryView>,
    open: Option<String>,
    returning: Vec<String>,
) -> impl IntoView {
    let locale = locale();
    let open = open.unwrap_or_else(|| w::bill_nothing_open(locale).to_owned());
    view! {
        <section class="card stack" aria-labelledby="ledger">
            <h2 id="ledger">{w::bill_ledger(locale)}</h2>
            <ol class="rows">{entries.into_iter().map(|entry| view! { <Line entry /> }).collect_view()}</ol>
            <dl class="facts">
                <div class="facts-total"><dt>{w::bill_open(locale)}</dt><dd class="price price-big">{open}</dd></div>
            </dl>
            <OnItsWay returning />
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

/// What the provider was asked to give back and has not given back yet.
#[component]
fn OnItsWay(returning: Vec<String>) -> impl IntoView {
    (!returning.is_empty()).then(|| {
        view! {
            <h3>{w::bill_on_its_way(locale())}</h3>
            <ul class="rows">
                {returning
                    .into_iter()
                    .map(|text| view! { <li><span><Icon icon=glyphs::HOURGLASS /> " " {text}</span></li> })
                    .collect_view()}
            </ul>
        }
    })
}
