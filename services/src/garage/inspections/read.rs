//! Reading inspections: whole for those who work on them, what wants attention for the customer.

use super::{Finding, Inspection, Photo, Video, template};
use crate::{Error, Result, Scope, businesses::Business, core::instant, garage::work_orders};
use domain::{
    accounts::Deed,
    error::ErrorKind,
    garage::inspection::{Light, Point, PointSpec, Sheet},
    ids::{DeviceId, InspectionId, WorkOrderId, WorkOrderJobId},
};
use entity::{
    account, inspection, inspection_edit, inspection_photo, inspection_video, work_order, work_order_job,
};
use jiff::Timestamp;
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// The inspections of a work order, in the order in which they were begun.
///
/// # Errors
/// Members who may see the board only; `NotFound` for what is no work order of this business.
pub async fn of_order(scope: &Scope, order: WorkOrderId) -> Result<Vec<Inspection>> {
    scope.require(Deed::SeeBoard)?;
    let db = scope.snapshot().await?;
    let row = work_order::Entity::one(scope.business, order).one(&db).await?;
    let row = row.ok_or_else(|| Error::of(ErrorKind::NotFound))?;
    all(scope, &db, row.id.into()).await
}

/// A point of an inspection, as its template describes it.
///
/// # Errors
/// Members who may see the board only; `NotFound`; `err_inspection_point`.
pub async fn point(scope: &Scope, id: InspectionId, key: &str) -> Result<PointSpec> {
    scope.require(Deed::SeeBoard)?;
    let db = scope.snapshot().await?;
    let row = inspection::Entity::one(scope.business, id).one(&db).await?;
    super::spec(&template(&row.ok_or_else(|| Error::of(ErrorKind::NotFound))?)?, key)
}

/// What was found on the vehicle of the customer's link: what wants attention now, then what does soon.
///
/// # Errors
/// As [`work_orders::by_link`].
pub async fn for_link(scope: &Scope, business: &Business, token: &str) -> Result<Vec<Finding>> {
    let order = work_orders::by_link(scope, business, token).await?;
    let db = scope.snapshot().await?;
    let mut findings: Vec<Finding> =
        all(scope, &db, order.id).await?.into_iter().flat_map(findings).collect();
    // The sort is stable: within a light, the order of the work stays.
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.light));
    Ok(findings)
}

fn findings(inspection: Inspection) -> Vec<Finding> {
    let Inspection { template, sheet, photos, videos, .. } = inspection;
    let finding = |spec: &PointSpec| {
        let point = sheet.0.get(&spec.key)?;
        let light = point.light().filter(|light| *light != Light::Green)?;
        let photos = photos.iter().filter(|photo| photo.point == spec.key).cloned().collect();
        let videos = videos.iter().filter(|video| video.point == spec.key).cloned().collect();
        let (value, note) = (point.value(), Point::note(point).to_owned());
        Some(Finding { spec: spec.clone(), light, value, note, photos, videos })
    };
    template.points().filter_map(finding).collect()
}

async fn all(scope: &Scope, db: &impl ConnectionTrait, order: WorkOrderId) -> Result<Vec<Inspection>> {
    let rows = inspection::Entity::of(scope.business)
        .filter(inspection::Column::WorkOrderId.eq(Uuid::from(order)))
        .order_by_asc(inspection::Column::Id)
        .all(db)
        .await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut photos = photos_of(scope, db, ids.clone()).await?;
    let mut videos = videos_of(scope, db, ids.clone()).await?;
    let mut writers = writers_of(scope, db, ids).await?;
    let mut jobs = jobs_of(scope, db, order).await?;
    let inspection = |row: inspection::Model| {
        Ok(Inspection {
            id: row.id.into(),
            template: template(&row)?,
            sheet: serde_json::from_str::<Sheet>(&row.sheet)?,
            template_key: row.template_key,
            revision: row.revision,
            photos: photos.remove(&row.id).unwrap_or_default(),
            videos: videos.remove(&row.id).unwrap_or_default(),
            jobs: jobs.remove(&row.id).unwrap_or_default(),
            writers: writers.remove(&row.id).unwrap_or_default(),
        })
    };
    rows.into_iter().map(inspection).collect()
}

