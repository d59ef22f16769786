//! The database's schema, in steps. Each step is one file of SQL that both databases run; only what differs between
//! them (types of a column, the refusal of overlapping claims) is written twice.
//!
//! To add a step: write `src/sql/m000N_<what>.sql`, add it to [`STEPS`]. A step that has been released never changes.
//!
//! A new table with a `business_id` gets its wall in the step that makes it, by one line in the step's PostgreSQL file:
//! `SELECT raise_wall('<table>');`. From then on a transaction that works for one business reaches no row of another
//! (see `m0003_walls`). `services/tests/walls.rs` fails for a table without it.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

/// Runs the steps.
#[derive(Debug)]
pub struct Migrator;

/// One step: its name, the SQL of both databases, and what only PostgreSQL or only SQLite runs after it.
struct Step {
    name: &'static str,
    both: &'static str,
    postgres: &'static str,
    sqlite: &'static str,
}

const STEPS: &[Step] = &[
    Step {
        name: "m0001_foundation",
        both: include_str!("sql/m0001_foundation.sql"),
        postgres: include_str!("sql/m0001_foundation.postgres.sql"),
        sqlite: include_str!("sql/m0001_foundation.sqlite.sql"),
    },
    Step {
        name: "m0002_agenda_at_speed",
        both: include_str!("sql/m0002_agenda_at_speed.sql"),
        postgres: "",
        sqlite: "",
    },
    Step {
        name: "m0003_walls",
        both: "",
        postgres: include_str!("sql/m0003_walls.postgres.sql"),
        sqlite: "",
    },
    Step {
        name: "m0004_work_orders",
        both: include_str!("sql/m0004_work_orders.sql"),
        postgres: include_str!("sql/m0004_work_orders.postgres.sql"),
        sqlite: "",
    },
    Step {
        name: "m0005_billing",
        both: include_str!("sql/m0005_billing.sql"),
        postgres: include_str!("sql/m0005_billing.postgres.sql"),
        sqlite: include_str!("sql/m0005_billing.sqlite.sql"),
    },
    Step {
        name: "m0006_inspections",
        both: include_str!("sql/m0006_inspections.sql"),
        postgres: include_str!("sql/m0006_inspections.postgres.sql"),
        sqlite: "",
    },
    Step {
        name: "m0007_workshop",
        both: include_str!("sql/m0007_workshop.sql"),
        postgres: include_str!("sql/m0007_workshop.postgres.sql"),
        sqlite: "",
    },
    Step {
        name: "m0008_push",
        both: include_str!("sql/m0008_push.sql"),
        postgres: include_str!("sql/m0008_push.postgres.sql"),
        sqlite: "",
    },
    Step {
        name: "m0009_notifications",
        both: include_str!("sql/m0009_notifications.sql"),
        postgres: include_str!("sql/m0009_notifications.postgres.sql"),
        sqlite: "",
    },
    Step {
        name: "m0010_deposits",
        both: include_str!("sql/m0010_deposits.sql"),
        postgres: include_str!("sql/m0010_deposits.postgres.sql"),
        sqlite: include_str!("sql/m0010_deposits.sqlite.sql"),
    },
    Step {
        name: "m0011_videos",
        both: include_str!("sql/m0011_videos.sql"),
        postgres: include_str!("sql/m0011_videos.postgres.sql"),
        sqlite: "",
    },
    Step {
        name: "m0012_workshop_more",
        both: include_str!("sql/m0012_workshop_more.sql"),
        postgres: include_str!("sql/m0012_workshop_more.postgres.sql"),
        sqlite: include_str!("sql/m0012_workshop_more.sqlite.sql"),
    },
    Step {
        name: "m0013_clock_taps",
        both: include_str!("sql/m0013_clock_taps.sql"),
        postgres: include_str!("sql/m0013_clock_taps.postgres.sql"),
        sqlite: "",
    },
];

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        STEPS.iter().map(|step| Box::new(SqlStep(step)) as Box<dyn MigrationTrait>).collect()
    }
}

struct SqlStep(&'static Step);

impl MigrationName for SqlStep {
    fn name(&self) -> &str {
        self.0.name
    }
}

#[async_trait::async_trait]
impl MigrationTrait for SqlStep {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        let (types, own): (&[(&str, &str)], _) = match manager.get_database_backend() {
            DbBackend::Postgres => (&[("$UUID", "UUID"), ("$BYTES", "BYTEA")], self.0.postgres),
            _ => (&[("$UUID", "BLOB"), ("$BYTES", "BLOB")], self.0.sqlite),
        };
        let both = types.iter().fold(self.0.both.to_owned(), |sql, (mark, name)| sql.replace(mark, name));
        for sql in [both.as_str(), own] {
            if !sql.is_empty() {
                db.execute_unprepared(sql).await?;
            }
        }
        Ok(())
    }

    /// Steps only go forward: going back is restoring a backup.
    async fn down(&self, _manager: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration("steps only go forward; restore a backup to go back".into()))
    }
}
