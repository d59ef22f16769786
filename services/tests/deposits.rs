//! Deposits: asked for, paid, deducted, sent back. On both databases, against the stand-in for Stripe.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "this is test code, outside the functions that clippy knows as tests"
)]

mod common;

use common::{
    desk::Desk,
    online::order,
    shop::{Shop, mails},
};
use domain::{
    accounts::Role,
    billing::{
        PaymentMethod, Status,
        payments::{PaymentEvent, PaymentNews},
    },
    error::ErrorKind,
    money::{Currency, Money},
};
use entity::{checkout, deposit, refund};
use jiff::SignedDuration;
use sea_orm::{ConnectionTrait as _, EntityTrait as _};
use services::{
    Actor, Error, Scope,
    billing::{
        self, checkout as paying,
        deposits::{self, ask, back, record},
        inbox, payments, sweep,
    },
    businesses::{self, demo},
    garage::work_orders::{self, list},
};

const CASH: PaymentMethod = PaymentMethod::Cash;

/// What is wrong with the amount.
fn at_amount(outcome: services::Result<()>) -> String {
    match outcome.unwrap_err() {
        Error::Fields(errors) if errors[0].field == "amount" => errors[0].key.clone(),
        other => panic!("not at the amount: {other}"),
    }
}

#[tokio::test]
async fn a_deposit_counts_when_the_provider_says_so_and_once_however_often_and_late_it_says_it() {
    common::each_database(async |core, clock| {
        let desk = Desk::new(&core, &clock).await;
        desk.ask(5_000).await.unwrap();
        let mail = mails(&core).await.pop().unwrap();
        assert!(
            mail.text.contains(&desk.whole().await.token) && mail.text.contains("£50.00"),
            "{}",
            mail.text
        );
        let session = desk.open_page().await;
        desk.online.provider.pay(&session).unwrap();
        let before = desk.read().await;
        assert_eq!((before.asked, before.paying), (Some(5_000), true), "the customer's word is no payment");
        let mut events = desk.online.events();
        events.reverse();
        for event in events.iter().chain(&events).chain(events.iter().rev()) {
            inbox::receive(&core, "stripe", event).await.unwrap();
            inbox::work_due(&core).await.unwrap();
        }
        sweep::sweep(&core).await.unwrap();
        let after = desk.read().await;
        assert_eq!((after.asked, after.paying, after.most), (None, false, 11_550));
        assert_eq!(after.deposits.iter().map(|one| one.left).collect::<Vec<_>>(), [5_000]);
        assert_eq!(desk.told("Receipt").await, 1);
        let again = desk.start().await.unwrap_err();
        assert_eq!(again.to_string(), "err_deposit_not_asked", "paying twice is refused before money moves");
        let anybody = desk.shop.scope(Actor::Anonymous);
        let token = &after.deposits[0].token;
        let receipt = deposits::by_receipt(&anybody, &desk.shop.business, token).await.unwrap();
        assert_eq!((receipt.order, receipt.deposit.amount), (desk.whole().await.number, 5_000));
        let changed = core.db().read().execute_unprepared("UPDATE deposits SET amount_minor = 1").await;
        assert!(changed.unwrap_err().to_string().contains("papers_never_change"));
    })
    .await;
}

