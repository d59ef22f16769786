//! Notifications: each reaches whom it should, on the ways they chose, once, and nobody else, on both databases.
#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "the helpers are test code too, outside the functions that clippy knows as tests"
)]

mod common;

use common::{
    online::{Online, order},
    shop::{Shop, at, vehicle},
    told::House,
};
use domain::{
    accounts::Role,
    form::Fields,
    garage::{
        board::JobStatus,
        money::{Line, LineKind, Quantity},
        reminder::Draft,
        work_order::{Answer, How},
    },
    ids::{WorkOrderId, WorkOrderJobId},
    messaging::{
        Delivery, DeliveryError, Email, Mailer,
        notifications::{Event, Sum},
    },
    money::{Currency, Money},
};
use entity::{customer, work_order};
use jiff::SignedDuration;
use services::{
    Actor, Scope,
    agenda::{cancel::cancel, reschedule::reschedule},
    billing::{self, checkout, issue, payments},
    garage::{
        board, reminders,
        work_orders::{self, answer, ask, edit, follow_up, open},
    },
    messaging::{
        notifications,
        notify::{self, Notice, To},
    },
    outbox::deliver_due,
};

const SLOT: &str = "2026-10-21T10:00:00Z";

/// A form in which these switches are on.
fn switches(on: &[&str]) -> Fields {
    Fields(on.iter().map(|name| ((*name).to_owned(), "on".to_owned())).collect())
}

async fn choose(scope: &Scope, shop: &Shop, on: &[&str]) {
    notifications::choose(scope, &shop.business, &switches(on)).await.unwrap();
}

/// A booked visit of `ana` with its work order, and a job on that which waits for no answer yet.
async fn proposed(house: &House, ana: &Scope) -> (String, WorkOrderId, WorkOrderJobId) {
    let car = vehicle(ana, "LV14 KXB").await;
    let token = house.shop.hold(ana, "service", at(SLOT)).await.unwrap();
    house.shop.confirm(ana, &token, Some(car)).await.unwrap();
    let id = open::open(&house.desk, &house.shop.business, house.shop.id(&token).await).await.unwrap();
    let job = edit::add_job(&house.desk, id, "Brakes", "").await.unwrap();
    let line = Line {
        kind: LineKind::Part,
        description: "Pads".into(),
        part_number: None,
        quantity: Quantity(1_000),
        unit_price_minor: 4_550,
        tax_bp: 2_000,
    };
    edit::add_line(&house.desk, &house.shop.business, (id, job), &line).await.unwrap();
    house.forget().await;
    (token, id, job)
}

/// The customer of a work order, signed in on the site.
async fn customer_of(house: &House, id: WorkOrderId) -> Scope {
    let db = house.core.db().read();
    let order = work_order::Entity::one(house.shop.business.id, id).one(db).await.unwrap().unwrap();
    let person = customer::Entity::one(house.shop.business.id, order.customer_id.into()).one(db).await;
    house.shop.scope(Actor::Customer(person.unwrap().unwrap().account_id.unwrap().into()))
}

#[tokio::test]
async fn a_booking_tells_its_customer_the_desk_and_who_does_the_job_and_nobody_else() {
    common::each_database(async |core, _clock| {
        let mut house = House::open(&core).await;
        let (ana, rui) = (house.customer("ana").await, house.customer("rui").await);
        let other = Shop::open(&core, "other").await;
        let theirs = other.member("kim@other.example", Role::Owner).await;
        house.knows("kim", &theirs).await;
        let token = house.shop.book(&ana, at(SLOT)).await.unwrap();
        let (worker, _) = house.worker(&token).await;
        let mut told = vec![worker, "desk", "owner"];
        told.sort_unstable();
        assert_eq!(house.in_app("booking").await, ["ana"]);
        assert_eq!(house.in_app("visit").await, told);
        assert_eq!(house.mailed().await, ["ana"], "staff have their list and their phones");
        let mut pushed = [vec!["ana"], told].concat();
        pushed.sort_unstable();
        assert_eq!(house.pushed().await, pushed);
        assert_eq!(notifications::unread(&rui).await.unwrap(), 0);
        assert_eq!(notifications::unread(&theirs).await.unwrap(), 0);

        house.forget().await;
        reschedule(&ana, &house.shop.business, &token, at("2026-10-22T10:00:00Z")).await.unwrap();
        house.shop.confirm(&ana, &token, None).await.unwrap();
        cancel(&ana, &house.shop.business, &token).await.unwrap();
        cancel(&ana, &house.shop.business, &token).await.unwrap();
        assert_eq!(house.in_app("booking").await, ["ana", "ana"], "moved, and cancelled once");
        assert_eq!(house.mailed().await, ["ana", "ana"]);
    })
    .await;
}

