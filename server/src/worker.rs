//! What the server does by itself: delivers messages, gives back times that were held and not confirmed.

use domain::messaging::Mailer;
use services::{Core, outbox};
use std::{sync::Arc, time::Duration};

/// Between two sweeps of expired holds.
const SWEEP: Duration = Duration::from_secs(30);

/// Starts the worker's tasks. They end with the process; what they had not finished is taken up by the next one.
pub fn start(core: &Core, mailer: Arc<dyn Mailer>) {
    tokio::spawn(deliver(core.clone(), mailer));
    tokio::spawn(sweep(core.clone()));
}

async fn deliver(core: Core, mailer: Arc<dyn Mailer>) {
    if let Err(error) = outbox::recover(&core).await {
        tracing::warn!(%error, "messages of the process before this one wait until their lease runs out");
    }
    let name = core.new_id().simple().to_string();
    outbox::run(core, mailer, name).await;
}

async fn sweep(core: Core) {
    loop {
        tokio::time::sleep(SWEEP).await;
        if let Err(error) = sweep_once(&core).await {
            tracing::warn!(%error, "expired holds could not be given back; trying again");
        }
    }
}

async fn sweep_once(core: &Core) -> services::Result<()> {
    let tx = core.db().begin().await?;
    let expired = services::agenda::claims::release_expired(&tx, None, core.now()).await?;
    tx.commit().await?;
    if expired > 0 {
        tracing::info!(expired, "holds that ran out were given back");
    }
    Ok(())
}
