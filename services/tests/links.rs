//! One-time links, and the brake on guessing passwords.
#![allow(
    clippy::unwrap_used,
    reason = "the helpers are test code too, outside the functions that clippy knows as tests"
)]

mod common;

use common::shop::{PASSWORD, Shop, account, mails};
use domain::{
    accounts::{Purpose, Realm, Role, SignUp},
    clock::FixedClock,
    error::ErrorKind,
    ids::AccountId,
    locale::Locale,
};
use entity::{account, throttle};
use futures::future::join_all;
use jiff::SignedDuration;
use sea_orm::EntityTrait as _;
use services::{
    Core, Error, Result,
    accounts::{
        links::{self, Place},
        sessions, sign_in, sign_up,
        sign_up::Caller,
    },
};

const NEW_PASSWORD: &str = "the blue van does not";

fn caller(address: &str) -> Caller {
    Caller { address: address.into(), agent: "test".into() }
}

/// Mails a link to `account` and returns its token, as the mail shows it.
async fn link(core: &Core, account: AccountId, purpose: Purpose, place: &Place) -> String {
    let row = account::Entity::find_by_id(account.0).one(core.db().read()).await.unwrap().unwrap();
    let tx = core.db().begin().await.unwrap();
    links::send(core, &tx, &row, purpose, place).await.unwrap();
    tx.commit().await.unwrap();
    let mail = mails(core).await.pop().unwrap();
    let (_, rest) = mail.text.split_once("/enter/").unwrap();
    rest.split_whitespace().next().unwrap().to_owned()
}

/// Registers somebody with [`PASSWORD`] and returns the first session's token.
async fn register(core: &Core, shop: &Shop, email: &str) -> String {
    let form = SignUp { name: "Ana".into(), email: email.into(), phone: None, password: PASSWORD.into() };
    sign_up::register(core, &shop.business, form, Locale::En, &caller("192.0.2.1")).await.unwrap()
}

async fn whose(core: &Core, realm: Realm, token: &str) -> Option<AccountId> {
    sessions::find(core, realm, token).await.unwrap().map(|session| session.person.id)
}

/// Follows every token on the runtime's threads, all at once.
async fn follow_at_once(core: &Core, tokens: Vec<String>, realm: Realm) -> Vec<Result<String>> {
    let running = tokens.into_iter().map(|token| {
        let core = core.clone();
        tokio::spawn(async move { links::follow(&core, &token, realm, "", &caller("192.0.2.1")).await })
    });
    join_all(running).await.into_iter().map(|answer| answer.unwrap()).collect()
}

fn kind<T: std::fmt::Debug>(answer: Result<T>) -> ErrorKind {
    answer.unwrap_err().kind()
}

