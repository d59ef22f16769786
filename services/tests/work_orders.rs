//! Work orders: what is asked, agreed, declined and offered again, on both databases.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "this is test code, outside the functions that clippy knows as tests"
)]

mod common;

use common::shop::{Shop, at, mails, vehicle};
use domain::{
    accounts::Role,
    billing::PaymentMethod,
    clock::FixedClock,
    error::ErrorKind,
    garage::{
        money::{Line, LineKind, Quantity},
        work_order::{Answer, Authorisation, Document, How},
    },
    ids::{WorkOrderId, WorkOrderJobId},
};
use entity::{work_order, work_order_event, work_order_job};
use jiff::SignedDuration;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use services::{
    Core, Scope,
    billing::{invoices, issue, payments},
    businesses::Business,
    garage::work_orders::{self, Job, WorkOrder, answer, ask, canned, edit, follow_up, open},
};
use std::{collections::BTreeSet, sync::Arc};

const SLOT: &str = "2026-10-22T09:00:00Z";

/// A shop with a technician and the work order of one booked visit.
struct Bench {
    shop: Shop,
    tech: Scope,
    owner: Scope,
    id: WorkOrderId,
}

impl Bench {
    async fn new(core: &Core) -> Self {
        let shop = Shop::open(core, "quay").await;
        let tech = shop.member("sam@quay.example", Role::Technician).await;
        let owner = shop.member("olive@quay.example", Role::Owner).await;
        let id = order(&shop, &tech, "ana@customer.example", SLOT).await;
        Self { shop, tech, owner, id }
    }

    fn business(&self) -> &Business {
        &self.shop.business
    }

    async fn read(&self) -> WorkOrder {
        work_orders::one(&self.tech, self.business(), self.id).await.unwrap()
    }

    async fn job(&self, job: WorkOrderJobId) -> Job {
        self.read().await.jobs.into_iter().find(|other| other.id == job).unwrap()
    }

    /// A job of two hours at 60.00 and a part of 45.50.
    async fn brakes(&self) -> WorkOrderJobId {
        let job = edit::add_job(&self.tech, self.id, "Brakes, front", "Worn to 2 mm").await.unwrap();
        for line in [labour(2_000), part(4_550)] {
            edit::add_line(&self.tech, self.business(), (self.id, job), &line).await.unwrap();
        }
        job
    }

    async fn asked(&self) -> (WorkOrderJobId, String) {
        let job = self.brakes().await;
        ask::ask(&self.tech, self.business(), self.id).await.unwrap();
        (job, self.read().await.token)
    }

    async fn say(&self, token: &str, job: WorkOrderJobId, what: Answer, price: i64) -> services::Result<()> {
        let stranger = self.shop.scope(services::Actor::Anonymous);
        answer::by_link(&stranger, self.business(), token, job, (what, price)).await
    }
}

async fn order(shop: &Shop, tech: &Scope, email: &str, slot: &str) -> WorkOrderId {
    let person = shop.customer(email).await;
    let car = vehicle(&person, "LV14 KXB").await;
    let token = shop.hold(&person, "service", at(slot)).await.unwrap();
    shop.confirm(&person, &token, Some(car)).await.unwrap();
    open::open(tech, &shop.business, shop.id(&token).await).await.unwrap()
}

fn line(kind: LineKind, milli: i64, price: i64) -> Line {
    Line {
        kind,
        description: "Something".into(),
        part_number: None,
        quantity: Quantity(milli),
        unit_price_minor: price,
        tax_bp: 2_000,
    }
}

fn labour(milli: i64) -> Line {
    line(LineKind::Labour, milli, 6_000)
}

fn part(price: i64) -> Line {
    line(LineKind::Part, 1_000, price)
}

async fn kinds(core: &Core, id: WorkOrderId) -> Vec<String> {
    let rows = work_order_event::Entity::find()
        .filter(work_order_event::Column::WorkOrderId.eq(uuid::Uuid::from(id)))
        .all(core.db().read())
        .await
        .unwrap();
    rows.into_iter().map(|row| row.kind).collect()
}

