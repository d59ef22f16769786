//! An attempt to pay an invoice, or the deposit of a work order, online.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "checkouts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub business_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub invoice_id: Option<Uuid>,
    pub work_order_id: Option<Uuid>,
    pub idempotency_key: String,
    pub amount_minor: i64,
    pub state: String,
    pub request: String,
    pub session: Option<String>,
    pub url: Option<String>,
    pub payment: Option<String>,
    pub expires_at: i64,
    pub looked_at: i64,
    pub created_at: i64,
}

/// No navigations: every query names what it needs, scoped to a business.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
