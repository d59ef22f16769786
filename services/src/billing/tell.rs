//! Telling people of money: the customer of everything, those who bill of what was paid online.

use crate::{
    Error, Result, Scope,
    businesses::Business,
    messaging::notify::{self, Notice, To, Told},
};
use domain::{
    billing::Paper,
    locale::Locale,
    messaging::{
        Email,
        notifications::{Event, Sum},
    },
    money::{Currency, Money},
};
use entity::{customer, invoice, work_order};
use sea_orm::DatabaseTransaction;
use uuid::Uuid;

/// What money is told of.
#[derive(Clone, Debug)]
pub(super) struct About<'a> {
    business: &'a Business,
    /// The customer's row, name and language.
    customer: (Uuid, &'a str, Locale),
    number: &'a str,
    currency: Currency,
    /// The customer's page of it.
    page: String,
    /// The page of those who bill.
    desk: String,
}

impl<'a> About<'a> {
    /// An invoice or a credit note.
    pub(super) fn invoice(business: &'a Business, row: &'a invoice::Model, paper: &'a Paper) -> Self {
        Self {
            business,
            customer: (row.customer_id, &paper.buyer.name, paper.locale),
            number: &row.number,
            currency: paper.currency,
            page: format!("/b/{}/pay/{}", business.slug, row.token),
            desk: format!("/console/{}/invoices/{}", business.slug, row.id),
        }
    }

    /// A deposit on a work order; `receipt` is the token of its receipt, once there is one.
    pub(super) fn deposit(
        business: &'a Business,
        order: &'a work_order::Model,
        person: &'a customer::Model,
        receipt: Option<&str>,
    ) -> Self {
        let page = match receipt {
            Some(token) => format!("/b/{}/deposit/{token}", business.slug),
            None => format!("/b/{}/work/{}", business.slug, order.token),
        };
        let locale = Locale::from_tag(&person.locale).unwrap_or_default();
        Self {
            business,
            customer: (person.id, &person.name, locale),
            number: &order.number,
            currency: business.currency,
            page,
            desk: format!("/console/{}/work/{}", business.slug, order.id),
        }
    }

    fn sum(&self, amount: i64) -> Sum {
        Sum {
            number: self.number.to_owned(),
            amount: Money::new(amount, self.currency),
            customer: self.customer.1.to_owned(),
        }
    }

    /// Tells the customer, within `tx`, what `event` makes of `amount` minor units. `key` tells this from everything else
    /// that the business tells.
    pub(super) async fn tell(
        &self,
        scope: &Scope,
        tx: &DatabaseTransaction,
        (event, amount): (fn(Sum) -> Event, i64),
        key: String,
        email: Email,
    ) -> Result<Told> {
        let (id, _, locale) = self.customer;
        let person = customer::Entity::one(scope.business, id.into())
            .one(tx)
            .await?
            .ok_or_else(|| Error::internal("money without its customer"))?;
        let event = event(self.sum(amount));
        let notice = Notice { business: self.business, event, path: self.page.clone(), key };
        notify::send(scope, tx, &notice, To::Customer(&person, locale, Box::new(email))).await
    }

    /// Tells those who bill, within `tx`, that `amount` minor units were paid online by the attempt `checkout`.
    pub(super) async fn tell_paid(
        &self,
        scope: &Scope,
        tx: &DatabaseTransaction,
        amount: i64,
        checkout: Uuid,
    ) -> Result<Told> {
        let event = Event::Paid(self.sum(amount));
        let key = format!("paid:{checkout}");
        let notice = Notice { business: self.business, event, path: self.desk.clone(), key };
        notify::send(scope, tx, &notice, To::Staff(None)).await
    }
}
