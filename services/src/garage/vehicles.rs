//! A customer's vehicles at one business.

use super::diagnostics;
use crate::{Error, Result, Scope, accounts::customer, businesses::Business};
use domain::{
    error::ErrorKind,
    garage::{
        odometer::Reading,
        vehicle::{self as rules, VehicleDraft, Warning},
        vin,
    },
    ids::{CustomerId, VehicleId},
};
use entity::vehicle::{ActiveModel, Column, Entity, Model};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, IntoActiveModel as _, PaginatorTrait as _,
    QueryFilter as _, QueryOrder as _, Set,
};

/// Vehicles a customer can keep at a business: more is a fleet, and a mistake or an attack here.
pub const MAX: u64 = 50;

/// A vehicle, with what its number tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vehicle {
    /// Its id.
    pub id: VehicleId,
    /// What the customer told.
    pub draft: VehicleDraft,
    /// The maker and the country of the VIN, where they are known.
    pub vin_maker: Option<String>,
    /// The country of the VIN, where it is known.
    pub vin_country: Option<String>,
    /// The model year of the VIN, where it binds.
    pub vin_year: Option<i16>,
    /// What looks odd about it, and is kept all the same.
    pub warnings: Vec<Warning>,
}

impl Vehicle {
    pub(super) fn read(scope: &Scope, row: Model) -> Result<Self> {
        let draft = VehicleDraft {
            make: row.make,
            model: row.model,
            year: row.year.map(i16::try_from).transpose().map_err(Error::internal)?,
            plate: row.plate,
            vin: row.vin,
            odometer_km: row.odometer_km,
        };
        let decoded = draft.vin.as_deref().map(vin::decode);
        let this_year = scope.now().to_zoned(jiff::tz::TimeZone::UTC).year();
        Ok(Self {
            id: row.id.into(),
            warnings: rules::review(&draft, this_year),
            vin_maker: decoded.as_ref().and_then(|decoded| decoded.maker.clone()),
            vin_country: decoded.as_ref().and_then(|decoded| decoded.country.clone()),
            vin_year: decoded.and_then(|decoded| decoded.model_year),
            draft,
        })
    }
}

/// The vehicles of who is signed in, oldest first.
///
/// # Errors
/// `SignedOut` when nobody is signed in on the site.
pub async fn list(scope: &Scope) -> Result<Vec<Vehicle>> {
    let db = scope.snapshot().await?;
    match customer::id_of_actor(scope, &db).await? {
        Some(customer) => of_customer(scope, &db, customer).await,
        None => Ok(Vec::new()),
    }
}

/// The vehicles that `customer` keeps at the business, oldest first.
pub(crate) async fn of_customer(
    scope: &Scope,
    db: &impl ConnectionTrait,
    customer: CustomerId,
) -> Result<Vec<Vehicle>> {
    let rows = Entity::of(scope.business)
        .filter(Column::CustomerId.eq(uuid::Uuid::from(customer)))
        .filter(Column::ArchivedAt.is_null())
        .order_by_asc(Column::CreatedAt)
        .all(db)
        .await?;
    rows.into_iter().map(|row| Vehicle::read(scope, row)).collect()
}

/// One vehicle of who is signed in.
///
/// # Errors
/// `SignedOut`; `NotFound` when they have no such vehicle.
pub async fn get(scope: &Scope, id: VehicleId) -> Result<Vehicle> {
    let row = own(scope, &scope.snapshot().await?, id).await?;
    Vehicle::read(scope, row)
}

/// Adds a vehicle for who is signed in.
///
/// # Errors
/// `SignedOut`; `err_vehicle_many` at the whole form past the limit.
pub async fn add(scope: &Scope, draft: VehicleDraft) -> Result<VehicleId> {
    let tx = scope.begin().await?;
    let owner = customer::of_actor(scope, &tx).await?;
    let count = Entity::of(scope.business).filter(Column::CustomerId.eq(owner.id)).count(&tx).await?;
    if count >= MAX {
        return Err(Error::field(domain::form::FieldError::new("", "err_vehicle_many").arg("max", MAX)));
    }
    let id = VehicleId(scope.core.new_id());
    let row = ActiveModel {
        business_id: Set(scope.business.into()),
        id: Set(id.into()),
        customer_id: Set(owner.id),
        created_at: Set(scope.core.now_ms()),
        archived_at: Set(None),
        ..columns(draft)
    };
    row.insert(&tx).await?;
    tx.commit().await?;
    Ok(id)
}

/// Changes a vehicle of who is signed in. Another number of kilometres is a reading of today; none leaves what is known.
///
/// # Errors
/// `SignedOut`; `NotFound` when they have no such vehicle; at `odometer` when it contradicts earlier readings.
pub async fn change(scope: &Scope, business: &Business, id: VehicleId, draft: VehicleDraft) -> Result<()> {
    let tx = scope.begin().await?;
    let row = own(scope, &tx, id).await?;
    let km = draft.odometer_km.filter(|km| row.odometer_km != Some(*km));
    let draft = VehicleDraft { odometer_km: row.odometer_km, ..draft };
    let changed = ActiveModel { business_id: Set(row.business_id), id: Set(row.id), ..columns(draft) };
    let row = changed.update(&tx).await?;
    if let Some(km) = km {
        let on = domain::time::local(scope.now(), &business.zone).date();
        diagnostics::insert_reading(scope, &tx, business, row, Reading { on, km, reason: None }).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Takes a vehicle of who is signed in off their list; its past jobs keep it.
///
/// # Errors
/// `SignedOut`; `NotFound` when they have no such vehicle.
pub async fn archive(scope: &Scope, id: VehicleId) -> Result<()> {
    let tx = scope.begin().await?;
    let mut row = own(scope, &tx, id).await?.into_active_model();
    row.archived_at = Set(Some(scope.core.now_ms()));
    row.update(&tx).await?;
    tx.commit().await?;
    Ok(())
}

/// A vehicle of the business in words, and its plate.
pub(crate) async fn label(
    scope: &Scope,
    db: &impl ConnectionTrait,
    id: VehicleId,
) -> Result<Option<(String, String)>> {
    let row = Entity::one(scope.business, id).one(db).await?;
    Ok(row.map(|row| {
        let year = row.year.map(|year| format!(" {year}")).unwrap_or_default();
        (format!("{} {}{year}", row.make, row.model), row.plate)
    }))
}

fn columns(draft: VehicleDraft) -> ActiveModel {
    ActiveModel {
        make: Set(draft.make),
        model: Set(draft.model),
        year: Set(draft.year.map(i32::from)),
        plate: Set(draft.plate),
        vin: Set(draft.vin),
        odometer_km: Set(draft.odometer_km),
        ..Default::default()
    }
}

/// The row of a vehicle of who is signed in on the site.
pub(super) async fn own(scope: &Scope, db: &impl ConnectionTrait, id: VehicleId) -> Result<Model> {
    let account = uuid::Uuid::from(scope.customer()?);
    let missing = || Error::of(ErrorKind::NotFound);
    let customer = entity::customer::Entity::of(scope.business)
        .filter(entity::customer::Column::AccountId.eq(account))
        .one(db)
        .await?
        .ok_or_else(missing)?;
    Entity::one(scope.business, id)
        .filter(Column::CustomerId.eq(customer.id))
        .filter(Column::ArchivedAt.is_null())
        .one(db)
        .await?
        .ok_or_else(missing)
}
