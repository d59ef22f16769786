//! Lists of notifications: each person's own, in their language, for as long as they are kept, on both databases.
#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "the helpers are test code too, outside the functions that clippy knows as tests"
)]

mod common;

use common::{
    shop::{Shop, at},
    told::House,
};
use domain::{
    accounts::Role,
    error::ErrorKind,
    form::Fields,
    live::{Change, LiveEvent},
    locale::Locale,
    messaging::notifications::{Channel, Event, Kind, Sum},
    money::{Currency, Money},
};
use entity::notification;
use jiff::SignedDuration;
use sea_orm::{ActiveModelTrait as _, EntityTrait as _, IntoActiveModel as _, Set};
use services::{
    Actor, Scope,
    messaging::{
        notifications::{self, Listed},
        notify::{self, Notice, To},
    },
};

const SLOT: &str = "2026-10-21T10:00:00Z";

async fn list(scope: &Scope, house: &House) -> Listed {
    notifications::list(scope, &house.shop.business, 1).await.unwrap()
}

/// Tells the desk of `count` payments.
async fn pay(house: &House, count: i64) {
    let scope = house.shop.scope(Actor::System);
    for n in 0..count {
        let sum =
            Sum { number: format!("INV-{n}"), amount: Money::new(n, Currency::Gbp), customer: "Ana".into() };
        let notice = Notice {
            business: &house.shop.business,
            event: Event::Paid(sum),
            path: format!("/console/quay/invoices/{n}"),
            key: format!("paid:{n}"),
        };
        let tx = scope.begin().await.unwrap();
        let told = notify::send(&scope, &tx, &notice, To::Staff(None)).await.unwrap();
        tx.commit().await.unwrap();
        told.publish(&scope).await;
    }
}

#[tokio::test]
async fn opening_marks_as_read_leads_to_the_page_and_tells_the_open_ones() {
    common::each_database(async |core, _clock| {
        let mut house = House::open(&core).await;
        let ana = house.customer("ana").await;
        let token = house.shop.book(&ana, at(SLOT)).await.unwrap();
        let listed = list(&ana, &house).await;
        assert_eq!((listed.notes.len(), listed.unread), (1, 1));
        let note = &listed.notes[0];
        assert!(note.unread && note.words.title == "Booking confirmed", "{note:?}");
        assert!(note.words.body.contains("Tyres") && note.words.body.contains("11:00"), "{note:?}");
        let mut heard = core.bus().subscribe();
        assert_eq!(notifications::open(&ana, note.id).await.unwrap(), format!("/b/quay/visit/{token}"));
        let account = ana.account().unwrap();
        let change = Change::Notified { account, realm: domain::accounts::Realm::Site };
        assert_eq!(heard.recv().await.unwrap(), LiveEvent { business: ana.business, change });
        assert_eq!(list(&ana, &house).await.unread, 0);
        assert!(notifications::open(&ana, note.id).await.is_ok(), "it can be opened again");
    })
    .await;
}

#[tokio::test]
async fn nobody_reads_what_another_person_business_or_side_was_told() {
    common::each_database(async |core, _clock| {
        let mut house = House::open(&core).await;
        let (ana, rui) = (house.customer("ana").await, house.customer("rui").await);
        house.shop.book(&ana, at(SLOT)).await.unwrap();
        let note = list(&ana, &house).await.notes[0].id;
        let other = Shop::open(&core, "other").await;
        // Ana works elsewhere, and here too: she is another reader at each door.
        let account = ana.account().unwrap();
        let elsewhere = other.scope(Actor::Customer(account));
        let at_work = house.shop.scope(Actor::Staff(account, Role::Owner));
        for by in [&rui, &elsewhere, &at_work, &house.owner] {
            let error = notifications::open(by, note).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::NotFound);
            notifications::read_all(by).await.unwrap();
        }
        assert_eq!(list(&ana, &house).await.unread, 1);
        let nobody = house.shop.scope(Actor::Anonymous);
        assert_eq!(notifications::unread(&nobody).await.unwrap_err().kind(), ErrorKind::SignedOut);
        // What she switches off at one door stays on at the others.
        notifications::choose(&ana, &house.shop.business, &Fields::default()).await.unwrap();
        assert!(!notifications::choices(&ana).await.unwrap().wants(Kind::Ready, Channel::Email));
        assert!(notifications::choices(&elsewhere).await.unwrap().wants(Kind::Ready, Channel::Email));
        assert!(notifications::choices(&at_work).await.unwrap().wants(Kind::Visit, Channel::Push));
    })
    .await;
}

