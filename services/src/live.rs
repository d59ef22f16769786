//! Live events between the use cases and the browsers' event streams.
//!
//! One process hears itself through a broadcast channel. Several processes on one PostgreSQL hear each other through
//! `LISTEN`/`NOTIFY`; a notification is sent after the commit, and who missed one fetches the present state when its
//! stream reconnects.

use crate::db::Db;
use domain::live::LiveEvent;
use sea_orm::sqlx::{self, postgres::PgListener};
use std::time::Duration;
use tokio::sync::broadcast;

/// The name of the PostgreSQL channel.
const CHANNEL: &str = "mainstreet_live";
/// Events a slow stream may lag behind before it is told to fetch everything again.
const BACKLOG: usize = 1024;

/// Where events are published and heard.
#[derive(Clone, Debug)]
pub struct Bus {
    local: broadcast::Sender<LiveEvent>,
    postgres: Option<sqlx::PgPool>,
}

impl Bus {
    /// A bus for the processes that share `db`. On PostgreSQL it listens until the process ends.
    pub fn new(db: &Db) -> Self {
        let (local, _) = broadcast::channel(BACKLOG);
        let bus = Self { local, postgres: db.postgres_pool() };
        if let Some(pool) = bus.postgres.clone() {
            tokio::spawn(relay(pool, bus.local.clone()));
        }
        bus
    }

    /// Publishes `event`, after the commit of what it tells.
    pub async fn publish(&self, event: LiveEvent) {
        let Some(pool) = &self.postgres else {
            // An error only says that no stream is open.
            let _ = self.local.send(event);
            return;
        };
        let Ok(text) = serde_json::to_string(&event) else { return };
        let sent = sqlx::query("SELECT pg_notify($1, $2)").bind(CHANNEL).bind(text).execute(pool).await;
        if let Err(error) = sent {
            tracing::warn!(%error, "a live event reached only this process");
            let _ = self.local.send(event);
        }
    }

    /// Hears what is published from now on.
    pub fn subscribe(&self) -> broadcast::Receiver<LiveEvent> {
        self.local.subscribe()
    }
}

/// Passes notifications on to this process's streams; reconnects for as long as the process lives.
async fn relay(pool: sqlx::PgPool, local: broadcast::Sender<LiveEvent>) {
    loop {
        if let Err(error) = listen(&pool, &local).await {
            tracing::warn!(%error, "lost the live events of other processes; trying again");
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

async fn listen(pool: &sqlx::PgPool, local: &broadcast::Sender<LiveEvent>) -> Result<(), sqlx::Error> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.listen(CHANNEL).await?;
    loop {
        let notification = listener.recv().await?;
        if let Ok(event) = serde_json::from_str(notification.payload()) {
            let _ = local.send(event);
        }
    }
}
