//! The list of customers: whom a search finds, what a row says, and who may look.
#![allow(
    clippy::unwrap_used,
    reason = "the helpers are test code too, outside the functions that clippy knows as tests"
)]

mod common;

use common::shop::{Shop, at, vehicle};
use domain::{
    accounts::Role,
    agenda::BookingState,
    crm::{Order, Search},
    error::ErrorKind,
    ids::CustomerId,
};
use entity::{customer, vehicle as vehicles_table};
use sea_orm::{ActiveModelTrait as _, Set};
use services::{
    Actor, Scope,
    agenda::cancel::cancel,
    crm::{
        customer::profile,
        customers::{Ask, Customer, Found, list},
    },
    garage::vehicles,
};

/// Somebody whom the business knows, without an account.
async fn known(shop: &Shop, name: &str, email: &str, phone: Option<&str>) -> CustomerId {
    let row = customer::ActiveModel {
        business_id: Set(shop.business.id.into()),
        id: Set(shop.core.new_id()),
        account_id: Set(None),
        name: Set(name.into()),
        email: Set(email.into()),
        phone: Set(phone.map(str::to_owned)),
        locale: Set("en".into()),
        created_at: Set(shop.core.now_ms()),
    };
    let tx = shop.core.db().begin().await.unwrap();
    let row = row.insert(&tx).await.unwrap();
    tx.commit().await.unwrap();
    row.id.into()
}

/// A vehicle of such a person.
async fn drives(shop: &Shop, owner: CustomerId, plate: &str, vin: Option<&str>) {
    let row = vehicles_table::ActiveModel {
        business_id: Set(shop.business.id.into()),
        id: Set(shop.core.new_id()),
        customer_id: Set(owner.into()),
        make: Set("Renault".into()),
        model: Set("Clio".into()),
        year: Set(None),
        plate: Set(plate.into()),
        vin: Set(vin.map(str::to_owned)),
        odometer_km: Set(None),
        created_at: Set(shop.core.now_ms()),
        archived_at: Set(None),
    };
    let tx = shop.core.db().begin().await.unwrap();
    row.insert(&tx).await.unwrap();
    tx.commit().await.unwrap();
}

fn ask(text: &str, order: Order) -> Ask {
    Ask { search: Search::read(text), order, page: 1, per_page: 50 }
}

fn names(found: &Found) -> Vec<&str> {
    found.customers.iter().map(|customer| customer.name.as_str()).collect()
}

async fn search(desk: &Scope, text: &str) -> Vec<String> {
    let found = list(desk, &ask(text, Order::Name)).await.unwrap();
    names(&found).into_iter().map(str::to_owned).collect()
}

#[tokio::test]
async fn a_search_finds_whom_it_means_and_nobody_else() {
    common::each_database(async |core, _clock| {
        let shop = Shop::open(&core, "quay").await;
        let desk = shop.member("desk@quay.example", Role::FrontDesk).await;
        let ana = known(&shop, "Ána Gonçalves", "ana@mail.example", Some("+44 131 496 0018")).await;
        let ben = known(&shop, "Ben Eriksen", "B.Eriksen@post.example", None).await;
        drives(&shop, ana, "AB-12 CDE", Some("VF1BB0A0H12345678")).await;
        drives(&shop, ben, "TÜ XY 99", None).await;
        for text in [
            "goncalves",
            "ANA",
            "gonçalves ana",
            "0131 496",
            "ab12cde",
            "b-12",
            "VF1BB0A0",
            "vf1bb0a0h12345678",
        ] {
            assert_eq!(search(&desk, text).await, ["Ána Gonçalves"], "{text:?}");
        }
        for text in ["post.example", "b.eriksen@POST", "tüxy99", "TÜ-XY"] {
            assert_eq!(search(&desk, text).await, ["Ben Eriksen"], "{text:?}");
        }
        for text in ["zoe", "%%", "__", "AB 13", "ana eriksen"] {
            assert_eq!(search(&desk, text).await, [""; 0], "{text:?}");
        }
        assert_eq!(search(&desk, " ").await, ["Ána Gonçalves", "Ben Eriksen"]);
    })
    .await;
}

#[tokio::test]
async fn customers_of_another_business_are_never_found() {
    common::each_database(async |core, _clock| {
        let (shop, other) = (Shop::open(&core, "quay").await, Shop::open(&core, "other").await);
        let desk = shop.member("desk@quay.example", Role::Owner).await;
        let theirs = known(&other, "Zoe Lee", "zoe@mail.example", Some("+44 131 496 0018")).await;
        drives(&other, theirs, "ZZ 1", None).await;
        for text in ["", "zoe", "zoe@mail", "4960018", "ZZ1"] {
            let found = list(&desk, &ask(text, Order::LastVisit)).await.unwrap();
            assert_eq!((found.total, names(&found)), (0, vec![]), "{text:?}");
        }
        let missing = profile(&desk, &shop.business, theirs).await.unwrap_err();
        assert_eq!(missing.kind(), ErrorKind::NotFound);
    })
    .await;
}

