//! What every use case stands on: the database, the clock, live events, files, and what the installation is called.

use crate::{db::Db, files::Files, live::Bus};
use domain::{billing::payments::Payments, clock::Clock, messaging::push::Push};
use jiff::Timestamp;
use std::{
    fmt,
    sync::{Arc, OnceLock},
};
use uuid::{ContextV7, Uuid};

/// The foundation, cheap to clone.
#[derive(Clone)]
pub struct Core(Arc<Inner>);

struct Inner {
    db: Db,
    clock: Arc<dyn Clock>,
    bus: Bus,
    files: Files,
    base_url: String,
    payments: OnceLock<Arc<dyn Payments>>,
    push: OnceLock<Arc<dyn Push>>,
    wake: tokio::sync::Notify,
    remind: tokio::sync::Notify,
    ids: std::sync::Mutex<ContextV7>,
}

impl Core {
    /// A foundation over `db` and `files`. `base_url` is where this installation is reached, without a slash at the end; links in mails start with it.
    pub fn new(db: Db, clock: Arc<dyn Clock>, bus: Bus, files: Files, base_url: &str) -> Self {
        Self(Arc::new(Inner {
            db,
            clock,
            bus,
            files,
            base_url: base_url.trim_end_matches('/').to_owned(),
            payments: OnceLock::new(),
            push: OnceLock::new(),
            wake: tokio::sync::Notify::new(),
            remind: tokio::sync::Notify::new(),
            ids: std::sync::Mutex::new(ContextV7::new()),
        }))
    }

    /// The database.
    pub fn db(&self) -> &Db {
        &self.0.db
    }

    /// The live events.
    pub fn bus(&self) -> &Bus {
        &self.0.bus
    }

    /// What was uploaded.
    pub fn files(&self) -> &Files {
        &self.0.files
    }

    /// Connects the provider through which customers pay online. The first one stays.
    pub fn connect_payments(&self, payments: Arc<dyn Payments>) {
        // A second call is a mistake of ours that changes nothing.
        let _ = self.0.payments.set(payments);
    }

    /// The provider through which customers pay online, when there is one.
    pub fn payments(&self) -> Option<&Arc<dyn Payments>> {
        self.0.payments.get()
    }

    /// Connects what hands notices over to push services. The first one stays.
    pub fn connect_push(&self, push: Arc<dyn Push>) {
        // A second call is a mistake of ours that changes nothing.
        let _ = self.0.push.set(push);
    }

    /// What hands notices over to push services, when it is connected.
    pub fn push(&self) -> Option<&Arc<dyn Push>> {
        self.0.push.get()
    }

    /// Where this installation is reached.
    pub fn base_url(&self) -> &str {
        &self.0.base_url
    }

    /// The present instant.
    pub fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    /// The present instant in milliseconds since 1970 UTC, as the tables keep it.
    pub fn now_ms(&self) -> i64 {
        self.now().as_millisecond()
    }

    /// A new id; later ids order after earlier ones, also within a millisecond.
    pub fn new_id(&self) -> Uuid {
        let now = self.now();
        let seconds = u64::try_from(now.as_second()).unwrap_or_default();
        let nanos = u32::try_from(now.subsec_nanosecond()).unwrap_or_default();
        let context = self.0.ids.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        Uuid::new_v7(uuid::Timestamp::from_unix(&*context, seconds, nanos))
    }

    /// Tells the worker that something waits in the outbox.
    pub fn wake_worker(&self) {
        self.0.wake.notify_one();
    }

    /// Waits until somebody calls [`Core::wake_worker`].
    pub async fn woken(&self) {
        self.0.wake.notified().await;
    }

    /// Tells the worker to look at once at what customers are to be reminded of: the clock was moved.
    pub fn wake_reminders(&self) {
        self.0.remind.notify_one();
    }

    /// Waits until somebody calls [`Core::wake_reminders`].
    pub async fn reminders_woken(&self) {
        self.0.remind.notified().await;
    }
}

impl fmt::Debug for Core {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Core").field("base_url", &self.0.base_url).finish_non_exhaustive()
    }
}

/// An instant of a table, in the type that rules use. Out-of-range values, which no row of ours has, become 1970.
pub fn instant(ms: i64) -> Timestamp {
    Timestamp::from_millisecond(ms).unwrap_or(Timestamp::UNIX_EPOCH)
}
