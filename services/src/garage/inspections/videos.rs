//! Short videos of what was found: kept as they were sent, while they arrive, and seen only by who may see the inspection.

use super::{MAX_VIDEOS, count, finish, held, spec, template};
use crate::{
    Error, Result, Scope,
    businesses::Business,
    files,
    garage::work_orders,
    videos::{Kind, Probe, Refusal, Seen},
};
use bytes::Bytes;
use domain::{
    accounts::Deed,
    error::ErrorKind,
    form::FieldError,
    garage::inspection::{Light, Sheet},
    ids::{EditId, InspectionId, VideoId},
};
use entity::{inspection, inspection_video};
use futures::{Stream, StreamExt as _, stream::BoxStream};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, EntityTrait as _, IntoActiveModel as _,
    PaginatorTrait as _, QueryFilter as _, Set,
};
use std::{io, pin::Pin, task::Poll};
use tokio::sync::Semaphore;
use uuid::Uuid;

/// The form's field.
const FIELD: &str = "video";

/// Videos that may arrive at once: each holds a part of itself (see [`crate::files::Files::put_pieces`]), and those who
/// come later wait without being read.
static TURNS: Semaphore = Semaphore::const_new(16);

/// A video on its way in.
pub struct NewVideo {
    /// The upload's own id, chosen by who sends it: the same id twice is one video.
    pub upload: EditId,
    /// The key of the point that it shows.
    pub point: String,
    /// What is sent, as it arrives. An error among the pieces says that the rest will not come.
    pub pieces: BoxStream<'static, io::Result<Bytes>>,
}

/// Where a video lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The key of its file (see [`crate::files`]).
    pub key: String,
    /// Its length, in bytes.
    pub bytes: u64,
}

/// Adds a video to a point and returns its id. The work goes on when nobody waits for it any more, so that nothing is left
/// half done.
///
/// # Errors
/// Members who write work orders only; at `video`: `err_video`, `err_video_large`, `err_video_long`,
/// `err_inspection_videos` (`max`); `err_inspection_point`; `NotFound`; `BadRequest` for one that breaks off; `Unavailable`
/// when files cannot be stored. What is refused leaves nothing behind.
pub async fn add(scope: &Scope, id: InspectionId, new: NewVideo) -> Result<VideoId> {
    scope.require(Deed::WriteOrders)?;
    if let Some(known) = counted(scope, id, new.upload, &new.point).await? {
        return Ok(known);
    }
    let scope = scope.clone();
    let work = async move {
        let _turn = TURNS.acquire().await.map_err(Error::internal)?;
        take_in(&scope, id, new).await
    };
    tokio::spawn(work).await.map_err(Error::internal)?
}

async fn take_in(scope: &Scope, id: InspectionId, new: NewVideo) -> Result<VideoId> {
    let NewVideo { upload, point, pieces } = new;
    let video = VideoId(scope.core.new_id());
    // The name of a file tells its kind, which the first bytes do.
    let mut pieces = Watched { pieces, probe: Probe::default() };
    let mut first = Vec::new();
    let kind = loop {
        match pieces.next().await {
            Some(piece) => first.push(piece?),
            // A form that is sent without a file sends an empty one.
            None if first.is_empty() => return Err(FieldError::new(FIELD, "err_required").into()),
            None => return Err(Error::field(Refusal::NoVideo.at(FIELD))),
        }
        if let Some(kind) = pieces.probe.kind() {
            break kind;
        }
    };
    let key = key(scope, video, kind);
    let all = futures::stream::iter(first.into_iter().map(Ok)).chain(&mut pieces);
    scope.core.files().put_pieces(&key, all, files::content_type(&key)).await?;
    let kept = match pieces.seen() {
        Ok(seen) => keep(scope, id, video, (upload, point), seen).await,
        Err(error) => Err(error),
    };
    if !matches!(kept, Ok(kept) if kept == video) {
        discard(scope, &key).await;
    }
    kept
}

/// The pieces of a video, looked at as they pass by: the first that shows that it is not taken is the last.
struct Watched {
    pieces: BoxStream<'static, io::Result<Bytes>>,
    probe: Probe,
}

impl Watched {
    /// What the video was, once all of it has passed.
    fn seen(&self) -> Result<Seen> {
        self.probe.end().map_err(|refusal| Error::field(refusal.at(FIELD)))
    }
}

impl Stream for Watched {
    type Item = Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut std::task::Context<'_>) -> Poll<Option<Self::Item>> {
        self.pieces.poll_next_unpin(context).map(|next| {
            next.map(|piece| {
                let piece = piece.map_err(|error| {
                    tracing::debug!(%error, "a video broke off");
                    Error::of(ErrorKind::BadRequest)
                })?;
                self.probe.pass(&piece).map_err(|refusal| Error::field(refusal.at(FIELD)))?;
                Ok(piece)
            })
        })
    }
}

/// The video that this upload already is, or `None` when it would be taken.
async fn counted(scope: &Scope, id: InspectionId, upload: EditId, point: &str) -> Result<Option<VideoId>> {
    let db = scope.snapshot().await?;
    let row = inspection::Entity::one(scope.business, id).one(&db).await?;
    let row = row.ok_or_else(|| Error::of(ErrorKind::NotFound))?;
    spec(&template(&row)?, point)?;
    let known = same_upload(scope, &db, row.id, upload).await?;
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
) -> Result<Option<VideoId>> {
    let row = inspection_video::Entity::of(scope.business)
        .filter(inspection_video::Column::InspectionId.eq(inspection))
        .filter(inspection_video::Column::Upload.eq(Uuid::from(upload)))
        .one(db)
        .await?;
    Ok(row.map(|row| row.id.into()))
}

