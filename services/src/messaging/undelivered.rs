//! Telling a business that one of its mails was given up.

use super::notify::{self, Notice, To, Told};
use crate::{
    Core, Result, Scope,
    businesses::{self, Business},
    outbox,
};
use domain::{
    ids::BusinessId,
    messaging::{Email, notifications::Event},
};
use entity::outbox::Model;
use sea_orm::DatabaseTransaction;

/// How often it is told at the most, in milliseconds: a mail server that was away gives up many at once, and the page
/// that this leads to lists them all.
const EVERY_MS: i64 = 60 * 60 * 1_000;

/// A mail that was given up, and whose it was.
pub(crate) struct GivenUp {
    scope: Scope,
    business: Business,
    event: Event,
}

impl GivenUp {
    /// What the row of a mail that was given up tells its business; `None` for what belongs to the installation itself.
    /// Reads outside any transaction: call it before one begins.
    ///
    /// # Errors
    /// When the database does not answer.
    pub(crate) async fn of(core: &Core, row: &Model) -> Result<Option<Self>> {
        if row.business_id == outbox::INSTALLATION {
            return Ok(None);
        }
        let scope = Scope::system(core, BusinessId(row.business_id));
        let Some(business) = businesses::by_id(core, scope.business).await? else { return Ok(None) };
        let email = serde_json::from_str::<Email>(&row.payload);
        let (to, subject) = email.map(|email| (email.to, email.subject)).unwrap_or_default();
        Ok(Some(Self { scope, business, event: Event::Undelivered { to, subject } }))
    }

    /// Tells it within `tx`.
    ///
    /// # Errors
    /// When the rows cannot be written.
    pub(crate) async fn tell(&self, tx: &DatabaseTransaction) -> Result<Told> {
        let notice = Notice {
            business: &self.business,
            event: self.event.clone(),
            path: format!("/console/{}/messages", self.business.slug),
            key: format!("undelivered:{}", self.scope.core.now_ms() / EVERY_MS),
        };
        notify::send(&self.scope, tx, &notice, To::Staff(None)).await
    }

    /// Tells open pages, after the commit.
    pub(crate) async fn publish(&self, told: Told) {
        told.publish(&self.scope).await;
    }
}
