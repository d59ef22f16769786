//! A job of a work order: what the customer approves or declines.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "work_order_jobs")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub business_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub work_order_id: Uuid,
    pub position: i32,
    pub title: String,
    pub note: String,
    pub canned_job_id: Option<Uuid>,
    pub revived_from: Option<Uuid>,
    pub finding: Option<String>,
    pub authorisation: String,
    pub asked_at: Option<i64>,
    pub decided_at: Option<i64>,
    pub decided_how: Option<String>,
    pub decided_by: Option<String>,
    pub decided_price_minor: Option<i64>,
    pub recorded_by: Option<Uuid>,
    pub question: Option<String>,
    pub follow_up_at: Option<i64>,
    pub followed_up_at: Option<i64>,
    pub done_at: Option<i64>,
    pub created_at: i64,
}

/// No navigations: every query names what it needs, scoped to a business.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
