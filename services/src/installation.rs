//! What the installation made once for itself and has to find again, kept in its database: every process on it, and
//! every backup, has the same.

use crate::{Core, Error, Result};
use entity::installation_secret::{ActiveModel, Column, Entity};
use sea_orm::{EntityTrait as _, Set, sea_query::OnConflict};

/// The secret called `name`. Who asks first makes it; of several that ask at once one value is kept, and all get that
/// one. It is for use in this process: it is neither logged nor sent.
///
/// # Errors
/// What `make` says when it cannot make one; when the database does not answer.
pub async fn secret(core: &Core, name: &str, make: impl FnOnce() -> Result<String>) -> Result<String> {
    if let Some(known) = Entity::find_by_id(name).one(core.db().read()).await? {
        return Ok(known.value);
    }
    let made = ActiveModel { name: Set(name.to_owned()), value: Set(make()?) };
    let tx = core.db().begin().await?;
    Entity::insert(made)
        .on_conflict(OnConflict::column(Column::Name).do_nothing().to_owned())
        .exec_without_returning(&tx)
        .await?;
    let kept = Entity::find_by_id(name).one(&tx).await?;
    tx.commit().await?;
    kept.map(|kept| kept.value).ok_or_else(|| Error::internal("a secret vanished in its own transaction"))
}
