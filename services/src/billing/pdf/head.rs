//! The head of the first sheet: who bills whom, for what and when.

use super::Says;
use crate::papers::{Branch, GAP, HALF, Ink, MM, Row, Sheets, Span, Style, WIDTH, fact};
use domain::{billing::paper::Party, text::grouped};
use i18n::words as w;
use krilla::tagging::Tag;
use std::num::NonZeroU16;

/// Puts the letterhead, the buyer beside the facts, and the reason of a credit note.
pub(super) fn put(sheets: &mut Sheets<'_>, says: &Says<'_>) -> Vec<Branch> {
    let mut tree = letterhead(sheets, says);
    sheets.skip(7.0 * MM);
    sheets.rule(Span::WHOLE, Ink::Faint);
    sheets.skip(5.0 * MM);
    let top = sheets.y;
    let buyer = buyer(sheets, says);
    let buyer_ends = sheets.y;
    sheets.y = top;
    tree.push(buyer);
    tree.extend(facts(says).into_iter().map(|(label, value)| fact(sheets, &label, &value)));
    sheets.y = sheets.y.max(buyer_ends);
    if says.is_credit_note() && !says.paper().reason.is_empty() {
        sheets.skip(5.0 * MM);
        let reason = &says.paper().reason;
        let label = Style { ink: Ink::Soft, ..Style::BODY };
        let (cell, slot) = sheets
            .cell(Span::WHOLE, &[(w::pdf_reason(says.locale()), label), (reason.as_str(), Style::BODY)]);
        sheets.put(Row(vec![cell]));
        tree.push(Branch::paragraph(slot));
    }
    sheets.skip(9.0 * MM);
    tree
}

fn letterhead(sheets: &mut Sheets<'_>, says: &Says<'_>) -> Vec<Branch> {
    let paper = says.paper();
    let tax_number = match paper.tax_number.as_str() {
        "" => String::new(),
        number => w::pdf_tax_number(says.locale(), number),
    };
    let mut texts = party(&paper.seller, Style::NAME);
    texts.extend([(tax_number.as_str(), Style::SMALL)]);
    let (seller, seller_slot) = sheets.cell(Span::left(0.0, HALF - GAP), &texts);
    let named = [(says.kind(), Style::TITLE), (says.invoice.number.as_str(), Style::STRONG)];
    let (title, title_slot) = sheets.cell(Span::right(WIDTH, WIDTH - HALF), &named);
    sheets.put(Row(vec![seller, title]));
    let heading = Tag::Hn(NonZeroU16::MIN, Some(says.title()));
    vec![Branch::text(heading, title_slot), Branch::paragraph(seller_slot)]
}

fn buyer(sheets: &mut Sheets<'_>, says: &Says<'_>) -> Branch {
    let label = Style { ink: Ink::Soft, ..Style::BODY };
    let mut texts = vec![(w::pdf_bill_to(says.locale()), label)];
    texts.extend(party(&says.paper().buyer, Style::STRONG));
    let (cell, slot) = sheets.cell(Span::left(0.0, HALF - GAP), &texts);
    sheets.put(Row(vec![cell]));
    Branch::paragraph(slot)
}

/// The lines of a party; what is empty takes no line.
fn party(party: &Party, name: Style) -> Vec<(&str, Style)> {
    let mut texts = vec![(party.name.as_str(), name)];
    texts.extend(party.address.iter().map(|line| (line.as_str(), Style::BODY)));
    texts.extend([(party.phone.as_str(), Style::BODY), (party.email.as_str(), Style::BODY)]);
    texts
}

/// What is known, each with its name.
fn facts(says: &Says<'_>) -> Vec<(String, String)> {
    let (paper, locale) = (says.paper(), says.locale());
    let mut facts = vec![(w::pdf_date(locale).to_owned(), says.date(says.invoice.issued))];
    let mut add = |label: &str, value: String| {
        if !value.trim().is_empty() {
            facts.push((label.to_owned(), value));
        }
    };
    if says.is_credit_note() {
        add(w::pdf_corrects(locale), paper.refers_to.clone());
    } else {
        add(w::pdf_due(locale), says.last_day());
        add(w::wo_title(locale), paper.refers_to.clone());
    }
    if let Some((vehicle, plate)) = &paper.vehicle {
        add(w::fact_vehicle(locale), vehicle.clone());
        add(w::field_plate(locale), plate.clone());
    }
    if let Some(km) = paper.odometer_km {
        add(w::fact_odometer(locale), w::kilometres(locale, grouped(km)));
    }
    facts
}
