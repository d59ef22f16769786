//! An invoice or credit note, as it was issued.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "invoices")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub business_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub series: String,
    pub number: String,
    pub work_order_id: Option<Uuid>,
    pub customer_id: Uuid,
    pub corrects: Option<Uuid>,
    pub issued_at: i64,
    pub due_at: i64,
    pub gross_minor: i64,
    pub content: String,
    pub token: String,
}

/// No navigations: every query names what it needs, scoped to a business.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
