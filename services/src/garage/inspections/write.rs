//! Writing on an inspection's sheet.

use super::{finish, held, spec, template};
use crate::{Error, Result, Scope, core::instant};
use domain::{
    accounts::Deed,
    error::ErrorKind,
    form::FieldError,
    garage::{
        edits::Edit,
        inspection::{Answer, NOTE_MAX, Sheet},
    },
    ids::{DeviceId, EditId, InspectionId},
};
use entity::{inspection, inspection_edit};
use jiff::Timestamp;
use sea_orm::{ActiveModelTrait as _, DatabaseTransaction, EntityTrait as _, IntoActiveModel as _, Set};

/// What somebody changed at one point.
#[derive(Clone, Debug)]
pub struct PointEdit {
    /// The change's own id, chosen by who sends it: the same id twice is one change.
    pub id: EditId,
    /// The key of the point.
    pub point: String,
    /// Where it was made.
    pub device: DeviceId,
    /// When, by that device's clock.
    pub at: Timestamp,
    /// What is written, each with the values of its field that the writer saw.
    pub changes: Vec<(Answer, Vec<Answer>)>,
}

/// Writes what changed at a point. A value that the writer had not seen stands beside the new one until somebody writes
/// the field again.
///
/// # Errors
/// Members who write work orders only; `NotFound`; `err_inspection_point`; `err_too_long` (`max`) at `note`.
pub async fn write(scope: &Scope, id: InspectionId, edit: &PointEdit) -> Result<()> {
    scope.require(Deed::WriteOrders)?;
    let long = |answer: &Answer| matches!(answer, Answer::Note(note) if note.chars().count() > NOTE_MAX);
    if edit.changes.iter().any(|(answer, _)| long(answer)) {
        return Err(Error::field(FieldError::new("note", "err_too_long").arg("max", NOTE_MAX)));
    }
    let tx = scope.begin().await?;
    let row = held(scope, &tx, id).await?;
    spec(&template(&row)?, &edit.point)?;
    let counted = inspection_edit::Entity::one(scope.business, edit.id).one(&tx).await?;
    match counted {
        Some(known) if known.inspection_id == row.id => return Ok(()),
        Some(_) => return Err(Error::of(ErrorKind::Conflict)),
        None if edit.changes.is_empty() => return Ok(()),
        None => {}
    }
    // A clock that is ahead would be the latest for ever.
    let at = instant(edit.at.min(scope.now()).as_millisecond());
    let mut sheet: Sheet = serde_json::from_str(&row.sheet)?;
    for (answer, seen) in &edit.changes {
        let change = Edit { at, device: edit.device, value: answer.clone() };
        sheet.answer(&edit.point, change, seen);
    }
    remember(scope, &tx, &row, edit, at).await?;
    let mut changed = row.clone().into_active_model();
    changed.sheet = Set(serde_json::to_string(&sheet)?);
    changed.revision = Set(row.revision + 1);
    changed.updated_at = Set(scope.core.now_ms());
    changed.update(&tx).await?;
    finish(scope, tx, &row).await
}

/// Notes who made the change, and that it is counted.
async fn remember(
    scope: &Scope,
    tx: &DatabaseTransaction,
    row: &inspection::Model,
    edit: &PointEdit,
    at: Timestamp,
) -> Result<()> {
    let line = inspection_edit::ActiveModel {
        business_id: Set(row.business_id),
        id: Set(edit.id.into()),
        inspection_id: Set(row.id),
        point: Set(edit.point.clone()),
        revision: Set(row.revision + 1),
        device: Set(edit.device.into()),
        at: Set(at.as_millisecond()),
        account_id: Set(scope.account().map(Into::into)),
    };
    inspection_edit::Entity::insert(line).exec_without_returning(tx).await?;
    Ok(())
}
