//! Notifications on devices: they reach the devices of one person and no other, once, and stop where they are not wanted
//! any more, on both databases and against a push service that opens what it is sent.
#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "the helpers are test code too, outside the functions that clippy knows as tests"
)]

mod common;

use common::{
    push::{Bench, PHONE, ready, session, whose},
    shop::Shop,
};
use domain::{
    accounts::{Realm, Role},
    clock::FixedClock,
    error::ErrorKind,
    messaging::push::{PushMessage, PushSubscription},
};
use emulators::push::Failure;
use entity::{outbox, push_subscription};
use jiff::SignedDuration;
use sea_orm::EntityTrait as _;
use services::{
    Actor, Core, Scope,
    accounts::sessions,
    installation,
    messaging::push::{list, queue, send_test, subscribe, unsubscribe},
    outbox::dead_letters,
};
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

async fn pushes(core: &Core) -> Vec<outbox::Model> {
    let rows = outbox::Entity::find().all(core.db().read()).await.unwrap();
    rows.into_iter().filter(|row| row.kind == "push").collect()
}

async fn devices(core: &Core) -> Vec<push_subscription::Model> {
    push_subscription::Entity::find().all(core.db().read()).await.unwrap()
}

fn wait(core: &Core, clock: &FixedClock, seconds: i64) {
    clock.set(core.now() + SignedDuration::from_secs(seconds));
}

fn sorted(mut texts: Vec<String>) -> Vec<String> {
    texts.sort();
    texts
}

#[tokio::test]
async fn a_test_reaches_every_device_of_the_person_here_and_no_other() {
    common::each_database(async |core, _clock| {
        let bench = Bench::new(&core).await;
        let (ana, rui) =
            (bench.shop.customer("ana@mail.example").await, bench.shop.customer("rui@mail.example").await);
        let ((phone, _), (laptop, _)) = (bench.device(&ana).await, bench.device(&ana).await);
        bench.device(&rui).await;
        let pier = Shop::open(&core, "pier").await;
        let elsewhere = Scope { business: pier.business.id, ..ana.clone() };
        bench.device(&elsewhere).await;
        let owner = bench.shop.member("boss@quay.example", Role::Owner).await;
        bench.device(&owner).await;

        assert_eq!(send_test(&ana, &bench.shop.business).await.unwrap(), 2);
        assert_eq!(bench.deliver().await, 2);
        assert_eq!(sorted(bench.reached()), sorted(vec![phone.endpoint, laptop.endpoint]));
        let shown: PushMessage = serde_json::from_str(&bench.service.messages()[0].text).unwrap();
        assert_eq!(
            (shown.title.as_str(), shown.path.as_str()),
            ("Quay Garage", "/b/quay/account/notifications")
        );
        assert_eq!(bench.service.refusals(), []);
        let met = devices(&core).await.into_iter().filter(|device| device.last_ok_at.is_some());
        assert_eq!(met.count(), 2);

        assert_eq!(send_test(&owner, &bench.shop.business).await.unwrap(), 1);
        bench.deliver().await;
        let shown: PushMessage = serde_json::from_str(&bench.service.messages()[2].text).unwrap();
        assert_eq!(shown.path, "/console/quay/notifications/settings");
    })
    .await;
}

#[tokio::test]
async fn one_row_of_the_outbox_waits_for_each_device_and_holds_none_of_its_secrets() {
    common::each_database(async |core, _clock| {
        let bench = Bench::new(&core).await;
        let ana = bench.shop.customer("ana@mail.example").await;
        let ((phone, _), _) = (bench.device(&ana).await, bench.device(&ana).await);
        let tx = ana.begin().await.unwrap();
        let (account, realm) = whose(&ana);
        let lost = [(account, ready("lost"))].into();
        queue(&core, &tx, (ana.business, realm), &lost).await.unwrap();
        tx.rollback().await.unwrap();
        assert_eq!(pushes(&core).await.len(), 0, "what failed is told nobody");

        assert_eq!(bench.queue(&ana, "job-7").await, 2);
        let rows = pushes(&core).await;
        assert_eq!(rows.len(), 2);
        for row in &rows {
            for secret in [&phone.endpoint, &phone.p256dh, &phone.auth] {
                assert!(!row.payload.contains(secret.as_str()), "{}", row.payload);
            }
        }
        assert_eq!((bench.deliver().await, bench.deliver().await), (2, 0));
        assert!(pushes(&core).await.iter().all(|row| row.state == "done"));
        let rui = bench.shop.customer("rui@mail.example").await;
        assert_eq!(bench.queue(&rui, "job-7").await, 0, "nobody without a device");
    })
    .await;
}

