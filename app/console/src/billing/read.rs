//! From invoices to what pages show of them: amounts and days written out.

use super::{
    api::{InvoiceRow, InvoiceView, InvoicesView, Linked, Refundable, Typing},
    deposit_read,
};
use crate::{businesses::api::Place, garage::api::Moment};
use domain::{
    billing::{Series, Status},
    garage::money::typed::price_text,
    ids::InvoiceId,
    locale::Locale,
    money::{Currency, Money},
    time::{date_with_year, local},
};
use i18n::words as w;
use jiff::{SignedDuration, Timestamp};
use services::{
    Result, Scope,
    billing::{self, Invoice, Listed, Posted, Returning, around, issue},
    businesses::Business,
};
use ui::billing::{EntryView, PaperView, entry_name, entry_sign};

/// What days and amounts are written with.
pub(super) struct Pen<'a> {
    pub(super) locale: Locale,
    pub(super) business: &'a Business,
    pub(super) currency: Currency,
}

impl Pen<'_> {
    pub(super) fn money(&self, minor: i64) -> String {
        Money::new(minor, self.currency).display(self.locale)
    }

    /// The day of an instant at the business.
    pub(super) fn day(&self, at: Timestamp) -> Moment {
        let text = date_with_year(local(at, &self.business.zone).date(), self.locale);
        Moment { text, at: at.to_string() }
    }

    /// The last day before `due`, which is the first instant that is too late.
    fn last_day(&self, due: Timestamp) -> Moment {
        self.day(due - SignedDuration::from_secs(1))
    }
}

/// The list, of what `show` asks for. The sums on top are of all.
pub(super) fn list(
    scope: &Scope,
    business: &Business,
    place: Place,
    show: &str,
    all: &[Listed],
) -> InvoicesView {
    let pen = Pen { locale: scope.locale, business, currency: business.currency };
    let is_open = |invoice: &&Listed| invoice.balance > 0;
    let is_overdue = |invoice: &&Listed| invoice.status == Status::Overdue;
    let sum = |balance: i64, invoice: &Listed| balance.saturating_add(invoice.balance);
    let rows: Vec<&Listed> = match show {
        "open" => all.iter().filter(is_open).collect(),
        "overdue" => all.iter().filter(is_overdue).collect(),
        _ => all.iter().collect(),
    };
    InvoicesView {
        place,
        filter: if ["open", "overdue"].contains(&show) { show.to_owned() } else { String::new() },
        open: pen.money(all.iter().filter(is_open).fold(0, sum)),
        overdue: pen.money(all.iter().filter(is_overdue).fold(0, sum)),
        rows: rows
            .into_iter()
            .map(|invoice| InvoiceRow {
                id: invoice.id.to_string(),
                number: invoice.number.clone(),
                customer: invoice.customer.clone(),
                issued: pen.day(invoice.issued),
                due: pen.last_day(invoice.due),
                total: pen.money(invoice.gross),
                open: pen.money(invoice.balance),
                status: invoice.status,
            })
            .collect(),
    }
}

/// An invoice with what stands around it.
pub(super) struct Found {
    invoice: Invoice,
    corrects: Option<(InvoiceId, String)>,
    notes: Vec<(InvoiceId, String)>,
}

/// The invoice or credit note `id` with what stands around it.
pub(super) async fn around(scope: &Scope, id: InvoiceId) -> Result<Found> {
    let invoice = billing::one(scope, id).await?;
    let corrects = match (invoice.series, invoice.work_order) {
        (Series::CreditNote, Some(order)) => billing::of_work_order(scope, order).await?,
        _ => None,
    };
    let notes = around::notes(scope, id).await?;
    Ok(Found { invoice, corrects, notes })
}

/// The page of an invoice.
pub(super) fn invoice(
    scope: &Scope,
    business: &Business,
    place: Place,
    found: &Found,
) -> Result<InvoiceView> {
    let Found { invoice, corrects, notes } = found;
    let pen = Pen { locale: scope.locale, business, currency: invoice.paper.currency };
    let linked = |(id, number): &(InvoiceId, String)| Linked { id: id.to_string(), number: number.clone() };
    let balance = invoice.ledger.balance();
    let is_note = invoice.series == Series::CreditNote;
    let left: i64 = invoice.credit.iter().map(|deposit| deposit.left).sum();
    Ok(InvoiceView {
        place,
        id: invoice.id.to_string(),
        number: invoice.number.clone(),
        is_note,
        status: invoice.status,
        issued: pen.day(invoice.issued),
        due: pen.last_day(invoice.due),
        paper: PaperView::of(&invoice.paper, scope.locale)?,
        open: (balance > 0).then(|| pen.money(balance)),
        paying: invoice.paying,
        entries: invoice.entries.iter().map(|entry| pen.entry(entry)).collect(),
        refundable: invoice.entries.iter().filter_map(|entry| pen.refundable(entry)).collect(),
        returning: invoice.returning.iter().map(|going| pen.returning(going)).collect(),
        credit: (left > 0).then(|| pen.money(left)),
        deposits: invoice
            .credit
            .iter()
            .filter_map(|deposit| deposit_read::refundable(&pen, deposit))
            .collect(),
        creditable: balance > 0 && !is_note,
        corrects: corrects.as_ref().map(linked),
        notes: notes.iter().map(linked).collect(),
        order: invoice.work_order.map(|order| order.to_string()),
        typing: Typing {
            currency: invoice.paper.currency.code().to_owned(),
            open: price_text(balance, scope.locale),
        },
        public: issue::link(scope, &business.slug, &invoice.token),
    })
}

impl Pen<'_> {
    fn entry(&self, entry: &Posted) -> EntryView {
        let day = self.day(entry.at);
        EntryView {
            what: entry_name(entry.kind, self.day(entry.came).text, self.locale),
            reference: entry.reference.clone(),
            day: day.text,
            at: day.at,
            amount: self.money(entry_sign(entry.kind, entry.amount)),
        }
    }

    fn returning(&self, going: &Returning) -> String {
        w::bill_on_its_way_since(self.locale, self.money(going.amount), self.day(going.since).text)
    }

    fn refundable(&self, entry: &Posted) -> Option<Refundable> {
        (entry.refundable > 0).then(|| Refundable {
            id: entry.id.to_string(),
            what: w::bill_payment_of(
                self.locale,
                entry_name(entry.kind, self.day(entry.came).text, self.locale),
                self.money(entry.amount),
                self.day(entry.at).text,
            ),
            amount: price_text(entry.refundable, self.locale),
            online: entry.kind.is_online(),
        })
    }
}
