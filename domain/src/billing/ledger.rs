//! One invoice's ledger: entries that only ever add, and what may be entered next.
//!
//! Always: `balance = total - deposits - payments + refunds - credits`, and never below zero.

use crate::ids::LedgerEntryId;
use serde::{Deserialize, Serialize};

/// How money came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentMethod {
    /// A card online, through Stripe.
    Card,
    /// Notes and coins.
    Cash,
    /// A card at the counter's terminal.
    Terminal,
    /// A bank transfer.
    Transfer,
}

impl PaymentMethod {
    /// Every method.
    pub const ALL: [Self; 4] = [Self::Card, Self::Cash, Self::Terminal, Self::Transfer];

    /// The name stored in the database and sent by forms; the same as in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Card => "card",
            Self::Cash => "cash",
            Self::Terminal => "terminal",
            Self::Transfer => "transfer",
        }
    }

    /// The method of a stored or sent name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.as_str() == name)
    }

    /// The key of the method's name.
    pub const fn word_key(self) -> &'static str {
        match self {
            Self::Card => "pay_method_card",
            Self::Cash => "pay_method_cash",
            Self::Terminal => "pay_method_terminal",
            Self::Transfer => "pay_method_transfer",
        }
    }
}

/// What an entry does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// The invoice's total, or more of it.
    Charge,
    /// Money for this invoice.
    Payment {
        /// How it came.
        method: PaymentMethod,
    },
    /// Money given back.
    Refund {
        /// The payment or the deposit it is given back from.
        payment: LedgerEntryId,
    },
    /// A part or the whole of the invoice is no longer asked for.
    CreditNote,
    /// Money that was received beforehand.
    DepositApplied {
        /// How it came.
        method: PaymentMethod,
    },
}

impl EntryKind {
    /// The name stored in the database; method and payment stand beside it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Charge => "charge",
            Self::Payment { .. } => "payment",
            Self::Refund { .. } => "refund",
            Self::CreditNote => "credit_note",
            Self::DepositApplied { .. } => "deposit_applied",
        }
    }

    /// The kind of a stored name, with the method of a payment or a deposit or the payment of a refund; `None` when its own is missing.
    pub fn parse(name: &str, method: Option<PaymentMethod>, payment: Option<LedgerEntryId>) -> Option<Self> {
        match name {
            "charge" => Some(Self::Charge),
            "payment" => method.map(|method| Self::Payment { method }),
            "refund" => payment.map(|payment| Self::Refund { payment }),
            "credit_note" => Some(Self::CreditNote),
            "deposit_applied" => method.map(|method| Self::DepositApplied { method }),
            _ => None,
        }
    }

    /// Whether the money came by card through the provider, and so goes back through it.
    pub const fn is_online(self) -> bool {
        matches!(
            self,
            Self::Payment { method: PaymentMethod::Card }
                | Self::DepositApplied { method: PaymentMethod::Card }
        )
    }
}

/// One entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its id, to which refunds point.
    pub id: LedgerEntryId,
    /// What it does.
    pub kind: EntryKind,
    /// Minor units, above zero; a charge alone may be zero.
    pub amount: i64,
}

/// Why an entry would break the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// The amount is not above zero.
    NotPositive,
    /// More than is open would be paid.
    AboveBalance,
    /// There is no such payment to give back from.
    NoSuchPayment,
    /// More would be given back than is left of the payment.
    AbovePayment,
    /// More would be credited than the invoice has left to credit.
    AboveInvoice,
    /// More would be credited than is open: what was paid has to be given back first.
    RefundFirst,
    /// The id is in the ledger already.
    Twice,
    /// A sum would not fit.
    TooLarge,
}

impl Refusal {
    /// Every reason.
    pub const ALL: [Self; 8] = [
        Self::NotPositive,
        Self::AboveBalance,
        Self::NoSuchPayment,
        Self::AbovePayment,
        Self::AboveInvoice,
        Self::RefundFirst,
        Self::Twice,
        Self::TooLarge,
    ];

    /// The key of the sentence that tells the person who tried.
    pub const fn key(self) -> &'static str {
        match self {
            Self::NotPositive => "err_amount_positive",
            Self::AboveBalance => "err_pay_above_balance",
            Self::NoSuchPayment => "err_refund_no_payment",
            Self::AbovePayment => "err_refund_above_payment",
            Self::AboveInvoice => "err_credit_above_invoice",
            Self::RefundFirst => "err_credit_refund_first",
            Self::Twice => "err_entry_twice",
            Self::TooLarge => "err_total_large",
        }
    }
}

/// The entries of one invoice, whose rules always hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    entries: Vec<Entry>,
    sums: Sums,
}

/// Running sums; each fits, and so does what they come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Sums {
    total: i64,
    deposits: i64,
    payments: i64,
    refunds: i64,
    credits: i64,
    balance: i64,
}

impl Ledger {
    /// The ledger of stored entries, oldest first.
    ///
    /// # Errors
    /// The reason for which one of them could not have been entered.
    pub fn of(entries: impl IntoIterator<Item = Entry>) -> Result<Self, Refusal> {
        let mut ledger = Self::default();
        entries.into_iter().try_for_each(|entry| ledger.enter(entry))?;
        Ok(ledger)
    }

