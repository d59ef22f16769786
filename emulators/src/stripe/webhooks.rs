//! Events on their way to the configured address: signed, at least once, in no promised order
//! (docs.stripe.com/webhooks).

use super::{Shared, ids::Ids};
use hmac::{Hmac, Mac as _};
use serde_json::Value;
use sha2::Sha256;
use std::{
    fmt::Write as _,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{sync::Notify, time::Instant};

/// How events are delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deliveries {
    /// How often each event is sent, even when it is taken.
    pub copies: u32,
    /// How late it is sent.
    pub delay: Duration,
    /// Whether events that happen together are sent in another order.
    pub shuffled: bool,
    /// How long to wait after the first refusal; doubles with each further one, up to an hour.
    pub first_pause: Duration,
    /// After how many refusals to give up.
    pub tries: u32,
}

impl Default for Deliveries {
    fn default() -> Self {
        let first_pause = Duration::from_secs(1);
        Self { copies: 1, delay: Duration::ZERO, shuffled: false, first_pause, tries: 12 }
    }
}

/// One try to deliver an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// The event's id.
    pub event: String,
    /// The event's type.
    pub kind: String,
    /// The status that came back; `None` when none did.
    pub status: Option<u16>,
}

/// Events that wait, and what became of the others.
#[derive(Debug)]
pub(super) struct Webhooks {
    queue: Mutex<Queue>,
    bell: Notify,
}

#[derive(Debug)]
struct Queue {
    settings: Deliveries,
    chance: Ids,
    holding: bool,
    held: Vec<Value>,
    due: Vec<Due>,
    under_way: bool,
    attempts: Vec<Attempt>,
}

#[derive(Debug)]
struct Due {
    at: Instant,
    event: Value,
    refusals: u32,
}

enum Next {
    Send(Due),
    Wait(Instant),
    Idle,
}

impl Webhooks {
    pub(super) fn new(seed: u64) -> Self {
        let queue = Queue {
            settings: Deliveries::default(),
            chance: Ids::new(!seed),
            holding: false,
            held: Vec::new(),
            due: Vec::new(),
            under_way: false,
            attempts: Vec::new(),
        };
        Self { queue: Mutex::new(queue), bell: Notify::new() }
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn configure(&self, settings: Deliveries) {
        self.queue().settings = settings;
    }

    pub(super) fn hold(&self) {
        self.queue().holding = true;
    }

    pub(super) fn release(&self) {
        let held = {
            let mut queue = self.queue();
            queue.holding = false;
            std::mem::take(&mut queue.held)
        };
        self.send(held);
    }

    pub(super) fn attempts(&self) -> Vec<Attempt> {
        self.queue().attempts.clone()
    }

    /// Takes events that happened together.
    pub(super) fn send(&self, mut events: Vec<Value>) {
        let mut guard = self.queue();
        let queue = &mut *guard;
        if queue.holding {
            queue.held.append(&mut events);
            return;
        }
        let copies = usize::try_from(queue.settings.copies).unwrap_or(usize::MAX);
        let mut batch: Vec<Value> =
            events.into_iter().flat_map(|event| std::iter::repeat_n(event, copies)).collect();
        if queue.settings.shuffled {
            queue.chance.shuffle(&mut batch);
        }
        let at = Instant::now() + queue.settings.delay;
        queue.due.extend(batch.into_iter().map(|event| Due { at, event, refusals: 0 }));
        drop(guard);
        self.bell.notify_one();
    }

    /// Waits until nothing is due or under way. Held events do not count.
    pub(super) async fn settled(&self) {
        loop {
            let quiet = {
                let queue = self.queue();
                queue.due.is_empty() && !queue.under_way
            };
            if quiet {
                return;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    fn next(&self) -> Next {
        let mut queue = self.queue();
        queue.under_way = false;
        // The earliest, and among equals the first that came.
        let Some((place, at)) = queue.due.iter().map(|due| due.at).enumerate().min_by_key(|(_, at)| *at)
        else {
            return Next::Idle;
        };
        if at > Instant::now() {
            return Next::Wait(at);
        }
        queue.under_way = true;
        Next::Send(queue.due.remove(place))
    }

    /// Notes how a try went, and plans the next one after a refusal.
    fn note(&self, due: Due, status: Option<u16>) {
        let mut queue = self.queue();
        let text = |name: &str| due.event.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        queue.attempts.push(Attempt { event: text("id"), kind: text("type"), status });
        let refusals = due.refusals + 1;
        if status.is_some_and(|status| (200..300).contains(&status)) || refusals >= queue.settings.tries {
            return;
        }
        let longest = Duration::from_secs(3600);
        let factor = 2_u32.saturating_pow(due.refusals);
        let pause = queue.settings.first_pause.checked_mul(factor).unwrap_or(longest).min(longest);
        queue.due.push(Due { at: Instant::now() + pause, refusals, ..due });
    }
}

/// Delivers for as long as the stand-in lives.
pub(super) async fn deliver(shared: Arc<Shared>, url: String, client: reqwest::Client) {
    let webhooks = &shared.webhooks;
    loop {
        match webhooks.next() {
            Next::Idle => webhooks.bell.notified().await,
            Next::Wait(until) => {
                tokio::select! {
                    () = tokio::time::sleep_until(until) => {}
                    () = webhooks.bell.notified() => {}
                }
            }
            Next::Send(due) => {
                let body = due.event.to_string();
                let signature = signature(&shared.config.webhook_secret, shared.now(), &body);
                let answer = client
                    .post(&url)
                    .header("content-type", "application/json; charset=utf-8")
                    .header("stripe-signature", signature)
                    .body(body)
                    .send()
                    .await;
                webhooks.note(due, answer.ok().map(|answer| answer.status().as_u16()));
            }
        }
    }
}

/// The header `Stripe-Signature`: HMAC-SHA256 over `t.payload` (docs.stripe.com/webhooks#verify-manually).
pub fn signature(secret: &str, at: i64, payload: &str) -> String {
    let mut header = format!("t={at},v1=");
    // HMAC takes keys of any length.
    if let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) {
        mac.update(format!("{at}.{payload}").as_bytes());
        for byte in mac.finalize().into_bytes() {
            // Writing into a string cannot fail.
            let _written = write!(header, "{byte:02x}");
        }
    }
    header
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_are_what_stripes_own_library_makes() {
        let body = "{\n  \"id\": \"evt_test_webhook\",\n  \"object\": \"event\",\n  \"data\": { \"object\": { \"id\": \"rdr_123\", \"object\": \"terminal.reader\" } }\n}";
        assert_eq!(
            signature("whsec_test_secret", 1_614_265_330, body),
            "t=1614265330,v1=117f2d4aa1697fc9f837f2feca4e5e23ec790ffa7b6b669073d3677ae48c4b5f"
        );
    }
}
