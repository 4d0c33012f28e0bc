//! Opening the store, and who may write to it.

use std::borrow::Cow;
use std::path::Path;

use sqlx::SqlSafeStr as _;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};

use super::writer::{Write, Writer};
use crate::limits;
use crate::token::random_hex;

/// A SQLite file: one connection that writes, several that read.
#[derive(Clone, Debug)]
pub(crate) struct Store {
    writer: Writer,
    pub(super) reader: SqlitePool,
    epoch: String,
}

impl Store {
    /// Opens the file, creates it and its folder if they are not there, and brings its tables up to date.
    ///
    /// # Errors
    /// Whatever keeps the file from being opened or migrated.
    pub(crate) async fn open(path: &Path) -> Result<Self, sqlx::Error> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(sqlx::Error::Io)?;
        }
        // A 2xx means committed, also when the power goes: FULL flushes the log at every commit.
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(limits::STORE_BUSY);
        let writer = Writer::open(options.clone()).await?;
        migrator().run(writer.pool()).await?;
        let epoch = epoch(writer.pool()).await?;
        let reader = readers(options).await?;
        Ok(Self { writer, reader, epoch })
    }

    /// Opens a file that a running server may hold, and only reads it.
    ///
    /// # Errors
    /// If there is no such file, or none of ours.
    pub(crate) async fn open_for_reading(path: &Path) -> Result<Self, sqlx::Error> {
        let options =
            SqliteConnectOptions::new().filename(path).read_only(true).busy_timeout(limits::STORE_BUSY);
        let reader = readers(options).await?;
        let epoch =
            sqlx::query_scalar("SELECT value FROM meta WHERE name = 'epoch'").fetch_one(&reader).await?;
        Ok(Self { writer: Writer::none(reader.clone()), reader, epoch })
    }

    /// The first half of every cursor: changes only when the store is another one.
    pub(crate) fn epoch(&self) -> &str {
        &self.epoch
    }

    /// Waits for the one writer's turn.
    ///
    /// # Errors
    /// If the turn does not come within [`limits::STORE_WAIT`].
    pub(crate) async fn write(&self) -> Result<Write, sqlx::Error> {
        self.writer.turn().await
    }

    /// Whether the store answers.
    ///
    /// # Errors
    /// If it does not.
    pub(crate) async fn ping(&self) -> Result<(), sqlx::Error> {
        sqlx::query("SELECT 1 FROM meta LIMIT 1").fetch_optional(&self.reader).await.map(drop)
    }

    /// Finishes what is under way and closes the file.
    pub(crate) async fn close(&self) {
        self.reader.close().await;
        self.writer.close().await;
    }
}

async fn readers(options: SqliteConnectOptions) -> Result<SqlitePool, sqlx::Error> {
    SqlitePoolOptions::new()
        .max_connections(limits::STORE_READERS)
        .acquire_timeout(limits::STORE_WAIT)
        .connect_with(options)
        .await
}

async fn epoch(writer: &SqlitePool) -> Result<String, sqlx::Error> {
    let fresh =
        random_hex::<8>().ok_or_else(|| sqlx::Error::Io(std::io::Error::other("no random numbers")))?;
    sqlx::query("INSERT OR IGNORE INTO meta (name, value) VALUES ('epoch', ?)")
        .bind(fresh)
        .execute(writer)
        .await?;
    sqlx::query_scalar("SELECT value FROM meta WHERE name = 'epoch'").fetch_one(writer).await
}

fn migrator() -> Migrator {
    let migrations = [
        (1, "conversations", include_str!("../../migrations/0001_conversations.sql")),
        (3, "api tokens", include_str!("../../migrations/0003_api_tokens.sql")),
    ];
    let migrations = migrations
        .into_iter()
        .map(|(version, name, sql)| {
            Migration::new(version, Cow::Borrowed(name), MigrationType::Simple, sql.into_sql_str(), false)
        })
        .collect();
    Migrator::with_migrations(migrations)
}
