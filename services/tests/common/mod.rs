//! A fresh database for a test: SQLite always, PostgreSQL too when `TEST_POSTGRES_URL` names a server.
//!
//! ```ignore
//! mod common;
//!
//! #[tokio::test]
//! async fn something_holds() {
//!     common::each_database(async |core, clock| { /* … */ }).await;
//! }
//! ```
#![allow(dead_code, reason = "each test binary uses a part of this")]
#![allow(clippy::unwrap_used, reason = "this is test code, outside the functions that clippy knows as tests")]

pub mod desk;
pub mod online;
pub mod push;
pub mod shop;
pub mod told;

use domain::clock::FixedClock;
use jiff::Timestamp;
use sea_orm::{ConnectionTrait as _, Database};
use services::{Core, db::Db, files::Files, live::Bus};
use std::{fs, path::PathBuf, sync::Arc};
use uuid::Uuid;

/// Where the clock of a fresh database stands: a Wednesday morning, four days before Europe's clocks go back.
pub const NOW: &str = "2026-10-21T09:10:00Z";
/// What links in mails start with.
pub const BASE_URL: &str = "https://mainstreet.example";

/// Runs `test` once per database, each time on an empty, migrated one with a clock of its own that stands at [`NOW`].
///
/// A test that fails on PostgreSQL leaves its database behind, to be looked at.
pub async fn each_database(test: impl AsyncFn(Core, Arc<FixedClock>)) {
    on_sqlite(&test).await;
    if let Ok(server) = std::env::var("TEST_POSTGRES_URL") {
        on_postgres(&server, &test).await;
    }
}

async fn on_sqlite(test: &impl AsyncFn(Core, Arc<FixedClock>)) {
    // In memory, readers and the writer would each have a database of their own.
    let folder = Folder(std::env::temp_dir().join(format!("mainstreet-test-{}", Uuid::now_v7().simple())));
    fs::create_dir_all(&folder.0).unwrap();
    run(&format!("sqlite://{}?mode=rwc", folder.0.join("test.db").display()), test).await;
}

async fn on_postgres(server: &str, test: &impl AsyncFn(Core, Arc<FixedClock>)) {
    let name = format!("t_{}", Uuid::now_v7().simple());
    let admin = Database::connect(server).await.unwrap();
    admin.execute_unprepared(&format!("CREATE DATABASE {name} TEMPLATE template0")).await.unwrap();
    run(&with_database(server, &name), test).await;
    // A plain role may not end an autovacuum that is in there just now. Then the database goes with its cluster.
    let _ = admin.execute_unprepared(&format!("DROP DATABASE {name} WITH (FORCE)")).await;
    admin.close().await.unwrap();
}

async fn run(url: &str, test: &impl AsyncFn(Core, Arc<FixedClock>)) {
    let db = Db::connect(url).await.unwrap();
    db.migrate().await.unwrap();
    let clock = Arc::new(FixedClock::new(NOW.parse::<Timestamp>().unwrap()));
    let core = Core::new(db.clone(), clock.clone(), Bus::new(&db), Files::in_memory(), BASE_URL);
    test(core, clock).await;
    db.close().await.unwrap();
}

/// The address of the database `name` on the server of `url`; what follows the question mark stays.
fn with_database(url: &str, name: &str) -> String {
    let (address, options) = url
        .split_once('?')
        .map_or((url, String::new()), |(address, options)| (address, format!("?{options}")));
    let (server, _) = address.rsplit_once('/').unwrap();
    format!("{server}/{name}{options}")
}

/// A folder that disappears with the test, also when it fails.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
