//! The stand-in for Stripe, connected to a core, and work that can be billed.

use super::shop::{Shop, at};
use domain::{
    billing::payments::PaymentEvent,
    clock::{Clock as _, FixedClock, SystemClock},
    garage::{
        money::{Line, LineKind, Quantity},
        work_order::{Answer, How},
    },
    ids::WorkOrderId,
};
use emulators::stripe::{Stripe as StandIn, StripeConfig, signature};
use entity::checkout;
use jiff::SignedDuration;
use providers::payments::stripe::{Patience, Stripe, webhook};
use sea_orm::EntityTrait as _;
use services::{
    Core, Scope,
    billing::inbox,
    garage::work_orders::{self, answer, edit, open},
};
use std::{sync::Arc, time::Duration};

const SECRET: &str = "whsec_test";

/// The provider of a core's online payments.
pub struct Online {
    core: Core,
    pub provider: StandIn,
}

impl Online {
    /// Starts the stand-in and connects it. The provider's clock is the machine's, so the core's stands there, too.
    pub async fn connect(core: &Core, clock: &FixedClock) -> Self {
        clock.set(SystemClock.now());
        let provider =
            StandIn::start(StripeConfig { webhook_secret: SECRET.into(), ..StripeConfig::default() })
                .await
                .unwrap();
        let patience = Patience {
            tries: 2,
            first_pause: Duration::from_millis(5),
            longest_pause: Duration::from_millis(20),
            timeout: Duration::from_secs(5),
        };
        let key = StripeConfig::default().secret_key;
        let adapter = Stripe::new(provider.base_url(), &key, patience).unwrap();
        core.connect_payments(Arc::new(adapter));
        Self { core: core.clone(), provider }
    }

    /// The session of the payment page that was opened last.
    pub async fn session(&self) -> String {
        let rows = checkout::Entity::find().all(self.core.db().read()).await.unwrap();
        rows.into_iter().filter_map(|row| row.session).next_back().unwrap()
    }

    /// What the provider reported so far, through signature and parser.
    pub fn events(&self) -> Vec<PaymentEvent> {
        let now = self.core.now();
        let read = |event: &serde_json::Value| {
            let body = event.to_string();
            let header = signature(SECRET, now.as_second(), &body);
            webhook::verify(body.as_bytes(), &header, SECRET, now).unwrap()
        };
        self.provider.events().iter().map(read).collect()
    }

    /// Delivers all of it.
    pub async fn hear_everything(&self) {
        for event in self.events() {
            inbox::receive(&self.core, "stripe", &event).await.unwrap();
        }
        while inbox::work_due(&self.core).await.unwrap() > 0 {}
    }
}

/// A work order with an approved job of 165.50 besides the booked service, which is taken out of the sum by declining it.
pub async fn order(shop: &Shop, owner: &Scope, hour: i64) -> WorkOrderId {
    let person = shop.customer(&format!("c{hour}@customer.example")).await;
    let tomorrow = (shop.core.now() + SignedDuration::from_hours(24)).to_string();
    let start = at(&format!("{}T14:00:00Z", &tomorrow[..10])) + SignedDuration::from_hours(hour);
    let token = shop.book(&person, start).await.unwrap();
    let id = open::open(owner, &shop.business, shop.id(&token).await).await.unwrap();
    let booked = work_orders::one(owner, &shop.business, id).await.unwrap().jobs[0].id;
    let said = |answer| (answer, How::InPerson);
    answer::record_answer(owner, &shop.business, (id, booked), said(Answer::Decline), "Ana").await.unwrap();
    let job = edit::add_job(owner, id, "Brakes", "").await.unwrap();
    for (kind, milli, price) in [(LineKind::Labour, 2_000, 6_000), (LineKind::Part, 1_000, 4_550)] {
        let line = Line {
            kind,
            description: "Something".into(),
            part_number: None,
            quantity: Quantity(milli),
            unit_price_minor: price,
            tax_bp: 2_000,
        };
        edit::add_line(owner, &shop.business, (id, job), &line).await.unwrap();
    }
    answer::record_answer(owner, &shop.business, (id, job), said(Answer::Approve), "Ana").await.unwrap();
    id
}