#[tokio::test]
async fn staff_who_book_for_themselves_are_told_as_customers_only() {
    common::each_database(async |core, _clock| {
        let mut house = House::open(&core).await;
        let own = house.shop.scope(Actor::Customer(house.owner.account().unwrap()));
        house.knows("owner", &own).await;
        house.shop.book(&own, at(SLOT)).await.unwrap();
        assert_eq!(house.in_app("booking").await, ["owner"]);
        assert!(!house.in_app("visit").await.contains(&"owner"));
    })
    .await;
}

#[tokio::test]
async fn a_notification_speaks_the_language_of_who_reads_it_and_a_push_that_of_who_gets_it() {
    common::each_database(async |core, _clock| {
        let mut house = House::open(&core).await;
        let ana = house.customer("ana").await;
        let ana = Scope { locale: Locale::Fr, ..ana };
        house.shop.book(&ana, at(SLOT)).await.unwrap();
        let title =
            async |locale| list(&Scope { locale, ..ana.clone() }, &house).await.notes[0].words.title.clone();
        assert_eq!(title(Locale::Fr).await, "Réservation confirmée");
        assert_eq!(title(Locale::Pt).await, "Marcação confirmada");
        let pushed = house.pushed_titles().await;
        assert!(pushed.contains(&"Réservation confirmée".to_owned()), "{pushed:?}");
        assert!(pushed.contains(&"New booking".to_owned()), "{pushed:?}");
        // A release that is gone wrote what this one cannot read.
        let tx = core.db().begin().await.unwrap();
        for row in notification::Entity::find().all(&tx).await.unwrap() {
            let mut row = row.into_active_model();
            row.args = Set(r#"{"event":"of_another_release"}"#.into());
            row.update(&tx).await.unwrap();
        }
        tx.commit().await.unwrap();
        assert_eq!(title(Locale::En).await, "Bookings made, moved or cancelled");
    })
    .await;
}

#[tokio::test]
async fn the_list_goes_page_by_page_newest_first_and_is_read_all_at_once() {
    common::each_database(async |core, clock| {
        let house = House::open(&core).await;
        pay(&house, 35).await;
        let first = list(&house.desk, &house).await;
        assert_eq!((first.notes.len(), first.page, first.pages, first.unread), (30, 1, 2, 35));
        assert!(first.notes[0].words.body.contains("INV-34"), "{:?}", first.notes[0]);
        let past = notifications::list(&house.desk, &house.shop.business, 9).await.unwrap();
        assert_eq!((past.notes.len(), past.page), (5, 2), "past the end is the end");
        notifications::read_all(&house.desk).await.unwrap();
        assert_eq!(list(&house.desk, &house).await.unread, 0);
        assert_eq!(list(&house.owner, &house).await.unread, 35, "each reads for themselves");
        clock.set(core.now() + SignedDuration::from_hours(90 * 24));
        assert_eq!(notifications::sweep(&core).await.unwrap(), 0);
        clock.set(core.now() + SignedDuration::from_secs(1));
        assert_eq!(notifications::sweep(&core).await.unwrap(), 70);
        assert_eq!(list(&house.desk, &house).await.pages, 1);
    })
    .await;
}

#[tokio::test]
async fn a_role_switches_what_it_is_told_of_and_nothing_else() {
    common::each_database(async |core, _clock| {
        let mut house = House::open(&core).await;
        let ana = house.customer("ana").await;
        let kinds = |scope: &Scope| notifications::kinds(scope, &house.shop.business).unwrap();
        assert_eq!(kinds(&house.ada), [Kind::Decision, Kind::Question, Kind::Visit]);
        assert_eq!(kinds(&house.desk).len(), 4);
        assert_eq!(kinds(&house.owner).len(), 5);
        assert_eq!(kinds(&house.kitchen), []);
        assert_eq!(kinds(&ana).len(), 6);
        let form = Fields(vec![("payment.email".into(), "on".into()), ("visit.email".into(), "on".into())]);
        notifications::choose(&house.ada, &house.shop.business, &form).await.unwrap();
        notifications::choose(&house.ada, &house.shop.business, &form).await.unwrap();
        let choices = notifications::choices(&house.ada).await.unwrap();
        assert!(choices.wants(Kind::Visit, Channel::Email) && !choices.wants(Kind::Visit, Channel::Push));
        assert!(!choices.wants(Kind::Payment, Channel::Email), "no switch of hers");
    })
    .await;
}
