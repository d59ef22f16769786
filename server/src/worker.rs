//! What the server does by itself: delivers messages, gives back times that were held and not confirmed, reminds
//! customers.

use domain::messaging::Mailer;
use services::{
    Core,
    billing::{inbox, refunds},
    garage::{reminders, work_orders::follow_up},
    messaging::notifications,
    outbox,
};
use std::{sync::Arc, time::Duration};

/// Between two sweeps of expired holds.
const SWEEP: Duration = Duration::from_secs(30);
/// Between two looks at what payment providers reported, when there was nothing.
const LOOK: Duration = Duration::from_millis(300);
/// Between two looks at what customers are to be reminded of, when nobody moves the clock.
const REMIND: Duration = Duration::from_secs(60);

/// Between two looks at what was told too long ago to be kept.
const FORGET: Duration = Duration::from_secs(60 * 60);

/// Starts the worker's tasks. They end with the process; what they had not finished is taken up by the next one.
pub fn start(core: &Core, mailer: Arc<dyn Mailer>) {
    tokio::spawn(deliver(core.clone(), mailer));
    tokio::spawn(sweep(core.clone()));
    tokio::spawn(settle(core.clone()));
    tokio::spawn(ask_again(core.clone()));
    tokio::spawn(remind(core.clone()));
    tokio::spawn(forget(core.clone()));
}

/// Removes notifications that are old.
async fn forget(core: Core) {
    loop {
        if let Err(error) = notifications::sweep(&core).await {
            tracing::warn!(%error, "old notifications could not be removed; trying again");
        }
        tokio::time::sleep(FORGET).await;
    }
}

/// Offers declined work again, and tells what vehicles are due for.
async fn remind(core: Core) {
    loop {
        if let Err(error) = follow_up::send_due(&core).await {
            tracing::warn!(%error, "declined work could not be offered again; trying again");
        }
        if let Err(error) = reminders::send_due(&core).await {
            tracing::warn!(%error, "reminders could not be sent; trying again");
        }
        let _ = tokio::time::timeout(REMIND, core.reminders_woken()).await;
    }
}

async fn deliver(core: Core, mailer: Arc<dyn Mailer>) {
    if let Err(error) = outbox::recover(&core).await {
        tracing::warn!(%error, "messages of the process before this one wait until their lease runs out");
    }
    let name = core.new_id().simple().to_string();
    outbox::run(core, mailer, name).await;
}

/// Works on what payment providers reported, and sends money back. Looks often: somebody waits in front of the page.
async fn settle(core: Core) {
    loop {
        let worked = async {
            Ok::<_, services::Error>(inbox::work_due(&core).await? + refunds::send_due(&core).await?)
        };
        match worked.await {
            Ok(0) => tokio::time::sleep(LOOK).await,
            Ok(_) => {}
            Err(error) => {
                tracing::warn!(%error, "payments could not be worked on; trying again");
                tokio::time::sleep(SWEEP).await;
            }
        }
    }
}

/// Asks the payment provider about what no event told of.
async fn ask_again(core: Core) {
    loop {
        tokio::time::sleep(SWEEP).await;
        if let Err(error) = services::billing::sweep::sweep(&core).await {
            tracing::warn!(%error, "open payments could not be asked about; trying again");
        }
    }
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
