//! Pictures of people: small squares, written anew.

use crate::{
    Core, Error, Result,
    pictures::{self, Limits},
};
use domain::ids::AccountId;
use entity::account;
use sea_orm::{ActiveModelTrait as _, EntityTrait as _, IntoActiveModel as _, Set};

/// The side of the stored picture, in pixels.
const SIDE: u32 = 192;
/// How much of it the encoder keeps, from 1 to 100.
const QUALITY: u8 = 85;

/// Stores a person's picture and returns its file name.
///
/// # Errors
/// As [`pictures::read`], at the field `avatar`; nothing is changed then. `Unavailable` when files cannot be stored.
pub async fn set(core: &Core, account: AccountId, bytes: Vec<u8>) -> Result<String> {
    let small = pictures::work(move || {
        let picture = pictures::read(&bytes, &Limits::UPLOAD, "avatar")?;
        pictures::jpeg(&pictures::square(&picture), SIDE, QUALITY)
    });
    let small = small.await?;
    let name = format!("{}.jpg", core.new_id().simple());
    core.files().put(&key(&name), small, "image/jpeg").await?;
    let old = point_at(core, account, Some(name.clone())).await?;
    if let Some(old) = old {
        // A file that stays behind is waste, not a fault.
        let _ = core.files().delete(&key(&old)).await;
    }
    Ok(name)
}

/// The key under which the picture called `name` is kept (see [`crate::files`]).
pub fn key(name: &str) -> String {
    format!("avatars/{name}")
}

/// Lets the account point at a picture and returns the name of the one before.
async fn point_at(core: &Core, account: AccountId, name: Option<String>) -> Result<Option<String>> {
    let tx = core.db().begin().await?;
    let row = account::Entity::find_by_id(account.0)
        .one(&tx)
        .await?
        .ok_or_else(|| Error::of(domain::error::ErrorKind::SignedOut))?;
    let old = row.avatar.clone();
    let mut row = row.into_active_model();
    row.avatar = Set(name);
    row.update(&tx).await?;
    tx.commit().await?;
    Ok(old)
}