#[tokio::test]
async fn a_work_order_opens_once_with_what_was_booked_already_agreed() {
    common::each_database(async |core, _clock| {
        let bench = Bench::new(&core).await;
        let order = bench.read().await;
        assert_eq!((order.number.as_str(), order.document), ("WO-2026-0001", Document::RepairOrder));
        let [job] = order.jobs.as_slice() else { panic!("{:?}", order.jobs) };
        assert_eq!(job.authorisation, Authorisation::Approved);
        let decision = job.decision.as_ref().unwrap();
        assert_eq!((decision.how, decision.price_minor), (How::Link, job.totals.gross));
        let again = open::open(&bench.tech, bench.business(), order.booking).await.unwrap();
        assert_eq!(again, bench.id);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn numbers_of_work_orders_neither_repeat_nor_skip() {
    common::each_database(async |core, _clock| {
        let shop = Shop::open(&core, "quay").await;
        let tech = shop.member("sam@quay.example", Role::Technician).await;
        let mut bookings = Vec::new();
        for hour in 0..12 {
            let person = shop.customer(&format!("c{hour}@customer.example")).await;
            let start = at(SLOT) + SignedDuration::from_hours(5 + hour);
            let token = shop.book(&person, start).await.unwrap();
            bookings.push(shop.id(&token).await);
        }
        // Every booking is opened by two people at once.
        let tasks = bookings.iter().chain(&bookings).map(|&booking| {
            let (scope, business) = (tech.clone(), shop.business.clone());
            tokio::spawn(async move { open::open(&scope, &business, booking).await.unwrap() })
        });
        let tasks: Vec<_> = tasks.collect();
        for task in tasks {
            task.await.unwrap();
        }
        let rows = work_order::Entity::of(shop.business.id).all(core.db().read()).await.unwrap();
        let numbers: BTreeSet<String> = rows.into_iter().map(|row| row.number).collect();
        let expected: BTreeSet<String> = (1..=12).map(|n| format!("WO-2026-{n:04}")).collect();
        assert_eq!(numbers, expected);
    })
    .await;
}

#[tokio::test]
async fn the_customer_answers_each_job_at_exactly_the_price_shown() {
    common::each_database(async |core, _clock| {
        let bench = Bench::new(&core).await;
        let (job, token) = bench.asked().await;
        let price = bench.job(job).await.totals.gross;
        assert_eq!(price, 16_550);
        let mail = mails(&core).await.pop().unwrap();
        assert!(mail.text.contains(&token) && mail.text.contains("£165.50"), "{}", mail.text);
        let all = bench.read().await.agreed.gross + price;
        assert!(mail.text.contains(&format!("£{}.{:02}", all / 100, all % 100)), "{}", mail.text);
        let wrong = bench.say(&token, job, Answer::Approve, price - 1).await.unwrap_err();
        assert_eq!(
            (wrong.kind(), wrong.to_string().as_str()),
            (ErrorKind::Conflict, "err_auth_changed_since")
        );
        bench.say(&token, job, Answer::Approve, price).await.unwrap();
        // A second tap on a slow phone is the same answer; the other answer is too late.
        bench.say(&token, job, Answer::Approve, price).await.unwrap();
        let late = bench.say(&token, job, Answer::Decline, price).await.unwrap_err();
        assert_eq!(late.to_string(), "err_auth_decided");
        let decision = bench.job(job).await.decision.unwrap();
        assert_eq!(
            (decision.how, decision.by.as_str(), decision.price_minor),
            (How::Link, "Ana Silva", price)
        );
        assert_eq!(kinds(&core, bench.id).await.iter().filter(|kind| *kind == "approved").count(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_new_price_takes_the_answer_back_and_the_old_price_no_longer_counts() {
    common::each_database(async |core, _clock| {
        let bench = Bench::new(&core).await;
        let (job, token) = bench.asked().await;
        bench.say(&token, job, Answer::Approve, 16_550).await.unwrap();
        edit::add_line(&bench.tech, bench.business(), (bench.id, job), &part(1_000)).await.unwrap();
        let changed = bench.job(job).await;
        assert_eq!((changed.authorisation, changed.decision), (Authorisation::Draft, None));
        let stale = bench.say(&token, job, Answer::Approve, 16_550).await.unwrap_err();
        assert_eq!(stale.to_string(), "err_auth_changed_since");
        // The right price, but nobody has asked yet.
        let unasked = bench.say(&token, job, Answer::Approve, 17_550).await.unwrap_err();
        assert_eq!(unasked.to_string(), "err_auth_changed_since");
        ask::ask(&bench.tech, bench.business(), bench.id).await.unwrap();
        bench.say(&token, job, Answer::Approve, 17_550).await.unwrap();
        assert_eq!(bench.job(job).await.decision.unwrap().price_minor, 17_550);
        assert!(kinds(&core, bench.id).await.contains(&"authorisation_reset".to_owned()));
    })
    .await;
}

#[tokio::test]
async fn staff_record_who_answered_and_how() {
    common::each_database(async |core, _clock| {
        let bench = Bench::new(&core).await;
        let job = bench.brakes().await;
        let ids = (bench.id, job);
        let nameless =
            answer::record_answer(&bench.tech, bench.business(), ids, (Answer::Approve, How::Phone), "  ")
                .await;
        assert_eq!(nameless.unwrap_err().kind(), ErrorKind::Invalid);
        let how = (Answer::Approve, How::Phone);
        answer::record_answer(&bench.tech, bench.business(), ids, how, "Ana's husband").await.unwrap();
        let decision = bench.job(job).await.decision.unwrap();
        assert_eq!((decision.how, decision.by.as_str()), (How::Phone, "Ana's husband"));
        let row = work_order_job::Entity::one(bench.shop.business.id, job)
            .one(core.db().read())
            .await
            .unwrap()
            .unwrap();
        assert_eq!(row.recorded_by, bench.tech.account().map(Into::into));
    })
    .await;
}

#[tokio::test]
async fn a_link_that_ran_out_answers_nothing_and_asking_again_renews_it() {
    common::each_database(async |core, clock: Arc<FixedClock>| {
        let bench = Bench::new(&core).await;
        let (job, token) = bench.asked().await;
        clock.set(core.now() + work_orders::LINK + SignedDuration::from_secs(1));
        let gone = bench.say(&token, job, Answer::Approve, 16_550).await.unwrap_err();
        assert_eq!((gone.kind(), gone.to_string().as_str()), (ErrorKind::Gone, "err_work_link_expired"));
        ask::ask(&bench.tech, bench.business(), bench.id).await.unwrap();
        bench.say(&token, job, Answer::Approve, 16_550).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_booking_leads_to_its_question_only_while_one_waits_and_the_link_holds() {
    common::each_database(async |core, clock: Arc<FixedClock>| {
        let bench = Bench::new(&core).await;
        let booking = bench.read().await.booking;
        let waiting = || work_orders::waiting_link(&bench.tech, booking);
        let (job, token) = bench.asked().await;
        assert_eq!(waiting().await.unwrap(), Some(token.clone()));
        clock.set(core.now() + work_orders::LINK + SignedDuration::from_secs(1));
        assert_eq!(waiting().await.unwrap(), None);
        ask::ask(&bench.tech, bench.business(), bench.id).await.unwrap();
        bench.say(&token, job, Answer::Decline, 16_550).await.unwrap();
        assert_eq!(waiting().await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn declined_work_is_offered_again_once_and_counted_when_it_comes_back() {
    common::each_database(async |core, clock: Arc<FixedClock>| {
        let bench = Bench::new(&core).await;
        let (job, token) = bench.asked().await;
        bench.say(&token, job, Answer::Decline, 16_550).await.unwrap();
        let before = mails(&core).await.len();
        assert_eq!(follow_up::send_due(&core).await.unwrap(), 0);
        clock.set(core.now() + SignedDuration::from_hours(24 * 30));
        // Two workers look at the same time.
        let (one, two) = tokio::join!(follow_up::send_due(&core), follow_up::send_due(&core));
        assert_eq!(one.unwrap() + two.unwrap(), 1);
        assert_eq!(follow_up::send_due(&core).await.unwrap(), 0);
        let sent = mails(&core).await;
        assert_eq!(sent.len(), before + 1);
        assert!(sent.last().unwrap().text.contains("/b/quay/book"));
        // The same car comes back: what was declined is one tap away, once.
        let person = bench.shop.scope(services::Actor::Customer(
            entity::account::Entity::find()
                .filter(entity::account::Column::Email.eq("ana@customer.example"))
                .one(core.db().read())
                .await
                .unwrap()
                .unwrap()
                .id
                .into(),
        ));
        let car = services::garage::vehicles::list(&person).await.unwrap()[0].id;
        let visit = bench.shop.hold(&person, "service", at("2026-11-24T09:00:00Z")).await.unwrap();
        bench.shop.confirm(&person, &visit, Some(car)).await.unwrap();
        let booking = bench.shop.id(&visit).await;
        let later = open::open(&bench.tech, bench.business(), booking).await.unwrap();
        let offered = follow_up::declined_before(&bench.tech, bench.business(), later).await.unwrap();
        assert_eq!(offered.iter().map(|job| job.id).collect::<Vec<_>>(), [job]);
        let back = follow_up::revive(&bench.tech, later, job).await.unwrap();
        let whole = work_orders::one(&bench.tech, bench.business(), later).await.unwrap();
        let revived: Vec<_> = whole.jobs.iter().filter(|job| job.revived).map(|job| job.id).collect();
        assert_eq!(revived, [back]);
        let twice = follow_up::revive(&bench.tech, later, job).await.unwrap_err();
        assert_eq!(twice.to_string(), "err_work_revived");
        assert!(follow_up::declined_before(&bench.tech, bench.business(), later).await.unwrap().is_empty());
        let count = follow_up::revivals(&bench.owner).await.unwrap();
        assert_eq!(count, follow_up::Revivals { declined: 1, offered: 1, revived: 1, agreed: 0, paid: 0 });
        paid_after_all(&bench, later, back).await;
    })
    .await;
}

/// The customer agrees this time and pays, and the owner sees both.
async fn paid_after_all(bench: &Bench, order: WorkOrderId, job: WorkOrderJobId) {
    let business = bench.business();
    ask::ask(&bench.tech, business, order).await.unwrap();
    let whole = work_orders::one(&bench.tech, business, order).await.unwrap();
    for job in &whole.jobs {
        let stranger = bench.shop.scope(services::Actor::Anonymous);
        let yes = (Answer::Approve, job.totals.gross);
        let answered = answer::by_link(&stranger, business, &whole.token, job.id, yes).await;
        assert!(answered.is_ok() || job.authorisation == Authorisation::Approved, "{answered:?}");
    }
    let count = follow_up::revivals(&bench.owner).await.unwrap();
    assert_eq!((count.agreed, count.paid), (1, 0), "{job:?} is agreed to and not paid");
    let invoice = issue::issue(&bench.owner, business, order).await.unwrap();
    let gross = invoices::one(&bench.owner, invoice).await.unwrap().ledger.balance();
    payments::record(&bench.owner, business, invoice, (PaymentMethod::Cash, gross), "").await.unwrap();
    assert_eq!(follow_up::revivals(&bench.owner).await.unwrap().paid, 1);
}

#[tokio::test]
async fn canned_jobs_bring_their_lines_and_leave_old_work_orders_alone() {
    common::each_database(async |core, _clock| {
        let bench = Bench::new(&core).await;
        let new = canned::NewCanned {
            title: "Oil and filter".into(),
            note: String::new(),
            lines: vec![labour(500), part(3_990)],
        };
        assert_eq!(
            canned::add(&bench.tech, bench.business(), &new).await.unwrap_err().kind(),
            ErrorKind::Forbidden
        );
        let id = canned::add(&bench.owner, bench.business(), &new).await.unwrap();
        let job = canned::put(&bench.tech, bench.id, id).await.unwrap();
        assert_eq!(bench.job(job).await.totals.gross, 6_990);
        canned::retire(&bench.owner, id).await.unwrap();
        assert!(canned::list(&bench.tech, bench.business()).await.unwrap().is_empty());
        assert_eq!(canned::put(&bench.tech, bench.id, id).await.unwrap_err().kind(), ErrorKind::NotFound);
        assert_eq!(bench.job(job).await.lines.len(), 2);
        let _ = core;
    })
    .await;
}

#[tokio::test]
async fn numbers_out_of_bounds_are_refused_at_their_field_and_change_nothing() {
    common::each_database(async |core, _clock| {
        let bench = Bench::new(&core).await;
        let job = bench.brakes().await;
        let before = bench.job(job).await.totals;
        let bad = [
            (line(LineKind::Part, -1_000, 100), "quantity"),
            (line(LineKind::Part, 1_000, i64::MAX), "unit_price"),
            (Line { tax_bp: 100_000, ..part(100) }, "tax"),
        ];
        for (line, field) in bad {
            match edit::add_line(&bench.tech, bench.business(), (bench.id, job), &line).await {
                Err(services::Error::Fields(errors)) => assert_eq!(errors[0].field, field),
                other => panic!("{field}: {other:?}"),
            }
        }
        let too_much = edit::set_discount(&bench.owner, bench.business(), bench.id, 10_000_000).await;
        assert_eq!(too_much.unwrap_err().kind(), ErrorKind::Invalid);
        assert_eq!(bench.job(job).await.totals, before);
        let _ = core;
    })
    .await;
}

#[tokio::test]
async fn another_business_s_work_order_is_not_found_by_staff_or_link() {
    common::each_database(async |core, _clock| {
        let bench = Bench::new(&core).await;
        let (job, token) = bench.asked().await;
        let other = Shop::open(&core, "dock").await;
        let stranger = other.member("max@dock.example", Role::Owner).await;
        let seen = work_orders::one(&stranger, &other.business, bench.id).await;
        assert_eq!(seen.unwrap_err().kind(), ErrorKind::NotFound);
        let anyone = other.scope(services::Actor::Anonymous);
        let link = answer::by_link(&anyone, &other.business, &token, job, (Answer::Approve, 16_550)).await;
        assert_eq!(link.unwrap_err().kind(), ErrorKind::NotFound);
        let line = edit::add_line(&stranger, &other.business, (bench.id, job), &part(1)).await;
        assert_eq!(line.unwrap_err().kind(), ErrorKind::NotFound);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn lines_added_at_the_same_time_are_all_there_and_the_total_is_theirs() {
    common::each_database(async |core, _clock| {
        let bench = Bench::new(&core).await;
        let job = edit::add_job(&bench.tech, bench.id, "Many hands", "").await.unwrap();
        let tasks: Vec<_> = (0..20)
            .map(|_| {
                let (scope, business) = (bench.tech.clone(), bench.business().clone());
                let ids = (bench.id, job);
                tokio::spawn(async move { edit::add_line(&scope, &business, ids, &part(101)).await })
            })
            .collect();
        for task in tasks {
            task.await.unwrap().unwrap();
        }
        let whole = bench.job(job).await;
        assert_eq!((whole.lines.len(), whole.totals.gross), (20, 2_020));
        let _ = core;
    })
    .await;
}
