//! The database: SQLite by default, PostgreSQL by its address. The same queries serve both.

use sea_orm::{
    AccessMode, ConnectOptions, Database, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    IsolationLevel, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use sea_orm_migration::MigratorTrait as _;
use std::time::Duration;

/// Connections to the database. SQLite has one writer at a time, so all writes share one connection and queue for it
/// in memory instead of colliding in the file; readers have their own. On PostgreSQL the two are the same pool.
#[derive(Clone, Debug)]
pub struct Db {
    read: DatabaseConnection,
    write: DatabaseConnection,
}

/// How long a request waits for a connection before it is told that the database is busy.
const ACQUIRE: Duration = Duration::from_secs(8);
/// How long a connection may lie idle and still be trusted to be alive.
const IDLE: Duration = Duration::from_secs(30);
const READERS: u32 = 8;
const POSTGRES_CONNECTIONS: u32 = 24;

impl Db {
    /// Connects to `url`: `sqlite://path?mode=rwc` or `postgres://…`.
    ///
    /// # Errors
    /// When the database cannot be reached or opened.
    pub async fn connect(url: &str) -> Result<Self, DbErr> {
        if url.starts_with("postgres") {
            let pool = Database::connect(options(url, POSTGRES_CONNECTIONS)).await?;
            return Ok(Self { read: pool.clone(), write: pool });
        }
        let write = Database::connect(options(url, 1)).await?;
        let read = Database::connect(options(url, READERS)).await?;
        Ok(Self { read, write })
    }

    /// Brings the schema up to date.
    ///
    /// # Errors
    /// When a step fails; steps before it stay applied.
    pub async fn migrate(&self) -> Result<(), DbErr> {
        migration::Migrator::up(&self.write, None).await
    }

    /// The connections for queries that change nothing.
    pub fn read(&self) -> &DatabaseConnection {
        &self.read
    }

    /// Begins a transaction that may write. On SQLite it takes the write lock at once: a transaction that reads first
    /// and writes later would fail when another committed in between.
    ///
    /// # Errors
    /// When no connection is free in time.
    pub async fn begin(&self) -> Result<DatabaseTransaction, DbErr> {
        let options = TransactionOptions {
            isolation_level: None::<IsolationLevel>,
            access_mode: None::<AccessMode>,
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        };
        self.write.begin_with_options(options).await
    }

    /// Which database this is.
    pub fn is_postgres(&self) -> bool {
        self.write.get_database_backend() == DbBackend::Postgres
    }

    /// The pool of PostgreSQL connections, for listening to notifications; `None` on SQLite.
    pub fn postgres_pool(&self) -> Option<sea_orm::sqlx::PgPool> {
        self.is_postgres().then(|| self.write.get_postgres_connection_pool().clone())
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ping(&self) -> Result<(), DbErr> {
        self.read.ping().await
    }

    /// Closes every connection.
    ///
    /// # Errors
    /// When the last writes cannot be finished.
    pub async fn close(self) -> Result<(), DbErr> {
        self.read.close().await?;
        self.write.close().await
    }
}

fn options(url: &str, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options.max_connections(connections).min_connections(1).acquire_timeout(ACQUIRE).sqlx_logging(false);
    // A question to the database before each question would double what a short transaction costs.
    options.test_before_acquire_if_idle_for(IDLE);
    options.map_sqlx_sqlite_opts(|sqlite| {
        use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
        sqlite
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(ACQUIRE)
            .statement_cache_capacity(256)
    });
    options
}
