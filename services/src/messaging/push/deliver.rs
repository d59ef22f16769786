//! A push on its way out of the outbox.
//!
//! The row names the device and not its keys: a device that was turned off meanwhile is not written to any more.

use super::{Column, Entity, Model};
use crate::{Core, Result, Scope, outbox::Undelivered};
use domain::{
    ids::BusinessId,
    messaging::push::{PushError, PushMessage, PushSubscription},
};
use entity::outbox;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, sea_query::Expr};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use uuid::Uuid;

/// How exact "last reached" is: a write per push would cost more than it tells.
const REACHED_EVERY_MS: i64 = 3_600_000;

/// What a row of the outbox holds.
#[derive(Serialize, Deserialize)]
struct Queued {
    subscription: Uuid,
    message: PushMessage,
}

/// What a row of the outbox holds for this device.
pub(super) fn payload(subscription: Uuid, message: &PushMessage) -> Result<String> {
    Ok(serde_json::to_string(&Queued { subscription, message: message.clone() })?)
}

/// What a push says in bold, for the list of those that were given up; empty when nobody can read it.
pub(crate) fn told(payload: &str) -> String {
    serde_json::from_str::<Queued>(payload).map(|queued| queued.message.title).unwrap_or_default()
}

/// Hands the push of `row` over. A device that is gone is forgotten, which settles the row too.
pub(crate) async fn deliver(core: &Core, row: &outbox::Model) -> std::result::Result<(), Undelivered> {
    let queued: Queued =
        serde_json::from_str(&row.payload).map_err(|error| Undelivered::Never(error.to_string()))?;
    let push = core.push().ok_or_else(|| Undelivered::later("no push leaves this process"))?;
    let scope = Scope::system(core, row.business_id.into());
    let Some(device) = find(&scope, queued.subscription).await? else { return Ok(()) };
    let to = PushSubscription {
        endpoint: device.endpoint.clone(),
        p256dh: device.p256dh.clone(),
        auth: device.auth.clone(),
    };
    match push.send(&to, &queued.message).await {
        Ok(()) => Ok(reached(&scope, &device).await?),
        Err(PushError::Gone) => Ok(forget(&scope, &device).await?),
        Err(PushError::Busy { after, why }) => {
            Err(Undelivered::Later { why, after: after.unwrap_or(Duration::ZERO) })
        }
        Err(PushError::Refused(why)) => Err(Undelivered::Never(why)),
    }
}

async fn find(scope: &Scope, id: Uuid) -> Result<Option<Model>> {
    Ok(Entity::one(scope.business, id.into()).one(&scope.snapshot().await?).await?)
}

async fn forget(scope: &Scope, device: &Model) -> Result<()> {
    let tx = scope.begin().await?;
    super::remove(&tx, scope.business, device).await?;
    tx.commit().await?;
    Ok(())
}

async fn reached(scope: &Scope, device: &Model) -> Result<()> {
    let now = scope.core.now_ms();
    if device.last_ok_at.is_some_and(|last| now - last < REACHED_EVERY_MS) {
        return Ok(());
    }
    let tx = scope.begin().await?;
    Entity::update_many()
        .col_expr(Column::LastOkAt, Expr::value(now))
        .filter(Column::BusinessId.eq(Uuid::from(BusinessId::from(device.business_id))))
        .filter(Column::Id.eq(device.id))
        .exec(&tx)
        .await?;
    tx.commit().await?;
    Ok(())
}
