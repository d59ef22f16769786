//! The job board: moves are checked against what the mover saw, and nobody sees another business's jobs.
#![allow(
    clippy::unwrap_used,
    reason = "the helpers are test code too, outside the functions that clippy knows as tests"
)]

mod common;

use common::shop::{Shop, at, mails};
use domain::{
    accounts::Role,
    error::ErrorKind,
    garage::board::JobStatus::{self, CheckedIn, HandedOver, InProgress, Ready, Scheduled},
    ids::BookingId,
};
use entity::{booking_event, resource};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, sea_query::Expr};
use services::{
    Actor, Error, Scope,
    accounts::staff,
    agenda::reschedule::reschedule,
    garage::{
        board::{add_note, move_job},
        jobs,
    },
};

const SLOT: &str = "2026-10-22T09:00:00Z";

/// A shop with one confirmed job.
async fn with_job(core: &services::Core) -> (Shop, Scope, String, BookingId) {
    let shop = Shop::open(core, "quay").await;
    let person = shop.customer("ana@mail.example").await;
    let token = shop.book(&person, at(SLOT)).await.unwrap();
    let id = shop.id(&token).await;
    (shop, person, token, id)
}

async fn events(shop: &Shop, id: BookingId) -> Vec<booking_event::Model> {
    let query = booking_event::Entity::of(shop.business.id)
        .filter(booking_event::Column::BookingId.eq(id.0))
        .order_by_asc(booking_event::Column::Id);
    query.all(shop.core.db().read()).await.unwrap()
}

fn refused(answer: services::Result<()>) -> (ErrorKind, String) {
    let error = answer.unwrap_err();
    (error.kind(), error.to_string())
}

