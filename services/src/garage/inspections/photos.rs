//! Photos of what was found: read within bounds, written anew in two sizes, seen only by who may see the work order.

use super::{MAX_PHOTOS, count, finish, held, spec, template};
use crate::{
    Error, Result, Scope,
    businesses::Business,
    garage::work_orders,
    pictures::{self, Limits},
};
use domain::{
    accounts::Deed,
    error::ErrorKind,
    form::FieldError,
    ids::{EditId, InspectionId, PhotoId},
};
use entity::{inspection, inspection_photo};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, EntityTrait as _, IntoActiveModel as _,
    PaginatorTrait as _, QueryFilter as _, Set,
};
use uuid::Uuid;

/// The longest side of a stored photo, in pixels: enough to see a crack on a large screen.
const LONGEST: u32 = 1_600;
/// The longest side of its small version.
const SMALL: u32 = 320;
/// How much of it the encoder keeps, from 1 to 100.
const QUALITY: u8 = 80;

/// A photo on its way in.
#[derive(Clone, Debug)]
pub struct NewPhoto {
    /// The upload's own id, chosen by who sends it: the same id twice is one photo.
    pub upload: EditId,
    /// The key of the point that it shows.
    pub point: String,
    /// What was sent.
    pub bytes: Vec<u8>,
}

/// In which size a photo is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// As large as it is kept.
    Full,
    /// For lists.
    Small,
}

/// Adds a photo to a point and returns its id.
///
/// # Errors
/// Members who write work orders only; as [`pictures::read`] at `photo`, or `err_inspection_photos` (`max`) there;
/// `err_inspection_point`; `NotFound`; `Unavailable` when files cannot be stored. What is refused leaves nothing behind.
pub async fn add(scope: &Scope, id: InspectionId, new: NewPhoto) -> Result<PhotoId> {
    scope.require(Deed::WriteOrders)?;
    if let Some(known) = counted(scope, id, &new).await? {
        return Ok(known);
    }
    let NewPhoto { upload, point, bytes } = new;
    let (full, small, size) = pictures::work(move || {
        let picture = pictures::read(&bytes, &Limits::UPLOAD, "photo")?;
        drop(bytes);
        let picture = pictures::shrink(picture, LONGEST);
        let full = pictures::jpeg(&picture, LONGEST, QUALITY)?;
        Ok((full, pictures::jpeg(&picture, SMALL, QUALITY)?, (picture.width(), picture.height())))
    })
    .await?;
    let photo = PhotoId(scope.core.new_id());
    let files = scope.core.files();
    files.put(&key(scope, photo, Size::Full), full, "image/jpeg").await?;
    let stored = files.put(&key(scope, photo, Size::Small), small, "image/jpeg").await;
    let kept = match stored {
        Ok(()) => keep(scope, id, photo, (upload, point), size).await,
        Err(error) => Err(error),
    };
    if !matches!(kept, Ok(kept) if kept == photo) {
        discard(scope, photo).await;
    }
    kept
}

/// The photo that this upload already is, or `None` when it would be taken.
async fn counted(scope: &Scope, id: InspectionId, new: &NewPhoto) -> Result<Option<PhotoId>> {
    let db = scope.snapshot().await?;
    let row = inspection::Entity::one(scope.business, id).one(&db).await?;
    let row = row.ok_or_else(|| Error::of(ErrorKind::NotFound))?;
    spec(&template(&row)?, &new.point)?;
    let known = same_upload(scope, &db, row.id, new.upload).await?;
    if known.is_none() {
        room(scope, &db, row.id).await?;
    }
    Ok(known)
}

async fn same_upload(
    scope: &Scope,
    db: &impl ConnectionTrait,
    inspection: Uuid,
    upload: EditId,
) -> Result<Option<PhotoId>> {
    let row = inspection_photo::Entity::of(scope.business)
        .filter(inspection_photo::Column::InspectionId.eq(inspection))
        .filter(inspection_photo::Column::Upload.eq(Uuid::from(upload)))
        .one(db)
        .await?;
    Ok(row.map(|row| row.id.into()))
}

async fn room(scope: &Scope, db: &impl ConnectionTrait, inspection: Uuid) -> Result<()> {
    let there = inspection_photo::Entity::of(scope.business)
        .filter(inspection_photo::Column::InspectionId.eq(inspection))
        .filter(inspection_photo::Column::RemovedAt.is_null())
        .count(db)
        .await?;
    if there >= MAX_PHOTOS as u64 {
        let error = FieldError::new("photo", "err_inspection_photos").arg("max", MAX_PHOTOS);
        return Err(Error::field(error));
    }
    Ok(())
}

