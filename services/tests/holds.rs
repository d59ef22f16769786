//! Holding a time, confirming it, and what becomes of a hold that nobody confirms.
#![allow(
    clippy::unwrap_used,
    reason = "the helpers are test code too, outside the functions that clippy knows as tests"
)]

mod common;

use common::shop::{Shop, at, draft, mails, vehicle};
use domain::{clock::FixedClock, error::ErrorKind, ids::BusinessId};
use entity::{booking, booking_event, claim};
use jiff::SignedDuration;
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, EntityTrait as _, IntoActiveModel as _, QueryFilter as _, Set,
};
use services::{
    Actor, Core, Error,
    agenda::{cancel::cancel, claims::release_expired, offer, reschedule::reschedule, visit},
    garage::vehicles,
};

/// Tomorrow, when the shop is open.
const SLOT: &str = "2026-10-22T09:00:00Z";

fn wait(core: &Core, clock: &FixedClock, minutes: i64) {
    clock.set(core.now() + SignedDuration::from_mins(minutes));
}

async fn claims(shop: &Shop, token: &str) -> Vec<claim::Model> {
    let booking = shop.row(token).await.id;
    let query = claim::Entity::of(shop.business.id)
        .filter(claim::Column::BookingId.eq(booking))
        .filter(claim::Column::State.ne("released"));
    query.all(shop.core.db().read()).await.unwrap()
}

/// The lines of this kind in the booking's history.
async fn told(shop: &Shop, token: &str, kind: &str) -> usize {
    let query = booking_event::Entity::of(shop.business.id)
        .filter(booking_event::Column::BookingId.eq(shop.row(token).await.id))
        .filter(booking_event::Column::Kind.eq(kind));
    query.all(shop.core.db().read()).await.unwrap().len()
}

async fn sweep(core: &Core, business: Option<BusinessId>) -> u64 {
    let tx = core.db().begin().await.unwrap();
    let released = release_expired(&tx, business, core.now()).await.unwrap();
    tx.commit().await.unwrap();
    released
}

#[tokio::test]
async fn a_hold_keeps_others_away_for_ten_minutes_and_not_longer() {
    common::each_database(async |core, clock| {
        let shop = Shop::open(&core, "quay").await;
        let nobody = shop.scope(Actor::Anonymous);
        let token = shop.hold(&nobody, "gearbox", at(SLOT)).await.unwrap();
        assert_eq!(claims(&shop, &token).await.len(), 2, "the technician and the bay");
        wait(&core, &clock, 9);
        let taken = shop.hold(&nobody, "gearbox", at(SLOT)).await;
        assert!(matches!(taken, Err(Error::NotFree { why: "err_slot_taken", .. })), "{taken:?}");
        wait(&core, &clock, 1);
        let service = shop.service("gearbox");
        let day = domain::time::local(at(SLOT), &shop.business.zone).date();
        let free = offer::times(&nobody, &shop.business, service, day, None).await.unwrap();
        assert!(free.iter().any(|slot| slot.starts == at(SLOT)), "it is offered again before anybody swept");
        shop.hold(&nobody, "gearbox", at(SLOT)).await.expect("and can be had");
        assert_eq!(shop.row(&token).await.state, "expired");
        assert_eq!(claims(&shop, &token).await, []);
    })
    .await;
}

#[tokio::test]
async fn the_sweep_gives_back_what_ran_out_and_nothing_else() {
    common::each_database(async |core, clock| {
        let (shop, other) = (Shop::open(&core, "quay").await, Shop::open(&core, "pier").await);
        let person = shop.customer("ana@mail.example").await;
        let kept = shop.book(&person, at(SLOT)).await.unwrap();
        let old = shop.hold(&person, "tyres", at("2026-10-22T10:00:00Z")).await.unwrap();
        let theirs = other.hold(&other.scope(Actor::Anonymous), "tyres", at(SLOT)).await.unwrap();
        wait(&core, &clock, 9);
        let young = other.hold(&other.scope(Actor::Anonymous), "tyres", at(SLOT)).await.unwrap();
        wait(&core, &clock, 1);
        assert_eq!(sweep(&core, None).await, 2);
        assert_eq!(sweep(&core, None).await, 0, "once is enough");
        let states =
            [shop.row(&kept).await, shop.row(&old).await, other.row(&theirs).await, other.row(&young).await];
        assert_eq!(states.map(|row| row.state), ["confirmed", "expired", "expired", "held"]);
        assert_eq!(claims(&shop, &kept).await.len() + claims(&other, &young).await.len(), 4);
        assert_eq!(claims(&shop, &old).await.len() + claims(&other, &theirs).await.len(), 0);
    })
    .await;
}

