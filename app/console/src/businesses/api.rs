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
    /// How many notifications the reader has not read there; 0 in the list of workplaces.
    pub unread: u32,
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
            unread: 0,
        }
    }

    /// The place of a page of the portal.
    ///
    /// # Errors
    /// `SignedOut` for who is no member there.
    #[cfg(feature = "ssr")]
    pub(crate) async fn of(scope: &Scope, business: &Business) -> Result<Self, Fault> {
        let Actor::Staff(_, role) = scope.actor else {
            return Err(Error::of(ErrorKind::SignedOut)).outward(&scope.correlation);
        };
        let unread = services::messaging::notifications::unread(scope).await.outward(&scope.correlation)?;
        Ok(Self { unread: u32::try_from(unread).unwrap_or(u32::MAX), ..Self::new(business, role) })
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
    // A push goes to a device, which has no address that anybody could read.
    let device = i18n::words::push_to_device(scope.locale);
    let letter = |letter: services::outbox::DeadLetter| Letter {
        id: letter.id.to_string(),
        to: if letter.to.is_empty() { device.to_owned() } else { letter.to },
        subject: letter.subject,
        why: letter.why,
    };
    Ok(MessagesView {
        place: Place::of(&scope, &business).await?,
        letters: dead.into_iter().map(letter).collect(),
    })
}