async fn room(scope: &Scope, db: &impl ConnectionTrait, inspection: Uuid) -> Result<()> {
    let there = inspection_video::Entity::of(scope.business)
        .filter(inspection_video::Column::InspectionId.eq(inspection))
        .filter(inspection_video::Column::RemovedAt.is_null())
        .count(db)
        .await?;
    if there >= MAX_VIDEOS as u64 {
        return Err(Error::field(FieldError::new(FIELD, "err_inspection_videos").arg("max", MAX_VIDEOS)));
    }
    Ok(())
}

/// Writes the video's row, unless the same upload was faster: then that one's id comes back.
async fn keep(
    scope: &Scope,
    id: InspectionId,
    video: VideoId,
    (upload, point): (EditId, String),
    seen: Seen,
) -> Result<VideoId> {
    let tx = scope.begin().await?;
    let row = held(scope, &tx, id).await?;
    if let Some(known) = same_upload(scope, &tx, row.id, upload).await? {
        return Ok(known);
    }
    room(scope, &tx, row.id).await?;
    let length_ms = seen.length_ms.map(i64::try_from).transpose().map_err(Error::internal)?;
    let line = inspection_video::ActiveModel {
        business_id: Set(row.business_id),
        id: Set(video.into()),
        inspection_id: Set(row.id),
        point: Set(point),
        upload: Set(upload.into()),
        kind: Set(seen.kind.ending().to_owned()),
        bytes: Set(i64::try_from(seen.bytes).map_err(Error::internal)?),
        length_ms: Set(length_ms),
        uploaded_by: Set(scope.account().map(Into::into)),
        created_at: Set(scope.core.now_ms()),
        removed_at: Set(None),
    };
    inspection_video::Entity::insert(line).exec_without_returning(&tx).await?;
    count(&tx, &row).await?;
    finish(scope, tx, &row).await?;
    Ok(video)
}

/// Removes a video; one that is gone already is as good.
///
/// # Errors
/// Members who write work orders only; `NotFound` for what is no video of this inspection.
pub async fn remove(scope: &Scope, id: InspectionId, video: VideoId) -> Result<()> {
    scope.require(Deed::WriteOrders)?;
    let tx = scope.begin().await?;
    let row = held(scope, &tx, id).await?;
    let line = inspection_video::Entity::one(scope.business, video)
        .filter(inspection_video::Column::InspectionId.eq(row.id))
        .one(&tx)
        .await?
        .ok_or_else(|| Error::of(ErrorKind::NotFound))?;
    if line.removed_at.is_some() {
        return Ok(());
    }
    let file = place(scope, &line)?;
    let mut line = line.into_active_model();
    line.removed_at = Set(Some(scope.core.now_ms()));
    line.update(&tx).await?;
    count(&tx, &row).await?;
    finish(scope, tx, &row).await?;
    discard(scope, &file.key).await;
    Ok(())
}

/// A file that stays behind is waste, not a fault.
async fn discard(scope: &Scope, key: &str) {
    let _ = scope.core.files().delete(key).await;
}

/// Where a video lies, for members.
///
/// # Errors
/// Members who may see the board only; `NotFound`.
pub async fn for_staff(scope: &Scope, video: VideoId) -> Result<Kept> {
    scope.require(Deed::SeeBoard)?;
    let db = scope.snapshot().await?;
    place(scope, &find(scope, &db, video).await?)
}

/// Where a video lies, for whoever has the link to the work order that it belongs to: while its point wants attention,
/// since the customer is shown nothing else.
///
/// # Errors
/// `NotFound` for a video of anything else; as [`work_orders::by_link`].
pub async fn for_link(scope: &Scope, business: &Business, token: &str, video: VideoId) -> Result<Kept> {
    let order = work_orders::by_link(scope, business, token).await?;
    let db = scope.snapshot().await?;
    let line = find(scope, &db, video).await?;
    let row = inspection::Entity::one(scope.business, line.inspection_id.into())
        .filter(inspection::Column::WorkOrderId.eq(Uuid::from(order.id)))
        .one(&db)
        .await?
        .ok_or_else(|| Error::of(ErrorKind::NotFound))?;
    let sheet: Sheet = serde_json::from_str(&row.sheet)?;
    let light = sheet.0.get(&line.point).and_then(domain::garage::inspection::Point::light);
    match light {
        Some(Light::Yellow | Light::Red) => place(scope, &line),
        Some(Light::Green) | None => Err(Error::of(ErrorKind::NotFound)),
    }
}

async fn find(scope: &Scope, db: &impl ConnectionTrait, video: VideoId) -> Result<inspection_video::Model> {
    inspection_video::Entity::one(scope.business, video)
        .filter(inspection_video::Column::RemovedAt.is_null())
        .one(db)
        .await?
        .ok_or_else(|| Error::of(ErrorKind::NotFound))
}

fn place(scope: &Scope, line: &inspection_video::Model) -> Result<Kept> {
    let kind = Kind::of_ending(&line.kind).ok_or_else(|| Error::internal("a video of no kind"))?;
    let bytes = u64::try_from(line.bytes).map_err(Error::internal)?;
    Ok(Kept { key: key(scope, line.id.into(), kind), bytes })
}

fn key(scope: &Scope, video: VideoId, kind: Kind) -> String {
    format!("{}/inspections/{video}.{}", scope.business, kind.ending())
}
