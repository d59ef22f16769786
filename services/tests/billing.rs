//! Invoices and money, on both databases, against the stand-in for Stripe.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "this is test code, outside the functions that clippy knows as tests"
)]

mod common;

use common::{
    online::{Online, order},
    shop::{Shop, mails},
};
use domain::{
    accounts::Role,
    billing::{EntryKind, PaymentMethod, Status, payments::PaymentEvent},
    clock::FixedClock,
    error::ErrorKind,
    ids::InvoiceId,
};
use entity::{checkout, invoice, ledger_entry};
use futures::StreamExt as _;
use jiff::SignedDuration;
use sea_orm::{ConnectionTrait as _, EntityTrait as _};
use services::{
    Actor, Core, Scope,
    billing::{self, Filter, Invoice, checkout as paying, credit, inbox, issue, payments, refunds, sweep},
    garage::work_orders::edit,
};
use std::collections::BTreeSet;

/// A shop with an issued invoice of 165.50, and the provider it is paid through.
struct Till {
    shop: Shop,
    owner: Scope,
    online: Online,
    invoice: InvoiceId,
}

impl Till {
    async fn new(core: &Core, clock: &FixedClock) -> Self {
        let online = Online::connect(core, clock).await;
        let shop = Shop::open(core, "quay").await;
        let owner = shop.member("olive@quay.example", Role::Owner).await;
        let order = order(&shop, &owner, 0).await;
        let invoice = issue::issue(&owner, &shop.business, order).await.unwrap();
        Self { shop, owner, online, invoice }
    }

    async fn read(&self) -> Invoice {
        billing::one(&self.owner, self.invoice).await.unwrap()
    }

    fn customer(&self) -> Scope {
        self.shop.scope(Actor::Anonymous)
    }

    /// Opens the payment page and returns its session.
    async fn open_page(&self) -> services::Result<String> {
        let token = self.read().await.token;
        paying::start(&self.customer(), &self.shop.business, &token).await?;
        Ok(self.online.session().await)
    }
}

fn number(core: &Core, prefix: &str, n: u32) -> String {
    format!("{prefix}-{}-{n:04}", &core.now().to_string()[..4])
}

