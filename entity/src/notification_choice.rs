//! What a person switched on or off.

use domain::{
    accounts::Realm,
    ids::{AccountId, BusinessId},
};
use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notification_choices")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub business_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub realm: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub channel: String,
    pub chosen: bool,
}

/// No navigations: every query names what it needs, scoped to a business.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// The choices of these people at one business, on one side.
    pub fn of(business: BusinessId, realm: Realm, people: &[AccountId]) -> Select<Self> {
        Self::find()
            .filter(Column::BusinessId.eq(Uuid::from(business)))
            .filter(Column::AccountId.is_in(people.iter().map(|person| Uuid::from(*person))))
            .filter(Column::Realm.eq(realm.as_str()))
    }
}
