//! A stand-in for Stripe's API, version 2023-08-16, written from its published description: checkout sessions in
//! payment mode with a page to pay on, payment intents, refunds, events and signed webhooks. It takes test keys, moves
//! no money, and refuses what it does not know. [`Stripe`] also has handles for what a real network does: failures,
//! lost replies, events that come late, twice or in another order.

mod calls;
mod error;
mod http;
mod ids;
mod objects;
mod page;
mod params;
mod webhooks;
mod world;

pub use error::ApiError;
pub use http::Failure;
pub use webhooks::{Attempt, Deliveries, signature};

use axum::{Router, routing};
use serde_json::Value;
use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, SystemTime},
};
use tokio::{net::TcpListener, task::JoinHandle};
use world::World;

/// The version of the API that is stood in for.
pub const API_VERSION: &str = "2023-08-16";

/// How long a webhook's receiver may take.
const WEBHOOK_TIMEOUT: Duration = Duration::from_secs(10);

/// How a stand-in is set up.
#[derive(Clone)]
pub struct StripeConfig {
    /// The key that requests must bear.
    pub secret_key: String,
    /// Signs the events.
    pub webhook_secret: String,
    /// Where events go; without it they can only be listed.
    pub webhook_url: Option<String>,
    /// Where to listen. Port 0 takes a free one.
    pub listen: SocketAddr,
    /// The address under which browsers reach the pages; the one listened on when there is none. No slash at its end.
    pub public_url: Option<String>,
    /// The same seed gives the same ids.
    pub seed: u64,
    /// Its own clock, in seconds since 1970: signatures bear it and sessions run out by it.
    pub clock: Clock,
}

/// Tells the seconds since 1970.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// The machine's clock.
#[expect(clippy::disallowed_methods, reason = "the stand-in is another company: it has a clock of its own")]
fn machine_clock() -> i64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

impl Default for StripeConfig {
    /// On a free port of this machine and by its clock, without webhooks.
    fn default() -> Self {
        Self {
            secret_key: "sk_test_stand_in".into(),
            webhook_secret: "whsec_stand_in".into(),
            webhook_url: None,
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            public_url: None,
            seed: 1,
            clock: Arc::new(machine_clock),
        }
    }
}

/// A request as it arrived, without its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The HTTP method.
    pub method: String,
    /// The path, from `/v1/` on.
    pub path: String,
    /// The parameters of the form or the query, decoded, by name.
    pub params: Vec<(String, String)>,
    /// The header `Idempotency-Key`.
    pub idempotency_key: Option<String>,
    /// The header `Stripe-Version`.
    pub version: Option<String>,
}

pub(crate) struct Shared {
    config: StripeConfig,
    world: Mutex<World>,
    door: Mutex<http::Door>,
    webhooks: webhooks::Webhooks,
    offset: AtomicI64,
}

impl Shared {
    /// Seconds since 1970 by its clock, moved by what was ordered.
    fn now(&self) -> i64 {
        (self.config.clock)().saturating_add(self.offset.load(Ordering::SeqCst))
    }

    /// Lets `work` see or change the world as of now, and sends the events that this causes.
    fn change<T>(&self, work: impl FnOnce(&mut World) -> T) -> T {
        let now = self.now();
        let mut world = self.world.lock().unwrap_or_else(PoisonError::into_inner);
        world.tick(now);
        let answer = work(&mut world);
        let fresh = world.take_fresh();
        // Still under the lock, so that events queue in the order in which they happened.
        if self.config.webhook_url.is_some() && !fresh.is_empty() {
            self.webhooks.send(fresh);
        }
        answer
    }
}

/// A running stand-in. It stops when this is dropped.
pub struct Stripe {
    shared: Arc<Shared>,
    base_url: String,
    tasks: Vec<JoinHandle<()>>,
}