    /// Adds `entry`, or leaves the ledger as it was.
    ///
    /// # Errors
    /// What [`Ledger::may_pay`], [`Ledger::may_refund`] and [`Ledger::may_credit`] say; [`Refusal::NotPositive`] for a
    /// negative charge, [`Refusal::Twice`] for a known id, [`Refusal::TooLarge`] when a sum would not fit.
    pub fn enter(&mut self, entry: Entry) -> Result<(), Refusal> {
        if self.entries.iter().any(|known| known.id == entry.id) {
            return Err(Refusal::Twice);
        }
        let (amount, mut sums) = (entry.amount, self.sums);
        let sum = match entry.kind {
            EntryKind::Charge if amount < 0 => return Err(Refusal::NotPositive),
            EntryKind::Charge => &mut sums.total,
            EntryKind::Payment { .. } => {
                self.may_pay(amount)?;
                &mut sums.payments
            }
            EntryKind::DepositApplied { .. } => {
                self.may_pay(amount)?;
                &mut sums.deposits
            }
            EntryKind::Refund { payment } => {
                self.may_refund(amount, payment)?;
                &mut sums.refunds
            }
            EntryKind::CreditNote => {
                self.may_credit(amount)?;
                &mut sums.credits
            }
        };
        *sum = sum.checked_add(amount).ok_or(Refusal::TooLarge)?;
        let change = match entry.kind {
            EntryKind::Charge | EntryKind::Refund { .. } => amount,
            EntryKind::Payment { .. } | EntryKind::DepositApplied { .. } | EntryKind::CreditNote => -amount,
        };
        sums.balance = sums.balance.checked_add(change).ok_or(Refusal::TooLarge)?;
        self.sums = sums;
        self.entries.push(entry);
        Ok(())
    }

    /// Whether `amount` may be paid, or a deposit of `amount` applied: at most what is open.
    ///
    /// Money that arrives all the same, say by card while cash changed hands, is sent back by its provider and not entered.
    ///
    /// # Errors
    /// [`Refusal::NotPositive`], [`Refusal::AboveBalance`].
    pub fn may_pay(&self, amount: i64) -> Result<(), Refusal> {
        positive(amount)?;
        if amount > self.balance() { Err(Refusal::AboveBalance) } else { Ok(()) }
    }

    /// Whether `amount` may be given back from `payment`, a payment or a deposit: at most what is left of it.
    ///
    /// # Errors
    /// [`Refusal::NotPositive`], [`Refusal::NoSuchPayment`], [`Refusal::AbovePayment`].
    pub fn may_refund(&self, amount: i64, payment: LedgerEntryId) -> Result<(), Refusal> {
        positive(amount)?;
        let left = self.refundable(payment).ok_or(Refusal::NoSuchPayment)?;
        if amount > left { Err(Refusal::AbovePayment) } else { Ok(()) }
    }

    /// Whether `amount` may be credited: at most what is open, so what was paid is given back before it is credited. A use
    /// case that does both enters the refund first.
    ///
    /// # Errors
    /// [`Refusal::NotPositive`], [`Refusal::AboveInvoice`], [`Refusal::RefundFirst`].
    pub fn may_credit(&self, amount: i64) -> Result<(), Refusal> {
        positive(amount)?;
        if amount > self.total() - self.credited() {
            Err(Refusal::AboveInvoice)
        } else if amount > self.balance() {
            Err(Refusal::RefundFirst)
        } else {
            Ok(())
        }
    }

    /// What is left of a payment or a deposit to give back; `None` when `payment` is neither.
    pub fn refundable(&self, payment: LedgerEntryId) -> Option<i64> {
        let came = self.entries.iter().find(|entry| {
            entry.id == payment
                && matches!(entry.kind, EntryKind::Payment { .. } | EntryKind::DepositApplied { .. })
        })?;
        let back: i64 = self
            .entries
            .iter()
            .filter(|entry| entry.kind == EntryKind::Refund { payment })
            .map(|entry| entry.amount)
            .sum();
        Some(came.amount - back)
    }

    /// The entries, oldest first.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// What was charged.
    pub const fn total(&self) -> i64 {
        self.sums.total
    }

    /// What deposits covered.
    pub const fn deposits(&self) -> i64 {
        self.sums.deposits
    }

    /// What was paid, deposits not counted.
    pub const fn payments(&self) -> i64 {
        self.sums.payments
    }

    /// What was given back.
    pub const fn refunds(&self) -> i64 {
        self.sums.refunds
    }

    /// What was credited.
    pub const fn credited(&self) -> i64 {
        self.sums.credits
    }

    /// What came in and was not given back: `total - credits - balance`.
    pub const fn received(&self) -> i64 {
        self.sums.total - self.sums.credits - self.sums.balance
    }

    /// What the customer still owes; never below zero.
    pub const fn balance(&self) -> i64 {
        self.sums.balance
    }
}

/// Whether `amount` is above zero.
pub(super) const fn positive(amount: i64) -> Result<(), Refusal> {
    if amount > 0 { Ok(()) } else { Err(Refusal::NotPositive) }
}

#[cfg(test)]
#[path = "ledger_tests.rs"]
mod tests;
