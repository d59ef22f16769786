//! Telling people of a change: a mail in the same transaction, a live event after it.

use crate::{
    Result, Scope,
    businesses::{Business, Service},
    core::instant,
    mails::{self, News},
    outbox,
};
use domain::{
    live::{Change, LiveEvent},
    locale::Locale,
};
use entity::{booking, customer};
use sea_orm::DatabaseTransaction;

/// Writes the mail that tells the customer, within `tx`. A booking without a customer tells nobody.
pub(crate) async fn mail(
    scope: &Scope,
    tx: &DatabaseTransaction,
    business: &Business,
    row: &booking::Model,
    service: &Service,
    news: News,
) -> Result<()> {
    let Some(customer) = row.customer_id else { return Ok(()) };
    match customer::Entity::one(business.id, customer.into()).one(tx).await? {
        Some(customer) => mail_to(scope, tx, business, row, service, news, &customer).await,
        None => Ok(()),
    }
}

/// The same, for a caller who has read the customer.
pub(crate) async fn mail_to(
    scope: &Scope,
    tx: &DatabaseTransaction,
    business: &Business,
    row: &booking::Model,
    service: &Service,
    news: News,
    customer: &customer::Model,
) -> Result<()> {
    let locale = Locale::from_tag(&row.locale).unwrap_or_default();
    let link = super::visit::link(scope, business, &row.token);
    let calendar = (news != News::Ready).then(|| super::ics::file(scope, business, row, service, locale));
    let email = mails::visit(
        news,
        mails::Visit {
            business,
            locale,
            name: &customer.name,
            to: &customer.email,
            service: service.name.get(locale),
            starts: instant(row.starts_at),
            link: &link,
            calendar,
        },
    );
    outbox::enqueue(&scope.core, tx, business.id.into(), email).await
}

/// Tells open pages and the worker, after the commit.
pub(crate) async fn changed(scope: &Scope, row: &booking::Model) {
    scope.core.wake_worker();
    let change = Change::Booking { id: row.id.into(), customer: row.customer_id.map(Into::into) };
    scope.core.bus().publish(LiveEvent { business: scope.business, change }).await;
}
