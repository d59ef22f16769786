//! A business of this installation.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "businesses")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub slug: String,
    pub domain: Option<String>,
    pub name: String,
    pub kind: String,
    pub tagline: String,
    pub about: String,
    pub street: String,
    pub postcode: String,
    pub city: String,
    pub country: String,
    pub phone: String,
    pub email: String,
    pub zone: String,
    pub currency: String,
    pub locales: String,
    pub hours: String,
    pub policy: String,
    pub brand: String,
    pub capabilities: String,
    pub is_public: bool,
    pub created_at: i64,
    pub terms: String,
}

/// No navigations: every query names what it needs, scoped to a business.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
