//! From an invoice to what its page shows: amounts and days written out.

use super::api::PayView;
use domain::{
    billing::{EntryKind, Series},
    money::Money,
    time::{date_with_year, local},
};
use jiff::{SignedDuration, Timestamp};
use services::{Result, Scope, billing::Invoice, businesses::Business};
use ui::billing::{EntryView, PaperView, entry_name, entry_sign};

/// The page of `invoice`. With `pretend`, no money moves.
pub(super) fn pay(scope: &Scope, business: &Business, invoice: &Invoice, pretend: bool) -> Result<PayView> {
    let locale = scope.locale;
    let money = |minor: i64| Money::new(minor, invoice.paper.currency).display(locale);
    let day = |at: Timestamp| date_with_year(local(at, &business.zone).date(), locale);
    let balance = invoice.ledger.balance();
    // What was invoiced stands above as the total.
    let entries = invoice.entries.iter().filter(|entry| entry.kind != EntryKind::Charge);
    Ok(PayView {
        number: invoice.number.clone(),
        is_note: invoice.series == Series::CreditNote,
        status: invoice.status,
        issued: day(invoice.issued),
        due: day(invoice.due - SignedDuration::from_secs(1)),
        paper: PaperView::of(&invoice.paper, locale)?,
        entries: entries
            .map(|entry| EntryView {
                what: entry_name(entry.kind, locale),
                // A provider's id means nothing to a customer, and a note of staff is theirs.
                reference: if entry.kind == EntryKind::CreditNote {
                    entry.reference.clone()
                } else {
                    String::new()
                },
                day: day(entry.at),
                at: entry.at.to_string(),
                amount: money(entry_sign(entry.kind, entry.amount)),
            })
            .collect(),
        open: (balance > 0).then(|| money(balance)),
        paying: invoice.paying,
        online: scope.core.payments().is_some(),
        pretend,
    })
}
