//! What an invoice or a credit note says: who, for what, how much.

use crate::locale;
use domain::{
    billing::{Paper, paper::Party},
    form::FieldError,
    garage::money::{Line, LineKind, TaxMode, Totals, line_amount, typed},
    locale::Locale,
    money::{Currency, Money},
};
use i18n::words as w;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// A paper, written out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperView {
    /// Who issued it.
    pub seller: PartyView,
    /// The seller's tax number; may be empty.
    pub tax_number: String,
    /// Who owes it.
    pub buyer: PartyView,
    /// The vehicle with its plate and what its odometer showed.
    pub vehicle: Option<String>,
    /// The work order, or the invoice that is corrected.
    pub refers_to: String,
    /// Why, on a credit note; may be empty.
    pub reason: String,
    /// What was done.
    pub jobs: Vec<PaperJobView>,
    /// What leads to the total.
    pub sums: Vec<Sum>,
    /// The total.
    pub total: String,
    /// The tax in the total, rate by rate, where prices hold it.
    pub included: Vec<Sum>,
}

/// A name with what stands under it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartyView {
    /// The name.
    pub name: String,
    /// Address, mail and telephone, as far as they are known.
    pub lines: Vec<String>,
}

/// A job on the paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperJobView {
    /// What was done.
    pub title: String,
    /// Its lines.
    pub lines: Vec<PaperLineView>,
}

/// A line of a job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperLineView {
    /// What it charges for.
    pub what: String,
    /// How much of it, at which price each.
    pub count: String,
    /// What it comes to.
    pub amount: String,
}

/// A name and its amount.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sum {
    /// What it is.
    pub name: String,
    /// How much.
    pub amount: String,
}

/// What amounts are written in.
#[derive(Clone, Copy)]
struct Pen {
    locale: Locale,
    currency: Currency,
}

impl PaperView {
    /// Writes `paper` out for a reader of `locale`.
    ///
    /// # Errors
    /// A line out of bounds: nothing that was issued has one.
    pub fn of(paper: &Paper, locale: Locale) -> Result<Self, FieldError> {
        let pen = Pen { locale, currency: paper.currency };
        let exclusive = paper.tax_mode == TaxMode::Exclusive;
        let job = |job: &domain::billing::paper::PaperJob| -> Result<PaperJobView, FieldError> {
            let lines = job.lines.iter().map(|line| pen.line(line)).collect::<Result<_, _>>()?;
            Ok(PaperJobView { title: job.title.clone(), lines })
        };
        let taxes = pen.taxes(&paper.totals);
        let (on_top, included) = if exclusive { (taxes, Vec::new()) } else { (Vec::new(), taxes) };
        Ok(Self {
            seller: party(&paper.seller),
            tax_number: paper.tax_number.clone(),
            buyer: party(&paper.buyer),
            vehicle: paper.vehicle.as_ref().map(|vehicle| pen.vehicle(vehicle, paper.odometer_km)),
            refers_to: paper.refers_to.clone(),
            reason: paper.reason.clone(),
            jobs: paper.jobs.iter().map(job).collect::<Result<_, _>>()?,
            sums: pen.sums(paper, on_top),
            total: pen.money(paper.totals.gross),
            included,
        })
    }
}

impl Pen {
    fn money(self, minor: i64) -> String {
        Money::new(minor, self.currency).display(self.locale)
    }

    fn line(self, line: &Line) -> Result<PaperLineView, FieldError> {
        let (count, each) =
            (typed::quantity_text(line.quantity, self.locale), self.money(line.unit_price_minor));
        let what = match &line.part_number {
            Some(number) => format!("{} ({number})", line.description),
            None => line.description.clone(),
        };
        Ok(PaperLineView {
            what,
            count: match line.kind {
                LineKind::Labour => w::answer_hours(self.locale, count, each),
                LineKind::Part | LineKind::Fee => w::answer_pieces(self.locale, count, each),
            },
            amount: self.money(line_amount(line)?),
        })
    }

    fn vehicle(self, (name, plate): &(String, String), odometer: Option<i64>) -> String {
        let odometer = odometer.map(|km| w::kilometres(self.locale, domain::text::grouped(km)));
        let parts = [Some(name.clone()), Some(plate.clone()).filter(|plate| !plate.is_empty()), odometer];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }

    /// What leads from the lines to the total. A credit note has no lines to lead from: only its tax.
    fn sums(self, paper: &Paper, on_top: Vec<Sum>) -> Vec<Sum> {
        let totals = &paper.totals;
        let parts = [
            (w::bill_labour(self.locale), totals.labour),
            (w::bill_parts(self.locale), totals.parts),
            (w::bill_fees(self.locale), totals.fees),
            (w::answer_sum_discount(self.locale), totals.discount.saturating_neg()),
        ];
        let parts = parts.into_iter().filter(|(_, minor)| *minor != 0 && !paper.jobs.is_empty());
        let mut sums: Vec<Sum> =
            parts.map(|(name, minor)| Sum { name: name.to_owned(), amount: self.money(minor) }).collect();
        if !on_top.is_empty() {
            sums.push(Sum {
                name: w::answer_sum_net(self.locale).to_owned(),
                amount: self.money(totals.net),
            });
        }
        sums.extend(on_top);
        sums
    }

    fn taxes(self, totals: &Totals) -> Vec<Sum> {
        let taxed = totals.taxes.iter().filter(|part| part.tax != 0);
        taxed
            .map(|part| {
                let rate = typed::percent_text(part.rate_bp, self.locale);
                Sum {
                    name: w::bill_tax(self.locale, rate, self.money(part.net)),
                    amount: self.money(part.tax),
                }
            })
            .collect()
    }
}

fn party(party: &Party) -> PartyView {
    let lines = party.address.iter().chain([&party.email, &party.phone]);
    PartyView {
        name: party.name.clone(),
        lines: lines.map(|line| line.trim()).filter(|line| !line.is_empty()).map(str::to_owned).collect(),
    }
}

/// The paper on a page, readable on a phone and on paper.
#[component]
pub fn Sheet(
    /// What it says.
    paper: PaperView,
    /// The name of what it refers to: the work order or the invoice.
    refers: &'static str,
) -> impl IntoView {
    let locale = locale();
    let PaperView { seller, tax_number, buyer, vehicle, refers_to, reason, jobs, sums, total, included } =
        paper;
    let facts = [
        (w::bill_tax_number(locale), tax_number),
        (refers, refers_to),
        (w::col_vehicle(locale), vehicle.unwrap_or_default()),
        (w::bill_reason(locale), reason),
    ];
    view! {
        <section class="card stack" aria-labelledby="paper">
            <h2 id="paper">{w::bill_paper(locale)}</h2>
            <div class="form-row">
                <PartyLines title=w::bill_seller(locale) party=seller />
                <PartyLines title=w::bill_buyer(locale) party=buyer />
            </div>
            <dl class="facts">
                {facts
                    .into_iter()
                    .filter(|(_, text)| !text.is_empty())
                    .map(|(name, text)| view! { <div><dt>{name}</dt><dd>{text}</dd></div> })
                    .collect_view()}
            </dl>
            {jobs.into_iter().map(|job| view! { <JobLines job /> }).collect_view()}
            <dl class="facts">
                {sums.into_iter().map(row).collect_view()}
                <div class="facts-total"><dt>{w::answer_sums(locale)}</dt><dd class="price price-big">{total}</dd></div>
                {included.into_iter().map(row).collect_view()}
            </dl>
        </section>
    }
}

fn row(sum: Sum) -> impl IntoView {
    view! { <div><dt>{sum.name}</dt><dd class="price">{sum.amount}</dd></div> }
}

#[component]
fn PartyLines(title: &'static str, party: PartyView) -> impl IntoView {
    view! {
        <div>
            <h3 class="eyebrow">{title}</h3>
            <p>
                <strong>{party.name}</strong>
                {party
                    .lines
                    .into_iter()
                    .map(|line| view! { <br /> <span class="wrap-anywhere">{line}</span> })
                    .collect_view()}
            </p>
        </div>
    }
}

#[component]
fn JobLines(job: PaperJobView) -> impl IntoView {
    view! {
        <div>
            <h3>{job.title}</h3>
            <ul class="rows">
                {job
                    .lines
                    .into_iter()
                    .map(|line| view! {
                        <li>
                            <span>{line.what} " " <span class="hint num">{line.count}</span></span>
                            " "
                            <span class="price">{line.amount}</span>
                        </li>
                    })
                    .collect_view()}
            </ul>
        </div>
    }
}