#[tokio::test]
async fn what_is_switched_off_stays_in_the_list_and_what_must_arrive_arrives() {
    common::each_database(async |core, _clock| {
        let mut house = House::open(&core).await;
        let ana = house.customer("ana").await;
        choose(&ana, &house.shop, &[]).await;
        for scope in [&house.owner, &house.ada, &house.ben] {
            choose(scope, &house.shop, &[]).await;
        }
        choose(&house.desk, &house.shop, &["visit.email"]).await;
        let token = house.shop.book(&ana, at(SLOT)).await.unwrap();
        assert_eq!(house.in_app("booking").await, ["ana"]);
        assert_eq!(house.in_app("visit").await.len(), 3);
        assert_eq!(house.pushed().await, Vec::<&str>::new());
        let mut mailed = house.mailed().await;
        mailed.sort_unstable();
        assert_eq!(
            mailed,
            ["ana", "desk"],
            "a confirmation cannot be switched off, and the desk asked for mails"
        );
        let mail = house.mails().await.into_iter().find(|mail| mail.to.starts_with("desk")).unwrap();
        assert!(mail.text.contains("/console/quay/notifications/"), "{}", mail.text);

        house.forget().await;
        let id = house.shop.id(&token).await;
        let moves = [JobStatus::Scheduled, JobStatus::CheckedIn, JobStatus::InProgress, JobStatus::Ready];
        for step in moves.windows(2) {
            board::move_job(&house.desk, &house.shop.business, id, step[0], step[1]).await.unwrap();
        }
        assert_eq!(house.in_app("ready").await, ["ana"]);
        assert_eq!((house.mailed().await, house.pushed().await), (vec![], vec![]));
    })
    .await;
}

#[tokio::test]
async fn questions_and_answers_reach_the_desk_but_never_who_gave_them() {
    common::each_database(async |core, clock| {
        let mut house = House::open(&core).await;
        let ana = house.customer("ana").await;
        let (token, id, job) = proposed(&house, &ana).await;
        let business = &house.shop.business;
        ask::ask(&house.desk, business, id).await.unwrap();
        ask::ask(&house.desk, business, id).await.unwrap();
        assert_eq!(house.in_app("estimate").await, ["ana"], "a button pressed twice asks once");
        assert_eq!(house.mailed().await, ["ana"]);
        clock.set(core.now() + SignedDuration::from_mins(2));
        ask::ask(&house.desk, business, id).await.unwrap();
        assert_eq!(house.mailed().await, ["ana", "ana"], "later it is a reminder");

        let whole = work_orders::one(&house.desk, business, id).await.unwrap();
        let stranger = house.shop.scope(Actor::Anonymous);
        for _ in 0..2 {
            answer::question(&stranger, business, &whole.token, job, "How worn are they?").await.unwrap();
        }
        let (worker, _) = house.worker(&token).await;
        let mut told = vec!["desk", "owner", worker];
        told.sort_unstable();
        assert_eq!(house.in_app("question").await, told);
        for _ in 0..2 {
            let said = (Answer::Approve, whole.jobs.iter().find(|one| one.id == job).unwrap().totals.gross);
            answer::by_link(&stranger, business, &whole.token, job, said).await.unwrap();
        }
        assert_eq!(house.in_app("decision").await, told);
        house.forget().await;
        let booked = whole.jobs.iter().find(|one| one.id != job).unwrap().id;
        let said = (Answer::Decline, How::Phone);
        answer::record_answer(&house.owner, business, (id, booked), said, "Ana").await.unwrap();
        told.retain(|name| *name != "owner");
        assert_eq!(house.in_app("decision").await, told);
    })
    .await;
}

#[tokio::test]
async fn papers_reach_the_customer_by_mail_always_and_money_paid_online_the_desk() {
    common::each_database(async |core, clock| {
        let online = Online::connect(&core, &clock).await;
        let mut house = House::open(&core).await;
        let business = house.shop.business.clone();
        let id = order(&house.shop, &house.owner, 0).await;
        let ana = customer_of(&house, id).await;
        house.knows("ana", &ana).await;
        house.forget().await;
        choose(&ana, &house.shop, &[]).await;
        let invoice = issue::issue(&house.desk, &business, id).await.unwrap();
        let paper = billing::one(&house.desk, invoice).await.unwrap();
        let cash = (domain::billing::PaymentMethod::Cash, 5_000);
        payments::record(&house.desk, &business, invoice, cash, "").await.unwrap();
        assert_eq!(house.in_app("payment").await, Vec::<&str>::new(), "the desk took it itself");
        checkout::start(&house.shop.scope(Actor::Anonymous), &business, &paper.token).await.unwrap();
        online.provider.pay(&online.session().await).unwrap();
        online.hear_everything().await;
        online.hear_everything().await;
        assert_eq!(house.in_app("invoice").await, ["ana"; 3]);
        assert_eq!(house.mailed().await, ["c0"; 3], "the invoice and two receipts");
        assert_eq!(house.in_app("payment").await, ["desk", "owner"]);
        assert_eq!(house.pushed().await, ["desk", "owner"]);
    })
    .await;
}