#[tokio::test]
async fn a_row_counts_vehicles_and_knows_the_visits_around_now() {
    common::each_database(async |core, clock| {
        let shop = Shop::open(&core, "quay").await;
        let desk = shop.member("desk@quay.example", Role::FrontDesk).await;
        let person = shop.customer("ana@mail.example").await;
        vehicle(&person, "AA 1").await;
        let sold = vehicle(&person, "AA 2").await;
        vehicles::archive(&person, sold).await.unwrap();
        known(&shop, "Zoe Lee", "zoe@mail.example", None).await;
        let [first, last, called_off, next, later] = [
            "2026-10-21T14:00:00Z",
            "2026-10-22T09:00:00Z",
            "2026-10-22T15:00:00Z",
            "2026-10-23T09:00:00Z",
            "2026-10-24T09:00:00Z",
        ]
        .map(at);
        for time in [later, first, next, last] {
            shop.book(&person, time).await.unwrap();
        }
        let token = shop.book(&person, called_off).await.unwrap();
        cancel(&person, &shop.business, &token).await.unwrap();
        // A time that is only held is no visit.
        shop.hold(&person, "tyres", at("2026-10-22T22:00:00Z")).await.unwrap();
        clock.set(at("2026-10-22T20:00:00Z"));

        let found = list(&desk, &ask("", Order::Name)).await.unwrap();
        let facts: Vec<_> = found
            .customers
            .iter()
            .map(|Customer { name, vehicles, last, next, .. }| (name.as_str(), *vehicles, *last, *next))
            .collect();
        assert_eq!(facts, [("Ana Silva", 1, Some(last), Some(next)), ("Zoe Lee", 0, None, None)]);

        let ana = profile(&desk, &shop.business, found.customers[0].id).await.unwrap();
        let plates: Vec<&str> = ana.vehicles.iter().map(|vehicle| vehicle.draft.plate.as_str()).collect();
        assert_eq!(plates, ["AA 1"]);
        assert_eq!(ana.upcoming.iter().map(|visit| visit.starts).collect::<Vec<_>>(), [next, later]);
        let past: Vec<_> = ana.past.iter().map(|visit| (visit.starts, visit.state)).collect();
        let (kept, off) = (BookingState::Confirmed, BookingState::Cancelled);
        assert_eq!(past, [(called_off, off), (last, kept), (first, kept)]);
    })
    .await;
}

#[tokio::test]
async fn who_came_last_comes_first_and_who_never_came_at_the_end() {
    common::each_database(async |core, clock| {
        let shop = Shop::open(&core, "quay").await;
        let desk = shop.member("desk@quay.example", Role::FrontDesk).await;
        known(&shop, "Ábel Never", "abel@mail.example", None).await;
        let (early, late) = (shop.customer("e@mail.example").await, shop.customer("l@mail.example").await);
        shop.book(&late, at("2026-10-22T10:00:00Z")).await.unwrap();
        shop.book(&early, at("2026-10-22T09:00:00Z")).await.unwrap();
        clock.set(at("2026-10-22T20:00:00Z"));
        let mails = async |order| {
            let found = list(&desk, &ask("", order)).await.unwrap();
            found.customers.into_iter().map(|customer| customer.email).collect::<Vec<_>>()
        };
        let [abel, e, l] = ["abel@mail.example", "e@mail.example", "l@mail.example"];
        assert_eq!(mails(Order::LastVisit).await, [l, e, abel]);
        assert_eq!(mails(Order::Name).await, [abel, l, e], "accents do not matter, then who came first");
    })
    .await;
}

#[tokio::test]
async fn pages_hold_everybody_once_and_a_page_past_the_end_is_the_last() {
    common::each_database(async |core, _clock| {
        let shop = Shop::open(&core, "quay").await;
        let desk = shop.member("desk@quay.example", Role::FrontDesk).await;
        for number in 0..5 {
            known(&shop, &format!("Person {number}"), "p@mail.example", None).await;
        }
        let page = async |page, per_page| {
            let ask = Ask { page, per_page, ..ask("person", Order::Name) };
            let found = list(&desk, &ask).await.unwrap();
            let names: Vec<String> = names(&found).into_iter().map(str::to_owned).collect();
            (found.page, found.pages, found.total, names)
        };
        assert_eq!(page(1, 2).await, (1, 3, 5, vec!["Person 0".into(), "Person 1".into()]));
        assert_eq!(page(2, 2).await, (2, 3, 5, vec!["Person 2".into(), "Person 3".into()]));
        assert_eq!(page(usize::MAX, 2).await, (3, 3, 5, vec!["Person 4".into()]));
        assert_eq!(page(0, 1_000).await.3.len(), 5);
        assert_eq!(page(1, 0).await.1, 5);
    })
    .await;
}

#[tokio::test]
async fn only_those_who_receive_customers_see_them() {
    common::each_database(async |core, _clock| {
        let shop = Shop::open(&core, "quay").await;
        let ana = known(&shop, "Ana", "ana@mail.example", None).await;
        let kind = async |scope: &Scope| {
            let seen = list(scope, &ask("", Order::Name)).await.err().map(|error| error.kind());
            let one = profile(scope, &shop.business, ana).await.err().map(|error| error.kind());
            assert_eq!(seen, one);
            seen
        };
        assert_eq!(kind(&shop.member("o@quay.example", Role::Owner).await).await, None);
        assert_eq!(
            kind(&shop.member("t@quay.example", Role::Technician).await).await,
            Some(ErrorKind::Forbidden)
        );
        assert_eq!(kind(&shop.customer("c@mail.example").await).await, Some(ErrorKind::SignedOut));
        assert_eq!(kind(&shop.scope(Actor::Anonymous)).await, Some(ErrorKind::SignedOut));
    })
    .await;
}
