//! Members of businesses: what the portal lets in.

use crate::{Core, Error, Result, businesses::Business};
use domain::{
    accounts::Role,
    error::ErrorKind,
    form::FieldError,
    ids::{AccountId, BusinessId},
    locale::Locale,
};
use entity::{account, membership};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, DatabaseTransaction, EntityTrait as _,
    QueryFilter as _, Set, sea_query::OnConflict,
};

/// Whether an account has anything to do in the portal.
///
/// # Errors
/// When the database does not answer.
pub async fn may_enter(db: &impl ConnectionTrait, account: &account::Model) -> Result<bool> {
    if account.is_operator {
        return Ok(true);
    }
    let member = membership::Entity::find().filter(membership::Column::AccountId.eq(account.id)).one(db);
    Ok(member.await?.is_some())
}

/// What an account is to a business, or `None` when it does not work there.
///
/// # Errors
/// When the database does not answer.
pub async fn role(core: &Core, business: BusinessId, account: AccountId) -> Result<Option<Role>> {
    let row = membership::Entity::one(business, account).one(core.db().read()).await?;
    Ok(row.and_then(|row| Role::parse(&row.role)))
}

/// The businesses an account works for, by name.
///
/// # Errors
/// When the database does not answer.
pub async fn workplaces(core: &Core, account: AccountId) -> Result<Vec<(Business, Role)>> {
    let rows = membership::Entity::find()
        .filter(membership::Column::AccountId.eq(uuid::Uuid::from(account)))
        .all(core.db().read())
        .await?;
    let mut places = Vec::new();
    for row in rows {
        let business = crate::businesses::by_id(core, row.business_id.into()).await?;
        if let (Some(business), Some(role)) = (business, Role::parse(&row.role)) {
            places.push((business, role));
        }
    }
    places.sort_by(|a, b| a.0.name.cmp(&b.0.name));
    Ok(places)
}

/// Makes the person with this address a member of `business`, with an account if they had none, and returns the account.
/// An existing member gets the new role.
///
/// # Errors
/// `err_email` at the field when the address is malformed.
pub async fn add(
    core: &Core,
    tx: &DatabaseTransaction,
    business: BusinessId,
    email: &str,
    name: &str,
    role: Role,
    locale: Locale,
) -> Result<account::Model> {
    let email = domain::accounts::email(email).map_err(Error::field)?;
    let name = domain::accounts::name(name)
        .map_err(|error| Error::field(FieldError { field: "name".into(), ..error }))?;
    let known = account::Entity::find().filter(account::Column::Email.eq(&email)).one(tx).await?;
    let account = match known {
        Some(account) => account,
        None => {
            account::ActiveModel {
                id: Set(core.new_id()),
                email: Set(email),
                name: Set(name),
                phone: Set(None),
                password_hash: Set(None),
                locale: Set(locale.tag().into()),
                is_operator: Set(false),
                avatar: Set(None),
                verified_at: Set(None),
                created_at: Set(core.now_ms()),
            }
            .insert(tx)
            .await?
        }
    };
    let row = membership::ActiveModel {
        business_id: Set(business.into()),
        account_id: Set(account.id),
        role: Set(role.as_str().into()),
        created_at: Set(core.now_ms()),
    };
    membership::Entity::insert(row)
        .on_conflict(
            OnConflict::columns([membership::Column::BusinessId, membership::Column::AccountId])
                .update_column(membership::Column::Role)
                .to_owned(),
        )
        .exec_without_returning(tx)
        .await?;
    Ok(account)
}

/// Invites a person to work for `business`: makes them a member and mails them a link to choose a password.
///
/// # Errors
/// `err_email` or `err_name_required` at the field.
pub async fn invite(core: &Core, business: &Business, email: &str, name: &str, role: Role) -> Result<()> {
    use super::links;
    let tx = core.db().begin().await?;
    let account = add(core, &tx, business.id, email, name, role, business.first_locale()).await?;
    links::send(core, &tx, &account, links::Purpose::Invite, &links::Place::portal(business)).await?;
    tx.commit().await?;
    core.wake_worker();
    Ok(())
}

/// The role of a member, or the answer of a page that does not exist: who is no member learns nothing.
///
/// # Errors
/// `NotFound` for who is no member.
pub async fn require_role(core: &Core, business: BusinessId, account: AccountId) -> Result<Role> {
    role(core, business, account).await?.ok_or_else(|| Error::of(ErrorKind::NotFound))
}
