//! Server functions about workplaces and their messages.

use domain::accounts::Role;
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};
use ui::Fault;

#[cfg(feature = "ssr")]
use crate::door::{Outward as _, at, fault, visitor};
#[cfg(feature = "ssr")]
use domain::error::ErrorKind;
#[cfg(feature = "ssr")]
use services::{Actor, Error, Scope, businesses::Business};

/// A business, and what the reader is to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Its name in addresses.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// Its town.
    pub city: String,
    /// What the reader is to it.
    pub role: Role,
}

impl Place {
    /// The address of one of its pages: `path` starts with a slash, or is empty for the day.
    pub fn path(&self, path: &str) -> String {
        format!("/console/{}{path}", self.slug)
    }

    #[cfg(feature = "ssr")]
    fn new(business: &Business, role: Role) -> Self {
        Self { slug: business.slug.clone(), name: business.name.clone(), city: business.city.clone(), role }
    }

    /// The place of a page of the portal.
    ///
    /// # Errors
    /// `SignedOut` for who is no member there.
    #[cfg(feature = "ssr")]
    pub(crate) fn of(scope: &Scope, business: &Business) -> Result<Self, Fault> {
        match scope.actor {
            Actor::Staff(_, role) => Ok(Self::new(business, role)),
            _ => Err(fault(&scope.correlation, &Error::of(ErrorKind::SignedOut))),
        }
    }
}

/// A message that was given up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// Which one.
    pub id: String,
    /// Its receiver.
    pub to: String,
    /// Its subject.
    pub subject: String,
    /// Why the last try failed, in the words of the other side.
    pub why: String,
}

/// The page of given-up messages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessagesView {
    /// The business.
    pub place: Place,
    /// The messages, newest first.
    pub letters: Vec<Letter>,
}

/// The businesses the signed-in person works for.
#[server(prefix = "/console/api", endpoint = "places", input = GetUrl)]
pub async fn load_places() -> Result<Vec<Place>, Fault> {
    let visitor = visitor()?;
    let outward = |error: Error| fault(&visitor.correlation, &error);
    let session = visitor.portal.as_ref().ok_or_else(|| outward(Error::of(ErrorKind::SignedOut)))?;
    let found = services::accounts::staff::workplaces(&visitor.core, session.person.id).await;
    Ok(found.map_err(outward)?.iter().map(|(business, role)| Place::new(business, *role)).collect())
}

/// The given-up messages of the business `slug`, for its owner.
#[server(prefix = "/console/api", endpoint = "messages", input = GetUrl)]
pub async fn load_messages(slug: String) -> Result<MessagesView, Fault> {
    let (scope, business) = at(&slug).await?;
    let dead = services::outbox::dead_letters(&scope).await.outward(&scope)?;
    let letter = |letter: services::outbox::DeadLetter| Letter {
        id: letter.id.to_string(),
        to: letter.to,
        subject: letter.subject,
        why: letter.why,
    };
    Ok(MessagesView { place: Place::of(&scope, &business)?, letters: dead.into_iter().map(letter).collect() })
}
