//! What every handler can reach.

use crate::{config::Config, health::Metrics, offline, pages::kept::Kept};
use domain::clock::ShiftedClock;
use leptos::config::LeptosOptions;
use services::{
    Core,
    visitor::{FormRoute, LargeFile, Settings},
};
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// The server's state, cheap to clone.
#[derive(Clone)]
pub struct AppState {
    /// The foundation of the use cases.
    pub core: Core,
    /// How Leptos finds its files.
    pub leptos: LeptosOptions,
    /// The address of this release's stylesheet, for pages that Leptos does not render.
    pub stylesheet: Arc<str>,
    /// What the payment provider signs its events with, when there is a provider.
    pub webhook_secret: Option<Arc<str>>,
    /// The configuration.
    pub config: Arc<Config>,
    /// What of it screens need.
    pub settings: Arc<Settings>,
    /// Every form, by page.
    pub forms: Arc<Vec<FormRoute>>,
    /// The files of forms that are handed on while they arrive.
    pub large_files: Arc<Vec<LargeFile>>,
    /// The clock that a demonstration can move; `None` where time is the machine's.
    pub demo_clock: Option<Arc<ShiftedClock>>,
    /// Pages that look the same to all strangers.
    pub kept: Kept,
    /// Counters.
    pub metrics: Arc<Metrics>,
    /// Tells long answers that the server is stopping.
    pub stopping: CancellationToken,
}

impl AppState {
    /// The state of a server over `core`.
    pub fn new(core: Core, config: Config, leptos: LeptosOptions) -> Self {
        let webhook_secret = config.stripe.as_ref().map(|account| account.webhook_secret.as_str().into());
        let settings = Settings { demo: config.demo, pretend_payments: config.payments_origin.is_some() };
        Self {
            core,
            stylesheet: offline::stylesheet(&leptos).into(),
            leptos,
            settings: Arc::new(settings),
            webhook_secret,
            config: Arc::new(config),
            forms: Arc::new([storefront::forms(), console::forms()].concat()),
            large_files: Arc::new(console::large_files()),
            demo_clock: None,
            kept: Kept::default(),
            metrics: Arc::default(),
            stopping: CancellationToken::new(),
        }
    }
}
