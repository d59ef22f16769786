//! What every handler can reach.

use crate::{config::Config, health::Metrics, offline};
use leptos::config::LeptosOptions;
use services::{
    Core,
    visitor::{FormRoute, Settings},
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
            metrics: Arc::default(),
            stopping: CancellationToken::new(),
        }
    }
}