async fn photos_of(
    scope: &Scope,
    db: &impl ConnectionTrait,
    inspections: Vec<Uuid>,
) -> Result<BTreeMap<Uuid, Vec<Photo>>> {
    let rows = inspection_photo::Entity::of(scope.business)
        .filter(inspection_photo::Column::InspectionId.is_in(inspections))
        .filter(inspection_photo::Column::RemovedAt.is_null())
        .order_by_asc(inspection_photo::Column::Id)
        .all(db)
        .await?;
    let mut photos: BTreeMap<Uuid, Vec<Photo>> = BTreeMap::new();
    for row in rows {
        let photo = Photo { id: row.id.into(), point: row.point, size: (row.width, row.height) };
        photos.entry(row.inspection_id).or_default().push(photo);
    }
    Ok(photos)
}

async fn videos_of(
    scope: &Scope,
    db: &impl ConnectionTrait,
    inspections: Vec<Uuid>,
) -> Result<BTreeMap<Uuid, Vec<Video>>> {
    let rows = inspection_video::Entity::of(scope.business)
        .filter(inspection_video::Column::InspectionId.is_in(inspections))
        .filter(inspection_video::Column::RemovedAt.is_null())
        .order_by_asc(inspection_video::Column::Id)
        .all(db)
        .await?;
    let mut videos: BTreeMap<Uuid, Vec<Video>> = BTreeMap::new();
    for row in rows {
        let video = Video { id: row.id.into(), point: row.point, length_ms: row.length_ms };
        videos.entry(row.inspection_id).or_default().push(video);
    }
    Ok(videos)
}

type Writers = BTreeMap<(String, DeviceId, Timestamp), String>;

async fn writers_of(
    scope: &Scope,
    db: &impl ConnectionTrait,
    inspections: Vec<Uuid>,
) -> Result<BTreeMap<Uuid, Writers>> {
    let rows = inspection_edit::Entity::of(scope.business)
        .filter(inspection_edit::Column::InspectionId.is_in(inspections))
        .order_by_asc(inspection_edit::Column::Revision)
        .all(db)
        .await?;
    let accounts: BTreeSet<Uuid> = rows.iter().filter_map(|row| row.account_id).collect();
    let people = account::Entity::find().filter(account::Column::Id.is_in(accounts)).all(db).await?;
    let names: BTreeMap<Uuid, String> = people.into_iter().map(|row| (row.id, row.name)).collect();
    let mut writers: BTreeMap<Uuid, Writers> = BTreeMap::new();
    for row in rows {
        if let Some(name) = row.account_id.and_then(|id| names.get(&id)) {
            let edit = (row.point, row.device.into(), instant(row.at));
            writers.entry(row.inspection_id).or_default().insert(edit, name.clone());
        }
    }
    Ok(writers)
}

async fn jobs_of(
    scope: &Scope,
    db: &impl ConnectionTrait,
    order: WorkOrderId,
) -> Result<BTreeMap<Uuid, BTreeMap<String, WorkOrderJobId>>> {
    let rows = work_order_job::Entity::of(scope.business)
        .filter(work_order_job::Column::WorkOrderId.eq(Uuid::from(order)))
        .filter(work_order_job::Column::Finding.is_not_null())
        .all(db)
        .await?;
    let mut jobs: BTreeMap<Uuid, BTreeMap<String, WorkOrderJobId>> = BTreeMap::new();
    for row in rows {
        let finding = row.finding.as_deref().and_then(super::job::read);
        if let Some((inspection, point)) = finding {
            jobs.entry(inspection.into()).or_default().insert(point.to_owned(), row.id.into());
        }
    }
    Ok(jobs)
}
