//! Billing: the numbers of documents, and what was charged, paid, given back and credited.
//!
//! Amounts are minor units of one currency, the business's. A ledger only grows: nothing in it is changed or taken out, and
//! what an invoice is (open, paid, overdue) is worked out from it and never stored. Lines and tax are
//! `domain::garage::money`'s. Online payments leave and are reported through the port in [`payments`].

pub mod deposit;
pub mod invoice;
pub mod ledger;
pub mod paper;
pub mod payments;
pub mod terms;
pub mod typed;

pub use deposit::Deposits;
pub use invoice::{InvoiceNumber, NumberSeries, Series, Status};
pub use ledger::{Entry, EntryKind, Ledger, PaymentMethod, Refusal};
pub use paper::Paper;
pub use terms::Terms;