#[tokio::test]
async fn reminders_and_declined_work_tell_once_with_two_workers_at_once() {
    common::each_database(async |core, clock| {
        let mut house = House::open(&core).await;
        let ana = house.customer("ana").await;
        let (_, id, job) = proposed(&house, &ana).await;
        let car = services::garage::vehicles::list(&ana).await.unwrap()[0].id;
        let oil = [("title", "Oil"), ("due_on", "2026-11-01")];
        let oil = oil.map(|(name, value)| (name.to_owned(), value.to_owned()));
        reminders::add(&ana, car, &Draft::read(&Fields(oil.into())).unwrap()).await.unwrap();
        let said = (Answer::Decline, How::Phone);
        answer::record_answer(&house.desk, &house.shop.business, (id, job), said, "Ana").await.unwrap();
        house.forget().await;
        clock.set(core.now() + SignedDuration::from_hours(24 * 40));
        let (one, two) = tokio::join!(reminders::send_due(&core), reminders::send_due(&core));
        assert_eq!(one.unwrap() + two.unwrap(), 1);
        let (one, two) = tokio::join!(follow_up::send_due(&core), follow_up::send_due(&core));
        assert_eq!(one.unwrap() + two.unwrap(), 1);
        assert_eq!(house.in_app("reminder").await, ["ana"]);
        assert_eq!(house.in_app("follow_up").await, ["ana"]);
        assert_eq!(house.mailed().await, ["ana", "ana"]);
        assert_eq!(house.pushed().await, ["ana", "ana"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_same_event_notifies_once_also_from_many_tasks_at_once() {
    common::each_database(async |core, _clock| {
        let house = House::open(&core).await;
        let tell = |key: &'static str| {
            let (scope, business) = (house.shop.scope(Actor::System), house.shop.business.clone());
            tokio::spawn(async move {
                let amount = Money::new(100, Currency::Gbp);
                let sum = Sum { number: "INV-1".into(), amount, customer: "Ana".into() };
                let notice = Notice {
                    business: &business,
                    event: Event::Paid(sum),
                    path: "/console/quay".into(),
                    key: key.into(),
                };
                let tx = scope.begin().await.unwrap();
                let told = notify::send(&scope, &tx, &notice, To::Staff(None)).await.unwrap();
                tx.commit().await.unwrap();
                told.publish(&scope).await;
            })
        };
        let tasks: Vec<_> = (0..8).map(|_| tell("paid:1")).collect();
        for task in tasks {
            task.await.unwrap();
        }
        assert_eq!(house.in_app("payment").await, ["desk", "owner"]);
        assert_eq!(house.pushed().await, ["desk", "owner"]);
        tell("paid:2").await.unwrap();
        assert_eq!(house.in_app("payment").await.len(), 4, "another event is told");
    })
    .await;
}

/// A mail server that refuses everything for good.
struct Refuses;

impl Mailer for Refuses {
    fn send<'a>(&'a self, _: &'a Email) -> Delivery<'a> {
        Box::pin(async { Err(DeliveryError::Never("550 no such mailbox".into())) })
    }
}

#[tokio::test]
async fn mails_that_were_given_up_tell_the_owner_once_an_hour_and_never_of_themselves() {
    common::each_database(async |core, clock| {
        let mut house = House::open(&core).await;
        let ana = house.customer("ana").await;
        for slot in [SLOT, "2026-10-21T14:00:00Z"] {
            house.shop.book(&ana, at(slot)).await.unwrap();
        }
        for _ in 0..5 {
            deliver_due(&core, &Refuses, "one").await.unwrap();
        }
        assert_eq!(house.in_app("undelivered").await, ["owner"]);
        assert_eq!(
            house.mailed().await,
            ["ana", "ana", "owner"],
            "and its own mail, refused too, tells nobody"
        );
        clock.set(core.now() + SignedDuration::from_hours(1));
        house.shop.book(&ana, at("2026-10-22T10:00:00Z")).await.unwrap();
        deliver_due(&core, &Refuses, "one").await.unwrap();
        assert_eq!(house.in_app("undelivered").await, ["owner", "owner"]);
    })
    .await;
}
