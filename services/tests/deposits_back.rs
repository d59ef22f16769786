//! Deposits after the invoice or the end of a visit: deducted, left over, sent back. On both databases, against the
//! stand-in for Stripe.

#![allow(clippy::unwrap_used, reason = "this is test code, outside the functions that clippy knows as tests")]

mod common;

use common::{desk::Desk, online::order, shop::mails};
use domain::billing::{EntryKind, PaymentMethod, Status};
use jiff::SignedDuration;
use services::{
    Actor,
    billing::{self, deposits::back, refunds},
    garage::work_orders::{edit, list},
};

#[tokio::test]
async fn the_invoice_deducts_its_deposits_and_one_of_them_can_still_go_back_online() {
    common::each_database(async |core, clock| {
        let desk = Desk::new(&core, &clock).await;
        desk.paid_online(5_000).await;
        let paid_at = core.now();
        clock.set(core.now() + SignedDuration::from_hours(2));
        desk.record(1_000).await.unwrap();
        let invoice = desk.issue().await;
        assert_eq!((invoice.ledger.deposits(), invoice.ledger.balance()), (6_000, 10_550));
        assert_eq!((invoice.status, invoice.credit.len()), (Status::PartlyPaid, 0));
        let applied = invoice.entries.iter().find(|entry| entry.kind.is_online()).unwrap();
        assert_eq!(applied.kind, EntryKind::DepositApplied { method: PaymentMethod::Card });
        assert_eq!(applied.came, paid_at, "the paper names the day on which it came");
        let mail = mails(&core).await.pop().unwrap();
        assert!(mail.text.contains("−£60.00") && mail.text.contains("£105.50"), "{}", mail.text);
        refunds::ask(&desk.owner, invoice.id, (applied.id, 2_000)).await.unwrap();
        let going = billing::one(&desk.owner, invoice.id).await.unwrap();
        assert_eq!(going.returning.iter().map(|one| one.amount).collect::<Vec<_>>(), [2_000]);
        let left = going.entries.iter().find(|entry| entry.id == applied.id).unwrap().refundable;
        assert_eq!((going.ledger.balance(), left), (10_550, 3_000), "shown, but not done yet");
        refunds::send_due(&core).await.unwrap();
        let done = billing::one(&desk.owner, invoice.id).await.unwrap();
        assert_eq!((done.ledger.balance(), done.returning.len()), (12_550, 0));
        assert_eq!(desk.online.provider.refunds().len(), 1);
        let late = desk.record(100).await.unwrap_err();
        assert_eq!(late.to_string(), "err_deposit_closed");
    })
    .await;
}

#[tokio::test]
async fn what_is_more_than_the_invoice_stays_and_goes_back_once() {
    common::each_database(async |core, clock| {
        let desk = Desk::new(&core, &clock).await;
        desk.paid_online(16_000).await;
        edit::set_discount(&desk.owner, &desk.shop.business, desk.order, 10_000).await.unwrap();
        let invoice = desk.issue().await;
        assert_eq!((invoice.paper.totals.gross, invoice.ledger.deposits()), (6_550, 6_550));
        assert_eq!((invoice.status, invoice.credit[0].left), (Status::Paid, 9_450));
        let credit = invoice.credit[0].id;
        let beyond = back::give_back(&desk.owner, desk.order, (credit, 9_451), "").await.unwrap_err();
        assert_eq!(beyond.to_string(), "err_refund_above_payment");
        assert!(back::give_back(&desk.owner, desk.order, (credit, 9_450), "").await.unwrap(), "online");
        let twice = back::give_back(&desk.owner, desk.order, (credit, 1), "").await.unwrap_err();
        assert_eq!(twice.to_string(), "err_refund_above_payment", "what is on its way counts");
        let going = billing::by_link(&desk.shop.scope(Actor::Anonymous), &invoice.token).await.unwrap();
        assert_eq!((going.returning[0].amount, going.credit[0].on_its_way), (9_450, 9_450));
        // The provider does it, but its answer is lost: the next try, with the same key, finds it done.
        desk.online.provider.drop_replies(4);
        refunds::send_due(&core).await.unwrap();
        desk.online.provider.drop_replies(0);
        clock.set(core.now() + SignedDuration::from_secs(10));
        let (one, two) = tokio::join!(refunds::send_due(&core), refunds::send_due(&core));
        one.and(two).unwrap();
        let done = billing::one(&desk.owner, invoice.id).await.unwrap();
        assert_eq!((done.returning.len(), done.credit.len(), done.ledger.balance()), (0, 0, 0));
        assert_eq!(desk.online.provider.refunds().len(), 1);
        assert_eq!(desk.read().await.deposits[0].given_back, 9_450);
    })
    .await;
}

#[tokio::test]
async fn what_is_on_its_way_back_is_not_deducted() {
    common::each_database(async |core, clock| {
        let desk = Desk::new(&core, &clock).await;
        desk.paid_online(5_000).await;
        let deposit = desk.read().await.deposits[0].id;
        back::give_back(&desk.owner, desk.order, (deposit, 2_000), "").await.unwrap();
        let invoice = desk.issue().await;
        assert_eq!((invoice.ledger.deposits(), invoice.ledger.balance()), (3_000, 13_550));
        refunds::send_due(&core).await.unwrap();
        let deposit = &desk.read().await.deposits[0];
        assert_eq!((deposit.left, deposit.given_back, deposit.applied), (0, 2_000, 3_000));
    })
    .await;
}

#[tokio::test]
async fn a_cancelled_visit_takes_no_deposit_and_staff_send_back_what_came() {
    common::each_database(async |core, clock| {
        let desk = Desk::new(&core, &clock).await;
        desk.record(4_000).await.unwrap();
        desk.ask(5_000).await.unwrap();
        let session = desk.open_page().await;
        desk.cancel().await;
        assert_eq!(desk.start().await.unwrap_err().to_string(), "err_deposit_not_asked");
        assert_eq!(desk.record(100).await.unwrap_err().to_string(), "err_deposit_closed");
        assert!(desk.read().await.cancelled);
        let stranded = async || {
            let rows = list::list(&desk.owner, &desk.shop.business, list::Filter::Open).await.unwrap();
            rows[0].to_send_back
        };
        assert_eq!(stranded().await, 4_000);
        let deposit = desk.read().await.deposits[0].id;
        assert!(!back::give_back(&desk.owner, desk.order, (deposit, 4_000), "").await.unwrap(), "by hand");
        assert_eq!(stranded().await, 0);
        // The page was open before the visit was cancelled: what is paid on it goes back by itself.
        let second = order(&desk.shop, &desk.owner, 2).await;
        let desk = Desk { order: second, ..desk };
        desk.ask(5_000).await.unwrap();
        let late = desk.open_page().await;
        assert_ne!(late, session);
        desk.cancel().await;
        desk.online.provider.pay(&late).unwrap();
        desk.online.hear_everything().await;
        assert_eq!(desk.read().await.deposits.len(), 0);
        refunds::send_due(&core).await.unwrap();
        assert_eq!((desk.online.provider.refunds().len(), desk.read().await.returning.len()), (1, 0));
    })
    .await;
}
