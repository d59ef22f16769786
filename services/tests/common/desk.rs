//! A front desk that asks for deposits and takes them.

use super::{
    online::{Online, order},
    shop::{Shop, mails},
};
use domain::{accounts::Role, billing::PaymentMethod, clock::FixedClock, ids::WorkOrderId};
use services::{
    Actor, Core, Scope,
    agenda::cancel,
    billing::{
        self, Invoice, checkout as paying,
        deposits::{self, Standing, ask, record},
        issue,
    },
    garage::work_orders::{self, WorkOrder},
};

/// A shop with a work order of 165.50, and the provider its deposit is paid through.
pub struct Desk {
    pub shop: Shop,
    pub owner: Scope,
    pub online: Online,
    pub order: WorkOrderId,
}

impl Desk {
    pub async fn new(core: &Core, clock: &FixedClock) -> Self {
        let online = Online::connect(core, clock).await;
        let shop = Shop::open(core, "quay").await;
        let owner = shop.member("olive@quay.example", Role::Owner).await;
        let order = order(&shop, &owner, 0).await;
        Self { shop, owner, online, order }
    }

    pub async fn whole(&self) -> WorkOrder {
        work_orders::one(&self.owner, &self.shop.business, self.order).await.unwrap()
    }

    pub async fn read(&self) -> Standing {
        deposits::of_order(&self.owner, &self.whole().await).await.unwrap()
    }

    pub async fn ask(&self, amount: i64) -> services::Result<()> {
        ask::ask(&self.owner, &self.shop.business, self.order, amount).await
    }

    pub async fn record(&self, amount: i64) -> services::Result<()> {
        record::record(&self.owner, &self.shop.business, self.order, (PaymentMethod::Cash, amount), "").await
    }

    pub async fn issue(&self) -> Invoice {
        let id = issue::issue(&self.owner, &self.shop.business, self.order).await.unwrap();
        billing::one(&self.owner, id).await.unwrap()
    }

    pub async fn cancel(&self) {
        let token = self.whole().await.visit_token;
        cancel::cancel(&self.shop.scope(Actor::Anonymous), &self.shop.business, &token).await.unwrap();
    }

    pub async fn start(&self) -> services::Result<String> {
        let token = self.whole().await.token;
        paying::start_deposit(&self.shop.scope(Actor::Anonymous), &self.shop.business, &token).await
    }

    /// Opens the payment page and returns its session.
    pub async fn open_page(&self) -> String {
        self.start().await.unwrap();
        self.online.session().await
    }

    /// Asks for a deposit that is paid online at once.
    pub async fn paid_online(&self, amount: i64) {
        self.ask(amount).await.unwrap();
        self.online.provider.pay(&self.open_page().await).unwrap();
        self.online.hear_everything().await;
    }

    /// How many mails have a subject with this in it.
    pub async fn told(&self, subject: &str) -> usize {
        mails(&self.shop.core).await.iter().filter(|mail| mail.subject.contains(subject)).count()
    }
}
