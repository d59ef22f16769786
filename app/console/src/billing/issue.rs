//! What billing has to say on the page of a work order: its invoice, or the button that issues it.

use crate::{frame::Refused, work_orders::api::OrderView};
use domain::{accounts::Deed, garage::work_order::Document};
use i18n::words as w;
use leptos::prelude::*;
use ui::{Icon, glyphs, locale};

/// The invoice of the work order, or the way to it, for those who may bill.
#[component]
pub(crate) fn Billing(page: OrderView) -> impl IntoView {
    let locale = locale();
    if let Some(invoice) = page.invoice {
        let href = page.place.path(&format!("/invoices/{}", invoice.id));
        return view! {
            <a class="btn" href=href><Icon icon=glyphs::RECEIPT /> {w::document_invoice(locale)} " " {invoice.number}</a>
        }
        .into_any();
    }
    if page.document != Document::RepairOrder || !page.place.role.may(Deed::Bill) {
        return ().into_any();
    }
    view! {
        <Refused form="issue" />
        <form method="post" class="card stack">
            <input type="hidden" name="form" value="issue" />
            <p class="soft">{w::bill_issue_hint(locale)}</p>
            <button class="btn btn-block"><Icon icon=glyphs::RECEIPT /> {w::bill_issue(locale)}</button>
        </form>
    }
    .into_any()
}
