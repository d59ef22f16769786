//! Finding a business and what it offers.
//!
//! Rules are in `domain::businesses`; the four demo businesses are in [`demo`].

pub mod create;
pub mod demo;

use crate::{Core, Error, Result};
use domain::{
    agenda::{hours::OpeningHours, slots::Policy},
    billing::Terms,
    businesses::{Capability, Text},
    error::ErrorKind,
    ids::{BusinessId, ServiceId},
    locale::Locale,
    money::{Currency, Money},
    sites::Brand,
};
use entity::{business, service};
use jiff::tz::TimeZone;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _};

/// A business, with its settings read.
#[derive(Clone, Debug)]
pub struct Business {
    /// Its id.
    pub id: BusinessId,
    /// Its name in addresses.
    pub slug: String,
    /// Its own host name, when it has one.
    pub domain: Option<String>,
    /// Its name.
    pub name: String,
    /// What sort of place it is: `garage`, `restaurant`, `barber`, `bicycles`.
    pub kind: String,
    /// One sentence under the name.
    pub tagline: Text,
    /// A short paragraph.
    pub about: Text,
    /// Street and number.
    pub street: String,
    /// Postcode.
    pub postcode: String,
    /// Town.
    pub city: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// Telephone number.
    pub phone: String,
    /// Where mail to it goes.
    pub email: String,
    /// The IANA name of its time zone.
    pub zone_name: String,
    /// Its time zone.
    pub zone: TimeZone,
    /// What it prices in.
    pub currency: Currency,
    /// The languages its site speaks, its own first.
    pub locales: Vec<Locale>,
    /// When it is open.
    pub hours: OpeningHours,
    /// How far ahead and how closely bookings are taken.
    pub policy: Policy,
    /// Its colours and letters.
    pub brand: Brand,
    /// What it has switched on.
    pub capabilities: Vec<Capability>,
    /// How it taxes and charges.
    pub terms: Terms,
}

impl Business {
    /// The language of the business itself.
    pub fn first_locale(&self) -> Locale {
        self.locales.first().copied().unwrap_or_default()
    }

    /// Whether a capability is switched on.
    pub fn has(&self, capability: Capability) -> bool {
        self.capabilities.contains(&capability)
    }

    /// The address on one line.
    pub fn address_line(&self) -> String {
        format!("{}, {} {}", self.street, self.postcode, self.city)
    }

    fn read(row: business::Model) -> Result<Self> {
        let zone = domain::time::zone(&row.zone)
            .ok_or_else(|| Error::internal(format_args!("unknown time zone {} of {}", row.zone, row.slug)))?;
        Ok(Self {
            id: row.id.into(),
            zone,
            zone_name: row.zone,
            currency: Currency::from_code(&row.currency)
                .ok_or_else(|| Error::internal(format_args!("unknown currency {}", row.currency)))?,
            tagline: serde_json::from_str(&row.tagline)?,
            about: serde_json::from_str(&row.about)?,
            locales: serde_json::from_str(&row.locales)?,
            hours: serde_json::from_str(&row.hours)?,
            policy: serde_json::from_str(&row.policy)?,
            brand: serde_json::from_str(&row.brand)?,
            capabilities: serde_json::from_str(&row.capabilities)?,
            terms: serde_json::from_str(&row.terms)?,
            slug: row.slug,
            domain: row.domain,
            name: row.name,
            kind: row.kind,
            street: row.street,
            postcode: row.postcode,
            city: row.city,
            country: row.country,
            phone: row.phone,
            email: row.email,
        })
    }
}

/// The business of a slug.
///
/// # Errors
/// `NotFound` when there is none.
pub async fn by_slug(core: &Core, slug: &str) -> Result<Business> {
    let row = business::Entity::find().filter(business::Column::Slug.eq(slug)).one(core.db().read()).await?;
    Business::read(row.ok_or_else(|| Error::of(ErrorKind::NotFound))?)
}

