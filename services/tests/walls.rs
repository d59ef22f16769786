//! Walls between businesses: on PostgreSQL the database itself keeps a transaction to the rows of its business, so that
//! a query which forgot to name it finds nothing that is not its own.
#![allow(
    clippy::unwrap_used,
    reason = "the helpers are test code too, outside the functions that clippy knows as tests"
)]

mod common;

use common::shop::{Shop, at, vehicle};
use domain::accounts::Role;
use entity::{booking, booking_event, claim, customer, membership, outbox, resource, service, vehicle};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, DbBackend, EntityTrait as _,
    IntoActiveModel as _, QueryFilter as _, QuerySelect as _, Set, Statement, sea_query::Expr,
};
use services::{Actor, Core, Scope};
use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};
use uuid::Uuid;

/// Runs `test` where there are walls.
async fn on_postgres(test: impl AsyncFn(Core)) {
    common::each_database(async |core, _clock| {
        if core.db().is_postgres() {
            test(core).await;
        }
    })
    .await;
}

/// A garage where all walled tables hold rows, and the scope of its customer.
async fn busy_shop(core: &Core, slug: &str) -> (Shop, Scope) {
    let shop = Shop::open(core, slug).await;
    shop.member(&format!("staff@{slug}.example"), Role::Technician).await;
    let customer = shop.customer(&format!("ana@{slug}.example")).await;
    let own = vehicle(&customer, "AB1 CDE").await;
    let token = shop.hold(&customer, "service", at("2026-10-22T09:00:00Z")).await.unwrap();
    shop.confirm(&customer, &token, Some(own)).await.unwrap();
    (shop, customer)
}

/// The businesses whose rows `db` shows to questions that name none, asked of each table.
async fn seen(db: &impl ConnectionTrait) -> Vec<BTreeSet<Uuid>> {
    macro_rules! of {
        ($($module:ident)+) => { vec![$(
            $module::Entity::find()
                .select_only()
                .column($module::Column::BusinessId)
                .into_tuple::<Uuid>()
                .all(db)
                .await
                .unwrap()
                .into_iter()
                .collect::<BTreeSet<_>>()
        ),+] };
    }
    of!(membership customer vehicle service resource booking claim booking_event outbox)
}

#[tokio::test]
async fn every_table_of_a_business_has_its_wall() {
    on_postgres(async |core| {
        let ask = "SELECT c.relname::text AS name, c.relrowsecurity AND c.relforcerowsecurity AS forced, \
                   array_to_string(ARRAY(SELECT concat_ws(' ', p.policyname, p.permissive, p.cmd, p.roles, p.qual, \
                   p.with_check) FROM pg_policies p WHERE p.schemaname = 'public' AND p.tablename = c.relname), ';') \
                   AS policies FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid \
                   WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace \
                   AND a.attname = 'business_id' AND NOT a.attisdropped";
        let ask = Statement::from_string(DbBackend::Postgres, ask);
        let tables = core.db().read().query_all_raw(ask).await.unwrap();
        assert!(tables.len() >= 9, "the tables of a business are found: {}", tables.len());
        let rule = "((business_id = wall()) OR (wall() IS NULL))";
        let whole = (true, format!("wall PERMISSIVE ALL {{public}} {rule} {rule}"));
        let open: Vec<String> = tables
            .iter()
            .filter(|row| {
                (row.try_get("", "forced").unwrap(), row.try_get("", "policies").unwrap()) != whole
            })
            .map(|row| row.try_get("", "name").unwrap())
            .collect();
        assert!(open.is_empty(), "without a wall: {open:?}; SELECT raise_wall('…') in their migration step");
    })
    .await;
}

