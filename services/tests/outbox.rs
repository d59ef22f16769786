//! Messages on their way out: each leaves once, whoever delivers and whatever happens meanwhile.
#![allow(
    clippy::unwrap_used,
    reason = "the helpers are test code too, outside the functions that clippy knows as tests"
)]

mod common;

use common::shop::{Shop, at};
use domain::{
    accounts::Role,
    clock::FixedClock,
    error::ErrorKind,
    messaging::{Delivery, DeliveryError, Email, Mailer},
};
use emulators::smtp::Smtp;
use entity::outbox;
use jiff::SignedDuration;
use rand::{Rng as _, SeedableRng as _, rngs::StdRng};
use sea_orm::{ActiveModelTrait as _, EntityTrait as _, IntoActiveModel as _, Set};
use services::{Actor, Core, outbox::*};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::sync::Notify;
use uuid::Uuid;

/// How the other side answers.
enum Answer {
    Takes,
    Later,
    Never,
    /// Takes the message, then is silent until it is woken, and answers `Never`.
    Silent(Notify),
}

/// A mail server that remembers the message ids it was given.
struct TestMailer {
    seen: Mutex<Vec<String>>,
    answer: Answer,
}

impl TestMailer {
    fn new(answer: Answer) -> Self {
        Self { seen: Mutex::default(), answer }
    }

    fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Mailer for TestMailer {
    fn send<'a>(&'a self, email: &'a Email) -> Delivery<'a> {
        Box::pin(async move {
            self.seen.lock().unwrap_or_else(PoisonError::into_inner).push(email.message_id.clone());
            tokio::task::yield_now().await;
            match &self.answer {
                Answer::Takes => Ok(()),
                Answer::Later => Err(DeliveryError::Later("450 busy".into())),
                Answer::Never => Err(DeliveryError::Never("550 no such mailbox".into())),
                Answer::Silent(woken) => {
                    woken.notified().await;
                    Err(DeliveryError::Never("550 after all".into()))
                }
            }
        })
    }
}

async fn write(core: &Core, business: Uuid, count: usize) {
    let tx = core.db().begin().await.unwrap();
    for n in 0..count {
        let email = Email {
            message_id: String::new(),
            from_name: "Quay Garage".into(),
            reply_to: None,
            to_name: "Ana".into(),
            to: format!("ana{n}@mail.example"),
            subject: "Ready".into(),
            text: "Your car is ready.\n".into(),
            calendar: None,
        };
        enqueue(core, &tx, business, email).await.unwrap();
    }
    tx.commit().await.unwrap();
}

async fn rows(core: &Core) -> Vec<outbox::Model> {
    outbox::Entity::find().all(core.db().read()).await.unwrap()
}

fn wait(core: &Core, clock: &FixedClock, seconds: i64) {
    clock.set(core.now() + SignedDuration::from_secs(seconds));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_workers_deliver_each_message_once() {
    common::each_database(async |core, _clock| {
        write(&core, INSTALLATION, 60).await;
        let mailer = std::sync::Arc::new(TestMailer::new(Answer::Takes));
        let work = ["one", "two"].map(|name| {
            let (core, mailer) = (core.clone(), mailer.clone());
            tokio::spawn(async move {
                let mut taken = 0;
                for _ in 0..12 {
                    taken += deliver_due(&core, mailer.as_ref(), name).await.unwrap();
                }
                taken
            })
        });
        let mut taken = 0;
        for worker in work {
            taken += worker.await.unwrap();
        }
        let seen = mailer.seen();
        assert_eq!((taken, seen.len()), (60, 60));
        assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), 60, "no message twice");
        assert!(seen.iter().all(|id| id.ends_with("@mainstreet.example")), "{seen:?}");
        assert!(rows(&core).await.iter().all(|row| row.state == "done" && row.leased_by.is_none()));
        assert_eq!(counts(core.db()).await.unwrap(), (0, 0));
    })
    .await;
}

#[tokio::test]
async fn a_message_of_a_transaction_that_fails_never_leaves() {
    common::each_database(async |core, _clock| {
        let shop = Shop::open(&core, "quay").await;
        let person = shop.customer("ana@mail.example").await;
        let token = shop.hold(&person, "service", at("2026-10-22T09:00:00Z")).await.unwrap();
        shop.confirm(&person, &token, None).await.expect_err("it needs a vehicle");
        assert_eq!(deliver_due(&core, &TestMailer::new(Answer::Takes), "one").await.unwrap(), 0);
    })
    .await;
}

#[tokio::test]
async fn a_busy_receiver_is_tried_again_after_a_pause_with_the_same_message_id() {
    common::each_database(async |core, clock| {
        write(&core, INSTALLATION, 1).await;
        let busy = TestMailer::new(Answer::Later);
        assert_eq!(deliver_due(&core, &busy, "one").await.unwrap(), 1);
        let row = rows(&core).await.remove(0);
        assert_eq!(
            (row.state.as_str(), row.attempts, row.last_error.as_deref()),
            ("pending", 1, Some("450 busy"))
        );
        wait(&core, &clock, 1);
        assert_eq!(deliver_due(&core, &busy, "one").await.unwrap(), 0, "not before the pause is over");
        clock.set(services::core::instant(row.next_at));
        let taker = TestMailer::new(Answer::Takes);
        assert_eq!(deliver_due(&core, &taker, "two").await.unwrap(), 1);
        assert_eq!((busy.seen(), rows(&core).await[0].state.as_str()), (taker.seen(), "done"));
    })
    .await;
}

