//! From a work order to what its page shows: amounts and dates written out.

use super::{
    api::{JobView, LineView, SumsView, TaxView, WorkView},
    deposit::DepositView,
    findings,
};
use domain::{
    garage::{
        money::{Line, LineKind, TaxMode, Totals, line_amount, typed::quantity_text},
        work_order::{Authorisation, How},
    },
    locale::Locale,
    money::Money,
    time::{date_with_year, local},
};
use i18n::words as w;
use jiff::Timestamp;
use services::{
    Result, Scope,
    businesses::Business,
    garage::{
        inspections::Finding,
        work_orders::{Decision, Job, WorkOrder},
    },
};

/// What words need of their surroundings.
struct Pen<'a> {
    locale: Locale,
    business: &'a Business,
}

/// The page of `order`.
pub(super) fn work(
    scope: &Scope,
    business: &Business,
    order: &WorkOrder,
    found: &[Finding],
    deposit: DepositView,
) -> Result<WorkView> {
    let pen = Pen { locale: scope.locale, business };
    let part = |state: Authorisation| -> Result<Vec<JobView>> {
        order.jobs.iter().filter(|job| job.authorisation == state).map(|job| pen.job(job)).collect()
    };
    Ok(WorkView {
        number: order.number.clone(),
        vehicle: order
            .vehicle
            .as_ref()
            .map(|(name, plate)| if plate.is_empty() { name.clone() } else { format!("{name} ({plate})") }),
        visit: order.visit_token.clone(),
        closed: !order.document.is_open(),
        preparing: order.jobs.iter().any(|job| job.authorisation == Authorisation::Draft),
        findings: findings::written(scope.locale, found),
        waiting: part(Authorisation::Asked)?,
        agreed: part(Authorisation::Approved)?,
        declined: part(Authorisation::Declined)?,
        sums: pen.sums(order),
        deposit,
    })
}

impl Pen<'_> {
    fn money(&self, minor: i64) -> String {
        Money::new(minor, self.business.currency).display(self.locale)
    }

    /// The date at the business.
    fn date(&self, at: Timestamp) -> String {
        date_with_year(local(at, &self.business.zone).date(), self.locale)
    }

    fn job(&self, job: &Job) -> Result<JobView> {
        Ok(JobView {
            id: job.id.to_string(),
            title: job.title.clone(),
            note: job.note.clone(),
            price: self.money(job.totals.gross),
            price_minor: job.totals.gross,
            lines: job.lines.iter().map(|(_, line)| self.line(line)).collect::<Result<_>>()?,
            tax: self.tax(&job.totals),
            said: job.decision.as_ref().map(|decision| self.said(job, decision)),
            question: job.question.clone().unwrap_or_default(),
            done: job.done,
        })
    }

    fn line(&self, line: &Line) -> Result<LineView> {
        let each = self.money(line.unit_price_minor);
        let count = quantity_text(line.quantity, self.locale);
        Ok(LineView {
            what: line.description.clone(),
            quantity: match line.kind {
                LineKind::Labour => w::answer_hours(self.locale, count, each),
                LineKind::Part | LineKind::Fee => w::answer_pieces(self.locale, count, each),
            },
            price: self.money(line_amount(line)?),
        })
    }

    /// Nothing where nothing is taxed.
    fn tax(&self, totals: &Totals) -> Option<TaxView> {
        (totals.tax != 0).then(|| TaxView {
            net: self.money(totals.net),
            tax: self.money(totals.tax),
            on_top: self.business.terms.tax_mode == TaxMode::Exclusive,
        })
    }

    /// What was answered. What staff recorded names who said it and how.
    fn said(&self, job: &Job, decision: &Decision) -> String {
        let (locale, date) = (self.locale, self.date(decision.at));
        let (price, name) = (self.money(decision.price_minor), &decision.by);
        let how = i18n::lookup(locale, decision.how.word_key(), &[]);
        let approved = job.authorisation == Authorisation::Approved;
        let said = match (approved, decision.how) {
            (true, How::Link) => w::answer_said_yes(locale, date, price),
            (false, How::Link) => w::answer_said_no(locale, date),
            (true, _) => w::answer_said_yes_other(locale, name, how, date, price),
            (false, _) => w::answer_said_no_other(locale, name, how, date),
        };
        match job.follow_up.filter(|_| !approved) {
            Some(again) => format!("{said} {}", w::answer_follow_up(locale, self.date(again))),
            None => said,
        }
    }

    fn sums(&self, order: &WorkOrder) -> SumsView {
        let waiting = order.jobs.iter().filter(|job| job.authorisation == Authorisation::Asked);
        // The sum of the very prices that the cards show.
        let waits = waiting.map(|job| job.totals.gross).reduce(i64::saturating_add);
        let agreed = order.jobs.iter().any(|job| job.authorisation == Authorisation::Approved);
        let discount = order.agreed.discount;
        SumsView {
            waiting: waits.map(|minor| self.money(minor)),
            together: (agreed && waits.is_some()).then(|| self.money(order.together.gross)),
            discount: (discount != 0).then(|| self.money(-discount)),
            tax: self.tax(&order.agreed),
            agreed: self.money(order.agreed.gross),
        }
    }
}
