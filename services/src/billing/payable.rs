//! What is paid online: an invoice, or the deposit that a work order asks for.
//!
//! An attempt names exactly one of them. Everything else about attempts (key, request, page, events, sweep) is the same.

use super::{deposits, issue, ledger};
use crate::{Error, Result, Scope, businesses::Business, garage::work_orders};
use domain::{
    billing::Paper,
    error::ErrorKind,
    ids::{InvoiceId, WorkOrderId},
    money::Money,
};
use entity::checkout;
use sea_orm::{ColumnTrait as _, DatabaseTransaction, QueryFilter as _, Select};
use uuid::Uuid;

/// What an attempt pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Payable {
    /// What is open on an invoice.
    Invoice(InvoiceId),
    /// The deposit that a work order asks for.
    Deposit(WorkOrderId),
}

/// What is to be paid now, as the provider and the customer read it.
pub(super) struct Owed {
    /// How much, above zero.
    pub amount: Money,
    /// The number of the document.
    pub number: String,
    /// The customer's address; may be empty.
    pub email: String,
    /// The page that the customer comes from and goes back to.
    pub page: String,
}

impl Payable {
    /// What the attempt of `row` pays.
    ///
    /// # Errors
    /// `Internal` for a row that names neither.
    pub(super) fn of(row: &checkout::Model) -> Result<Self> {
        match (row.invoice_id, row.work_order_id) {
            (Some(invoice), _) => Ok(Self::Invoice(invoice.into())),
            (None, Some(order)) => Ok(Self::Deposit(order.into())),
            (None, None) => Err(Error::internal(format_args!("the attempt {} pays nothing", row.id))),
        }
    }

    /// The ids of the invoice and the work order, one of them set.
    pub(super) fn ids(self) -> (Option<Uuid>, Option<Uuid>) {
        match self {
            Self::Invoice(invoice) => (Some(invoice.into()), None),
            Self::Deposit(order) => (None, Some(order.into())),
        }
    }

    /// The attempt on which it can still be paid: there is at most one.
    pub(super) fn open(self, scope: &Scope) -> Select<checkout::Entity> {
        let its = match self {
            Self::Invoice(invoice) => checkout::Column::InvoiceId.eq(Uuid::from(invoice)),
            Self::Deposit(order) => checkout::Column::WorkOrderId.eq(Uuid::from(order)),
        };
        checkout::Entity::of(scope.business)
            .filter(its)
            .filter(checkout::Column::State.is_in(["opening", "open"]))
    }

    /// What staff are told whose customer was quicker.
    pub(super) const fn paid_online(self) -> &'static str {
        match self {
            Self::Invoice(_) => "err_invoice_paid_online",
            Self::Deposit(_) => "err_deposit_paid_online",
        }
    }

    /// What is to be paid now. What it belongs to is held until `tx` ends.
    ///
    /// # Errors
    /// `err_invoice_paid`, `err_deposit_not_asked` when nothing is; `NotFound`.
    pub(super) async fn owed(
        self,
        scope: &Scope,
        tx: &DatabaseTransaction,
        business: &Business,
    ) -> Result<Owed> {
        match self {
            Self::Invoice(id) => {
                let invoice = ledger::held(scope, tx, id).await?;
                let balance = ledger::read(scope, tx, invoice.id).await?.balance();
                if balance <= 0 {
                    return Err(Error::with(ErrorKind::Conflict, "err_invoice_paid"));
                }
                let paper: Paper = serde_json::from_str(&invoice.content)?;
                Ok(Owed {
                    amount: Money::new(balance, paper.currency),
                    page: issue::link(scope, &business.slug, &invoice.token),
                    number: invoice.number,
                    email: paper.buyer.email,
                })
            }
            Self::Deposit(id) => {
                let order = deposits::book::held(scope, tx, id).await?;
                let asked = deposits::book::asked(scope, tx, &order).await?;
                let asked = asked.ok_or_else(|| Error::with(ErrorKind::Conflict, "err_deposit_not_asked"))?;
                let person = deposits::book::customer(scope, tx, &order).await?;
                Ok(Owed {
                    amount: Money::new(asked, business.currency),
                    page: work_orders::link(scope, &business.slug, &order.token),
                    number: order.number,
                    email: person.email,
                })
            }
        }
    }
}
