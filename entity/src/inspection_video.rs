//! A video of an inspection: where its file lies follows from its ids and its kind.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "inspection_videos")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub business_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub inspection_id: Uuid,
    pub point: String,
    pub upload: Uuid,
    pub kind: String,
    pub bytes: i64,
    pub length_ms: Option<i64>,
    pub uploaded_by: Option<Uuid>,
    pub created_at: i64,
    pub removed_at: Option<i64>,
}

/// No navigations: every query names what it needs, scoped to a business.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