#[tokio::test]
async fn a_move_from_where_the_job_no_longer_is_changes_nothing() {
    common::each_database(async |core, _clock| {
        let (shop, _, token, id) = with_job(&core).await;
        let tech = shop.member("sam@quay.example", Role::Technician).await;
        move_job(&tech, &shop.business, id, Scheduled, CheckedIn).await.unwrap();
        let stale = move_job(&tech, &shop.business, id, Scheduled, InProgress).await;
        assert_eq!(refused(stale), (ErrorKind::Conflict, "err_job_moved".into()));
        let jump = move_job(&tech, &shop.business, id, CheckedIn, HandedOver).await;
        assert_eq!(refused(jump), (ErrorKind::Conflict, "err_job_move".into()));
        move_job(&tech, &shop.business, id, Scheduled, CheckedIn).await.expect("it is there already");
        let row = shop.row(&token).await;
        assert_eq!(row.job_status, "checked_in");
        let told: Vec<_> = events(&shop, id).await.into_iter().filter(|line| line.kind == "status").collect();
        assert_eq!(
            told.iter().map(|line| line.detail.as_str()).collect::<Vec<_>>(),
            ["scheduled checked_in"]
        );
        assert_eq!(told[0].account_id, tech.account().map(Into::into));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_moves_at_once_one_wins() {
    common::each_database(async |core, _clock| {
        let (shop, _, token, id) = with_job(&core).await;
        let (a, b) = (
            shop.member("a@quay.example", Role::Technician).await,
            shop.member("b@quay.example", Role::Owner).await,
        );
        for round in 0..10 {
            let (left, right) = tokio::join!(
                start(&a, &shop, id, Scheduled, CheckedIn),
                start(&b, &shop, id, Scheduled, InProgress)
            );
            let reached = match (left, right) {
                (Ok(()), Err(lost)) => (CheckedIn, lost),
                (Err(lost), Ok(())) => (InProgress, lost),
                both => panic!("{both:?}"),
            };
            assert_eq!(
                (reached.1.kind(), reached.1.to_string().as_str()),
                (ErrorKind::Conflict, "err_job_moved")
            );
            assert_eq!(shop.row(&token).await.job_status, reached.0.as_str());
            move_job(&a, &shop.business, id, reached.0, Scheduled).await.unwrap();
            let told = events(&shop, id).await.into_iter().filter(|line| line.kind == "status").count();
            assert_eq!(told, 2 * (round + 1));
        }
    })
    .await;
}

/// A move on a thread of its own.
async fn start(
    scope: &Scope,
    shop: &Shop,
    id: BookingId,
    from: JobStatus,
    to: JobStatus,
) -> services::Result<()> {
    let (scope, business) = (scope.clone(), shop.business.clone());
    tokio::spawn(async move { move_job(&scope, &business, id, from, to).await }).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_customer_cannot_move_a_visit_whose_car_is_already_there() {
    common::each_database(async |core, _clock| {
        let (shop, person, token, id) = with_job(&core).await;
        let tech = shop.member("sam@quay.example", Role::Technician).await;
        let times = [at("2026-10-22T13:00:00Z"), at(SLOT)];
        for round in 0..10 {
            let (scope, business, link) = (person.clone(), shop.business.clone(), token.clone());
            let moving =
                tokio::spawn(async move { reschedule(&scope, &business, &link, times[round % 2]).await });
            start(&tech, &shop, id, Scheduled, CheckedIn).await.unwrap();
            let history = events(&shop, id).await;
            match moving.await.unwrap() {
                Ok(()) => {
                    let last = |kind: &str| history.iter().rposition(|line| line.kind == kind);
                    assert!(last("moved") < last("status"), "moved after check-in: {history:?}");
                }
                Err(error) => assert_eq!(error.to_string(), "err_visit_closed"),
            }
            move_job(&tech, &shop.business, id, CheckedIn, Scheduled).await.unwrap();
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_car_that_is_ready_is_told_once() {
    common::each_database(async |core, _clock| {
        let (shop, _, _, id) = with_job(&core).await;
        let tech = shop.member("sam@quay.example", Role::Technician).await;
        move_job(&tech, &shop.business, id, Scheduled, InProgress).await.unwrap();
        let before = mails(&core).await.len();
        let taps = (0..8).map(|_| start(&tech, &shop, id, InProgress, Ready));
        for tap in futures::future::join_all(taps).await {
            tap.expect("a second tap on the same button is no mistake");
        }
        let mails = mails(&core).await.split_off(before);
        assert_eq!(mails.len(), 1);
        assert_eq!((mails[0].to.as_str(), mails[0].calendar.as_ref()), ("ana@mail.example", None));
        move_job(&tech, &shop.business, id, Ready, HandedOver).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn who_may_not_move_cars_is_told_so_and_who_is_no_member_is_sent_to_sign_in() {
    common::each_database(async |core, _clock| {
        let (shop, person, token, id) = with_job(&core).await;
        let kitchen = shop.member("kim@quay.example", Role::Kitchen).await;
        let today = domain::time::local(at(SLOT), &shop.business.zone).date();
        for (scope, kind) in [
            (kitchen, ErrorKind::Forbidden),
            (person, ErrorKind::SignedOut),
            (shop.scope(Actor::Anonymous), ErrorKind::SignedOut),
        ] {
            let answers = [
                move_job(&scope, &shop.business, id, Scheduled, CheckedIn).await,
                add_note(&scope, id, "oil").await,
                jobs::board(&scope, &shop.business, today).await.map(drop),
                jobs::job(&scope, &shop.business, id).await.map(drop),
            ];
            for answer in answers {
                assert_eq!(answer.unwrap_err().kind(), kind);
            }
        }
        assert_eq!(shop.row(&token).await.job_status, "scheduled");
    })
    .await;
}

#[tokio::test]
async fn a_job_of_another_business_is_not_found() {
    common::each_database(async |core, _clock| {
        let (shop, _, token, id) = with_job(&core).await;
        let (before, told) = (shop.row(&token).await, events(&shop, id).await);
        let pier = Shop::open(&core, "pier").await;
        let boss = pier.member("boss@pier.example", Role::Owner).await;
        let today = domain::time::local(at(SLOT), &shop.business.zone).date();
        let answers = [
            move_job(&boss, &pier.business, id, Scheduled, CheckedIn).await,
            add_note(&boss, id, "mine now").await,
            jobs::job(&boss, &pier.business, id).await.map(drop),
            staff::require_role(&core, shop.business.id, boss.account().unwrap()).await.map(drop),
        ];
        for answer in answers {
            assert_eq!(refused(answer), (ErrorKind::NotFound, "err_not_found".into()));
        }
        assert_eq!(jobs::board(&boss, &pier.business, today).await.unwrap().len(), 0);
        assert_eq!(
            staff::require_role(&core, pier.business.id, boss.account().unwrap()).await.unwrap(),
            Role::Owner
        );
        assert_eq!((shop.row(&token).await, events(&shop, id).await), (before, told));
    })
    .await;
}

#[tokio::test]
async fn a_hold_is_no_job_and_a_technician_sees_no_contact() {
    common::each_database(async |core, _clock| {
        let (shop, person, _, id) = with_job(&core).await;
        let held = shop.hold(&person, "tyres", at(SLOT)).await.unwrap();
        let tech = shop.member("sam@quay.example", Role::Technician).await;
        let desk = shop.member("jo@quay.example", Role::FrontDesk).await;
        let early = jobs::job(&tech, &shop.business, shop.id(&held).await).await;
        assert!(
            matches!(early, Err(Error::App(ref error)) if error.kind == ErrorKind::NotFound),
            "{early:?}"
        );
        let day = domain::time::local(at(SLOT), &shop.business.zone).date();
        let board = jobs::board(&tech, &shop.business, day).await.unwrap();
        assert_eq!(board.iter().map(|job| job.id).collect::<Vec<_>>(), [id]);
        assert_eq!(board[0].contact, None);
        add_note(&tech, id, "  left rear is worn  ").await.unwrap();
        let (job, history) = jobs::job(&desk, &shop.business, id).await.unwrap();
        assert_eq!(job.contact, Some(("ana@mail.example".into(), None)));
        assert_eq!((history[0].kind.as_str(), history[0].detail.as_str()), ("note", "left rear is worn"));
    })
    .await;
}

#[tokio::test]
async fn jobs_are_ones_own_by_the_account_of_who_does_them_not_by_the_name() {
    common::each_database(async |core, _clock| {
        let (shop, _, token, id) = with_job(&core).await;
        let (sam, namesake) = (
            shop.member("sam@quay.example", Role::Technician).await,
            shop.member("other.sam@quay.example", Role::Technician).await,
        );
        let worker = shop.row(&token).await.worker_id;
        let mine = async |scope: &Scope| jobs::job(scope, &shop.business, id).await.unwrap().0.mine;
        assert!(!mine(&sam).await, "nobody's yet");
        let tx = core.db().begin().await.unwrap();
        resource::Entity::update_many()
            .col_expr(resource::Column::AccountId, Expr::value(sam.account().map(uuid::Uuid::from)))
            .col_expr(resource::Column::Name, Expr::value("Sam"))
            .filter(resource::Column::Id.eq(worker))
            .exec(&tx)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        assert!(mine(&sam).await);
        assert!(!mine(&namesake).await, "both are called Sam");
    })
    .await;
}
