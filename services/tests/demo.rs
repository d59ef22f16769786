//! The demo: it is written once, completely, and what it tells could have happened.
#![allow(
    clippy::unwrap_used,
    reason = "the helpers are test code too, outside the functions that clippy knows as tests"
)]

mod common;

use domain::{
    accounts::Realm,
    billing::Status,
    garage::{
        board::{JobStatus, can_move},
        work_order::Authorisation,
    },
    locale::Locale,
};
use entity::{account, booking, booking_event, claim, customer, membership, notification, outbox, resource};
use jiff::{SignedDuration, Timestamp};
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, ExprTrait as _, PaginatorTrait as _, QueryFilter as _,
    QueryOrder as _,
};
use services::{
    Core, Scope,
    accounts::{sign_in, sign_up::Caller},
    billing,
    businesses::{self, Business, demo},
    core::instant,
    garage::work_orders::{
        self, canned,
        list::{Filter, list},
    },
};
use std::collections::BTreeMap;

#[tokio::test]
async fn the_demo_fills_once_and_its_bookings_never_overlap() {
    common::each_database(async |core, _clock| {
        let sign_ins = demo::fill(&core).await.unwrap();
        assert_eq!(sign_ins.len(), 8);
        let before = counts(&core).await;
        assert_eq!(demo::fill(&core).await.unwrap(), [], "a demo that is there is left as it is");
        assert_eq!(counts(&core).await, before);

        let all = businesses::list(&core, true).await.unwrap();
        let slugs: Vec<_> = all.iter().map(|business| business.slug.as_str()).collect();
        assert_eq!(slugs, ["barbearia-tejo", "chez-lucie", "harbour-garage", "spoke-and-crumb"]);
        for business in &all {
            assert_nothing_overlaps(&core, business).await;
            assert_within_hours(&core, business).await;
            assert_plausible_progress(&core, business).await;
        }
        assert_eq!(
            outbox::Entity::find().count(core.db().read()).await.unwrap(),
            0,
            "history sends no mails"
        );
    })
    .await;
}

#[tokio::test]
async fn the_demo_fits_any_day() {
    // New Year's night, a Sunday on which clocks change, Christmas Eve at noon, a leap day in the evening.
    for now in
        ["2027-01-01T00:30:00Z", "2026-03-29T12:00:00Z", "2026-12-24T12:00:00Z", "2028-02-29T18:45:00Z"]
    {
        common::each_database(async |core, clock| {
            clock.set(now.parse().unwrap());
            demo::fill(&core).await.unwrap();
            for business in businesses::list(&core, true).await.unwrap() {
                assert_nothing_overlaps(&core, &business).await;
                assert_within_hours(&core, &business).await;
                assert_plausible_progress(&core, &business).await;
            }
            assert_visits_of_the_demo_customer(&core).await;
        })
        .await;
    }
}

#[tokio::test]
async fn every_sign_in_that_is_printed_opens_its_door() {
    common::each_database(async |core, _clock| {
        for one in demo::fill(&core).await.unwrap() {
            let realm = if one.path.starts_with("/console") { Realm::Portal } else { Realm::Site };
            let opened =
                sign_in::with_password(&core, realm, &one.email, &one.password, &Caller::default()).await;
            assert!(opened.is_ok(), "{} {opened:?}", one.who);
        }
        let closed = account::Entity::find()
            .filter(account::Column::VerifiedAt.is_null().or(account::Column::PasswordHash.is_null()))
            .count(core.db().read());
        assert_eq!(closed.await.unwrap(), 0);
    })
    .await;
}

#[tokio::test]
async fn the_demo_customer_has_been_to_the_garage_and_will_come_again() {
    common::each_database(async |core, _clock| {
        demo::fill(&core).await.unwrap();
        assert_visits_of_the_demo_customer(&core).await;
    })
    .await;
}

#[tokio::test]
async fn the_days_ahead_are_neither_empty_nor_full_and_every_service_can_be_booked() {
    common::each_database(async |core, _clock| {
        demo::fill(&core).await.unwrap();
        for business in businesses::list(&core, true).await.unwrap() {
            let today = domain::time::local(core.now(), &business.zone).date();
            let scope = services::Scope::system(&core, business.id);
            for service in businesses::services(&core, &business).await.unwrap() {
                for locale in Locale::ALL {
                    assert!(!service.name.get(locale).is_empty() && !service.summary.get(locale).is_empty());
                }
                let days = services::agenda::offer::days(&scope, &business, &service, None).await.unwrap();
                let soon: usize = days.iter().take(7).map(|(_, free)| free).sum();
                assert!(soon > 0, "{} of {} has no time this week", service.slug, business.slug);
            }
            let ahead = bookings(&core, &business).await;
            let ahead = ahead.iter().filter(|row| instant(row.starts_at) > core.now()).count();
            assert!(ahead >= 10, "{} has {ahead} bookings from {today} on", business.slug);
        }
    })
    .await;
}

