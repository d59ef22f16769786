//! A work order: one vehicle in the house, its jobs and the document they make.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "work_orders")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub business_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub number: String,
    pub booking_id: Uuid,
    pub customer_id: Uuid,
    pub vehicle_id: Option<Uuid>,
    pub document: String,
    pub odometer_km: Option<i64>,
    pub discount_minor: i64,
    pub deposit_asked_minor: Option<i64>,
    pub token: String,
    pub token_expires_at: i64,
    pub version: i64,
    pub created_at: i64,
    pub updated_at: i64,
}

/// No navigations: every query names what it needs, scoped to a business.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
