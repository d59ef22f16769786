//! Server functions about workplaces and their messages.

use domain::{accounts::Role, businesses::Capability};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};
use ui::Fault;

#[cfg(feature = "ssr")]
use crate::door::at;
#[cfg(feature = "ssr")]
use domain::{accounts::Realm, error::ErrorKind};
#[cfg(feature = "ssr")]
use services::{Actor, Error, Scope, Visitor, businesses::Business};
#[cfg(feature = "ssr")]
use ui::request::{Outward as _, attached};

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
    /// What it has switched on.
    pub capabilities: Vec<Capability>,
}

impl Place {
    /// The address of one of its pages: `path` starts with a slash, or is empty for the day.
    pub fn path(&self, path: &str) -> String {
        format!("/console/{}{path}", self.slug)
    }

    /// Whether a capability is switched on.
    pub fn has(&self, capability: Capability) -> bool {
        self.capabilities.contains(&capability)
    }

    #[cfg(feature = "ssr")]
    fn new(business: &Business, role: Role) -> Self {
        Self {
            slug: business.slug.clone(),
            name: business.name.clone(),
            city: business.city.clone(),
            role,
            capabilities: business.capabilities.clone(),
        }
    }

    /// The place of a page of the portal.
    ///
    /// # Errors
    /// `SignedOut` for who is no member there.
    #[cfg(feature = "ssr")]
    pub(crate) fn of(scope: &Scope, business: &Business) -> Result<Self, Fault> {
        match scope.actor {
            Actor::Staff(_, role) => Ok(Self::new(business, role)),
            _ => Err(Error::of(ErrorKind::SignedOut)).outward(&scope.correlation),
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
    let visitor: Visitor = attached()?;
    let session = visitor.signed_in(Realm::Portal).outward(&visitor.correlation)?;
    let found = services::accounts::staff::workplaces(&visitor.core, session.person.id).await;
    Ok(found
        .outward(&visitor.correlation)?
        .iter()
        .map(|(business, role)| Place::new(business, *role))
        .collect())
}

/// The given-up messages of the business `slug`, for its owner.
#[server(prefix = "/console/api", endpoint = "messages", input = GetUrl)]
pub async fn load_messages(slug: String) -> Result<MessagesView, Fault> {
    let (scope, business) = at(&slug).await?;
    let dead = services::outbox::dead_letters(&scope).await.outward(&scope.correlation)?;
    let letter = |letter: services::outbox::DeadLetter| Letter {
        id: letter.id.to_string(),
        to: letter.to,
        subject: letter.subject,
        why: letter.why,
    };
    Ok(MessagesView { place: Place::of(&scope, &business)?, letters: dead.into_iter().map(letter).collect() })
}