#[tokio::test]
async fn a_receiver_that_is_always_busy_is_given_up_after_twelve_tries() {
    common::each_database(async |core, clock| {
        write(&core, INSTALLATION, 1).await;
        let busy = TestMailer::new(Answer::Later);
        for _ in 0..20 {
            deliver_due(&core, &busy, "one").await.unwrap();
            wait(&core, &clock, 4 * 3600);
        }
        let seen = busy.seen();
        assert_eq!(seen.len(), 12);
        assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), 1);
        assert_eq!(counts(core.db()).await.unwrap(), (0, 1));
    })
    .await;
}

#[tokio::test]
async fn what_is_refused_for_good_waits_for_the_owner_who_can_send_it_again() {
    common::each_database(async |core, _clock| {
        let (shop, pier) = (Shop::open(&core, "quay").await, Shop::open(&core, "pier").await);
        write(&core, shop.business.id.into(), 1).await;
        let refusing = TestMailer::new(Answer::Never);
        deliver_due(&core, &refusing, "one").await.unwrap();
        assert_eq!(deliver_due(&core, &refusing, "one").await.unwrap(), 0, "it is not tried again by itself");

        let owner = shop.member("boss@quay.example", Role::Owner).await;
        let letters = dead_letters(&owner).await.unwrap();
        assert_eq!(letters.len(), 1);
        let told = (letters[0].to.as_str(), letters[0].subject.as_str(), letters[0].why.as_str());
        assert_eq!(told, ("ana0@mail.example", "Ready", "550 no such mailbox"));
        let id = letters[0].id;
        for role in [Role::Technician, Role::Kitchen, Role::FrontDesk] {
            let member = shop.member(&format!("{}@quay.example", role.as_str()), role).await;
            assert_eq!(dead_letters(&member).await.unwrap_err().kind(), ErrorKind::Forbidden);
            assert_eq!(replay(&member, id).await.unwrap_err().kind(), ErrorKind::Forbidden);
        }
        let nobody = shop.scope(Actor::Anonymous);
        assert_eq!(dead_letters(&nobody).await.unwrap_err().kind(), ErrorKind::SignedOut);
        let stranger = pier.member("boss@pier.example", Role::Owner).await;
        assert_eq!(dead_letters(&stranger).await.unwrap(), []);
        assert_eq!(replay(&stranger, id).await.unwrap_err().kind(), ErrorKind::NotFound);

        replay(&owner, id).await.unwrap();
        assert_eq!(replay(&owner, id).await.unwrap_err().kind(), ErrorKind::NotFound, "it waits no longer");
        let taker = TestMailer::new(Answer::Takes);
        assert_eq!(deliver_due(&core, &taker, "one").await.unwrap(), 1);
        assert_eq!(taker.seen(), refusing.seen());
        assert_eq!(dead_letters(&owner).await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn a_message_nobody_can_read_is_given_up_and_hides_no_other() {
    common::each_database(async |core, _clock| {
        let shop = Shop::open(&core, "quay").await;
        write(&core, shop.business.id.into(), 2).await;
        let tx = core.db().begin().await.unwrap();
        let mut spoilt = rows(&core).await.remove(0).into_active_model();
        spoilt.payload = Set("{".into());
        spoilt.update(&tx).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(deliver_due(&core, &TestMailer::new(Answer::Never), "one").await.unwrap(), 2);
        let owner = shop.member("boss@quay.example", Role::Owner).await;
        assert_eq!(dead_letters(&owner).await.unwrap().len(), 2);
    })
    .await;
}

#[tokio::test]
async fn what_a_worker_had_taken_when_it_died_is_delivered_after_its_lease() {
    common::each_database(async |core, clock| {
        write(&core, INSTALLATION, 1).await;
        let silent = TestMailer::new(Answer::Silent(Notify::new()));
        let dying = tokio::time::timeout(Duration::from_millis(300), deliver_due(&core, &silent, "one"));
        dying.await.expect_err("it dies while the other side is silent");
        let taker = TestMailer::new(Answer::Takes);
        for seconds in [0, 30, 60] {
            wait(&core, &clock, seconds);
            assert_eq!(deliver_due(&core, &taker, "two").await.unwrap(), 0, "the lease still holds");
        }
        wait(&core, &clock, 120);
        assert_eq!(deliver_due(&core, &taker, "two").await.unwrap(), 1);
        assert_eq!((silent.seen().len(), silent.seen()), (1, taker.seen()));
    })
    .await;
}

#[tokio::test]
async fn a_worker_that_lost_its_lease_cannot_undo_what_another_noted() {
    common::each_database(async |core, clock| {
        write(&core, INSTALLATION, 1).await;
        let slow = TestMailer::new(Answer::Silent(Notify::new()));
        let taker = TestMailer::new(Answer::Takes);
        let late = deliver_due(&core, &slow, "one");
        let meanwhile = async {
            while slow.seen().is_empty() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            wait(&core, &clock, 300);
            assert_eq!(deliver_due(&core, &taker, "two").await.unwrap(), 1);
            if let Answer::Silent(woken) = &slow.answer {
                woken.notify_one();
            }
        };
        let (late, ()) = tokio::join!(late, meanwhile);
        assert_eq!(late.unwrap(), 1);
        let row = rows(&core).await.remove(0);
        assert_eq!((row.state.as_str(), row.last_error), ("done", None));
    })
    .await;
}

/// A process that dies: it hands mails over, and when so many were taken it is gone before it can note the last of
/// them. What it was handing over besides is cut off wherever it is.
struct Dying {
    mailer: providers::messaging::smtp::Smtp,
    left: AtomicUsize,
    dead: Notify,
}

impl Mailer for Dying {
    fn send<'a>(&'a self, email: &'a Email) -> Delivery<'a> {
        Box::pin(async move {
            self.mailer.send(email).await?;
            if self.left.fetch_sub(1, Ordering::SeqCst) == 1 {
                self.dead.notify_one();
                std::future::pending::<()>().await;
            }
            Ok(())
        })
    }
}

/// How often a mail server had what it was sent without the worker learning of it.
#[derive(Default)]
struct Doubts {
    deaths: usize,
    lost_replies: usize,
}

/// Lets one worker after the other deliver to `smtp`, in the first nine rounds with a random mix of faults, until
/// nothing is pending. Nine, so that bad luck alone gives no message up.
async fn deliver_through_faults(core: &Core, clock: &FixedClock, smtp: &Smtp, seed: u64) -> Doubts {
    let mut dice = StdRng::seed_from_u64(seed);
    let mut doubts = Doubts::default();
    for round in 0..60 {
        let faults = usize::from(round < 9);
        smtp.fail_next(faults * dice.random_range(0..6), 451);
        smtp.lose_reply_after_data(faults * dice.random_range(0..4));
        let fate = if round < 9 && dice.random_bool(0.6) { dice.random_range(1..10) } else { usize::MAX };
        let (name, url) = (format!("worker {round}"), format!("smtp://127.0.0.1:{}", smtp.port()));
        let worker = Dying {
            mailer: providers::messaging::smtp::Smtp::new(&url, "mail@mainstreet.example").unwrap(),
            left: AtomicUsize::new(fate),
            dead: Notify::new(),
        };
        tokio::select! {
            taken = deliver_due(core, &worker, &name) => { taken.unwrap(); }
            () = worker.dead.notified() => doubts.deaths += 1,
        }
        if counts(core.db()).await.unwrap().0 == 0 {
            break;
        }
        // Longer than any lease and any pause.
        wait(core, clock, 4 * 3600);
    }
    doubts.lost_replies = smtp.messages().iter().filter(|message| !message.answered).count();
    doubts
}

#[tokio::test]
async fn through_crashes_and_lost_replies_every_mail_arrives_and_every_copy_has_its_message_id() {
    const MAILS: usize = 40;
    // As many as a worker hands over at a time, and may be cut off in when it dies.
    const UNDER_WAY: usize = 8;
    common::each_database(async |core, clock| {
        write(&core, INSTALLATION, MAILS).await;
        let smtp = Smtp::start().await.unwrap();
        let doubts = deliver_through_faults(&core, &clock, &smtp, 5321).await;

        let rows = rows(&core).await;
        assert!(rows.iter().all(|row| row.state == "done" && row.leased_by.is_none()), "{rows:?}");
        let written: BTreeMap<String, String> = rows
            .iter()
            .map(|row| serde_json::from_str::<Email>(&row.payload).unwrap())
            .map(|email| (format!("<{}>", email.message_id), email.to))
            .collect();
        let copies = smtp.messages();
        let arrived: BTreeMap<String, String> = copies
            .iter()
            .map(|copy| (copy.header("Message-ID").unwrap(), copy.recipients.concat()))
            .collect();
        assert_eq!((arrived.len(), &arrived), (MAILS, &written), "none lost, none under another id");
        for copy in &copies {
            let id = copy.header("Message-ID").unwrap();
            assert_eq!(copy.recipients, [written[&id].as_str()], "each copy of {id} goes to the same person");
        }

        // Each noted mail once, and a copy for each time in doubt: no more than that.
        let Doubts { deaths, lost_replies } = doubts;
        let least = MAILS + lost_replies + deaths;
        let most = MAILS + lost_replies + UNDER_WAY * deaths;
        assert!((least..=most).contains(&copies.len()), "{} not in {least}..={most}", copies.len());
        let tries: usize = rows.iter().map(|row| usize::try_from(row.attempts).unwrap()).sum();
        assert!(deaths > 1 && lost_replies > 1, "{deaths} deaths, {lost_replies} lost replies");
        assert!(tries > MAILS + lost_replies, "{tries} tries: some were refused for a while");
    })
    .await;
}
