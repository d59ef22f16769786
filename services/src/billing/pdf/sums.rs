//! What a paper comes to, what was paid, and what is open.

use super::Says;
use crate::{
    billing::Posted,
    papers::{Branch, Ink, MM, Row, Sheets, Span, Style, WIDTH},
};
use domain::{
    billing::{EntryKind, PaymentMethod},
    garage::money::{TaxMode, typed},
};
use i18n::{lookup, words as w};
use krilla::tagging::Tag;

/// The width of the block of sums, at the right.
const BLOCK: f32 = 92.0 * MM;
/// The width of an amount within it.
const AMOUNT: f32 = 32.0 * MM;
const ROW_GAP: f32 = 1.0 * MM;
const PART_GAP: f32 = 2.5 * MM;

/// A label with its amount.
struct Sum {
    label: String,
    amount: String,
    style: Style,
    /// Whether a rule sets it apart from what stands above.
    ruled: bool,
}

impl Sum {
    fn plain(label: impl Into<String>, amount: String) -> Self {
        Self { label: label.into(), amount, style: Style::FIGURES, ruled: false }
    }

    fn bold(label: impl Into<String>, amount: String, style: Style) -> Self {
        Self { label: label.into(), amount, style, ruled: true }
    }
}

/// Puts the totals and, below an invoice, its payments and what is open.
pub(super) fn put(sheets: &mut Sheets<'_>, says: &Says<'_>) -> Vec<Branch> {
    let note = (!says.paper().jobs.is_empty()).then(|| match says.paper().tax_mode {
        TaxMode::Inclusive => w::pdf_prices_with_tax(says.locale()),
        TaxMode::Exclusive => w::pdf_prices_without_tax(says.locale()),
    });
    let mut sums = totals(says);
    if says.is_credit_note() {
        return block(sheets, &sums, note);
    }
    let paid: Vec<&Posted> =
        says.invoice.entries.iter().filter(|entry| entry.kind != EntryKind::Charge).collect();
    if paid.is_empty() {
        // What is open never stands on a page of its own.
        sums.push(open(says));
        return block(sheets, &sums, note);
    }
    let mut tree = block(sheets, &sums, note);
    tree.extend(payments(sheets, says, &paid));
    sheets.skip(PART_GAP);
    tree.extend(block(sheets, &[open(says)], None));
    tree
}

/// What adds up to the total. A credit note has no parts of its own, only its total and the tax within.
fn totals(says: &Says<'_>) -> Vec<Sum> {
    let (locale, totals) = (says.locale(), &says.paper().totals);
    let mut sums = Vec::new();
    if !says.is_credit_note() {
        let kinds = [
            (w::wo_labour(locale), totals.labour),
            (w::wo_parts(locale), totals.parts),
            (w::wo_fees(locale), totals.fees),
            (w::wo_discount(locale), -totals.discount),
        ];
        let named = kinds.into_iter().filter(|(_, minor)| *minor != 0);
        sums.extend(named.map(|(label, minor)| Sum::plain(label, says.money(minor))));
    }
    let net = Sum::plain(w::wo_net(locale), says.money(totals.net));
    sums.push(Sum { ruled: !sums.is_empty(), ..net });
    for part in &totals.taxes {
        let rate = w::wo_percent(locale, typed::percent_text(part.rate_bp, locale));
        sums.push(Sum::plain(w::pdf_tax_on(locale, rate, says.money(part.net)), says.money(part.tax)));
    }
    let total = if says.is_credit_note() { w::pdf_credit_total(locale) } else { w::wo_total(locale) };
    sums.push(Sum::bold(total, says.money(totals.gross), Style::SUM));
    sums
}

fn open(says: &Says<'_>) -> Sum {
    let balance = says.invoice.ledger.balance();
    if balance > 0 {
        Sum::bold(w::pdf_open(says.locale(), says.last_day()), says.money(balance), Style::STRONG_FIGURES)
    } else {
        Sum::bold(w::pdf_paid(says.locale()), says.money(balance), Style::STRONG_FIGURES)
    }
}

