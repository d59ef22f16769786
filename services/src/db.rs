//! The database: SQLite by default, PostgreSQL by its address. The same queries serve both.

use sea_orm::{
    AccessMode, ConnectOptions, ConnectionTrait as _, Database, DatabaseConnection, DatabaseTransaction,
    DbBackend, DbErr, IsolationLevel, SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};
use sea_orm_migration::MigratorTrait as _;
use std::time::Duration;
use uuid::Uuid;

/// Connections to the database. SQLite has one writer at a time, so all writes share one connection and queue for it
/// in memory instead of colliding in the file; readers have their own. On PostgreSQL the two are the same pool.
#[derive(Clone, Debug)]
pub struct Db {
    read: DatabaseConnection,
    write: DatabaseConnection,
}

/// How long a request waits for a connection before it is told that the database is busy.
const ACQUIRE: Duration = Duration::from_secs(8);
/// How long a statement waits for somebody else's lock on PostgreSQL, and how long a transaction may lie idle with its
/// own: whoever is stuck fails, and does not hold up the others for ever.
const LOCK_WAIT: &str = "10s";
const IDLE_IN_TRANSACTION: &str = "60s";
/// How long a connection may lie idle and still be trusted to be alive.
const IDLE: Duration = Duration::from_secs(30);
const READERS: u32 = 8;
/// Rows that SQLite's thread may be ahead of who reads them: each time the two wait for each other costs more than a row.
const ROWS_AHEAD: usize = 1_024;
/// What a connection to SQLite may keep of the file in memory, in KiB (negative means that to SQLite). Its usual 2 MiB do
/// not hold the inner pages of a busy business's indexes, which are then read from the file again for every booking.
const PAGES_KEPT: &str = "-16384";
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

    /// Begins a transaction that only reads, and sees one moment of the database however many questions it asks. It
    /// takes one of the readers' connections until it is dropped.
    ///
    /// # Errors
    /// When no connection is free in time.
    pub async fn snapshot(&self) -> Result<DatabaseTransaction, DbErr> {
        // On SQLite every transaction is a snapshot, and says no more than that it begins.
        let says = self.is_postgres();
        let options = TransactionOptions {
            isolation_level: says.then_some(IsolationLevel::RepeatableRead),
            access_mode: says.then_some(AccessMode::ReadOnly),
            sqlite_transaction_mode: None::<SqliteTransactionMode>,
        };
        self.read.begin_with_options(options).await
    }

    /// Keeps `tx` to the rows of one business from here to its end, on PostgreSQL; SQLite knows no such wall.
    ///
    /// # Errors
    /// When the database does not answer.
    pub(crate) async fn raise_wall(&self, tx: &DatabaseTransaction, business: Uuid) -> Result<(), DbErr> {
        if self.is_postgres() {
            let raise = Statement::from_sql_and_values(
                DbBackend::Postgres,
                "SELECT set_config('mainstreet.business', $1, true)",
                [business.to_string().into()],
            );
            tx.execute_raw(raise).await?;
        }
        Ok(())
    }

    /// Whether walls between businesses mean nothing to the role that this program signs in as: PostgreSQL lets
    /// superusers and roles with `BYPASSRLS` through. Always false on SQLite, which has neither roles nor walls.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn steps_over_walls(&self) -> Result<bool, DbErr> {
        if !self.is_postgres() {
            return Ok(false);
        }
        let ask = Statement::from_string(
            DbBackend::Postgres,
            "SELECT rolsuper OR rolbypassrls AS over FROM pg_roles WHERE rolname = current_user",
        );
        let row = self.read.query_one_raw(ask).await?;
        row.map_or(Ok(false), |row| row.try_get("", "over"))
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
    options.map_sqlx_postgres_opts(|postgres| {
        postgres.options([
            ("lock_timeout", LOCK_WAIT),
            ("idle_in_transaction_session_timeout", IDLE_IN_TRANSACTION),
        ])
    });
    options.map_sqlx_sqlite_opts(|sqlite| {
        use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
        sqlite
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(ACQUIRE)
            .statement_cache_capacity(256)
            .pragma("cache_size", PAGES_KEPT)
            .row_buffer_size(ROWS_AHEAD)
    });
    options
}
