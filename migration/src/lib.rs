//! The database's schema, in steps. Each step is one file of SQL that both databases run; only what differs between
//! them (types of a column, the refusal of overlapping claims) is written twice.
//!
//! To add a step: write `src/sql/m000N_<what>.sql`, add it to [`STEPS`]. A step that has been released never changes.

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
        db.execute_unprepared(&both).await?;
        if !own.is_empty() {
            db.execute_unprepared(own).await?;
        }
        Ok(())
    }

    /// Steps only go forward: going back is restoring a backup.
    async fn down(&self, _manager: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration("steps only go forward; restore a backup to go back".into()))
    }
}