/// Writes the photo's row, unless the same upload was faster: then that one's id comes back.
async fn keep(
    scope: &Scope,
    id: InspectionId,
    photo: PhotoId,
    (upload, point): (EditId, String),
    (width, height): (u32, u32),
) -> Result<PhotoId> {
    let tx = scope.begin().await?;
    let row = held(scope, &tx, id).await?;
    if let Some(known) = same_upload(scope, &tx, row.id, upload).await? {
        return Ok(known);
    }
    room(scope, &tx, row.id).await?;
    let line = inspection_photo::ActiveModel {
        business_id: Set(row.business_id),
        id: Set(photo.into()),
        inspection_id: Set(row.id),
        point: Set(point),
        upload: Set(upload.into()),
        width: Set(i32::try_from(width).map_err(Error::internal)?),
        height: Set(i32::try_from(height).map_err(Error::internal)?),
        uploaded_by: Set(scope.account().map(Into::into)),
        created_at: Set(scope.core.now_ms()),
        removed_at: Set(None),
    };
    inspection_photo::Entity::insert(line).exec_without_returning(&tx).await?;
    count(&tx, &row).await?;
    finish(scope, tx, &row).await?;
    Ok(photo)
}

/// Removes a photo; one that is gone already is as good.
///
/// # Errors
/// Members who write work orders only; `NotFound` for what is no photo of this inspection.
pub async fn remove(scope: &Scope, id: InspectionId, photo: PhotoId) -> Result<()> {
    scope.require(Deed::WriteOrders)?;
    let tx = scope.begin().await?;
    let row = held(scope, &tx, id).await?;
    let line = inspection_photo::Entity::one(scope.business, photo)
        .filter(inspection_photo::Column::InspectionId.eq(row.id))
        .one(&tx)
        .await?
        .ok_or_else(|| Error::of(ErrorKind::NotFound))?;
    if line.removed_at.is_some() {
        return Ok(());
    }
    let mut line = line.into_active_model();
    line.removed_at = Set(Some(scope.core.now_ms()));
    line.update(&tx).await?;
    count(&tx, &row).await?;
    finish(scope, tx, &row).await?;
    discard(scope, photo).await;
    Ok(())
}

/// A file that stays behind is waste, not a fault.
async fn discard(scope: &Scope, photo: PhotoId) {
    for size in [Size::Full, Size::Small] {
        let _ = scope.core.files().delete(&key(scope, photo, size)).await;
    }
}

/// The key of a photo's file (see [`crate::files`]), for members.
///
/// # Errors
/// Members who may see the board only; `NotFound`.
pub async fn for_staff(scope: &Scope, photo: PhotoId, size: Size) -> Result<String> {
    scope.require(Deed::SeeBoard)?;
    let db = scope.snapshot().await?;
    find(scope, &db, photo).await?;
    Ok(key(scope, photo, size))
}

/// The key of a photo's file, for whoever has the link to the work order that it belongs to.
///
/// # Errors
/// `NotFound` for a photo of anything else; as [`work_orders::by_link`].
pub async fn for_link(
    scope: &Scope,
    business: &Business,
    token: &str,
    photo: PhotoId,
    size: Size,
) -> Result<String> {
    let order = work_orders::by_link(scope, business, token).await?;
    let db = scope.snapshot().await?;
    let line = find(scope, &db, photo).await?;
    inspection::Entity::one(scope.business, line.inspection_id.into())
        .filter(inspection::Column::WorkOrderId.eq(Uuid::from(order.id)))
        .one(&db)
        .await?
        .ok_or_else(|| Error::of(ErrorKind::NotFound))?;
    Ok(key(scope, photo, size))
}

async fn find(scope: &Scope, db: &impl ConnectionTrait, photo: PhotoId) -> Result<inspection_photo::Model> {
    inspection_photo::Entity::one(scope.business, photo)
        .filter(inspection_photo::Column::RemovedAt.is_null())
        .one(db)
        .await?
        .ok_or_else(|| Error::of(ErrorKind::NotFound))
}

fn key(scope: &Scope, photo: PhotoId, size: Size) -> String {
    let ending = match size {
        Size::Full => "jpg",
        Size::Small => "small.jpg",
    };
    format!("{}/inspections/{photo}.{ending}", scope.business)
}
