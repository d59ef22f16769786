//! A booking, which becomes the job on the board.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "bookings")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub business_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub token: String,
    pub service_id: Uuid,
    pub customer_id: Option<Uuid>,
    pub vehicle_id: Option<Uuid>,
    pub worker_id: Uuid,
    pub bay_id: Option<Uuid>,
    pub starts_at: i64,
    pub ends_at: i64,
    pub state: String,
    pub hold_expires_at: Option<i64>,
    pub job_status: String,
    pub job_since: i64,
    pub price_minor: i64,
    pub note: String,
    pub locale: String,
    pub sequence: i32,
    pub created_at: i64,
}

/// No navigations: every query names what it needs, scoped to a business.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