#[tokio::test]
async fn a_hold_that_ran_out_is_confirmed_all_the_same_if_its_time_is_free() {
    common::each_database(async |core, clock| {
        let shop = Shop::open(&core, "quay").await;
        let person = shop.customer("ana@mail.example").await;
        for (swept, start) in [(false, SLOT), (true, "2026-10-22T13:00:00Z")] {
            let token = shop.hold(&person, "gearbox", at(start)).await.unwrap();
            wait(&core, &clock, 11);
            if swept {
                assert_eq!(sweep(&core, Some(shop.business.id)).await, 1);
            }
            shop.confirm(&person, &token, None).await.unwrap();
            let (row, claims) = (shop.row(&token).await, claims(&shop, &token).await);
            assert_eq!((row.state.as_str(), row.hold_expires_at), ("confirmed", None));
            assert_eq!(claims.len(), 2);
            assert!(claims.iter().all(|claim| claim.state == "taken" && claim.starts_at == row.starts_at));
        }
    })
    .await;
}

#[tokio::test]
async fn a_hold_that_ran_out_is_lost_once_somebody_else_has_the_time() {
    common::each_database(async |core, clock| {
        let shop = Shop::open(&core, "quay").await;
        let (slow, quick) =
            (shop.customer("ana@mail.example").await, shop.customer("rui@mail.example").await);
        let lost = shop.hold(&slow, "gearbox", at(SLOT)).await.unwrap();
        wait(&core, &clock, 11);
        let won = shop.hold(&quick, "gearbox", at(SLOT)).await.unwrap();
        let refused = shop.confirm(&slow, &lost, None).await.unwrap_err();
        let Error::NotFree { why: "err_slot_taken", next } = refused else { panic!("{refused:?}") };
        assert_eq!(
            next[0].starts,
            at("2026-10-22T12:00:00Z"),
            "the hour before lunch is too short, so after it"
        );
        assert_eq!(next.len(), 3);
        assert_eq!(shop.row(&lost).await.customer_id, None, "nothing of the refused confirmation stays");
        assert_eq!(told(&shop, &lost, "confirmed").await, 0);
        shop.confirm(&quick, &won, None).await.unwrap();
        shop.hold(&slow, "gearbox", next[0].starts).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_confirmed_booking_always_has_its_claims_whatever_happened_to_the_hold() {
    common::each_database(async |core, _clock| {
        let shop = Shop::open(&core, "quay").await;
        let person = shop.customer("ana@mail.example").await;
        let token = shop.hold(&person, "gearbox", at(SLOT)).await.unwrap();
        let tx = core.db().begin().await.unwrap();
        for claim in claims(&shop, &token).await {
            let mut gone = claim.into_active_model();
            gone.state = Set("released".into());
            gone.update(&tx).await.unwrap();
        }
        tx.commit().await.unwrap();
        shop.confirm(&person, &token, None).await.unwrap();
        assert_eq!(claims(&shop, &token).await.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn confirming_twice_is_confirming_once() {
    common::each_database(async |core, _clock| {
        let shop = Shop::open(&core, "quay").await;
        let person = shop.customer("ana@mail.example").await;
        let token = shop.hold(&person, "tyres", at(SLOT)).await.unwrap();
        let (a, b) = tokio::join!(shop.confirm(&person, &token, None), shop.confirm(&person, &token, None));
        a.unwrap();
        b.unwrap();
        shop.confirm(&person, &token, None).await.unwrap();
        assert_eq!(told(&shop, &token, "confirmed").await, 1);
        assert_eq!(mails(&core).await.len(), 1);
        assert_eq!(claims(&shop, &token).await.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn cancelling_gives_the_time_back_and_cancelling_twice_is_cancelling_once() {
    common::each_database(async |core, _clock| {
        let shop = Shop::open(&core, "quay").await;
        let person = shop.customer("ana@mail.example").await;
        let token = shop.hold(&person, "gearbox", at(SLOT)).await.unwrap();
        shop.confirm(&person, &token, None).await.unwrap();
        for _ in 0..2 {
            cancel(&person, &shop.business, &token).await.unwrap();
        }
        assert_eq!(told(&shop, &token, "cancelled").await, 1);
        assert_eq!(mails(&core).await.len(), 2, "one that it is booked, one that it is not");
        shop.hold(&person, "gearbox", at(SLOT)).await.expect("the time is free again");
        let refused = shop.confirm(&person, &token, None).await.unwrap_err();
        assert_eq!((refused.kind(), refused.to_string().as_str()), (ErrorKind::Conflict, "err_visit_closed"));
    })
    .await;
}

#[tokio::test]
async fn a_move_that_fails_leaves_the_old_time_and_one_that_works_gives_it_back() {
    common::each_database(async |core, _clock| {
        let shop = Shop::open(&core, "quay").await;
        let person = shop.customer("ana@mail.example").await;
        let (from, to) = (at(SLOT), at("2026-10-22T14:00:00Z"));
        let token = shop.hold(&person, "gearbox", from).await.unwrap();
        shop.confirm(&person, &token, None).await.unwrap();
        let rival = shop.hold(&person, "gearbox", to).await.unwrap();
        let refused = reschedule(&person, &shop.business, &token, to).await.unwrap_err();
        assert!(matches!(refused, Error::NotFree { .. }), "{refused:?}");
        assert_eq!(
            (shop.row(&token).await.starts_at, claims(&shop, &token).await.len()),
            (from.as_millisecond(), 2)
        );
        cancel(&person, &shop.business, &rival).await.unwrap();
        reschedule(&person, &shop.business, &token, to).await.unwrap();
        let claims = claims(&shop, &token).await;
        assert!(claims.len() == 2 && claims.iter().all(|claim| claim.starts_at == to.as_millisecond()));
        shop.hold(&person, "gearbox", from).await.expect("the old time is free");
    })
    .await;
}

#[tokio::test]
async fn a_vehicle_of_somebody_else_is_refused_at_the_field() {
    common::each_database(async |core, _clock| {
        let shop = Shop::open(&core, "quay").await;
        let (ana, rui) = (shop.customer("ana@mail.example").await, shop.customer("rui@mail.example").await);
        let (mine, theirs) = (vehicle(&ana, "AN 1").await, vehicle(&rui, "RU 1").await);
        let elsewhere = Shop::open(&core, "pier").await;
        let abroad = vehicle(&elsewhere.scope(ana.actor), "AN 2").await;
        let sold = vehicle(&ana, "AN 3").await;
        vehicles::archive(&ana, sold).await.unwrap();
        let token = shop.hold(&ana, "service", at(SLOT)).await.unwrap();
        for wrong in [None, Some(theirs), Some(abroad), Some(sold)] {
            let refused = shop.confirm(&ana, &token, wrong).await.unwrap_err();
            let Error::Fields(fields) = refused else { panic!("{refused:?}") };
            assert_eq!((fields[0].field.as_str(), fields[0].key.as_str()), ("vehicle", "err_vehicle_choose"));
            assert_eq!(shop.row(&token).await.state, "held");
        }
        shop.confirm(&ana, &token, Some(mine)).await.unwrap();
        assert_eq!(shop.row(&token).await.vehicle_id, Some(mine.into()));
    })
    .await;
}

#[tokio::test]
async fn the_booking_of_another_customer_or_business_is_not_found() {
    common::each_database(async |core, _clock| {
        let (shop, pier) = (Shop::open(&core, "quay").await, Shop::open(&core, "pier").await);
        let (ana, rui) = (shop.customer("ana@mail.example").await, shop.customer("rui@mail.example").await);
        let token = shop.book(&ana, at(SLOT)).await.unwrap();
        let before = shop.row(&token).await;
        assert_eq!(shop.confirm(&rui, &token, None).await.unwrap_err().kind(), ErrorKind::NotFound);
        let nobody = shop.scope(Actor::Anonymous);
        let held = shop.hold(&nobody, "tyres", at("2026-10-22T10:00:00Z")).await.unwrap();
        assert_eq!(shop.confirm(&nobody, &held, None).await.unwrap_err().kind(), ErrorKind::SignedOut);
        let there = pier.scope(ana.actor);
        let answers = [
            pier.confirm(&there, &token, None).await,
            reschedule(&there, &pier.business, &token, at("2026-10-22T15:00:00Z")).await,
            cancel(&there, &pier.business, &token).await,
            visit::by_link(&there, &pier.business, &token).await.map(drop),
            visit::calendar(&there, &pier.business, &token).await.map(drop),
        ];
        for answer in answers {
            assert_eq!(answer.unwrap_err().kind(), ErrorKind::NotFound);
        }
        assert_eq!(shop.row(&token).await, before);
        assert_eq!(booking::Entity::of(pier.business.id).all(core.db().read()).await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn the_vehicle_of_another_customer_is_not_found_and_stays_as_it_is() {
    common::each_database(async |core, _clock| {
        let (shop, pier) = (Shop::open(&core, "quay").await, Shop::open(&core, "pier").await);
        let (ana, rui) = (shop.customer("ana@mail.example").await, shop.customer("rui@mail.example").await);
        let id = vehicle(&ana, "AN 1").await;
        vehicle(&rui, "RU 1").await;
        vehicle(&pier.scope(ana.actor), "AN 2").await;
        let before = vehicles::get(&ana, id).await.unwrap();
        for stranger in [rui, pier.scope(ana.actor)] {
            let answers = [
                vehicles::get(&stranger, id).await.map(drop),
                vehicles::change(&stranger, &shop.business, id, draft("STOLEN")).await,
                vehicles::archive(&stranger, id).await,
            ];
            for answer in answers {
                assert_eq!(answer.unwrap_err().kind(), ErrorKind::NotFound);
            }
            assert!(vehicles::list(&stranger).await.unwrap().iter().all(|seen| seen.id != id));
        }
        assert_eq!(vehicles::get(&ana, id).await.unwrap(), before);
        let nobody = shop.scope(Actor::Anonymous);
        assert_eq!(vehicles::get(&nobody, id).await.unwrap_err().kind(), ErrorKind::SignedOut);
        assert_eq!(entity::vehicle::Entity::find().all(core.db().read()).await.unwrap().len(), 3);
    })
    .await;
}

#[tokio::test]
async fn when_the_database_itself_refuses_the_times_offered_are_free_on_other_days_too() {
    common::each_database(async |core, _clock| {
        let shop = Shop::open(&core, "quay").await;
        let nobody = shop.scope(Actor::Anonymous);
        // The last start of one day, and both places of the first of the next.
        let (last, first) = (at("2026-10-22T22:30:00Z"), at("2026-10-22T23:00:00Z"));
        for _ in 0..2 {
            shop.hold(&nobody, "tyres", first).await.unwrap();
        }
        let other = shop.hold(&nobody, "tyres", at(SLOT)).await.unwrap();
        for worker in &shop.technicians {
            block(&shop, &other, (*worker).into(), last.as_millisecond()).await;
        }
        let refused = shop.hold(&nobody, "tyres", last).await.unwrap_err();
        let Error::NotFree { why: "err_slot_taken", next } = refused else { panic!("{refused:?}") };
        assert_eq!(next.len(), 3);
        assert_eq!(next[0].starts, first + SignedDuration::from_mins(30));
        shop.hold(&nobody, "tyres", next[0].starts).await.expect("what is offered is free");
    })
    .await;
}

/// Half an hour that the database keeps for the booking `token`, unseen by who looks for free times: a hold without an end.
async fn block(shop: &Shop, token: &str, resource: uuid::Uuid, from: i64) {
    let booking = shop.row(token).await;
    let row = claim::ActiveModel {
        business_id: Set(booking.business_id),
        id: Set(shop.core.new_id()),
        resource_id: Set(resource),
        booking_id: Set(booking.id),
        starts_at: Set(from),
        ends_at: Set(from + 30 * 60_000),
        state: Set("held".into()),
        expires_at: Set(None),
    };
    let tx = shop.core.db().begin().await.unwrap();
    row.insert(&tx).await.unwrap();
    tx.commit().await.unwrap();
}
