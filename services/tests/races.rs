//! Many want the same time at once. Whatever they do, and in whatever order, no technician and no bay is promised twice.
//!
//! `MAINSTREET_ROUNDS` and `MAINSTREET_TASKS` say how often and how many; `MAINSTREET_SEED` repeats a failed run's choices.
#![allow(
    clippy::unwrap_used,
    reason = "the helpers are test code too, outside the functions that clippy knows as tests"
)]

mod common;

use common::shop::{self, Shop, at};
use domain::{agenda::BookingState, clock::FixedClock, error::ErrorKind, ids::VehicleId};
use entity::{booking, booking_event, claim};
use futures::future::join_all;
use jiff::{SignedDuration, Timestamp};
use rand::{Rng as _, SeedableRng as _, rngs::StdRng, seq::IndexedRandom as _};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, IntoActiveModel as _, QueryFilter as _, QueryOrder as _, Set,
};
use services::{
    Actor, Core, Error, Result, Scope,
    agenda::{cancel::cancel, claims::release_expired, reschedule::reschedule},
};
use std::{collections::BTreeMap, future::Future};
use uuid::Uuid;

/// The clock's place and the slot everybody wants: clocks go forward, an ordinary day, clocks go back.
const DAYS: [(&str, &str); 3] = [
    ("2026-03-28T10:00:00Z", "2026-03-29T01:30:00Z"),
    ("2026-06-09T10:00:00Z", "2026-06-10T14:00:00Z"),
    ("2026-10-24T10:00:00Z", "2026-10-25T00:30:00Z"),
];

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(default)
}

fn rounds() -> u64 {
    setting("MAINSTREET_ROUNDS", 3)
}

fn tasks() -> usize {
    setting("MAINSTREET_TASKS", 20) as usize
}

/// Says how to repeat the run, if it fails.
struct Seed(u64);

impl Drop for Seed {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("to repeat these choices: MAINSTREET_SEED={}", self.0);
        }
    }
}

/// A fresh shop with the clock on the eve of the round's day, and the slot to fight for.
async fn opened(core: &Core, clock: &FixedClock, what: &str, round: u64) -> (Shop, Timestamp) {
    let (now, slot) = DAYS[(round % 3) as usize];
    clock.set(at(now));
    (Shop::open(core, &format!("{what}-{round}")).await, at(slot))
}

