//! Mails about invoices: issued, paid, credited, sent back.

use super::{letter, paragraphs};
use crate::businesses::Business;
use domain::{billing::Paper, messaging::Email, money::Money};
use i18n::words as w;

/// The invoice, with the way to pay it. Where deposits were deducted, so that `balance` is less than the total, with that.
pub fn issued(business: &Business, paper: &Paper, (number, balance): (&str, i64), link: &str) -> Email {
    let locale = paper.locale;
    let mut total = w::mail_invoice_total(locale, money(paper, paper.totals.gross));
    let deposits = paper.totals.gross - balance;
    if deposits > 0 {
        total = format!(
            "{total}\n{}\n{}",
            w::mail_invoice_deposits(locale, money(paper, -deposits)),
            rest(paper, balance)
        );
    }
    let body =
        [w::mail_invoice_text(locale, number), total, format!("{}\n{link}", w::mail_invoice_link(locale))];
    mail(business, paper, w::mail_invoice_subject(locale, number, &business.name), &body)
}

/// The receipt of `amount`; `balance` is what is still open.
pub fn receipt(
    business: &Business,
    paper: &Paper,
    number: &str,
    (amount, balance): (i64, i64),
    link: &str,
) -> Email {
    let locale = paper.locale;
    let body =
        [w::mail_receipt_text(locale, money(paper, amount), number), rest(paper, balance), link.to_owned()];
    mail(business, paper, w::mail_receipt_subject(locale, number), &body)
}

/// The credit note.
pub fn credited(business: &Business, paper: &Paper, number: &str, link: &str) -> Email {
    let locale = paper.locale;
    let text = w::mail_credit_text(locale, money(paper, paper.totals.gross), &paper.refers_to);
    let body = [text, paper.reason.clone(), link.to_owned()];
    mail(business, paper, w::mail_credit_subject(locale, number), &body)
}

/// Money that came although the invoice was settled, and goes back.
pub fn sent_back(business: &Business, paper: &Paper, number: &str, amount: i64, link: &str) -> Email {
    let locale = paper.locale;
    let body = [w::mail_sent_back_text(locale, money(paper, amount), number), link.to_owned()];
    mail(business, paper, w::mail_sent_back_subject(locale, number), &body)
}

/// What is still open, or that nothing is.
fn rest(paper: &Paper, balance: i64) -> String {
    if balance > 0 {
        w::mail_receipt_open(paper.locale, money(paper, balance))
    } else {
        w::mail_receipt_paid(paper.locale).to_owned()
    }
}

fn money(paper: &Paper, minor: i64) -> String {
    Money::new(minor, paper.currency).display(paper.locale)
}

fn mail(business: &Business, paper: &Paper, subject: String, body: &[String]) -> Email {
    let hello = w::mail_hello(paper.locale, &paper.buyer.name);
    let bye = format!("{}\n{}\n{}", w::mail_bye(paper.locale), business.name, business.phone);
    let parts: Vec<&str> = std::iter::once(hello.as_str())
        .chain(body.iter().map(String::as_str))
        .chain([bye.as_str()])
        .collect();
    letter(business, (&paper.buyer.name, &paper.buyer.email), subject, paragraphs(&parts))
}
