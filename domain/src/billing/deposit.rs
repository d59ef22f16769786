//! Deposits: what a customer pays on a work order before there is an invoice.
//!
//! Always, for each deposit and for all of them: `held = received - given back - applied`, and never below zero.

use super::ledger::{PaymentMethod, Refusal, positive};
use crate::{form::FieldError, ids::DepositId, locale::Locale, money::Money};

/// What a movement does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MoveKind {
    /// The customer paid it.
    Received {
        /// How it came.
        method: PaymentMethod,
    },
    /// It went back to the customer.
    GivenBack {
        /// The deposit it is given back from.
        deposit: DepositId,
    },
    /// The invoice of the work order took it.
    Applied {
        /// The deposit it is taken from.
        deposit: DepositId,
    },
}

impl MoveKind {
    /// The name stored in the database; method and deposit stand beside it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Received { .. } => "received",
            Self::GivenBack { .. } => "given_back",
            Self::Applied { .. } => "applied",
        }
    }

    /// The kind of a stored name, with the method of what came or the deposit of what left; `None` when its own is missing.
    pub fn parse(name: &str, method: Option<PaymentMethod>, deposit: Option<DepositId>) -> Option<Self> {
        match name {
            "received" => method.map(|method| Self::Received { method }),
            "given_back" => deposit.map(|deposit| Self::GivenBack { deposit }),
            "applied" => deposit.map(|deposit| Self::Applied { deposit }),
            _ => None,
        }
    }

    /// The deposit that it takes from; `None` for one that came.
    pub const fn deposit(self) -> Option<DepositId> {
        match self {
            Self::Received { .. } => None,
            Self::GivenBack { deposit } | Self::Applied { deposit } => Some(deposit),
        }
    }
}

/// One movement. The id of what came is the deposit's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Move {
    /// Its id.
    pub id: DepositId,
    /// What it does.
    pub kind: MoveKind,
    /// Minor units, above zero.
    pub amount: i64,
}

/// What an invoice takes of one deposit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// Which deposit.
    pub deposit: DepositId,
    /// How it came.
    pub method: PaymentMethod,
    /// Minor units, above zero.
    pub amount: i64,
}

/// The deposits of one work order, whose rules always hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Deposits {
    moves: Vec<Move>,
    received: i64,
    held: i64,
}

impl Deposits {
    /// The deposits of stored movements, oldest first.
    ///
    /// # Errors
    /// The reason for which one of them could not have been entered.
    pub fn of(moves: impl IntoIterator<Item = Move>) -> Result<Self, Refusal> {
        let mut deposits = Self::default();
        moves.into_iter().try_for_each(|one| deposits.enter(one))?;
        Ok(deposits)
    }

    /// Adds `one`, or leaves the deposits as they were.
    ///
    /// # Errors
    /// [`Refusal::Twice`] for a known id, [`Refusal::NotPositive`], [`Refusal::NoSuchPayment`] for a deposit that never
    /// came, [`Refusal::AbovePayment`] for more than is left of it, [`Refusal::TooLarge`] when a sum would not fit.
    pub fn enter(&mut self, one: Move) -> Result<(), Refusal> {
        if self.moves.iter().any(|known| known.id == one.id) {
            return Err(Refusal::Twice);
        }
        positive(one.amount)?;
        match one.kind.deposit() {
            None => {
                // What is held is a part of what came: where the one fits, so does the other.
                self.received = self.received.checked_add(one.amount).ok_or(Refusal::TooLarge)?;
                self.held += one.amount;
            }
            Some(deposit) => {
                let left = self.left(deposit).ok_or(Refusal::NoSuchPayment)?;
                if one.amount > left {
                    return Err(Refusal::AbovePayment);
                }
                self.held -= one.amount;
            }
        }
        self.moves.push(one);
        Ok(())
    }

    /// What is left of a deposit; `None` when there is none of this id.
    pub fn left(&self, deposit: DepositId) -> Option<i64> {
        let came = self.came().find(|one| one.id == deposit)?.amount;
        let gone = self.moves.iter().filter(|one| one.kind.deposit() == Some(deposit));
        Some(came - gone.map(|one| one.amount).sum::<i64>())
    }

    /// What an invoice on which `open` minor units are to be paid takes of each deposit: the oldest first, never more than
    /// is open, and never what `on_its_way` back to the customer is.
    pub fn shares(&self, open: i64, on_its_way: impl Fn(DepositId) -> i64) -> Vec<Share> {
        let mut open = open.max(0);
        let mut shares = Vec::new();
        for one in self.came() {
            let MoveKind::Received { method } = one.kind else { continue };
            let left = self.left(one.id).unwrap_or_default().saturating_sub(on_its_way(one.id));
            let amount = left.min(open);
            if amount > 0 {
                open -= amount;
                shares.push(Share { deposit: one.id, method, amount });
            }
        }
        shares
    }

    /// The movements, oldest first.
    pub fn moves(&self) -> &[Move] {
        &self.moves
    }

    /// What came.
    pub const fn received(&self) -> i64 {
        self.received
    }

    /// What is here: it came, was not given back, and no invoice took it.
    pub const fn held(&self) -> i64 {
        self.held
    }

    fn came(&self) -> impl Iterator<Item = &Move> {
        self.moves.iter().filter(|one| matches!(one.kind, MoveKind::Received { .. }))
    }
}

/// The most that a further deposit may be on work that comes to `total` minor units, `held` of which are there already.
pub fn most(total: i64, held: i64) -> i64 {
    total.saturating_sub(held).max(0)
}

/// Whether a deposit of `amount` minor units may be taken or asked for, when it may be `most`.
///
/// # Errors
/// At `amount`: `err_amount_positive`; `err_deposit_nothing` where the work comes to nothing more; else
/// `err_deposit_above_total`, which names the most.
pub fn check(amount: i64, most: Money, locale: Locale) -> Result<(), FieldError> {
    if amount <= 0 {
        Err(FieldError::new("amount", Refusal::NotPositive.key()))
    } else if most.minor <= 0 {
        Err(FieldError::new("amount", "err_deposit_nothing"))
    } else if amount > most.minor {
        Err(FieldError::new("amount", "err_deposit_above_total").arg("max", most.display(locale)))
    } else {
        Ok(())
    }
}

#[cfg(test)]
#[path = "deposit_tests.rs"]
mod tests;