#[tokio::test]
async fn the_workshops_have_canned_jobs_a_work_order_that_waits_and_one_that_is_agreed() {
    common::each_database(async |core, _clock| {
        demo::fill(&core).await.unwrap();
        for slug in ["harbour-garage", "spoke-and-crumb"] {
            let business = businesses::by_slug(&core, slug).await.unwrap();
            let staff = services::Scope::system(&core, business.id);
            assert!(canned::list(&staff, &business).await.unwrap().len() >= 4, "{slug}");
            let listed = list(&staff, &business, Filter::Open).await.unwrap();
            let mut seen: Vec<_> = listed.iter().map(|order| (order.asked, order.questions)).collect();
            seen.sort_unstable();
            assert_eq!(seen, [(0, 0), (2, 1)], "{slug}");
            for order in listed {
                let whole = work_orders::one(&staff, &business, order.id).await.unwrap();
                let booked = &whole.jobs[0];
                assert_eq!(booked.authorisation, Authorisation::Approved);
                assert_eq!(booked.decision.as_ref().map(|said| said.price_minor), Some(booked.totals.gross));
                assert_eq!(
                    whole.discount_minor > 0,
                    order.asked == 0,
                    "{slug}: the agreed one has a discount"
                );
            }
        }
        let barber = businesses::by_slug(&core, "barbearia-tejo").await.unwrap();
        let staff = services::Scope::system(&core, barber.id);
        assert!(list(&staff, &barber, Filter::Open).await.unwrap().is_empty());
    })
    .await;
}

/// Rows per table.
#[tokio::test]
async fn the_workshops_have_a_late_an_open_and_a_paid_invoice_whose_numbers_follow_their_days() {
    common::each_database(async |core, _clock| {
        demo::fill(&core).await.unwrap();
        for slug in ["harbour-garage", "spoke-and-crumb"] {
            let business = businesses::by_slug(&core, slug).await.unwrap();
            let scope = Scope::system(&core, business.id);
            let all = billing::list(&scope, billing::Filter::All).await.unwrap();
            let states: Vec<Status> = all.iter().map(|invoice| invoice.status).collect();
            assert_eq!(states, [Status::Paid, Status::Issued, Status::Overdue], "{slug}");
            assert!(
                all.is_sorted_by(|newer, older| newer.issued > older.issued && newer.number > older.number)
            );
            assert!(all.iter().all(|invoice| invoice.gross > 0 && invoice.issued < core.now()));
            let late = billing::list(&scope, billing::Filter::Overdue).await.unwrap();
            assert_eq!(late.len(), 1, "{slug}");
        }
    })
    .await;
}

async fn counts(core: &Core) -> [u64; 6] {
    let db = core.db().read();
    [
        account::Entity::find().count(db).await.unwrap(),
        membership::Entity::find().count(db).await.unwrap(),
        customer::Entity::find().count(db).await.unwrap(),
        booking::Entity::find().count(db).await.unwrap(),
        claim::Entity::find().count(db).await.unwrap(),
        booking_event::Entity::find().count(db).await.unwrap(),
    ]
}

async fn bookings(core: &Core, business: &Business) -> Vec<booking::Model> {
    booking::Entity::of(business.id)
        .order_by_asc(booking::Column::StartsAt)
        .all(core.db().read())
        .await
        .unwrap()
}

async fn assert_nothing_overlaps(core: &Core, business: &Business) {
    let claims = claim::Entity::of(business.id)
        .order_by_asc(claim::Column::ResourceId)
        .order_by_asc(claim::Column::StartsAt)
        .all(core.db().read())
        .await
        .unwrap();
    for pair in claims.windows(2) {
        let apart = pair[0].resource_id != pair[1].resource_id || pair[0].ends_at <= pair[1].starts_at;
        assert!(apart, "{}: {pair:?}", business.slug);
    }
    for row in bookings(core, business).await {
        let own: Vec<_> = claims.iter().filter(|claim| claim.booking_id == row.id).collect();
        let mut taken: Vec<_> = own.iter().map(|claim| claim.resource_id).collect();
        let mut wanted: Vec<_> = [Some(row.worker_id), row.bay_id].into_iter().flatten().collect();
        taken.sort_unstable();
        wanted.sort_unstable();
        assert_eq!(taken, wanted, "a booking takes its worker and its bay");
        let whole = |claim: &&claim::Model| {
            claim.state == "taken" && claim.starts_at == row.starts_at && claim.ends_at >= row.ends_at
        };
        assert!(own.iter().all(whole), "{row:?} {own:?}");
    }
}

