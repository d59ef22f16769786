//! The receipt of a deposit: that it came, and what became of it. It is no invoice, and says so.

use super::api::{ReceiptView, load_receipt};
use crate::frame::{here, param, slug};
use i18n::words as w;
use leptos::prelude::*;
use leptos_meta::Title;
use ui::{Icon, glyphs, locale, page::page};

/// The page of the receipt of a deposit; whoever has its link may see it.
#[component]
pub fn Receipt() -> impl IntoView {
    let (site, token) = (slug(), param("token"));
    page(
        move || vec![site.clone(), token.clone()],
        |key| Box::pin(load_receipt(key[0].clone(), key[1].clone())),
        here().path(""),
        |view: ReceiptView| view! { <Content view /> }.into_any(),
    )
}

#[component]
fn Content(view: ReceiptView) -> impl IntoView {
    let locale = locale();
    let site = here();
    let title = w::deposit_receipt_title(locale);
    let fact = |(name, text): (String, String)| view! { <div><dt>{name}</dt><dd>{text}</dd></div> };
    let fate = |text: String| {
        view! { <div class="notice"><Icon icon=glyphs::INFO /><p>{text}</p></div> }
    };
    view! {
        <Title text=format!("{title} · {}", site.name) />
        <div class="page page-narrow stack">
            <div class="stack stack-tight">
                <p class="eyebrow">{site.name}</p>
                <h1>{title}</h1>
                <p>{w::deposit_receipt_text(locale)}</p>
            </div>
            {view.fate.into_iter().map(fate).collect_view()}
            <section class="card stack" aria-labelledby="paid">
                <h2 id="paid">{w::deposit_title(locale)}</h2>
                <dl class="facts">
                    {view.facts.into_iter().map(fact).collect_view()}
                    <div class="facts-total">
                        <dt>{w::bill_amount(locale)}</dt><dd class="price price-big">{view.amount}</dd>
                    </div>
                </dl>
            </section>
        </div>
    }
}
