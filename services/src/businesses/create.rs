//! Setting a business up: its row, its services, the people and places that bookings take.

use crate::{Core, Error, Result};
use domain::{
    accounts::Role,
    agenda::{hours::OpeningHours, slots::Policy},
    billing::Terms,
    businesses::{Capability, Text},
    form::FieldError,
    ids::{AccountId, BusinessId, ResourceId, ServiceId},
    locale::Locale,
    money::Currency,
    sites::Brand,
};
use entity::{business, resource, service};
use sea_orm::{ActiveModelTrait as _, DatabaseTransaction, Set, SqlErr};

/// What a new business is.
#[derive(Clone, Debug)]
pub struct NewBusiness {
    /// Its name in addresses.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// What sort of place it is.
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
    pub zone: String,
    /// What it prices in.
    pub currency: Currency,
    /// The languages its site speaks, its own first.
    pub locales: Vec<Locale>,
    /// When it is open.
    pub hours: OpeningHours,
    /// How bookings are taken.
    pub policy: Policy,
    /// Its colours and letters.
    pub brand: Brand,
    /// What it has switched on.
    pub capabilities: Vec<Capability>,
    /// How it taxes and charges.
    pub terms: Terms,
    /// Whether the installation's first page lists it.
    pub is_public: bool,
}

/// A service to offer.
#[derive(Clone, Debug)]
pub struct NewService {
    /// Its name in addresses.
    pub slug: String,
    /// Its name.
    pub name: Text,
    /// What it is, in a sentence.
    pub summary: Text,
    /// What it costs, in minor units, tax included.
    pub price_minor: i64,
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

/// A person or place that bookings take.
#[derive(Clone, Debug)]
pub struct NewResource {
    /// Whether it is a place rather than a person.
    pub is_bay: bool,
    /// Its name.
    pub name: String,
    /// What the person can do.
    pub skills: Vec<String>,
    /// When they are there.
    pub shifts: OpeningHours,
    /// Their account, for people who sign in.
    pub account: Option<AccountId>,
}

/// Writes a business within `tx`.
///
/// # Errors
/// `err_slug` or `err_slug_taken` at the field `slug`; `err_zone` at `zone`; the hours' and the brand's own errors.
pub async fn business(core: &Core, tx: &DatabaseTransaction, new: &NewBusiness) -> Result<BusinessId> {
    domain::businesses::slug(&new.slug)?;
    if domain::time::zone(&new.zone).is_none() {
        return Err(Error::field(FieldError::new("zone", "err_zone").arg("zone", &new.zone)));
    }
    new.hours.check().map_err(Error::Fields)?;
    domain::sites::palette(&new.brand.colour)?;
    let id = BusinessId(core.new_id());
    let row = business::ActiveModel {
        id: Set(id.into()),
        slug: Set(new.slug.clone()),
        domain: Set(None),
        name: Set(new.name.clone()),
        kind: Set(new.kind.clone()),
        tagline: Set(serde_json::to_string(&new.tagline)?),
        about: Set(serde_json::to_string(&new.about)?),
        street: Set(new.street.clone()),
        postcode: Set(new.postcode.clone()),
        city: Set(new.city.clone()),
        country: Set(new.country.clone()),
        phone: Set(new.phone.clone()),
        email: Set(new.email.clone()),
        zone: Set(new.zone.clone()),
        currency: Set(new.currency.code().into()),
        locales: Set(serde_json::to_string(&new.locales)?),
        hours: Set(serde_json::to_string(&new.hours)?),
        policy: Set(serde_json::to_string(&new.policy)?),
        brand: Set(serde_json::to_string(&new.brand)?),
        capabilities: Set(serde_json::to_string(&new.capabilities)?),
        is_public: Set(new.is_public),
        created_at: Set(core.now_ms()),
        terms: Set(serde_json::to_string(&new.terms)?),
    };
    match row.insert(tx).await {
        Ok(_) => Ok(id),
        Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {
            Err(Error::field(FieldError::new("slug", "err_slug_taken")))
        }
        Err(error) => Err(error.into()),
    }
}

/// Offers a service within `tx`; `position` orders it among the others.
///
/// # Errors
/// When the row cannot be written.
pub async fn service(
    core: &Core,
    tx: &DatabaseTransaction,
    business: BusinessId,
    position: i32,
    new: &NewService,
) -> Result<ServiceId> {
    let id = ServiceId(core.new_id());
    service::ActiveModel {
        business_id: Set(business.into()),
        id: Set(id.into()),
        slug: Set(new.slug.clone()),
        name: Set(serde_json::to_string(&new.name)?),
        summary: Set(serde_json::to_string(&new.summary)?),
        price_minor: Set(new.price_minor),
        length_min: Set(i32::try_from(new.length_min).map_err(Error::internal)?),
        buffer_min: Set(i32::try_from(new.buffer_min).map_err(Error::internal)?),
        skill: Set(new.skill.clone()),
        needs_bay: Set(new.needs_bay),
        needs_vehicle: Set(new.needs_vehicle),
        position: Set(position),
        active: Set(true),
    }
    .insert(tx)
    .await?;
    Ok(id)
}

/// Adds a person or place within `tx`.
///
/// # Errors
/// When the row cannot be written.
pub async fn resource(
    core: &Core,
    tx: &DatabaseTransaction,
    business: BusinessId,
    position: i32,
    new: &NewResource,
) -> Result<ResourceId> {
    let id = ResourceId(core.new_id());
    resource::ActiveModel {
        business_id: Set(business.into()),
        id: Set(id.into()),
        kind: Set(if new.is_bay { "bay" } else { "person" }.into()),
        name: Set(new.name.clone()),
        skills: Set(serde_json::to_string(&new.skills)?),
        shifts: Set(serde_json::to_string(&new.shifts)?),
        account_id: Set(new.account.map(Into::into)),
        position: Set(position),
        active: Set(true),
    }
    .insert(tx)
    .await?;
    Ok(id)
}

/// A working business from nothing but its name, slug and owner: default hours, one service, one person. The owner
/// gets a link to choose a password.
///
/// # Errors
/// Field errors of slug, address and zone.
pub async fn minimal(
    core: &Core,
    new: &NewBusiness,
    first: &NewService,
    owner: (&str, &str),
) -> Result<BusinessId> {
    use crate::accounts::{links, staff};
    let tx = core.db().begin().await?;
    let id = business(core, &tx, new).await?;
    service(core, &tx, id, 0, first).await?;
    let (email, name) = owner;
    let account =
        staff::add(core, &tx, id, email, name, Role::Owner, new.locales.first().copied().unwrap_or_default())
            .await?;
    let person = NewResource {
        is_bay: false,
        name: name.to_owned(),
        skills: Vec::new(),
        shifts: new.hours.clone(),
        account: Some(account.id.into()),
    };
    resource(core, &tx, id, 0, &person).await?;
    let place =
        links::Place { path: "/console".into(), name: new.name.clone(), business: Some(id), reply_to: None };
    links::send(core, &tx, &account, links::Purpose::Invite, &place).await?;
    tx.commit().await?;
    core.wake_worker();
    Ok(id)
}