/// Puts `sums` under each other at the right, all on one sheet, and `note` beside the first.
fn block(sheets: &mut Sheets<'_>, sums: &[Sum], note: Option<&str>) -> Vec<Branch> {
    let start = WIDTH - BLOCK;
    let mut rows = Vec::with_capacity(sums.len());
    for sum in sums {
        let style = Style { tabular: false, ..sum.style };
        let (label, name) =
            sheets.cell(Span::left(start, BLOCK - AMOUNT - PART_GAP), &[(sum.label.as_str(), style)]);
        let (amount, value) = sheets.cell(Span::right(WIDTH, AMOUNT), &[(sum.amount.as_str(), sum.style)]);
        rows.push((Row(vec![label, amount]), sum.ruled, Branch::named_row(name, &[value])));
    }
    let gaps = rows.iter().map(|(_, ruled, _)| if *ruled { 2.0 * PART_GAP } else { ROW_GAP });
    let height: f32 = rows.iter().map(|(row, _, _)| row.height()).sum::<f32>() + gaps.sum::<f32>();
    if !sheets.has_room(height) {
        sheets.turn();
    }
    let mut tree = Vec::new();
    let top = sheets.y + ROW_GAP;
    if let Some(note) = note {
        let (cell, slot) = sheets.cell(Span::left(0.0, start - PART_GAP), &[(note, Style::SMALL)]);
        sheets.stamp(Row(vec![cell]), top);
        tree.push(Branch::paragraph(slot));
    }
    let mut table = Vec::with_capacity(rows.len());
    for (row, ruled, branch) in rows {
        sheets.skip(ROW_GAP);
        if ruled {
            sheets.skip(PART_GAP - ROW_GAP);
            sheets.rule(Span::left(start, BLOCK), Ink::Faint);
            sheets.skip(PART_GAP);
        }
        sheets.put(row);
        table.push(branch);
    }
    tree.push(Branch::of(Tag::Table, table));
    tree
}

/// Puts what changed the balance, oldest first.
fn payments(sheets: &mut Sheets<'_>, says: &Says<'_>, paid: &[&Posted]) -> [Branch; 2] {
    let (cell, heading) = sheets.cell(Span::WHOLE, &[(w::pdf_payments(says.locale()), Style::STRONG)]);
    let heading_row = Row(vec![cell]);
    if !sheets.has_room(3.0 * PART_GAP + heading_row.height() + ROW_GAP + Style::BODY.leading()) {
        sheets.turn();
    }
    sheets.skip(3.0 * PART_GAP);
    sheets.put(heading_row);
    let when = Span::left(0.0, 42.0 * MM);
    let what = Span::left(when.width + PART_GAP, WIDTH - when.width - AMOUNT - 2.0 * PART_GAP);
    let mut rows = Vec::with_capacity(paid.len());
    for entry in paid {
        let (date, amount) = (says.date(entry.at), says.money(change(entry)));
        let (date, date_slot) = sheets.cell(when, &[(&date, Style::BODY)]);
        let (name, name_slot) = sheets.cell(what, &[(&name(says, entry), Style::BODY)]);
        let (amount, amount_slot) = sheets.cell(Span::right(WIDTH, AMOUNT), &[(&amount, Style::FIGURES)]);
        let row = Row(vec![date, name, amount]);
        if !sheets.has_room(ROW_GAP + row.height()) {
            sheets.turn();
        }
        sheets.skip(ROW_GAP);
        sheets.put(row);
        rows.push(Branch::named_row(date_slot, &[name_slot, amount_slot]));
    }
    [Branch::paragraph(heading), Branch::of(Tag::Table, rows)]
}

/// What an entry does to what is open, as [`domain::billing::Ledger`] counts it.
const fn change(entry: &Posted) -> i64 {
    match entry.kind {
        EntryKind::Charge | EntryKind::Refund { .. } => entry.amount,
        EntryKind::Payment { .. } | EntryKind::DepositApplied { .. } | EntryKind::CreditNote => -entry.amount,
    }
}

/// What an entry is called. Only what people wrote is repeated: a provider's id tells the customer nothing.
fn name(says: &Says<'_>, entry: &Posted) -> String {
    let locale = says.locale();
    let written = |method: PaymentMethod| match method {
        PaymentMethod::Transfer | PaymentMethod::Cash => entry.reference.trim(),
        PaymentMethod::Card | PaymentMethod::Terminal => "",
    };
    match entry.kind {
        EntryKind::Charge => says.title(),
        EntryKind::Payment { method } => match (lookup(locale, method.word_key(), &[]), written(method)) {
            (name, "") => name,
            (name, text) => format!("{name} · {text}"),
        },
        EntryKind::Refund { .. } => w::pdf_refund(locale).to_owned(),
        EntryKind::CreditNote => w::pdf_credit_note(locale, &entry.reference),
        EntryKind::DepositApplied { .. } => w::pdf_deposit(locale, says.date(entry.came)),
    }
}