impl Drop for Stripe {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

impl Stripe {
    /// Starts to listen.
    ///
    /// # Errors
    /// When the address is taken.
    pub async fn start(config: StripeConfig) -> std::io::Result<Self> {
        let listener = TcpListener::bind(config.listen).await?;
        let base_url = format!("http://{}", listener.local_addr()?);
        let public_url = config.public_url.clone().unwrap_or_else(|| base_url.clone());
        let shared = Arc::new(Shared {
            world: Mutex::new(World::new(config.seed, public_url)),
            door: Mutex::default(),
            webhooks: webhooks::Webhooks::new(config.seed),
            offset: AtomicI64::new(0),
            config,
        });
        let router = router(Arc::clone(&shared));
        let mut tasks = vec![
            tokio::spawn(async move {
                // Serving ends only with the task.
                let _ended = axum::serve(listener, router).await;
            }),
            tokio::spawn(watch_the_clock(Arc::clone(&shared))),
        ];
        if let Some(url) = shared.config.webhook_url.clone() {
            let client = reqwest::Client::builder()
                .no_proxy()
                .redirect(reqwest::redirect::Policy::none())
                .timeout(WEBHOOK_TIMEOUT)
                .build()
                .map_err(std::io::Error::other)?;
            tasks.push(tokio::spawn(webhooks::deliver(Arc::clone(&shared), url, client)));
        }
        Ok(Self { shared, base_url, tasks })
    }

    /// Where it listens, for the client's setting. Without a slash at its end.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The customer pays on the page. Answers the payment intent's id.
    ///
    /// # Errors
    /// When the session is unknown or not open.
    pub fn pay(&self, session: &str) -> Result<String, ApiError> {
        self.shared.change(|world| world.pay(session))
    }

    /// The customer tries a card that is declined. Answers the payment intent's id.
    ///
    /// # Errors
    /// When the session is unknown or not open.
    pub fn decline(&self, session: &str) -> Result<String, ApiError> {
        self.shared.change(|world| world.decline(session))
    }

    /// The session ends unpaid.
    ///
    /// # Errors
    /// When the session is unknown or not open.
    pub fn expire(&self, session: &str) -> Result<(), ApiError> {
        self.shared.change(|world| world.expire(session))
    }

    /// Every session as the API shows it, oldest first.
    pub fn sessions(&self) -> Vec<Value> {
        self.shared.change(|world| world.all_sessions())
    }

    /// Every refund as the API shows it, oldest first.
    pub fn refunds(&self) -> Vec<Value> {
        self.shared.change(|world| world.all_refunds())
    }

    /// Every event, oldest first.
    pub fn events(&self) -> Vec<Value> {
        self.shared.change(|world| world.all_events())
    }

    /// Every request to the API so far, refused ones too.
    pub fn requests(&self) -> Vec<Seen> {
        self.shared.door().seen.clone()
    }

    /// Answers the next `times` requests with a failure, before any work is done.
    pub fn fail_next(&self, times: usize, failure: Failure) {
        self.shared.door().failures.extend(std::iter::repeat_n(failure, times));
    }

    /// Closes the connection instead of replying to the next `times` POSTs that succeed: the work is done.
    pub fn drop_replies(&self, times: u32) {
        self.shared.door().replies_to_drop = times;
    }

    /// Lets every POST take this long.
    pub fn slow_down(&self, by: Duration) {
        self.shared.door().slowness = by;
    }

    /// Moves its clock forward: sessions run out, and signatures bear the new time.
    pub fn advance(&self, by: Duration) {
        let seconds = i64::try_from(by.as_secs()).unwrap_or_default();
        self.shared.offset.fetch_add(seconds, Ordering::SeqCst);
        self.shared.change(|_| ());
    }

    /// How events are delivered from now on.
    pub fn deliver(&self, settings: Deliveries) {
        self.shared.webhooks.configure(settings);
    }

    /// Keeps events back until [`Stripe::release`].
    pub fn hold(&self) {
        self.shared.webhooks.hold();
    }

    /// Sends what was kept back, as if it had happened together.
    pub fn release(&self) {
        self.shared.webhooks.release();
    }

    /// Sends an event once more.
    ///
    /// # Errors
    /// When there is no such event.
    pub fn resend(&self, event: &str) -> Result<(), ApiError> {
        let event = self.shared.change(|world| world.event(event))?;
        self.shared.webhooks.send(vec![event]);
        Ok(())
    }

    /// Waits until no event is due or under way; kept back ones do not count.
    pub async fn settled(&self) {
        self.shared.webhooks.settled().await;
    }

    /// Every try to deliver an event, oldest first.
    pub fn attempts(&self) -> Vec<Attempt> {
        self.shared.webhooks.attempts()
    }
}

fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/v1/{*path}", routing::any(http::answer))
        .route("/pay/{session}", routing::get(page::show).post(page::press))
        .with_state(shared)
}

/// Sessions run out even when nobody asks.
async fn watch_the_clock(shared: Arc<Shared>) {
    let mut every = tokio::time::interval(Duration::from_secs(1));
    loop {
        every.tick().await;
        shared.change(|_| ());
    }
}