#[tokio::test]
async fn a_device_that_took_its_subscription_back_is_forgotten_and_the_others_are_not() {
    common::each_database(async |core, _clock| {
        let bench = Bench::new(&core).await;
        let ana = bench.shop.customer("ana@mail.example").await;
        let ((gone, _), (kept, _)) = (bench.device(&ana).await, bench.device(&ana).await);
        bench.service.unsubscribe(&gone.endpoint);
        bench.queue(&ana, "job-7").await;
        bench.deliver().await;
        assert_eq!(bench.reached(), std::slice::from_ref(&kept.endpoint));
        assert!(pushes(&core).await.iter().all(|row| row.state == "done"), "there is nothing left to do");
        let left: Vec<String> = devices(&core).await.into_iter().map(|device| device.endpoint).collect();
        assert_eq!(left, [kept.endpoint]);
        assert_eq!(list(&ana).await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_busy_service_is_left_alone_for_as_long_as_it_asks_and_then_tried_again() {
    common::each_database(async |core, clock| {
        let bench = Bench::new(&core).await;
        let ana = bench.shop.customer("ana@mail.example").await;
        bench.device(&ana).await;
        bench.queue(&ana, "job-7").await;
        bench.service.fail_next(1, Failure::status(429).with("retry-after", 600));
        bench.deliver().await;
        let row = pushes(&core).await.remove(0);
        assert_eq!((row.state.as_str(), row.attempts), ("pending", 1));
        assert_eq!(row.next_at, core.now_ms() + 600_000);
        wait(&core, &clock, 599);
        assert_eq!(bench.deliver().await, 0);
        wait(&core, &clock, 1);
        bench.service.fail_next(1, Failure::status(500));
        assert_eq!(bench.deliver().await, 1, "it is away now");
        wait(&core, &clock, 600);
        assert_eq!(bench.deliver().await, 1);
        assert_eq!((pushes(&core).await[0].state.as_str(), bench.reached().len()), ("done", 1));
        assert_eq!(devices(&core).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_service_that_asks_for_weeks_is_asked_again_after_hours() {
    common::each_database(async |core, _clock| {
        let bench = Bench::new(&core).await;
        let ana = bench.shop.customer("ana@mail.example").await;
        bench.device(&ana).await;
        bench.queue(&ana, "job-7").await;
        bench.service.fail_next(1, Failure::status(503).with("retry-after", u64::MAX));
        bench.deliver().await;
        assert_eq!(pushes(&core).await[0].next_at, core.now_ms() + 4 * 3_600_000);
    })
    .await;
}

#[tokio::test]
async fn a_push_that_went_out_twice_because_its_reply_was_lost_shows_once() {
    common::each_database(async |core, clock| {
        let bench = Bench::new(&core).await;
        let ana = bench.shop.customer("ana@mail.example").await;
        let (phone, _) = bench.device(&ana).await;
        bench.queue(&ana, "job-7").await;
        bench.service.lose_replies(1);
        bench.deliver().await;
        wait(&core, &clock, 600);
        bench.deliver().await;
        assert_eq!(bench.reached().len(), 2);
        assert_eq!(bench.service.waiting(&phone.endpoint).len(), 1);
    })
    .await;
}

#[tokio::test]
async fn what_is_refused_for_good_waits_for_the_owner_under_what_it_says() {
    common::each_database(async |core, _clock| {
        let bench = Bench::new(&core).await;
        let ana = bench.shop.customer("ana@mail.example").await;
        bench.device(&ana).await;
        bench.queue(&ana, "job-7").await;
        bench.service.fail_next(1, Failure::status(403));
        bench.deliver().await;
        let owner = bench.shop.member("boss@quay.example", Role::Owner).await;
        let [letter] = dead_letters(&owner).await.unwrap().try_into().unwrap();
        assert_eq!((letter.to.as_str(), letter.subject.as_str()), ("", "Quay Garage"));
        assert!(letter.why.contains("403"), "{}", letter.why);
    })
    .await;
}

#[tokio::test]
async fn nobody_sees_or_turns_off_a_device_of_another_person_side_or_business() {
    common::each_database(async |core, _clock| {
        let bench = Bench::new(&core).await;
        let ana = bench.shop.customer("ana@mail.example").await;
        bench.device(&ana).await;
        let id = list(&ana).await.unwrap()[0].id;
        let pier = Shop::open(&core, "pier").await;
        let account = ana.account().unwrap();
        let strangers = [
            bench.shop.customer("rui@mail.example").await,
            bench.shop.member("boss@quay.example", Role::Owner).await,
            Scope { actor: Actor::Staff(account, Role::Technician), ..ana.clone() },
            Scope { business: pier.business.id, ..ana.clone() },
        ];
        for stranger in &strangers {
            assert_eq!(list(stranger).await.unwrap(), []);
            assert_eq!(unsubscribe(stranger, id).await.unwrap_err().kind(), ErrorKind::NotFound);
            assert_eq!(bench.queue(stranger, "job-7").await, 0);
        }
        for nobody in [bench.shop.scope(Actor::Anonymous), Scope::system(&core, bench.shop.business.id)] {
            assert_eq!(list(&nobody).await.unwrap_err().kind(), ErrorKind::SignedOut);
            assert_eq!(unsubscribe(&nobody, id).await.unwrap_err().kind(), ErrorKind::SignedOut);
            let test = send_test(&nobody, &bench.shop.business).await.unwrap_err();
            assert_eq!(test.kind(), ErrorKind::SignedOut);
        }
        unsubscribe(&ana, id).await.unwrap();
        assert_eq!(list(&ana).await.unwrap(), []);
        let none = send_test(&ana, &bench.shop.business).await.unwrap_err();
        assert_eq!(none.kind(), ErrorKind::Conflict);
    })
    .await;
}

#[tokio::test]
async fn a_device_goes_with_its_session_and_what_waited_for_it_is_not_shown() {
    common::each_database(async |core, _clock| {
        let bench = Bench::new(&core).await;
        let ana = bench.shop.customer("ana@mail.example").await;
        let account = ana.account().unwrap();
        let (_, phone) = bench.device(&ana).await;
        let (laptop, here) = bench.device(&ana).await;
        bench.device(&ana).await;
        bench.queue(&ana, "job-7").await;
        sessions::end(&core, account, Realm::Site, phone).await.unwrap();
        assert_eq!(list(&ana).await.unwrap().len(), 2, "signed out on the phone");
        sessions::end_others(&core, account, here).await.unwrap();
        assert_eq!(list(&ana).await.unwrap().len(), 1, "signed out everywhere else");
        assert_eq!(bench.deliver().await, 3);
        assert_eq!(bench.reached(), [laptop.endpoint]);
        assert!(pushes(&core).await.iter().all(|row| row.state == "done"));
    })
    .await;
}

#[tokio::test]
async fn a_browser_shows_the_notifications_of_who_turned_them_on_last_and_only_once() {
    common::each_database(async |core, _clock| {
        let bench = Bench::new(&core).await;
        let (ana, rui) =
            (bench.shop.customer("ana@mail.example").await, bench.shop.customer("rui@mail.example").await);
        let (shared, first) = (bench.browser(), session(&ana).await);
        subscribe(&ana, first, &shared, PHONE).await.unwrap();
        subscribe(&ana, first, &shared, PHONE).await.unwrap();
        assert_eq!(list(&ana).await.unwrap().len(), 1);
        subscribe(&rui, session(&rui).await, &shared, PHONE).await.unwrap();
        assert_eq!((list(&ana).await.unwrap().len(), list(&rui).await.unwrap().len()), (0, 1));
    })
    .await;
}

#[tokio::test]
async fn an_eleventh_device_takes_the_place_of_the_one_that_was_silent_longest() {
    common::each_database(async |core, clock| {
        let bench = Bench::new(&core).await;
        let ana = bench.shop.customer("ana@mail.example").await;
        let session = session(&ana).await;
        let mut all = Vec::new();
        for _ in 0..11 {
            wait(&core, &clock, 60);
            let browser = bench.browser();
            subscribe(&ana, session, &browser, PHONE).await.unwrap();
            all.push(browser.endpoint);
        }
        let kept = devices(&core).await.into_iter().map(|device| device.endpoint).collect();
        assert_eq!(sorted(kept), sorted(all.split_off(1)));
    })
    .await;
}

#[tokio::test]
async fn no_push_is_promised_to_an_address_inside_this_network() {
    common::each_database(async |core, _clock| {
        let bench = Bench::new(&core).await;
        let ana = bench.shop.customer("ana@mail.example").await;
        let session = session(&ana).await;
        for endpoint in ["https://127.0.0.1/push", "http://push.example/1", "https://169.254.169.254/latest"]
        {
            let inside = PushSubscription { endpoint: endpoint.into(), ..bench.browser() };
            let refused = subscribe(&ana, session, &inside, PHONE).await.unwrap_err();
            assert_eq!(refused.kind(), ErrorKind::Invalid, "{endpoint}");
        }
        assert_eq!(devices(&core).await, []);
    })
    .await;
}

#[tokio::test]
async fn tests_come_to_an_end_before_they_annoy() {
    common::each_database(async |core, _clock| {
        let bench = Bench::new(&core).await;
        let ana = bench.shop.customer("ana@mail.example").await;
        bench.device(&ana).await;
        for _ in 0..10 {
            send_test(&ana, &bench.shop.business).await.unwrap();
        }
        let enough = send_test(&ana, &bench.shop.business).await.unwrap_err();
        assert_eq!(enough.kind(), ErrorKind::TooMany);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_key_is_made_once_also_when_many_start_at_the_same_time() {
    common::each_database(async |core, _clock| {
        let made = Arc::new(AtomicUsize::new(0));
        let starting = (0..8).map(|_| {
            let (core, made) = (core.clone(), made.clone());
            tokio::spawn(async move {
                let make = || Ok(format!("key {}", made.fetch_add(1, Ordering::SeqCst)));
                installation::secret(&core, "vapid", make).await.unwrap()
            })
        });
        let mut keys = Vec::new();
        for start in starting.collect::<Vec<_>>() {
            keys.push(start.await.unwrap());
        }
        assert!(keys.iter().all(|key| *key == keys[0]), "{keys:?}");
        let later = installation::secret(&core, "vapid", || panic!("it is there")).await.unwrap();
        assert_eq!(later, keys[0]);
        let other = installation::secret(&core, "other", || Ok("another".into())).await.unwrap();
        assert_eq!(other, "another");
    })
    .await;
}