#[tokio::test]
async fn an_issued_invoice_is_frozen_and_its_work_order_closed() {
    common::each_database(async |core, clock| {
        let till = Till::new(&core, &clock).await;
        let invoice = till.read().await;
        assert_eq!(
            (invoice.number.as_str(), invoice.status),
            (number(&core, "INV", 1).as_str(), Status::Issued)
        );
        assert_eq!((invoice.paper.totals.gross, invoice.ledger.balance()), (16_550, 16_550));
        assert_eq!(invoice.paper.jobs.len(), 1, "declined work is not billed");
        let order = invoice.work_order.unwrap();
        let late = edit::add_job(&till.owner, order, "More", "").await.unwrap_err();
        assert_eq!(late.to_string(), "err_work_closed");
        let again = issue::issue(&till.owner, &till.shop.business, order).await.unwrap_err();
        assert_eq!(again.kind(), ErrorKind::Conflict);
        for sql in [
            "UPDATE invoices SET gross_minor = 1",
            "UPDATE ledger_entries SET amount_minor = 1, reference = 'x'",
        ] {
            let refused = core.db().read().execute_unprepared(sql).await.unwrap_err();
            assert!(refused.to_string().contains("papers_never_change"), "{refused}");
        }
        let mail = mails(&core).await.pop().unwrap();
        assert!(mail.text.contains(&invoice.token) && mail.text.contains("£165.50"), "{}", mail.text);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn numbers_of_invoices_neither_repeat_nor_skip_also_when_some_fail() {
    common::each_database(async |core, clock| {
        let till = Till::new(&core, &clock).await;
        let mut orders = Vec::new();
        for hour in 1..9 {
            orders.push(order(&till.shop, &till.owner, hour).await);
        }
        let issuing = orders.iter().chain(&orders).map(|&order| {
            let (scope, business) = (till.owner.clone(), till.shop.business.clone());
            tokio::spawn(async move { issue::issue(&scope, &business, order).await.is_ok() })
        });
        let issuing: Vec<_> = issuing.collect();
        let mut issued = 0;
        for task in issuing {
            issued += u32::from(task.await.unwrap());
        }
        assert_eq!(issued, 8, "each work order once");
        let rows = invoice::Entity::of(till.shop.business.id).all(core.db().read()).await.unwrap();
        let numbers: BTreeSet<String> = rows.into_iter().map(|row| row.number).collect();
        assert_eq!(numbers, (1..=9).map(|n| number(&core, "INV", n)).collect());
    })
    .await;
}

#[tokio::test]
async fn a_payment_counts_when_the_provider_says_so_and_once_however_often_it_says_it() {
    common::each_database(async |core, clock| {
        let till = Till::new(&core, &clock).await;
        let session = till.open_page().await.unwrap();
        assert!(till.read().await.paying);
        till.online.provider.pay(&session).unwrap();
        assert_eq!(till.read().await.status, Status::Issued, "the customer's word is no payment");
        let mut events = till.online.events();
        events.reverse();
        for event in events.iter().chain(&events).chain(events.iter().rev()) {
            inbox::receive(&core, "stripe", event).await.unwrap();
            inbox::work_due(&core).await.unwrap();
        }
        sweep::sweep(&core).await.unwrap();
        let invoice = till.read().await;
        assert_eq!(
            (invoice.status, invoice.ledger.payments(), invoice.paying),
            (Status::Paid, 16_550, false)
        );
        let receipts = mails(&core).await.iter().filter(|mail| mail.subject.contains("Receipt")).count();
        assert_eq!(receipts, 1);
        let twice = paying::start(&till.customer(), &till.shop.business, &invoice.token).await.unwrap_err();
        assert_eq!(twice.to_string(), "err_invoice_paid");
    })
    .await;
}

#[tokio::test]
async fn two_tabs_share_one_page_and_a_lost_reply_opens_no_second() {
    common::each_database(async |core, clock| {
        let till = Till::new(&core, &clock).await;
        let token = till.read().await.token;
        till.online.provider.drop_replies(4);
        let lost = paying::start(&till.customer(), &till.shop.business, &token).await.unwrap_err();
        assert_eq!((lost.kind(), lost.to_string().as_str()), (ErrorKind::Unavailable, "err_pay_later"));
        till.online.provider.drop_replies(0);
        let one = paying::start(&till.customer(), &till.shop.business, &token).await.unwrap();
        let two = paying::start(&till.customer(), &till.shop.business, &token).await.unwrap();
        assert_eq!(one, two);
        assert_eq!(till.online.provider.sessions().len(), 1);
        assert_eq!(checkout::Entity::find().all(core.db().read()).await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_payment_of_which_no_event_told_is_found_by_asking() {
    common::each_database(async |core, clock| {
        let till = Till::new(&core, &clock).await;
        let session = till.open_page().await.unwrap();
        till.online.provider.pay(&session).unwrap();
        clock.set(core.now() + SignedDuration::from_secs(61));
        assert_eq!(sweep::sweep(&core).await.unwrap(), 1);
        assert_eq!(till.read().await.status, Status::Paid);
        // The event comes after all.
        till.online.hear_everything().await;
        assert_eq!(till.read().await.ledger.payments(), 16_550);
    })
    .await;
}

#[tokio::test]
async fn cash_closes_the_page_and_a_payment_that_came_all_the_same_goes_back() {
    common::each_database(async |core, clock| {
        let till = Till::new(&core, &clock).await;
        let session = till.open_page().await.unwrap();
        let cash = (PaymentMethod::Cash, 16_550);
        payments::record(&till.owner, &till.shop.business, till.invoice, cash, "").await.unwrap();
        assert!(till.online.provider.pay(&session).is_err(), "the page is closed");
        assert_eq!(till.read().await.status, Status::Paid);
        // And the other way round: paid online a moment before.
        let other = order(&till.shop, &till.owner, 2).await;
        let second = issue::issue(&till.owner, &till.shop.business, other).await.unwrap();
        let till = Till { invoice: second, ..till };
        let session = till.open_page().await.unwrap();
        till.online.provider.pay(&session).unwrap();
        let refused =
            payments::record(&till.owner, &till.shop.business, till.invoice, cash, "").await.unwrap_err();
        assert_eq!(refused.to_string(), "err_invoice_paid_online");
        assert_eq!(till.read().await.ledger.payments(), 16_550);
    })
    .await;
}

#[tokio::test]
async fn money_goes_back_once_and_what_was_paid_is_credited_only_after_that() {
    common::each_database(async |core, clock| {
        let till = Till::new(&core, &clock).await;
        let session = till.open_page().await.unwrap();
        till.online.provider.pay(&session).unwrap();
        till.online.hear_everything().await;
        let payment = till.read().await.entries.last().unwrap().id;
        let early = credit::credit(&till.owner, &till.shop.business, till.invoice, 5_000, "Goodwill").await;
        assert_eq!(early.unwrap_err().to_string(), "err_credit_refund_first");
        refunds::ask(&till.owner, till.invoice, (payment, 10_000)).await.unwrap();
        let beyond = refunds::ask(&till.owner, till.invoice, (payment, 6_551)).await.unwrap_err();
        assert_eq!(beyond.to_string(), "err_refund_above_payment");
        // The provider does it, but its answer is lost: the next try, with the same key, finds it done.
        till.online.provider.drop_replies(4);
        refunds::send_due(&core).await.unwrap();
        till.online.provider.drop_replies(0);
        assert_eq!(till.read().await.ledger.refunds(), 0);
        clock.set(core.now() + SignedDuration::from_secs(10));
        let (one, two) = tokio::join!(refunds::send_due(&core), refunds::send_due(&core));
        one.and(two).unwrap();
        till.online.hear_everything().await;
        assert_eq!((till.read().await.ledger.refunds(), till.online.provider.refunds().len()), (10_000, 1));
        credit::credit(&till.owner, &till.shop.business, till.invoice, 10_000, "Goodwill").await.unwrap();
        let invoice = till.read().await;
        assert_eq!((invoice.ledger.balance(), invoice.status), (0, Status::Paid));
    })
    .await;
}

#[tokio::test]
async fn a_credit_note_has_its_own_number_and_the_invoice_stays() {
    common::each_database(async |core, clock| {
        let till = Till::new(&core, &clock).await;
        let note =
            credit::credit(&till.owner, &till.shop.business, till.invoice, 5_000, "Late").await.unwrap();
        let note = billing::one(&till.owner, note).await.unwrap();
        assert_eq!(
            (note.number.as_str(), note.paper.refers_to.as_str()),
            (number(&core, "CN", 1).as_str(), number(&core, "INV", 1).as_str())
        );
        assert_eq!(note.paper.totals.net + note.paper.totals.tax, 5_000);
        let invoice = till.read().await;
        assert_eq!((invoice.paper.totals.gross, invoice.ledger.balance()), (16_550, 11_550));
        let all = credit::credit(&till.owner, &till.shop.business, till.invoice, 11_551, "All").await;
        assert_eq!(all.unwrap_err().to_string(), "err_credit_above_invoice");
        credit::credit(&till.owner, &till.shop.business, till.invoice, 11_550, "All").await.unwrap();
        assert_eq!(till.read().await.status, Status::Credited);
    })
    .await;
}

#[tokio::test]
async fn who_may_not_bill_sees_and_does_nothing() {
    common::each_database(async |core, clock| {
        let till = Till::new(&core, &clock).await;
        let tech = till.shop.member("sam@quay.example", Role::Technician).await;
        let cash = (PaymentMethod::Cash, 100);
        let tries = [
            billing::one(&tech, till.invoice).await.map(|_| ()),
            billing::list(&tech, Filter::All).await.map(|_| ()),
            payments::record(&tech, &till.shop.business, till.invoice, cash, "").await,
            credit::credit(&tech, &till.shop.business, till.invoice, 1, "x").await.map(|_| ()),
        ];
        for outcome in tries {
            assert_eq!(outcome.unwrap_err().kind(), ErrorKind::Forbidden);
        }
        let other = Shop::open(&core, "dock").await;
        let stranger = other.member("max@dock.example", Role::Owner).await;
        assert_eq!(billing::one(&stranger, till.invoice).await.unwrap_err().kind(), ErrorKind::NotFound);
        assert!(billing::list(&stranger, Filter::All).await.unwrap().is_empty());
        let link = billing::by_link(&other.scope(Actor::Anonymous), &till.read().await.token).await;
        assert_eq!(link.unwrap_err().kind(), ErrorKind::NotFound);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_events_late_twice_and_shuffled_pay_each_invoice_once() {
    let count: usize = std::env::var("MAINSTREET_EVENTS").ok().and_then(|n| n.parse().ok()).unwrap_or(60);
    common::each_database(async |core, clock| {
        let till = Till::new(&core, &clock).await;
        let mut due = vec![till.invoice];
        for hour in 1..5 {
            let order = order(&till.shop, &till.owner, hour).await;
            due.push(issue::issue(&till.owner, &till.shop.business, order).await.unwrap());
        }
        for &invoice in &due {
            let token = billing::one(&till.owner, invoice).await.unwrap().token;
            paying::start(&till.customer(), &till.shop.business, &token).await.unwrap();
        }
        let sessions: Vec<String> = checkout::Entity::find()
            .all(core.db().read())
            .await
            .unwrap()
            .into_iter()
            .filter_map(|row| row.session)
            .collect();
        for session in &sessions {
            till.online.provider.pay(session).unwrap();
        }
        // Every event at least twice, until there are enough.
        let told = till.online.events();
        let events = told.iter().cycle().take(count.max(2 * told.len())).cloned();
        // A fixed shuffle: by a hash of id and place.
        let mut keyed: Vec<(u64, PaymentEvent)> = events
            .zip(0_u64..)
            .map(|(event, place)| {
                let seed = event.id.bytes().fold(place, |sum, byte| {
                    sum.wrapping_mul(0x0100_0000_01b3).wrapping_add(u64::from(byte))
                });
                (seed, event)
            })
            .collect();
        keyed.sort_by_key(|(key, _)| *key);
        // As many at once as a provider sends: more would wait for the writer until they are told to come again.
        futures::stream::iter(keyed)
            .for_each_concurrent(64, async |(_, event)| {
                inbox::receive(&core, "stripe", &event).await.unwrap();
                inbox::work_due(&core).await.unwrap();
            })
            .await;
        while inbox::work_due(&core).await.unwrap() > 0 {}
        for &invoice in &due {
            let invoice = billing::one(&till.owner, invoice).await.unwrap();
            assert_eq!((invoice.status, invoice.ledger.payments()), (Status::Paid, 16_550));
        }
        let paid = ledger_entry::Entity::find().all(core.db().read()).await.unwrap();
        let paid =
            paid.iter().filter(|row| row.kind == EntryKind::Payment { method: PaymentMethod::Card }.as_str());
        assert_eq!(paid.count(), due.len());
    })
    .await;
}
