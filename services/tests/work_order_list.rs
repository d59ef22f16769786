//! The list of work orders: what it counts, what its filters let through, and who may see it.
#![allow(
    clippy::unwrap_used,
    reason = "the helpers are test code too, outside the functions that clippy knows as tests"
)]

mod common;

use common::shop::{Shop, at, vehicle};
use domain::{
    accounts::Role,
    error::ErrorKind,
    garage::{
        money::{Line, LineKind, Quantity},
        work_order::{Answer, Document, How},
    },
    ids::{WorkOrderId, WorkOrderJobId},
};
use entity::work_order;
use jiff::SignedDuration;
use sea_orm::{ActiveModelTrait as _, IntoActiveModel as _, Set};
use services::{
    Scope,
    garage::work_orders::{
        self, answer, ask, edit,
        list::{Filter, Listed, list},
        open,
    },
};

const SLOT: &str = "2026-10-22T09:00:00Z";

/// The work order of the `nth` visit to the shop.
async fn order(shop: &Shop, tech: &Scope, nth: i64) -> WorkOrderId {
    let person = shop.customer(&format!("c{nth}@customer.example")).await;
    let car = vehicle(&person, &format!("CAR {nth}")).await;
    let slot = at(SLOT) + SignedDuration::from_hours(5 * nth);
    let token = shop.hold(&person, "service", slot).await.unwrap();
    shop.confirm(&person, &token, Some(car)).await.unwrap();
    open::open(tech, &shop.business, shop.id(&token).await).await.unwrap()
}

/// A job of one part for 45.50, tax included.
async fn job(shop: &Shop, tech: &Scope, id: WorkOrderId) -> WorkOrderJobId {
    let job = edit::add_job(tech, id, "Brakes", "").await.unwrap();
    let line = Line {
        kind: LineKind::Part,
        description: "Pads".into(),
        part_number: None,
        quantity: Quantity(1_000),
        unit_price_minor: 4_550,
        tax_bp: 2_000,
    };
    edit::add_line(tech, &shop.business, (id, job), &line).await.unwrap();
    job
}

fn ids(listed: &[Listed]) -> Vec<WorkOrderId> {
    listed.iter().map(|order| order.id).collect()
}

#[tokio::test]
async fn the_list_counts_what_waits_and_its_total_is_that_of_the_work_order() {
    common::each_database(async |core, _clock| {
        let shop = Shop::open(&core, "quay").await;
        let tech = shop.member("sam@quay.example", Role::Technician).await;
        let id = order(&shop, &tech, 0).await;
        let asked = job(&shop, &tech, id).await;
        ask::ask(&tech, &shop.business, id).await.unwrap();
        job(&shop, &tech, id).await;
        let token = work_orders::one(&tech, &shop.business, id).await.unwrap().token;
        let stranger = shop.scope(services::Actor::Anonymous);
        answer::question(&stranger, &shop.business, &token, asked, "Can it wait?").await.unwrap();
        for document in [Document::RepairOrder, Document::Estimate] {
            edit::set_document(&tech, &shop.business, id, document).await.unwrap();
            let whole = work_orders::one(&tech, &shop.business, id).await.unwrap();
            let listed = list(&tech, &shop.business, Filter::Open).await.unwrap();
            let expected = Listed {
                id,
                number: "WO-2026-0001".into(),
                plate: "CAR 0".into(),
                customer: "Ana Silva".into(),
                document,
                asked: 1,
                drafts: 1,
                questions: 1,
                gross: whole.totals.gross,
                to_send_back: 0,
            };
            assert_eq!(listed, [expected]);
        }
    })
    .await;
}

#[tokio::test]
async fn each_filter_shows_its_own_newest_first_and_nothing_that_was_invoiced() {
    common::each_database(async |core, clock| {
        let shop = Shop::open(&core, "quay").await;
        let tech = shop.member("sam@quay.example", Role::Technician).await;
        let mut orders = Vec::new();
        for nth in 0..4 {
            orders.push(order(&shop, &tech, nth).await);
            clock.set(core.now() + SignedDuration::from_secs(1));
        }
        let [quiet, waiting, asking, invoiced] = orders[..] else { panic!("{orders:?}") };
        for id in [waiting, asking, invoiced] {
            let job = job(&shop, &tech, id).await;
            ask::ask(&tech, &shop.business, id).await.unwrap();
            if id == asking {
                let token = work_orders::one(&tech, &shop.business, id).await.unwrap().token;
                let stranger = shop.scope(services::Actor::Anonymous);
                answer::question(&stranger, &shop.business, &token, job, "Why?").await.unwrap();
                let said = (Answer::Decline, How::Phone);
                answer::record_answer(&tech, &shop.business, (id, job), said, "Ana").await.unwrap();
                answer::question(&stranger, &shop.business, &token, job, "Or later?").await.unwrap();
            }
        }
        let tx = core.db().begin().await.unwrap();
        let row = work_order::Entity::one(shop.business.id, invoiced).one(&tx).await.unwrap().unwrap();
        let mut row = row.into_active_model();
        row.document = Set(Document::Invoice.as_str().into());
        row.update(&tx).await.unwrap();
        tx.commit().await.unwrap();
        let seen = async |filter| ids(&list(&tech, &shop.business, filter).await.unwrap());
        assert_eq!(seen(Filter::Open).await, [asking, waiting, quiet]);
        assert_eq!(seen(Filter::Waiting).await, [waiting]);
        assert_eq!(seen(Filter::Questions).await, [asking]);
    })
    .await;
}

#[tokio::test]
async fn the_list_is_for_those_who_write_work_orders_and_ends_at_the_business_s_wall() {
    common::each_database(async |core, _clock| {
        let shop = Shop::open(&core, "quay").await;
        let tech = shop.member("sam@quay.example", Role::Technician).await;
        order(&shop, &tech, 0).await;
        let kitchen = shop.member("kim@quay.example", Role::Kitchen).await;
        let refused = list(&kitchen, &shop.business, Filter::Open).await.unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::Forbidden);
        let other = Shop::open(&core, "dock").await;
        let stranger = other.member("max@dock.example", Role::Owner).await;
        assert_eq!(list(&stranger, &other.business, Filter::Open).await.unwrap(), []);
    })
    .await;
}
