//! A person as one business knows them.

use crate::{Core, Error, Result, Scope};
use domain::{
    error::ErrorKind,
    ids::{BusinessId, CustomerId},
};
use entity::customer::{ActiveModel, Column, Entity, Model};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, DatabaseTransaction, EntityTrait as _,
    QueryFilter as _, Set, sea_query::OnConflict,
};

/// The business's row for `account`, made when this is the person's first step there. Two first steps at once make one row.
///
/// # Errors
/// When the database does not answer.
pub async fn ensure(
    core: &Core,
    tx: &DatabaseTransaction,
    business: BusinessId,
    account: &entity::account::Model,
) -> Result<Model> {
    let row = ActiveModel {
        business_id: Set(business.into()),
        id: Set(core.new_id()),
        account_id: Set(Some(account.id)),
        name: Set(account.name.clone()),
        email: Set(account.email.clone()),
        phone: Set(account.phone.clone()),
        locale: Set(account.locale.clone()),
        created_at: Set(core.now_ms()),
    };
    let known = Entity::of(business).filter(Column::AccountId.eq(account.id));
    if let Some(found) = known.clone().one(tx).await? {
        return Ok(found);
    }
    Entity::insert(row)
        .on_conflict(OnConflict::columns([Column::BusinessId, Column::AccountId]).do_nothing().to_owned())
        .exec_without_returning(tx)
        .await?;
    known.one(tx).await?.ok_or_else(|| Error::internal("a customer row vanished in its own transaction"))
}

/// The customer row of who is signed in, when it is there and up to date; otherwise [`of_actor`] writes it.
///
/// # Errors
/// `SignedOut` when nobody is signed in on the site.
pub async fn known(scope: &Scope) -> Result<Option<Model>> {
    let id = scope.customer()?.0;
    let db = scope.core.db().read();
    let Some(account) = entity::account::Entity::find_by_id(id).one(db).await? else { return Ok(None) };
    let row = Entity::of(scope.business).filter(Column::AccountId.eq(id)).one(db).await?;
    Ok(row.filter(|row| is_current(row, &account)))
}

fn is_current(row: &Model, account: &entity::account::Model) -> bool {
    row.name == account.name && row.phone == account.phone && row.email == account.email
}

/// The customer row of who is signed in, made when it is not there yet.
///
/// # Errors
/// `SignedOut` when nobody is signed in on the site.
pub async fn of_actor(scope: &Scope, tx: &DatabaseTransaction) -> Result<Model> {
    let account = entity::account::Entity::find_by_id(scope.customer()?.0)
        .one(tx)
        .await?
        .ok_or_else(|| Error::of(ErrorKind::SignedOut))?;
    let row = ensure(&scope.core, tx, scope.business, &account).await?;
    // The account is where a person corrects name and number: the business sees it from the next visit on.
    if !is_current(&row, &account) {
        let mut fresh: ActiveModel = row.into();
        fresh.name = Set(account.name);
        fresh.phone = Set(account.phone);
        fresh.email = Set(account.email);
        return Ok(fresh.update(tx).await?);
    }
    Ok(row)
}

/// The customer's id of who is signed in, when this business knows them.
///
/// # Errors
/// `SignedOut` when nobody is signed in on the site.
pub async fn id_of_actor(scope: &Scope, db: &impl ConnectionTrait) -> Result<Option<CustomerId>> {
    let row = Entity::of(scope.business).filter(Column::AccountId.eq(scope.customer()?.0)).one(db).await?;
    Ok(row.map(|row| row.id.into()))
}
