//! From an invoice, or the receipt of a deposit, to what its page shows: amounts and days written out.

use super::api::{PayView, ReceiptView};
use domain::{
    billing::{EntryKind, Series},
    money::Money,
    time::{date_with_year, local},
};
use i18n::words as w;
use jiff::{SignedDuration, Timestamp};
use services::{
    Result, Scope,
    billing::{Invoice, deposits::Receipt},
    businesses::Business,
};
use ui::billing::{EntryView, PaperView, entry_name, entry_sign};

/// The page of `invoice`. With `pretend`, no money moves.
pub(super) fn pay(scope: &Scope, business: &Business, invoice: &Invoice, pretend: bool) -> Result<PayView> {
    let locale = scope.locale;
    let money = |minor: i64| Money::new(minor, invoice.paper.currency).display(locale);
    let day = |at: Timestamp| date_with_year(local(at, &business.zone).date(), locale);
    let balance = invoice.ledger.balance();
    let left: i64 = invoice.credit.iter().map(|deposit| deposit.left).sum();
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
                what: entry_name(entry.kind, day(entry.came), locale),
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
        returning: invoice
            .returning
            .iter()
            .map(|going| w::pay_on_its_way(locale, money(going.amount)))
            .collect(),
        credit: (left > 0).then(|| money(left)),
        paying: invoice.paying,
        online: scope.core.payments().is_some(),
        pretend,
    })
}

/// The page of the receipt of a deposit.
pub(super) fn receipt(scope: &Scope, business: &Business, receipt: &Receipt) -> ReceiptView {
    let locale = scope.locale;
    let deposit = &receipt.deposit;
    let money = |minor: i64| Money::new(minor, business.currency).display(locale);
    let vehicle = receipt.vehicle.as_ref().map(|(name, plate)| match plate.as_str() {
        "" => name.clone(),
        plate => format!("{name} ({plate})"),
    });
    let facts = [
        (w::pdf_date(locale), date_with_year(local(deposit.at, &business.zone).date(), locale)),
        (w::bill_method(locale), i18n::lookup(locale, deposit.method.word_key(), &[])),
        (w::col_customer(locale), receipt.customer.clone()),
        (w::bill_work_order(locale), receipt.order.clone()),
        (w::col_vehicle(locale), vehicle.unwrap_or_default()),
        (w::bill_seller(locale), format!("{}, {}", business.name, business.address_line())),
    ];
    let used = match &receipt.invoice {
        Some(number) => w::deposit_used_in(locale, number, money(deposit.applied)),
        None => w::deposit_used(locale, money(deposit.applied)),
    };
    let fate = [
        (deposit.applied, used),
        (deposit.given_back, w::deposit_given(locale, money(deposit.given_back))),
        (deposit.on_its_way, w::pay_on_its_way(locale, money(deposit.on_its_way))),
    ];
    ReceiptView {
        amount: money(deposit.amount),
        facts: facts
            .into_iter()
            .filter(|(_, text)| !text.is_empty())
            .map(|(name, text)| (name.to_owned(), text))
            .collect(),
        fate: fate.into_iter().filter(|(minor, _)| *minor > 0).map(|(_, text)| text).collect(),
    }
}