/// The slug of the business whose own host name this is.
///
/// # Errors
/// When the database does not answer.
pub async fn slug_of_host(core: &Core, host: &str) -> Result<Option<String>> {
    let row =
        business::Entity::find().filter(business::Column::Domain.eq(host)).one(core.db().read()).await?;
    Ok(row.map(|row| row.slug))
}

/// The business of an id.
///
/// # Errors
/// When the database does not answer.
pub async fn by_id(core: &Core, id: BusinessId) -> Result<Option<Business>> {
    let row = business::Entity::find_by_id(id.0).one(core.db().read()).await?;
    row.map(Business::read).transpose()
}

/// Every business, or only those that want to be listed, by name.
///
/// # Errors
/// When the database does not answer.
pub async fn list(core: &Core, only_public: bool) -> Result<Vec<Business>> {
    let mut query = business::Entity::find().order_by_asc(business::Column::Name);
    if only_public {
        query = query.filter(business::Column::IsPublic.eq(true));
    }
    query.all(core.db().read()).await?.into_iter().map(Business::read).collect()
}

/// A service that can be booked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// Its id.
    pub id: ServiceId,
    /// Its name in addresses.
    pub slug: String,
    /// Its name.
    pub name: Text,
    /// What it is, in a sentence.
    pub summary: Text,
    /// What it costs, tax included.
    pub price: Money,
    /// How long it takes, in minutes.
    pub length_min: u32,
    /// Time to clean up afterwards, in minutes.
    pub buffer_min: u32,
    /// What the person who does it must be able to do.
    pub skill: Option<String>,
    /// Whether it takes a bay.
    pub needs_bay: bool,
    /// Whether it is done to a vehicle.
    pub needs_vehicle: bool,
}

impl Service {
    fn read(row: service::Model, currency: Currency) -> Result<Self> {
        Ok(Self {
            id: row.id.into(),
            slug: row.slug,
            name: serde_json::from_str(&row.name)?,
            summary: serde_json::from_str(&row.summary)?,
            price: Money::new(row.price_minor, currency),
            length_min: u32::try_from(row.length_min).map_err(Error::internal)?,
            buffer_min: u32::try_from(row.buffer_min).map_err(Error::internal)?,
            skill: row.skill,
            needs_bay: row.needs_bay,
            needs_vehicle: row.needs_vehicle,
        })
    }
}

/// The services a business offers, in its own order.
///
/// # Errors
/// When the database does not answer.
pub async fn services(core: &Core, business: &Business) -> Result<Vec<Service>> {
    let rows = service::Entity::of(business.id)
        .filter(service::Column::Active.eq(true))
        .order_by_asc(service::Column::Position)
        .all(core.db().read())
        .await?;
    rows.into_iter().map(|row| Service::read(row, business.currency)).collect()
}

/// One service of a business by its slug.
///
/// # Errors
/// `NotFound` when it offers no such service.
pub async fn service_by_slug(core: &Core, business: &Business, slug: &str) -> Result<Service> {
    let row = service::Entity::of(business.id)
        .filter(service::Column::Slug.eq(slug))
        .filter(service::Column::Active.eq(true))
        .one(core.db().read())
        .await?;
    Service::read(row.ok_or_else(|| Error::of(ErrorKind::NotFound))?, business.currency)
}

/// One service of a business by its id, also one that is no longer offered.
///
/// # Errors
/// `NotFound` when the business never had it.
pub async fn service_by_id(
    db: &impl sea_orm::ConnectionTrait,
    business: &Business,
    id: ServiceId,
) -> Result<Service> {
    let row = service::Entity::one(business.id, id).one(db).await?;
    Service::read(row.ok_or_else(|| Error::of(ErrorKind::NotFound))?, business.currency)
}

/// Services of a business by id, also those no longer offered.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn services_by_ids(
    db: &impl sea_orm::ConnectionTrait,
    business: &Business,
    ids: Vec<uuid::Uuid>,
) -> Result<std::collections::BTreeMap<uuid::Uuid, Service>> {
    let rows = service::Entity::of(business.id).filter(service::Column::Id.is_in(ids)).all(db).await?;
    rows.into_iter().map(|row| Ok((row.id, Service::read(row, business.currency)?))).collect()
}