#[tokio::test]
async fn a_lost_reply_opens_no_second_page_and_a_payment_without_an_event_is_found_by_asking() {
    common::each_database(async |core, clock| {
        let desk = Desk::new(&core, &clock).await;
        desk.ask(5_000).await.unwrap();
        desk.online.provider.drop_replies(4);
        let lost = desk.start().await.unwrap_err();
        assert_eq!((lost.kind(), lost.to_string().as_str()), (ErrorKind::Unavailable, "err_pay_later"));
        desk.online.provider.drop_replies(0);
        let (one, two) = (desk.start().await.unwrap(), desk.start().await.unwrap());
        assert_eq!(one, two);
        assert_eq!(desk.online.provider.sessions().len(), 1);
        desk.online.provider.pay(&desk.online.session().await).unwrap();
        clock.set(core.now() + SignedDuration::from_secs(61));
        assert_eq!(sweep::sweep(&core).await.unwrap(), 1);
        assert_eq!(desk.read().await.deposits.len(), 1);
        // The event comes after all.
        desk.online.hear_everything().await;
        assert_eq!(desk.read().await.deposits.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_deposit_at_the_desk_closes_the_page_and_a_payment_that_comes_all_the_same_goes_back() {
    common::each_database(async |core, clock| {
        let desk = Desk::new(&core, &clock).await;
        desk.ask(5_000).await.unwrap();
        let session = desk.open_page().await;
        desk.record(5_000).await.unwrap();
        assert!(desk.online.provider.pay(&session).is_err(), "the page is closed");
        let now = desk.read().await;
        assert_eq!((now.asked, now.paying, now.deposits.len()), (None, false, 1));
        // The provider took the money at the last moment, and says so late.
        let attempt = checkout::Entity::find().one(core.db().read()).await.unwrap().unwrap();
        let late = PaymentEvent {
            id: "evt_late".into(),
            kind: "checkout.session.completed".into(),
            created: core.now(),
            news: PaymentNews::CheckoutPaid {
                session,
                reference: Some(format!("{}/{}", desk.shop.business.id, attempt.id)),
                payment: "pi_late".into(),
                amount: Money::new(5_000, Currency::Gbp),
            },
        };
        for _ in 0..2 {
            inbox::receive(&core, "stripe", &late).await.unwrap();
            while inbox::work_due(&core).await.unwrap() > 0 {}
        }
        let after = desk.read().await;
        assert_eq!((after.deposits.len(), after.returning.len()), (1, 1));
        assert_eq!(after.returning[0].amount, 5_000);
        let going = refund::Entity::find().all(core.db().read()).await.unwrap();
        assert_eq!((going.len(), going[0].deposit_id, going[0].invoice_id), (1, None, None));
        assert_eq!(desk.told("goes back").await, 1);
        // And the other way round: paid online a moment before.
        desk.ask(2_000).await.unwrap();
        desk.online.provider.pay(&desk.open_page().await).unwrap();
        let refused = desk.record(2_000).await.unwrap_err();
        assert_eq!(refused.to_string(), "err_deposit_paid_online");
        assert_eq!(desk.read().await.deposits.iter().map(|one| one.left).sum::<i64>(), 7_000);
    })
    .await;
}

#[tokio::test]
async fn issuing_closes_the_page_and_deducts_what_was_paid_a_moment_before() {
    common::each_database(async |core, clock| {
        let desk = Desk::new(&core, &clock).await;
        desk.ask(5_000).await.unwrap();
        let session = desk.open_page().await;
        assert_eq!(desk.issue().await.ledger.balance(), 16_550);
        assert!(desk.online.provider.pay(&session).is_err(), "the page is closed");
        assert_eq!(desk.start().await.unwrap_err().to_string(), "err_deposit_not_asked");
        let other = order(&desk.shop, &desk.owner, 2).await;
        let desk = Desk { order: other, ..desk };
        desk.ask(5_000).await.unwrap();
        desk.online.provider.pay(&desk.open_page().await).unwrap();
        let invoice = desk.issue().await;
        assert_eq!((invoice.ledger.deposits(), invoice.ledger.balance()), (5_000, 11_550));
    })
    .await;
}

#[tokio::test]
async fn no_amount_but_one_within_the_work_orders_total_is_taken_or_asked_for() {
    common::each_database(async |core, clock| {
        let desk = Desk::new(&core, &clock).await;
        for (amount, key) in [
            (0, "err_amount_positive"),
            (-1, "err_amount_positive"),
            (i64::MIN, "err_amount_positive"),
            (16_551, "err_deposit_above_total"),
            (i64::MAX, "err_deposit_above_total"),
        ] {
            assert_eq!(at_amount(desk.ask(amount).await), key, "{amount}");
            assert_eq!(at_amount(desk.record(amount).await), key, "{amount}");
        }
        desk.record(16_550).await.unwrap();
        assert_eq!(at_amount(desk.record(1).await), "err_deposit_nothing");
        let card = (PaymentMethod::Card, 1);
        let online = record::record(&desk.owner, &desk.shop.business, desk.order, card, "").await;
        assert_eq!(online.unwrap_err().kind(), ErrorKind::BadRequest, "only the provider says that");
        let deposit = desk.read().await.deposits[0].id;
        for amount in [0, -1, 16_551, i64::MAX] {
            assert!(
                back::give_back(&desk.owner, desk.order, (deposit, amount), "").await.is_err(),
                "{amount}"
            );
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn deposits_recorded_at_the_same_moment_never_exceed_the_work() {
    common::each_database(async |core, clock| {
        let desk = Desk::new(&core, &clock).await;
        let recording: Vec<_> = (0..6)
            .map(|_| {
                let (scope, business, order) = (desk.owner.clone(), desk.shop.business.clone(), desk.order);
                tokio::spawn(async move {
                    record::record(&scope, &business, order, (CASH, 6_000), "").await.is_ok()
                })
            })
            .collect();
        let mut recorded = 0;
        for task in recording {
            recorded += u32::from(task.await.unwrap());
        }
        assert_eq!(recorded, 2);
        let rows = deposit::Entity::find().all(core.db().read()).await.unwrap();
        assert_eq!(rows.iter().map(|row| row.amount_minor).sum::<i64>(), 12_000);
    })
    .await;
}

#[tokio::test]
async fn neither_another_business_nor_who_may_not_bill_reaches_a_deposit() {
    common::each_database(async |core, clock| {
        let desk = Desk::new(&core, &clock).await;
        desk.paid_online(5_000).await;
        desk.ask(1_000).await.unwrap();
        let deposit = desk.read().await.deposits[0].clone();
        let other = Shop::open(&core, "dock").await;
        let stranger = other.member("max@dock.example", Role::Owner).await;
        let tech = desk.shop.member("sam@quay.example", Role::Technician).await;
        for (who, shop, kind) in
            [(&stranger, &other, ErrorKind::NotFound), (&tech, &desk.shop, ErrorKind::Forbidden)]
        {
            let tries = [
                ask::ask(who, &shop.business, desk.order, 100).await,
                ask::withdraw(who, &shop.business, desk.order).await,
                record::record(who, &shop.business, desk.order, (CASH, 100), "").await,
                back::give_back(who, desk.order, (deposit.id, 100), "").await.map(|_| ()),
            ];
            for outcome in tries {
                assert_eq!(outcome.unwrap_err().kind(), kind);
            }
        }
        let elsewhere = other.scope(Actor::Anonymous);
        let token = desk.whole().await.token;
        let paid = paying::start_deposit(&elsewhere, &other.business, &token).await;
        assert_eq!(paid.unwrap_err().kind(), ErrorKind::NotFound);
        let receipt = deposits::by_receipt(&elsewhere, &other.business, &deposit.token).await;
        assert_eq!(receipt.unwrap_err().kind(), ErrorKind::NotFound);
        // A deposit of another work order of the same business is not this one's.
        let second = order(&desk.shop, &desk.owner, 2).await;
        let mixed = back::give_back(&desk.owner, second, (deposit.id, 100), "").await;
        assert_eq!(mixed.unwrap_err().kind(), ErrorKind::NotFound);
        assert_eq!(desk.read().await.asked, Some(1_000));
    })
    .await;
}

#[tokio::test]
async fn asking_anew_replaces_the_question_and_its_page_and_withdrawing_ends_it() {
    common::each_database(async |core, clock| {
        let desk = Desk::new(&core, &clock).await;
        desk.ask(5_000).await.unwrap();
        let first = desk.open_page().await;
        desk.ask(8_000).await.unwrap();
        assert!(desk.online.provider.pay(&first).is_err(), "the page of the first question is closed");
        let second = desk.open_page().await;
        desk.record(3_000).await.unwrap();
        assert_eq!(desk.read().await.asked, Some(5_000), "what came is taken off");
        assert!(desk.online.provider.pay(&second).is_err());
        let third = desk.open_page().await;
        ask::withdraw(&desk.owner, &desk.shop.business, desk.order).await.unwrap();
        assert!(desk.online.provider.pay(&third).is_err());
        assert_eq!(desk.read().await.asked, None);
        // The rest is paid with the invoice.
        let invoice = desk.issue().await;
        let rest = (CASH, invoice.ledger.balance());
        payments::record(&desk.owner, &desk.shop.business, invoice.id, rest, "").await.unwrap();
        let paid = billing::one(&desk.owner, invoice.id).await.unwrap();
        assert_eq!(
            (paid.status, paid.ledger.payments(), paid.ledger.deposits()),
            (Status::Paid, 13_550, 3_000)
        );
    })
    .await;
}

#[tokio::test]
async fn the_garage_of_the_demo_has_a_work_order_with_a_deposit_paid() {
    common::each_database(async |core, _clock| {
        demo::fill(&core).await.unwrap();
        let garage = businesses::by_slug(&core, "harbour-garage").await.unwrap();
        let staff = Scope::system(&core, garage.id);
        let mut paid = Vec::new();
        for row in list::list(&staff, &garage, list::Filter::Open).await.unwrap() {
            let order = work_orders::one(&staff, &garage, row.id).await.unwrap();
            let standing = deposits::of_order(&staff, &order).await.unwrap();
            let held: i64 = standing.deposits.iter().map(|one| one.left).sum();
            assert!(held <= order.totals.gross);
            paid.extend(standing.deposits);
        }
        assert_eq!(paid.iter().map(|one| (one.amount, one.left)).collect::<Vec<_>>(), [(5_000, 5_000)]);
        assert!(mails(&core).await.is_empty(), "history sends no mails");
    })
    .await;
}