fn wait(core: &Core, clock: &FixedClock, minutes: i64) {
    clock.set(core.now() + SignedDuration::from_mins(minutes));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_uses_of_one_link_at_once_one_succeeds() {
    common::each_database(async |core, _clock| {
        let shop = Shop::open(&core, "quay").await;
        let person = account(&core, "ana@mail.example").await;
        let token = link(&core, person, Purpose::SignIn, &Place::site(&shop.business)).await;
        assert_eq!(links::peek(&core, &token).await.unwrap(), Purpose::SignIn, "looking does not use it up");
        let answers = follow_at_once(&core, vec![token.clone(); 20], Realm::Site).await;
        let (won, lost): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
        assert_eq!(won.len(), 1);
        assert!(lost.into_iter().all(|answer| kind(answer) == ErrorKind::Gone));
        assert_eq!(sessions::list(&core, person).await.unwrap().len(), 1);
        assert_eq!(whose(&core, Realm::Site, won[0].as_ref().unwrap()).await, Some(person));
        assert_eq!(kind(links::peek(&core, &token).await), ErrorKind::Gone);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_whole_team_enters_the_portal_by_link_at_the_same_moment() {
    common::each_database(async |core, _clock| {
        let shop = Shop::open(&core, "quay").await;
        let place = Place::portal(&shop.business);
        let mut tokens = Vec::new();
        // More than there are connections: none may wait for a second one while it keeps the first.
        for n in 0..40 {
            let member = shop.member(&format!("m{n}@quay.example"), Role::Technician).await;
            tokens.push(link(&core, member.account().unwrap(), Purpose::SignIn, &place).await);
        }
        for answer in follow_at_once(&core, tokens, Realm::Portal).await {
            answer.unwrap();
        }
    })
    .await;
}

#[tokio::test]
async fn a_new_password_ends_every_session_and_the_old_password() {
    common::each_database(async |core, _clock| {
        let shop = Shop::open(&core, "quay").await;
        let email = "ana@mail.example";
        let first = register(&core, &shop, email).await;
        let from = caller("192.0.2.1");
        let second = sign_in::with_password(&core, Realm::Site, email, PASSWORD, &from).await.unwrap();
        let person = whose(&core, Realm::Site, &second).await.unwrap();
        let token = link(&core, person, Purpose::Reset, &Place::site(&shop.business)).await;

        let weak = links::follow(&core, &token, Realm::Site, "short", &from).await;
        let Err(Error::Fields(fields)) = weak else { panic!("{weak:?}") };
        assert_eq!(fields[0].field, "new_password");
        assert_eq!(whose(&core, Realm::Site, &first).await, Some(person), "a refused password ends nothing");

        let third = links::follow(&core, &token, Realm::Site, NEW_PASSWORD, &from).await.unwrap();
        assert_eq!(whose(&core, Realm::Site, &first).await, None);
        assert_eq!(whose(&core, Realm::Site, &second).await, None);
        assert_eq!(whose(&core, Realm::Site, &third).await, Some(person));
        assert_eq!(
            whose(&core, Realm::Portal, &third).await,
            None,
            "a session of the site is none of the portal"
        );
        assert!(sign_in::with_password(&core, Realm::Site, email, PASSWORD, &from).await.is_err());
        sign_in::with_password(&core, Realm::Site, email, NEW_PASSWORD, &from).await.unwrap();
        assert_eq!(
            kind(links::follow(&core, &token, Realm::Site, NEW_PASSWORD, &from).await),
            ErrorKind::Gone
        );
    })
    .await;
}

#[tokio::test]
async fn a_link_that_is_too_old_is_gone() {
    common::each_database(async |core, clock| {
        let shop = Shop::open(&core, "quay").await;
        let person = account(&core, "ana@mail.example").await;
        for (purpose, minutes) in
            [(Purpose::SignIn, 20), (Purpose::Reset, 60), (Purpose::Verify, 7 * 24 * 60)]
        {
            let token = link(&core, person, purpose, &Place::site(&shop.business)).await;
            wait(&core, &clock, minutes - 1);
            assert_eq!(links::peek(&core, &token).await.unwrap(), purpose);
            wait(&core, &clock, 1);
            assert_eq!(kind(links::peek(&core, &token).await), ErrorKind::Gone);
            let late = links::follow(&core, &token, Realm::Site, NEW_PASSWORD, &caller("192.0.2.1")).await;
            assert_eq!(kind(late), ErrorKind::Gone);
        }
        assert_eq!(sessions::list(&core, person).await.unwrap(), []);
        let row = account::Entity::find_by_id(person.0).one(core.db().read()).await.unwrap().unwrap();
        assert_eq!((row.password_hash, row.verified_at), (None, None));
    })
    .await;
}

#[tokio::test]
async fn the_portal_tells_those_who_work_nowhere_the_same_as_a_wrong_password() {
    common::each_database(async |core, _clock| {
        let shop = Shop::open(&core, "quay").await;
        let email = "ana@mail.example";
        let session = register(&core, &shop, email).await;
        let person = whose(&core, Realm::Site, &session).await.unwrap();
        let mut answers = Vec::new();
        for (who, password) in [(email, PASSWORD), (email, "wrong wrong"), ("nobody@mail.example", PASSWORD)]
        {
            let answer =
                sign_in::with_password(&core, Realm::Portal, who, password, &caller("192.0.2.1")).await;
            let Err(Error::Fields(fields)) = answer else { panic!("{answer:?}") };
            answers.push(fields);
        }
        assert_eq!(answers[0][0].key, "err_sign_in");
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
        let token = link(&core, person, Purpose::SignIn, &Place::portal(&shop.business)).await;
        let entered = links::follow(&core, &token, Realm::Portal, "", &caller("192.0.2.1")).await;
        assert_eq!(kind(entered), ErrorKind::NotFound);
        shop.member(email, Role::Technician).await;
        sign_in::with_password(&core, Realm::Portal, email, PASSWORD, &caller("192.0.2.1")).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn the_eleventh_try_in_a_quarter_of_an_hour_is_refused_even_with_the_right_password() {
    common::each_database(async |core, clock| {
        let shop = Shop::open(&core, "quay").await;
        let email = "ana@mail.example";
        register(&core, &shop, email).await;
        for n in 0..10 {
            // From ten addresses: the account itself counts.
            let from = caller(&format!("198.51.100.{n}"));
            let wrong = sign_in::with_password(&core, Realm::Site, email, "wrong wrong", &from).await;
            assert_eq!(kind(wrong), ErrorKind::Invalid);
        }
        let home = caller("203.0.113.7");
        let right = || sign_in::with_password(&core, Realm::Site, " ANA@mail.example ", PASSWORD, &home);
        assert_eq!(kind(right().await), ErrorKind::TooMany);
        wait(&core, &clock, 14);
        assert_eq!(kind(right().await), ErrorKind::TooMany);
        wait(&core, &clock, 1);
        right().await.expect("the window is over");
        let address = caller("198.51.100.99");
        for n in 0..10 {
            let who = format!("p{n}@mail.example");
            let wrong = sign_in::with_password(&core, Realm::Site, &who, "wrong wrong", &address).await;
            assert_eq!(kind(wrong), ErrorKind::Invalid);
        }
        let eleventh = sign_in::with_password(&core, Realm::Site, email, PASSWORD, &address).await;
        assert_eq!(kind(eleventh), ErrorKind::TooMany, "the address counts too");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_twenty_tries_at_once_ten_are_checked() {
    common::each_database(async |core, _clock| {
        let shop = Shop::open(&core, "quay").await;
        register(&core, &shop, "ana@mail.example").await;
        let answers = try_at_once(&core, 20, "wrong wrong").await;
        let checked = answers.iter().filter(|answer| matches!(answer, Err(Error::Fields(_)))).count();
        assert_eq!(checked, 10);
        let refused = answers.into_iter().filter(|answer| matches!(answer, Err(Error::App(_)))).map(kind);
        assert_eq!(refused.filter(|kind| *kind == ErrorKind::TooMany).count(), 10);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn right_sign_ins_at_once_leave_no_tries_behind() {
    common::each_database(async |core, _clock| {
        let shop = Shop::open(&core, "quay").await;
        register(&core, &shop, "ana@mail.example").await;
        for _ in 0..3 {
            for answer in try_at_once(&core, 8, PASSWORD).await {
                answer.unwrap();
            }
            let rows = throttle::Entity::find().all(core.db().read()).await.unwrap();
            let left: Vec<_> = rows.into_iter().filter(|row| !row.key.starts_with("sign-up")).collect();
            assert!(left.len() == 2 && left.iter().all(|row| row.tries == 0), "{left:?}");
        }
    })
    .await;
}

async fn try_at_once(core: &Core, count: usize, password: &'static str) -> Vec<Result<String>> {
    let running = (0..count).map(|_| {
        let core = core.clone();
        tokio::spawn(async move {
            let from = caller("192.0.2.1");
            sign_in::with_password(&core, Realm::Site, "ana@mail.example", password, &from).await
        })
    });
    join_all(running).await.into_iter().map(|answer| answer.unwrap()).collect()
}