#[tokio::test]
async fn a_question_that_names_no_business_finds_only_rows_of_its_own() {
    on_postgres(async |core| {
        let (one, scope) = busy_shop(&core, "one").await;
        let (two, _) = busy_shop(&core, "two").await;
        let both = BTreeSet::from([one.business.id.into(), two.business.id.into()]);
        let own = BTreeSet::from([Uuid::from(one.business.id)]);
        for tx in [scope.begin().await.unwrap(), scope.snapshot().await.unwrap()] {
            for (table, businesses) in seen(&tx).await.into_iter().enumerate() {
                assert_eq!(businesses, own, "table {table}");
            }
        }
        for (table, businesses) in seen(&core.db().begin().await.unwrap()).await.into_iter().enumerate() {
            assert!(businesses.is_superset(&both), "the installation works for all: table {table}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_row_of_another_business_can_be_neither_made_nor_changed_nor_removed() {
    on_postgres(async |core| {
        let (one, scope) = busy_shop(&core, "one").await;
        let (two, _) = busy_shop(&core, "two").await;
        let other = Uuid::from(two.business.id);
        let foreign = outbox::Entity::of(two.business.id).one(core.db().read()).await.unwrap().unwrap();

        let mut made = foreign.clone().into_active_model();
        made.id = Set(core.new_id());
        let refused = made.insert(&scope.begin().await.unwrap()).await.unwrap_err().to_string();
        assert!(refused.contains("row-level security"), "{refused}");

        let give_away = outbox::Entity::update_many()
            .col_expr(outbox::Column::BusinessId, Expr::value(other))
            .filter(outbox::Column::BusinessId.eq(Uuid::from(one.business.id)));
        let refused = give_away.exec(&scope.begin().await.unwrap()).await.unwrap_err().to_string();
        assert!(refused.contains("row-level security"), "{refused}");

        let tx = scope.begin().await.unwrap();
        let changed = outbox::Entity::update_many()
            .col_expr(outbox::Column::Attempts, Expr::value(7))
            .filter(outbox::Column::BusinessId.eq(other))
            .exec(&tx)
            .await
            .unwrap();
        let removed = outbox::Entity::delete_many()
            .filter(outbox::Column::BusinessId.eq(other))
            .exec(&tx)
            .await
            .unwrap();
        assert_eq!((changed.rows_affected, removed.rows_affected), (0, 0));
        tx.commit().await.unwrap();
        let after = outbox::Entity::of(two.business.id).one(core.db().read()).await.unwrap();
        assert_eq!(after, Some(foreign));
    })
    .await;
}

#[tokio::test]
async fn a_wall_falls_with_its_transaction() {
    on_postgres(async |core| {
        let (_, scope) = busy_shop(&core, "one").await;
        busy_shop(&core, "two").await;
        // Four connections that stood behind a wall, two of them left by a rollback, come back to the pool.
        let mut walled = Vec::new();
        for _ in 0..4 {
            walled.push(scope.begin().await.unwrap());
        }
        for (n, tx) in walled.into_iter().enumerate() {
            if n % 2 == 0 { tx.commit().await.unwrap() } else { tx.rollback().await.unwrap() }
        }
        let mut free = Vec::new();
        for _ in 0..4 {
            free.push(core.db().begin().await.unwrap());
        }
        for tx in &free {
            assert!(seen(tx).await.iter().all(|businesses| businesses.len() >= 2));
        }
    })
    .await;
}

#[tokio::test]
async fn a_snapshot_sees_one_moment_and_changes_nothing() {
    on_postgres(async |core| {
        let (shop, scope) = busy_shop(&core, "one").await;
        let snapshot = scope.snapshot().await.unwrap();
        let before = seen_bookings(&snapshot).await;
        shop.book(&scope, at("2026-10-23T09:00:00Z")).await.unwrap();
        assert_eq!(seen_bookings(&snapshot).await, before);
        assert_eq!(seen_bookings(&scope.snapshot().await.unwrap()).await, before + 1);
        booking::Entity::delete_many().exec(&snapshot).await.expect_err("it only reads");
    })
    .await;
}

async fn seen_bookings(db: &impl ConnectionTrait) -> usize {
    booking::Entity::find().all(db).await.unwrap().len()
}

#[tokio::test]
async fn the_role_of_these_tests_cannot_step_over_a_wall() {
    common::each_database(async |core, _clock| {
        assert!(!core.db().steps_over_walls().await.unwrap(), "give TEST_POSTGRES_URL a plain role");
    })
    .await;
}

#[tokio::test]
async fn use_cases_answer_behind_their_wall_as_before() {
    common::each_database(async |core, _clock| {
        let (shop, scope) = busy_shop(&core, "one").await;
        busy_shop(&core, "two").await;
        let visits = services::agenda::visit::mine(&scope, &shop.business).await.unwrap();
        assert_eq!(visits.len(), 1);
        assert_eq!(services::garage::vehicles::list(&scope).await.unwrap().len(), 1);
        let nobody = shop.scope(Actor::Anonymous);
        let visit =
            services::agenda::visit::by_link(&nobody, &shop.business, &visits[0].token).await.unwrap();
        assert_eq!(visit.vehicle.unwrap().1, "AB1 CDE");
        let system = shop.scope(Actor::System);
        let (job, lines) = services::garage::jobs::job(&system, &shop.business, visit.id).await.unwrap();
        assert_eq!((job.plate.as_str(), lines.len()), ("AB1 CDE", 1));
    })
    .await;
}

/// Begun through the core, a transaction stands behind no wall.
#[test]
fn every_use_case_of_a_business_begins_behind_its_wall() {
    let mut files = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    assert!(files.len() > 30);
    for file in files {
        let text: String = std::fs::read_to_string(&file).unwrap().split_whitespace().collect();
        assert!(!text.contains("scope.core.db().begin()"), "{}: use scope.begin()", file.display());
    }
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { collect(&path, files) } else { files.push(path) }
    }
}