async fn assert_within_hours(core: &Core, business: &Business) {
    let people = resource::Entity::of(business.id).all(core.db().read()).await.unwrap();
    for row in bookings(core, business).await {
        let (starts, ends) = (instant(row.starts_at), instant(row.ends_at));
        let date = domain::time::local(starts, &business.zone).date();
        let inside = |hours: &domain::agenda::OpeningHours| {
            let open = hours.open_intervals(date, &business.zone);
            open.iter().any(|(from, to)| *from <= starts && ends <= *to)
        };
        assert!(inside(&business.hours), "{} is closed at {starts}", business.slug);
        let worker = people.iter().find(|person| person.id == row.worker_id).unwrap();
        assert!(
            inside(&serde_json::from_str(&worker.shifts).unwrap()),
            "{} is away at {starts}",
            worker.name
        );
    }
}

/// What is over has been handed over, what is to come has not begun, and the history says how it got there.
async fn assert_plausible_progress(core: &Core, business: &Business) {
    let now = core.now();
    let today = domain::time::local(now, &business.zone).date();
    let mut events = booking_event::Entity::of(business.id)
        .order_by_asc(booking_event::Column::At)
        .order_by_asc(booking_event::Column::Id)
        .all(core.db().read())
        .await
        .unwrap();
    events.retain(|event| event.kind != "note");
    let rows = bookings(core, business).await;
    let of_the_past = rows.iter().filter(|row| date_of(business, row.starts_at) < today).count();
    assert!(of_the_past >= 100, "{} has only {of_the_past} past bookings", business.slug);
    for row in &rows {
        let (starts, date) = (instant(row.starts_at), date_of(business, row.starts_at));
        let status = JobStatus::parse(&row.job_status).unwrap();
        assert!(instant(row.job_since) <= now && instant(row.created_at) <= now);
        assert!(date >= today || status == JobStatus::HandedOver, "{row:?}");
        let far = starts > now + SignedDuration::from_mins(10);
        assert!(!far || status == JobStatus::Scheduled, "{row:?} has begun before its time");
        assert!(starts >= now || status != JobStatus::Scheduled, "{row:?} never began");
        let mut told = JobStatus::Scheduled;
        for event in events.iter().filter(|event| event.booking_id == row.id && event.kind == "status") {
            let (from, to) = event.detail.split_once(' ').unwrap();
            let (from, to) = (JobStatus::parse(from).unwrap(), JobStatus::parse(to).unwrap());
            assert!(
                from == told && can_move(from, to) && instant(event.at) <= now,
                "{event:?} after {told:?}"
            );
            told = to;
        }
        assert_eq!(told, status, "the history ends where the job stands");
    }
}

fn date_of(business: &Business, ms: i64) -> jiff::civil::Date {
    domain::time::local(instant(ms), &business.zone).date()
}

async fn assert_visits_of_the_demo_customer(core: &Core) {
    let db = core.db().read();
    let person = account::Entity::find().filter(account::Column::Email.eq("customer@mainstreet.example"));
    let person = person.one(db).await.unwrap().unwrap();
    let known =
        customer::Entity::find().filter(customer::Column::AccountId.eq(person.id)).count(db).await.unwrap();
    assert_eq!(known, 2, "the garage and the bicycle workshop");
    let garage = businesses::by_slug(core, "harbour-garage").await.unwrap();
    let row = customer::Entity::of(garage.id).filter(customer::Column::AccountId.eq(person.id));
    let row = row.one(db).await.unwrap().unwrap();
    let mut visits = bookings(core, &garage).await;
    visits.retain(|visit| visit.customer_id == Some(row.id));
    let past = visits.iter().filter(|visit| instant(visit.ends_at) < core.now()).count();
    let coming: Vec<Timestamp> =
        visits.iter().map(|visit| instant(visit.starts_at)).filter(|at| *at > core.now()).collect();
    assert_eq!((past, coming.len()), (2, 1), "{visits:?}");
    assert!(visits.iter().all(|visit| visit.vehicle_id.is_some()));
}

#[tokio::test]
async fn the_lists_of_the_demos_people_are_neither_empty_nor_full_of_news() {
    common::each_database(async |core, _clock| {
        demo::fill(&core).await.unwrap();
        let rows = notification::Entity::find().all(core.db().read()).await.unwrap();
        let mut people: BTreeMap<_, (usize, usize)> = BTreeMap::new();
        for row in &rows {
            let (all, unread) = people.entry((row.business_id, row.account_id)).or_default();
            *all += 1;
            *unread += usize::from(row.read_at.is_none());
            assert!(row.created_at <= core.now_ms(), "{row:?}");
        }
        for business in businesses::list(&core, true).await.unwrap() {
            let owner = format!("owner@{}.example", business.slug);
            let owner = account::Entity::find().filter(account::Column::Email.eq(&owner));
            let owner = owner.one(core.db().read()).await.unwrap().unwrap();
            let (all, unread) = people[&(business.id.into(), owner.id)];
            assert!(all >= 9 && (1..=4).contains(&unread), "{}: {all}, {unread} unread", business.slug);
        }
    })
    .await;
}
