//! Telling people of a change to a booking: in the same transaction, and open pages after it.

use crate::{
    Result, Scope,
    businesses::{Business, Service},
    core::instant,
    mails::{self, News},
    messaging::notify::{self, Notice, To, Told},
};
use domain::{
    live::{Change, LiveEvent},
    locale::Locale,
    messaging::{
        Email,
        notifications::{Event, Visit},
    },
};
use entity::{booking, customer};
use sea_orm::DatabaseTransaction;

/// Something that happened to a booking.
#[derive(Clone, Copy)]
pub(crate) struct Happened<'a> {
    /// Where.
    pub(crate) business: &'a Business,
    /// The booking as it is now.
    pub(crate) row: &'a booking::Model,
    /// What is done.
    pub(crate) service: &'a Service,
    /// What happened.
    pub(crate) news: News,
}

/// Tells the customer and those at the business whom it concerns, within `tx`. A booking without a customer tells nobody.
pub(crate) async fn tell(scope: &Scope, tx: &DatabaseTransaction, happened: Happened<'_>) -> Result<Told> {
    let Some(customer) = happened.row.customer_id else { return Ok(Told::default()) };
    match customer::Entity::one(happened.business.id, customer.into()).one(tx).await? {
        Some(customer) => tell_of(scope, tx, happened, &customer).await,
        None => Ok(Told::default()),
    }
}

/// The same, for a caller who has read the customer.
pub(crate) async fn tell_of(
    scope: &Scope,
    tx: &DatabaseTransaction,
    happened: Happened<'_>,
    customer: &customer::Model,
) -> Result<Told> {
    let Happened { business, row, service, news } = happened;
    let locale = Locale::from_tag(&row.locale).unwrap_or_default();
    let visit = Visit {
        service: service.name.clone(),
        starts: instant(row.starts_at),
        customer: customer.name.clone(),
    };
    let email = Box::new(mail(scope, happened, locale, customer));
    let (to_customer, to_staff) = events(news, visit);
    let notice = |event, path| Notice { business, event, path, key: key(row, news) };
    let told = notify::send(
        scope,
        tx,
        &notice(to_customer, format!("/b/{}/visit/{}", business.slug, row.token)),
        To::Customer(customer, locale, email),
    )
    .await?;
    let Some(event) = to_staff else { return Ok(told) };
    let notice = notice(event, format!("/console/{}/jobs/{}", business.slug, row.id));
    Ok(told.and(notify::send(scope, tx, &notice, To::Staff(Some(row.id.into()))).await?))
}

/// What the customer is told of `news`, and what those at the business are.
fn events(news: News, visit: Visit) -> (Event, Option<Event>) {
    match news {
        News::Booked => (Event::Booked(visit.clone()), Some(Event::NewVisit(visit))),
        News::Moved => (Event::Moved(visit.clone()), Some(Event::VisitMoved(visit))),
        News::Cancelled => (Event::Cancelled(visit.clone()), Some(Event::VisitCancelled(visit))),
        News::Ready => (Event::Ready(visit), None),
    }
}

/// Tells this news of this booking from every other: each move has its number, each status the time since when it holds.
fn key(row: &booking::Model, news: News) -> String {
    match news {
        News::Booked => format!("booked:{}", row.id),
        News::Moved => format!("moved:{}:{}", row.id, row.sequence),
        News::Cancelled => format!("cancelled:{}", row.id),
        News::Ready => format!("ready:{}:{}", row.id, row.job_since),
    }
}

fn mail(scope: &Scope, happened: Happened<'_>, locale: Locale, customer: &customer::Model) -> Email {
    let Happened { business, row, service, news } = happened;
    let link = super::visit::link(scope, business, &row.token);
    let calendar = (news != News::Ready).then(|| super::ics::file(scope, business, row, service, locale));
    mails::visit(
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
    )
}

/// Tells open pages and the worker, after the commit.
pub(crate) async fn changed(scope: &Scope, row: &booking::Model) {
    scope.core.wake_worker();
    let change = Change::Booking { id: row.id.into(), customer: row.customer_id.map(Into::into) };
    scope.core.bus().publish(LiveEvent { business: scope.business, change }).await;
}
