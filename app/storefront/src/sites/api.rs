//! Server functions of the public pages.

use domain::{businesses::Capability, locale::Locale};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};
use ui::{Fault, page::Wire};

#[cfg(feature = "ssr")]
use crate::door::at;
#[cfg(feature = "ssr")]
use services::Visitor;
#[cfg(feature = "ssr")]
use ui::request::{Outward as _, attached};

/// What every page of a site knows of its business.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Site {
    /// Its name in addresses.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// Street and town.
    pub address: String,
    /// Its telephone number.
    pub phone: String,
    /// The same as a link.
    pub phone_link: String,
    /// Its mail address.
    pub email: String,
    /// The languages it speaks.
    pub locales: Vec<Locale>,
    /// What it has switched on.
    pub capabilities: Vec<Capability>,
    /// The name of who is signed in.
    pub signed_in: Option<String>,
    /// How many notifications who is signed in has not read; none for nobody.
    pub unread: Option<u32>,
    /// The town of its clocks: "London".
    pub zone: String,
}

impl Site {
    /// Whether a capability is switched on.
    pub fn has(&self, capability: Capability) -> bool {
        self.capabilities.contains(&capability)
    }

    /// The address of one of its pages: `path` starts with a slash, or is empty for the first.
    pub fn path(&self, path: &str) -> String {
        format!("/b/{}{path}", self.slug)
    }
}

/// A service as the pages show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceCard {
    /// Its name in addresses.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// What it is.
    pub summary: String,
    /// What it costs, as text.
    pub price: String,
    /// How long it takes, in minutes.
    pub minutes: u32,
}

/// The first page of a site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HomePage {
    /// One sentence under the name.
    pub tagline: String,
    /// A short paragraph.
    pub about: String,
    /// Whether it is open now, and until or from when.
    pub open: String,
    /// Whether it is open now.
    pub is_open: bool,
    /// What it offers.
    pub services: Vec<ServiceCard>,
    /// Each day's name and hours, Monday first.
    pub week: Vec<(String, String)>,
    /// Dates that differ from the week, in the next weeks.
    pub exceptions: Vec<(String, String)>,
    /// A link to a map.
    pub map: String,
    /// What search engines read (schema.org, JSON-LD).
    pub json_ld: String,
}

/// A business in the list of the installation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BusinessCard {
    /// Its name in addresses.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// What sort of place it is.
    pub kind: String,
    /// One sentence.
    pub tagline: String,
    /// Its town.
    pub city: String,
}

/// What surrounds every page of the site `slug`.
#[server(prefix = "/api/site", endpoint = "frame", input = GetUrl)]
pub async fn load_site(slug: String) -> Result<Wire, Fault> {
    let visitor: Visitor = attached()?;
    let (scope, business) = at(&slug).await?;
    let mut site = super::read::site(&visitor, &business);
    if scope.account().is_some() {
        let unread = services::messaging::notifications::unread(&scope).await.outward(&scope.correlation)?;
        site.unread = Some(u32::try_from(unread).unwrap_or(u32::MAX));
    }
    Wire::pack(&site)
}

/// The first page of the site `slug`.
#[server(prefix = "/api/site", endpoint = "home", input = GetUrl)]
pub async fn load_home(slug: String) -> Result<Wire, Fault> {
    let (scope, business) = at(&slug).await?;
    let services =
        services::businesses::services(&scope.core, &business).await.outward(&scope.correlation)?;
    Wire::pack(&super::read::home(&scope, &business, &services))
}

/// The businesses that the installation's first page lists.
#[server(prefix = "/api/site", endpoint = "directory", input = GetUrl)]
pub async fn load_directory() -> Result<Wire, Fault> {
    let visitor: Visitor = attached()?;
    let businesses = services::businesses::list(&visitor.core, true).await.outward(&visitor.correlation)?;
    let cards: Vec<BusinessCard> =
        businesses.iter().map(|business| super::read::card(visitor.locale, business)).collect();
    Wire::pack(&cards)
}
