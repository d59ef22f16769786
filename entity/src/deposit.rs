//! What came ahead on a work order, went back, or was used for its invoice.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "deposits")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub business_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub work_order_id: Uuid,
    pub position: i64,
    pub kind: String,
    pub deposit_id: Option<Uuid>,
    pub method: Option<String>,
    pub amount_minor: i64,
    pub reference: String,
    pub checkout_id: Option<Uuid>,
    pub entry_id: Option<Uuid>,
    pub token: Option<String>,
    pub account_id: Option<Uuid>,
    pub at: i64,
}

/// No navigations: every query names what it needs, scoped to a business.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