/// Starts all of `work` on the runtime's threads and waits for every answer.
async fn at_once<T: Send + 'static>(work: Vec<impl Future<Output = T> + Send + 'static>) -> Vec<T> {
    let running: Vec<_> = work.into_iter().map(tokio::spawn).collect();
    join_all(running).await.into_iter().map(|ended| ended.unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_slot_has_as_many_winners_as_it_has_technicians_and_bays() {
    common::each_database(async |core, clock| {
        for round in 0..rounds() {
            for (service, capacity) in [("gearbox", 1), ("service", 2), ("advice", 2)] {
                let (shop, slot) = opened(&core, &clock, service, round).await;
                let work = (0..tasks()).map(|_| {
                    let shop = shop.clone();
                    async move { shop.hold(&shop.scope(Actor::Anonymous), service, slot).await }
                });
                let answers = at_once(work.collect()).await;
                let won = answers.iter().filter(|answer| answer.is_ok()).count();
                assert_eq!(won, capacity, "{service} at {slot}");
                check(&shop).await;
                for (n, loser) in answers.into_iter().filter_map(Result::err).enumerate() {
                    let Error::NotFree { next, why } = loser else { panic!("{loser:?}") };
                    assert_eq!(why, "err_slot_taken");
                    assert!((1..=3).contains(&next.len()), "{next:?}");
                    assert!(next.iter().all(|offer| offer.starts > slot), "{next:?}");
                    if n < 3 {
                        let probe = shop.scope(Actor::Anonymous);
                        let token = shop.hold(&probe, service, next[0].starts).await;
                        let token = token.expect("the first time offered is free");
                        cancel(&probe, &shop.business, &token).await.unwrap();
                    }
                }
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_mix_of_holds_confirmations_moves_and_cancellations_promises_a_resource_twice() {
    let seed = Seed(setting("MAINSTREET_SEED", rand::random()));
    common::each_database(async |core, clock| {
        let mut dice = StdRng::seed_from_u64(seed.0);
        for round in 0..rounds() {
            let (shop, slot) = opened(&core, &clock, "mix", round).await;
            let people = people(&shop, 6).await;
            let tokens = prepare(&shop, &clock, &people, slot).await;
            let work: Vec<_> = (0..tasks())
                .map(|_| {
                    let (who, token) = tokens.choose(&mut dice).unwrap().clone();
                    let other = people.choose(&mut dice).unwrap().clone();
                    let near = slot + SignedDuration::from_mins(15 * dice.random_range(-4_i64..=4));
                    let service = ["tyres", "service", "advice", "gearbox"].choose(&mut dice).unwrap();
                    let deed = dice.random_range(0..8);
                    act(shop.clone(), deed, (who, token), other, service, near)
                })
                .collect();
            for answer in at_once(work).await {
                let fair = match &answer {
                    Ok(()) => true,
                    Err(Error::NotFree { next, .. }) => next.len() <= 3,
                    Err(Error::App(error)) => error.kind == ErrorKind::Conflict,
                    Err(_) => false,
                };
                assert!(fair, "round {round}: {answer:?}");
            }
            check(&shop).await;
        }
    })
    .await;
}

/// Somebody signed in, with a vehicle.
type Person = (Scope, VehicleId);

async fn people(shop: &Shop, count: usize) -> Vec<Person> {
    let mut people = Vec::new();
    for n in 0..count {
        let scope = shop.customer(&format!("p{n}@{}.example", shop.business.slug)).await;
        let vehicle = shop::vehicle(&scope, &format!("AB{n} CDE")).await;
        people.push((scope, vehicle));
    }
    people
}

/// Bookings around `slot` in every state: confirmed, held, held too long and given back, held too long and not yet.
async fn prepare(
    shop: &Shop,
    clock: &FixedClock,
    people: &[Person],
    slot: Timestamp,
) -> Vec<(Person, String)> {
    let mut tokens = Vec::new();
    for (n, person) in people.iter().enumerate() {
        let starts = slot + SignedDuration::from_mins(75 * (n as i64 / 2) - 75);
        let token = shop.hold(&person.0, "service", starts).await.unwrap();
        if n % 3 == 0 {
            shop.confirm(&person.0, &token, Some(person.1)).await.unwrap();
        }
        let later = [0, 11, 0, 0, 6, 6].get(n).copied().unwrap_or_default();
        clock.set(shop.core.now() + SignedDuration::from_mins(later));
        tokens.push((person.clone(), token));
    }
    let states = ["confirmed", "expired", "held", "confirmed", "held", "held"];
    for ((_, token), state) in tokens.iter().zip(states) {
        assert_eq!(shop.row(token).await.state, state);
    }
    tokens
}

/// One person's deed.
async fn act(
    shop: Shop,
    deed: u8,
    ((scope, vehicle), token): (Person, String),
    other: Person,
    service: &str,
    near: Timestamp,
) -> Result<()> {
    let business = &shop.business;
    match deed {
        0 => shop.confirm(&scope, &token, Some(vehicle)).await,
        1 => reschedule(&scope, business, &token, near).await,
        2 => cancel(&scope, business, &token).await,
        3 => sweep(&shop.core).await,
        4 => shop.hold(&other.0, service, near).await.map(drop),
        5 => {
            let own = shop.hold(&other.0, service, near).await?;
            shop.confirm(&other.0, &own, Some(other.1)).await
        }
        6 => {
            let own = shop.hold(&other.0, service, near).await?;
            shop.confirm(&other.0, &own, Some(other.1)).await?;
            reschedule(&other.0, business, &own, near + SignedDuration::from_mins(45)).await
        }
        _ => {
            let own = shop.hold(&other.0, service, near).await?;
            shop.confirm(&other.0, &own, Some(other.1)).await?;
            cancel(&other.0, business, &own).await
        }
    }
}

/// What the server's worker does every half minute.
async fn sweep(core: &Core) -> Result<()> {
    let tx = core.db().begin().await?;
    release_expired(&tx, None, core.now()).await?;
    tx.commit().await?;
    Ok(())
}

/// What must be true after any round, read from the rows themselves.
async fn check(shop: &Shop) {
    let db = shop.core.db().read();
    let alive = claim::Entity::of(shop.business.id)
        .filter(claim::Column::State.ne("released"))
        .order_by_asc(claim::Column::ResourceId)
        .order_by_asc(claim::Column::StartsAt);
    let alive = alive.all(db).await.unwrap();
    for pair in alive.windows(2) {
        let apart = pair[0].resource_id != pair[1].resource_id || pair[0].ends_at <= pair[1].starts_at;
        assert!(apart, "promised twice: {pair:?}");
    }
    let mut confirmations: BTreeMap<Uuid, u32> = BTreeMap::new();
    let events =
        booking_event::Entity::of(shop.business.id).filter(booking_event::Column::Kind.eq("confirmed"));
    for event in events.all(db).await.unwrap() {
        *confirmations.entry(event.booking_id).or_default() += 1;
    }
    for row in booking::Entity::of(shop.business.id).all(db).await.unwrap() {
        assert!(confirmations.get(&row.id).is_none_or(|count| *count == 1), "confirmed twice: {row:?}");
        let own: Vec<_> = alive.iter().filter(|claim| claim.booking_id == row.id).collect();
        check_booking(shop, &row, &own);
    }
}

/// A booking that keeps its time has exactly its claims; one that does not has none.
fn check_booking(shop: &Shop, row: &booking::Model, own: &[&claim::Model]) {
    let service = shop.services.iter().find(|service| Uuid::from(service.id) == row.service_id).unwrap();
    let state = match BookingState::parse(&row.state).unwrap() {
        BookingState::Held => "held",
        BookingState::Confirmed => "taken",
        _ => return assert!(own.is_empty(), "{row:?} still has {own:?}"),
    };
    assert_eq!(row.bay_id.is_some(), service.needs_bay);
    let mut taken: Vec<_> = own.iter().map(|claim| claim.resource_id).collect();
    let mut wanted: Vec<_> = [Some(row.worker_id), row.bay_id].into_iter().flatten().collect();
    taken.sort_unstable();
    wanted.sort_unstable();
    assert_eq!(taken, wanted, "a booking takes its technician and its bay: {row:?}");
    let until = row.ends_at + i64::from(service.buffer_min) * 60_000;
    for claim in own {
        assert_eq!(
            (claim.starts_at, claim.ends_at, claim.state.as_str()),
            (row.starts_at, until, state),
            "{row:?}"
        );
    }
}

#[tokio::test]
async fn the_database_itself_refuses_an_overlap() {
    common::each_database(async |core, _clock| {
        let shop = Shop::open(&core, "wall").await;
        let token =
            shop.hold(&shop.scope(Actor::Anonymous), "advice", at("2026-10-22T09:00:00Z")).await.unwrap();
        let booking = shop.row(&token).await;
        let row = |from: i64, to: i64, state: &str| claim::ActiveModel {
            business_id: Set(booking.business_id),
            id: Set(core.new_id()),
            resource_id: Set(booking.worker_id),
            booking_id: Set(booking.id),
            starts_at: Set(from),
            ends_at: Set(to),
            state: Set(state.into()),
            expires_at: Set(None),
        };
        insert(&core, row(1_000, 2_000, "taken")).await.unwrap();
        for (from, to) in [(1_000, 2_000), (1_999, 3_000), (0, 1_001), (1_200, 1_300), (500, 2_500)] {
            for state in ["held", "taken"] {
                let refused = insert(&core, row(from, to, state)).await.unwrap_err().to_string();
                assert!(refused.contains("claims_never_overlap"), "{refused}");
            }
        }
        insert(&core, row(0, 1_000, "taken"))
            .await
            .expect("intervals are half-open: touching is not overlapping");
        insert(&core, row(2_000, 3_000, "held")).await.expect("nor at the other end");
        let ghost =
            insert(&core, row(1_500, 1_700, "released")).await.expect("what was given back takes nothing");
        let mut again = ghost.clone().into_active_model();
        again.state = Set("taken".into());
        update(&core, again).await.expect_err("nor can it come back over somebody else's time");

        let beyond = insert(&core, row(5_000, 6_000, "released")).await.unwrap();
        insert(&core, row(5_500, 5_600, "taken")).await.expect("what was given back blocks nobody");
        let mut moved = beyond.into_active_model();
        (moved.starts_at, moved.ends_at) = (Set(7_000), Set(8_000));
        moved.state = Set("taken".into());
        let mut moved = update(&core, moved).await.unwrap().into_active_model();
        moved.starts_at = Set(5_599);
        update(&core, moved).await.expect_err("a claim cannot grow into its neighbour");
    })
    .await;
}

async fn insert(core: &Core, row: claim::ActiveModel) -> Result<claim::Model> {
    let tx = core.db().begin().await?;
    let row = row.insert(&tx).await?;
    tx.commit().await?;
    Ok(row)
}

async fn update(core: &Core, row: claim::ActiveModel) -> Result<claim::Model> {
    let tx = core.db().begin().await?;
    let row = row.update(&tx).await?;
    tx.commit().await?;
    Ok(row)
}
