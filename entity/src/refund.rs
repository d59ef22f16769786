//! Money on its way back through the provider.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "refunds")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub business_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub invoice_id: Option<Uuid>,
    pub checkout_id: Uuid,
    pub entry_id: Option<Uuid>,
    pub deposit_id: Option<Uuid>,
    pub idempotency_key: String,
    pub amount_minor: i64,
    pub state: String,
    pub attempts: i32,
    pub next_at: i64,
    pub last_error: Option<String>,
    pub created_at: i64,
}

/// No navigations: every query names what it needs, scoped to a business.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
