//! Pictures of people: whatever image comes in is read within bounds and written anew, small and square, without the
//! place and camera that photos carry.

use crate::{Core, Error, Result};
use domain::{form::FieldError, ids::AccountId};
use entity::account;
use image::{ImageFormat, ImageReader, Limits, imageops::FilterType};
use sea_orm::{ActiveModelTrait as _, EntityTrait as _, IntoActiveModel as _, Set};
use std::{io::Cursor, path::Path};

/// The largest file accepted, in bytes.
pub const MAX_BYTES: usize = 5 * 1024 * 1024;
/// The largest side of a picture that is read, in pixels: a small file can claim to be enormous.
const MAX_SIDE: u32 = 8_000;
/// Memory that reading one picture may take, in bytes.
const MAX_MEMORY: u64 = 128 * 1024 * 1024;
/// The side of the stored picture, in pixels.
const SIDE: u32 = 192;

/// Stores a person's picture under `folder` and returns its file name.
///
/// # Errors
/// `err_picture_large` or `err_picture` at the field `avatar`; nothing is changed then.
pub async fn set(core: &Core, folder: &Path, account: AccountId, bytes: Vec<u8>) -> Result<String> {
    if bytes.len() > MAX_BYTES {
        return Err(Error::field(
            FieldError::new("avatar", "err_picture_large").arg("max", MAX_BYTES / 1_048_576),
        ));
    }
    let small = tokio::task::spawn_blocking(move || shrink(&bytes)).await.map_err(Error::internal)??;
    let name = format!("{}.png", core.new_id().simple());
    tokio::fs::create_dir_all(folder).await.map_err(Error::internal)?;
    tokio::fs::write(folder.join(&name), small).await.map_err(Error::internal)?;
    let old = point_at(core, account, Some(name.clone())).await?;
    if let Some(old) = old {
        // A file that stays behind is waste, not a fault.
        let _ = tokio::fs::remove_file(folder.join(old)).await;
    }
    Ok(name)
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

fn shrink(bytes: &[u8]) -> Result<Vec<u8>> {
    let refused = || Error::field(FieldError::new("avatar", "err_picture"));
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(Error::internal)?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_MEMORY);
    reader.limits(limits);
    let picture = reader.decode().map_err(|_| refused())?;
    let square = picture.resize_to_fill(SIDE, SIDE, FilterType::Triangle);
    let mut out = Cursor::new(Vec::new());
    square.to_rgb8().write_to(&mut out, ImageFormat::Png).map_err(Error::internal)?;
    Ok(out.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_written_anew_small_and_square() {
        let mut png = Cursor::new(Vec::new());
        image::RgbImage::new(400, 100).write_to(&mut png, ImageFormat::Png).unwrap();
        let small = image::load_from_memory(&shrink(png.get_ref()).unwrap()).unwrap();
        assert_eq!((small.width(), small.height()), (SIDE, SIDE));
    }

    #[test]
    fn what_is_no_picture_or_claims_to_be_enormous_is_refused() {
        assert!(matches!(shrink(b"<svg onload=alert(1)>"), Err(Error::Fields(_))));
        let mut png = Cursor::new(Vec::new());
        image::RgbImage::new(2, 2).write_to(&mut png, ImageFormat::Png).unwrap();
        let mut bomb = png.into_inner();
        bomb[16..24].copy_from_slice(&[0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30]);
        assert!(matches!(shrink(&bomb), Err(Error::Fields(_))));
    }
}
