//! Deposits: money that comes for a work order before its invoice.
//!
//! Rules are in `domain::billing::deposit`; the screens are `console::billing` and, for customers,
//! `storefront::{work_orders, billing}`. Online they are paid as invoices are: see [`super::checkout`] and
//! [`super::settle`].

mod apply;
pub mod ask;
pub mod back;
pub(super) mod book;
pub(super) mod online;
mod read;
pub mod record;

pub(super) use apply::apply;
pub(crate) use read::held_by_order;
pub(super) use read::left_of;
pub use read::{Receipt, Standing, by_receipt, of_order};

use crate::Scope;
use domain::{billing::PaymentMethod, ids::DepositId};
use jiff::Timestamp;

/// A deposit and what became of it. Amounts are minor units of the business's currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deposit {
    /// Its id.
    pub id: DepositId,
    /// How it came.
    pub method: PaymentMethod,
    /// How much it was.
    pub amount: i64,
    /// When it came.
    pub at: Timestamp,
    /// What was noted with it: a transfer's text, a provider's id.
    pub reference: String,
    /// The token of its receipt.
    pub token: String,
    /// What the invoice took of it.
    pub applied: i64,
    /// What went back of it.
    pub given_back: i64,
    /// What is on its way back through the provider.
    pub on_its_way: i64,
    /// What is here of it and on no way.
    pub left: i64,
}

/// The address of a deposit's receipt.
pub fn link(scope: &Scope, slug: &str, token: &str) -> String {
    format!("{}/b/{slug}/deposit/{token}", scope.core.base_url())
}
