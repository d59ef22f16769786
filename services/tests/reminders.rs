//! Reminders: told once, made anew when done, and nobody else's, on both databases.
#![allow(
    clippy::unwrap_used,
    reason = "the helpers are test code too, outside the functions that clippy knows as tests"
)]

mod common;

use common::shop::{Shop, at, mails, vehicle};
use domain::{
    accounts::Role,
    error::ErrorKind,
    form::Fields,
    garage::{
        odometer::Reading,
        reminder::{Draft, Due, Standing},
    },
    ids::VehicleId,
};
use jiff::civil::date;
use services::{
    Core, Scope,
    garage::{diagnostics, reminders, vehicles},
};

/// A shop, and a customer with a car.
struct Bench {
    shop: Shop,
    owner: Scope,
    ana: Scope,
    car: VehicleId,
}

impl Bench {
    async fn new(core: &Core) -> Self {
        let shop = Shop::open(core, "quay").await;
        let owner = shop.member("olive@quay.example", Role::Owner).await;
        let ana = shop.customer("ana@customer.example").await;
        let car = vehicle(&ana, "LV14 KXB").await;
        Self { shop, owner, ana, car }
    }

    async fn items(&self) -> Vec<reminders::Item> {
        reminders::of_vehicle(&self.ana, &self.shop.business, self.car).await.unwrap()
    }
}

fn wants(fields: &[(&str, &str)]) -> Draft {
    let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Draft::read(&Fields(fields)).unwrap()
}

fn yearly() -> Draft {
    wants(&[
        ("title", "Oil change"),
        ("due_on", "2026-11-01"),
        ("every_months", "12"),
        ("every_km", "15 000"),
    ])
}

#[tokio::test]
async fn what_is_due_is_told_once_with_two_workers_at_once() {
    common::each_database(async |core, clock| {
        let bench = Bench::new(&core).await;
        reminders::add(&bench.ana, bench.car, &yearly()).await.unwrap();
        let later = wants(&[("title", "Inspection"), ("due_on", "2027-05-01")]);
        reminders::add(&bench.ana, bench.car, &later).await.unwrap();
        let before = mails(&core).await.len();
        let (one, two) = tokio::join!(reminders::send_due(&core), reminders::send_due(&core));
        assert_eq!(one.unwrap() + two.unwrap(), 1);
        assert_eq!(reminders::send_due(&core).await.unwrap(), 0);
        let sent = mails(&core).await;
        assert_eq!(sent.len(), before + 1);
        let mail = sent.last().unwrap();
        assert!(mail.subject.contains("Oil change"), "{mail:?}");
        assert!(mail.text.contains("https://mainstreet.example/b/quay/book"), "{mail:?}");
        clock.set(at("2027-04-20T09:00:00Z"));
        assert_eq!(reminders::send_due(&core).await.unwrap(), 1, "the other one, in its time");
    })
    .await;
}

#[tokio::test]
async fn done_makes_the_next_one_and_is_done_once() {
    common::each_database(async |core, _clock| {
        let bench = Bench::new(&core).await;
        let reading = Reading { on: date(2026, 10, 21), km: 90_000, reason: None };
        diagnostics::add_reading(&bench.ana, &bench.shop.business, bench.car, reading).await.unwrap();
        let id = reminders::add(&bench.ana, bench.car, &yearly()).await.unwrap();
        reminders::done(&bench.ana, &bench.shop.business, id).await.unwrap();
        let [next] = bench.items().await.try_into().unwrap();
        assert_eq!(next.reminder.due, Due::First { on: date(2027, 10, 21), km: 105_000 });
        assert!(!next.told && next.id != id);
        let again = reminders::done(&bench.ana, &bench.shop.business, id).await.unwrap_err();
        assert_eq!(again.kind(), ErrorKind::NotFound);
        let once = wants(&[("title", "Recall"), ("due_on", "2026-11-01")]);
        let once = reminders::add(&bench.owner, bench.car, &once).await.unwrap();
        reminders::done(&bench.owner, &bench.shop.business, once).await.unwrap();
        assert_eq!(bench.items().await.len(), 1, "what comes once has no next one");
    })
    .await;
}

#[tokio::test]
async fn kilometres_become_due_as_the_readings_say_and_a_change_tells_anew() {
    common::each_database(async |core, _clock| {
        let bench = Bench::new(&core).await;
        let belt = wants(&[("title", "Belt"), ("due_km", "100 000")]);
        let id = reminders::add(&bench.ana, bench.car, &belt).await.unwrap();
        assert_eq!(reminders::send_due(&core).await.unwrap(), 0, "nobody knows what the odometer shows");
        let reading = Reading { on: date(2026, 10, 21), km: 99_500, reason: None };
        diagnostics::add_reading(&bench.ana, &bench.shop.business, bench.car, reading).await.unwrap();
        assert_eq!(bench.items().await[0].standing, Some(Standing::Due));
        assert_eq!(reminders::send_due(&core).await.unwrap(), 1);
        let changed = wants(&[("title", "Belt"), ("due_km", "99 000")]);
        reminders::change(&bench.ana, id, &changed).await.unwrap();
        assert_eq!(bench.items().await[0].standing, Some(Standing::Overdue));
        assert_eq!(reminders::send_due(&core).await.unwrap(), 1);
    })
    .await;
}

#[tokio::test]
async fn the_view_of_all_begins_with_what_is_overdue_and_leaves_removed_vehicles_out() {
    common::each_database(async |core, _clock| {
        let bench = Bench::new(&core).await;
        for (title, on) in [("Later", "2027-09-01"), ("Overdue", "2026-10-01"), ("Due", "2026-11-01")] {
            let draft = wants(&[("title", title), ("due_on", on)]);
            reminders::add(&bench.ana, bench.car, &draft).await.unwrap();
        }
        let all = reminders::all(&bench.owner, &bench.shop.business).await.unwrap();
        let titles: Vec<&str> = all.iter().map(|item| item.title.as_str()).collect();
        assert_eq!(titles, ["Overdue", "Due", "Later"]);
        vehicles::archive(&bench.ana, bench.car).await.unwrap();
        assert_eq!(reminders::all(&bench.owner, &bench.shop.business).await.unwrap(), []);
        assert_eq!(reminders::send_due(&core).await.unwrap(), 0);
    })
    .await;
}

#[tokio::test]
async fn nobody_reaches_the_reminders_of_another_customer_or_business() {
    common::each_database(async |core, _clock| {
        let bench = Bench::new(&core).await;
        let id = reminders::add(&bench.ana, bench.car, &yearly()).await.unwrap();
        let rui = bench.shop.customer("rui@customer.example").await;
        vehicle(&rui, "RUI 1").await;
        let other = Shop::open(&core, "other").await;
        let theirs = other.member("kim@other.example", Role::Owner).await;
        for by in [&rui, &theirs] {
            let missing = |error: services::Error| assert_eq!(error.kind(), ErrorKind::NotFound);
            missing(reminders::add(by, bench.car, &yearly()).await.unwrap_err());
            missing(reminders::change(by, id, &yearly()).await.unwrap_err());
            missing(reminders::done(by, &bench.shop.business, id).await.unwrap_err());
            missing(reminders::remove(by, id).await.unwrap_err());
            missing(reminders::of_vehicle(by, &bench.shop.business, bench.car).await.unwrap_err());
        }
        assert_eq!(reminders::all(&theirs, &other.business).await.unwrap(), []);
        reminders::remove(&bench.ana, id).await.unwrap();
        assert!(bench.items().await.is_empty());
    })
    .await;
}
