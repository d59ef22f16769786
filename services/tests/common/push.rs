//! A shop whose people turn push on in browsers of a push service that opens what it is sent.

use super::shop::Shop;
use domain::{
    accounts::Realm,
    clock::SystemClock,
    ids::{AccountId, SessionId},
    messaging::{
        Delivery, Email, Mailer,
        push::{PushMessage, PushSubscription},
    },
};
use emulators::push::Push as Service;
use providers::messaging::push::{WebPush, vapid::VapidKey};
use services::{
    Actor, Core, Scope,
    accounts::sessions,
    messaging::push::{queue, subscribe},
    outbox::deliver_due,
};
use std::sync::Arc;

pub const PHONE: &str = "Mozilla/5.0 (Linux; Android 9; SM-J530F) Chrome/96.0.4664.104 Mobile Safari/537.36";

/// Mails play no part here.
pub struct NoMail;

impl Mailer for NoMail {
    fn send<'a>(&'a self, _: &'a Email) -> Delivery<'a> {
        Box::pin(async { Ok(()) })
    }
}

/// A shop, a push service that `core` talks to, and the key that browsers subscribe with.
pub struct Bench {
    pub core: Core,
    pub shop: Shop,
    pub service: Service,
    key: String,
}

impl Bench {
    pub async fn new(core: &Core) -> Self {
        let service = Service::start().await.unwrap();
        let key = VapidKey::read(&VapidKey::generate().unwrap()).unwrap();
        let public = key.public().to_owned();
        let origins = [service.origin().to_owned()];
        // The service looks at the real time, whatever the test's clock shows.
        let push = WebPush::new(key, "mailto:hello@quay.example", Arc::new(SystemClock), &origins).unwrap();
        core.connect_push(Arc::new(push));
        Self { core: core.clone(), shop: Shop::open(core, "quay").await, service, key: public }
    }

    pub fn browser(&self) -> PushSubscription {
        let given = self.service.subscribe(&self.key);
        PushSubscription { endpoint: given.endpoint, p256dh: given.p256dh, auth: given.auth }
    }

    /// Turns push on in a new browser of who acts in `by`, in a session of its own.
    pub async fn device(&self, by: &Scope) -> (PushSubscription, SessionId) {
        let (browser, session) = (self.browser(), session(by).await);
        subscribe(by, session, &browser, PHONE).await.unwrap();
        (browser, session)
    }

    pub async fn queue(&self, to: &Scope, tag: &str) -> usize {
        let tx = to.begin().await.unwrap();
        let (account, realm) = whose(to);
        let one = [(account, ready(tag))].into();
        let queued = queue(&self.core, &tx, (to.business, realm), &one).await.unwrap();
        tx.commit().await.unwrap();
        queued
    }

    pub async fn deliver(&self) -> usize {
        deliver_due(&self.core, &NoMail, "one").await.unwrap()
    }

    /// The endpoints that were reached, in order.
    pub fn reached(&self) -> Vec<String> {
        self.service.messages().into_iter().map(|message| message.endpoint).collect()
    }
}

pub fn whose(scope: &Scope) -> (AccountId, Realm) {
    let realm = if matches!(scope.actor, Actor::Staff(..)) { Realm::Portal } else { Realm::Site };
    (scope.account().unwrap(), realm)
}

pub async fn session(of: &Scope) -> SessionId {
    let (account, realm) = whose(of);
    let tx = of.core.db().begin().await.unwrap();
    let token = sessions::begin(&of.core, &tx, account, realm, PHONE).await.unwrap();
    tx.commit().await.unwrap();
    sessions::find(&of.core, realm, &token).await.unwrap().unwrap().id
}

pub fn ready(tag: &str) -> PushMessage {
    PushMessage {
        title: "Quay Garage".into(),
        body: "Your car is ready.".into(),
        path: "/b/quay/visits".into(),
        tag: tag.into(),
    }
}
