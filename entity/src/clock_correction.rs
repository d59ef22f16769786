//! A clocked time that somebody corrected by hand, before and after.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "clock_corrections")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub business_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub shift_clock_id: Option<Uuid>,
    pub job_clock_id: Option<Uuid>,
    pub old_began_at: i64,
    pub old_ended_at: Option<i64>,
    pub new_began_at: i64,
    pub new_ended_at: Option<i64>,
    pub reason: String,
    pub account_id: Option<Uuid>,
    pub by_name: String,
    pub at: i64,
}

/// No navigations: every query names what it needs, scoped to a business.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
