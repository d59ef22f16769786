//! Invoices as both sides read them: the paper and how it stands. What is written here is a text already, in the reader's
//! language; the paper itself is `domain::billing::Paper`.

mod badge;
mod paper;

pub use badge::StateBadge;
pub use paper::{PaperJobView, PaperLineView, PaperView, PartyView, Sheet, Sum};

use domain::{billing::EntryKind, locale::Locale};
use i18n::words as w;
use serde::{Deserialize, Serialize};

/// One entry of an invoice's ledger, written out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryView {
    /// What it was: "Paid: Cash".
    pub what: String,
    /// What was noted with it; may be empty.
    pub reference: String,
    /// The day.
    pub day: String,
    /// The instant, for machines (RFC 3339).
    pub at: String,
    /// What it adds to what is open, or takes off it.
    pub amount: String,
}

/// What an entry of a ledger was; a deposit is told by the `day` on which it came.
pub fn entry_name(kind: EntryKind, day: String, locale: Locale) -> String {
    match kind {
        EntryKind::Charge => w::bill_entry_charge(locale).to_owned(),
        EntryKind::Payment { method } => {
            w::bill_entry_payment(locale, i18n::lookup(locale, method.word_key(), &[]))
        }
        EntryKind::Refund { .. } => w::bill_entry_refund(locale).to_owned(),
        EntryKind::CreditNote => w::bill_entry_credit(locale).to_owned(),
        EntryKind::DepositApplied { .. } => w::bill_entry_deposit(locale, day),
    }
}

/// `amount` with the sign that it has in what is open: what was paid takes off it, what was given back adds to it.
pub const fn entry_sign(kind: EntryKind, amount: i64) -> i64 {
    match kind {
        EntryKind::Charge | EntryKind::Refund { .. } => amount,
        EntryKind::Payment { .. } | EntryKind::CreditNote | EntryKind::DepositApplied { .. } => {
            amount.saturating_neg()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{billing::PaymentMethod, ids::LedgerEntryId};

    #[test]
    fn what_is_open_is_the_sum_of_the_amounts_as_they_are_shown() {
        let payment = LedgerEntryId("0199c0de-0000-7000-8000-000000000001".parse().unwrap());
        let entries = [
            (EntryKind::Charge, 10_000),
            (EntryKind::Payment { method: PaymentMethod::Cash }, 6_000),
            (EntryKind::Refund { payment }, 1_000),
            (EntryKind::CreditNote, 2_000),
            (EntryKind::DepositApplied { method: PaymentMethod::Card }, 500),
        ];
        assert_eq!(entries.into_iter().map(|(kind, amount)| entry_sign(kind, amount)).sum::<i64>(), 2_500);
    }
}
