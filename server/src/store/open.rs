//! Opening the store, and who may write to it.

use std::borrow::Cow;
use std::path::Path;

use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{Connection as _, SqlSafeStr as _, Sqlite, Transaction};

use crate::limits;
use crate::token::random_hex;

/// The tables this version reads.
const LAST_MIGRATION: i64 = 2;

/// A SQLite file: one connection that writes, several that read.
#[derive(Clone, Debug)]
pub(crate) struct Store {
    writer: SqlitePool,
    pub(super) reader: SqlitePool,
    epoch: String,
}

/// A transaction. Dropped without [`Write::commit`], it never happened.
pub(crate) struct Write {
    pub(super) transaction: Transaction<'static, Sqlite>,
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
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .acquire_timeout(limits::STORE_WAIT)
            // Where SQLite itself gave a transaction up, on a full disk for one, the driver counts on as if
            // it were open, and would refuse every later one: such a connection is replaced.
            .before_acquire(|writer, _| Box::pin(async move { Ok(!writer.is_in_transaction()) }))
            .connect_with(options.clone())
            .await?;
        migrator().run(&writer).await?;
        let epoch = epoch(&writer).await?;
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
        let version: i64 =
            sqlx::query_scalar("SELECT max(version) FROM _sqlx_migrations").fetch_one(&reader).await?;
        if version < LAST_MIGRATION {
            let older = "it is of an earlier version; `parlour serve` brings it up to date";
            return Err(sqlx::Error::Io(std::io::Error::other(older)));
        }
        Ok(Self { writer: reader.clone(), reader, epoch })
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
        Ok(Write { transaction: self.writer.begin_with("BEGIN IMMEDIATE").await? })
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

impl Write {
    /// Makes it happen. After this, a power cut cannot undo it.
    ///
    /// # Errors
    /// If the store could not keep it; then nothing of it is kept.
    pub(crate) async fn commit(self) -> Result<(), sqlx::Error> {
        self.transaction.commit().await
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
        (2, "reports", include_str!("../../migrations/0002_reports.sql")),
    ];
    let migrations = migrations
        .into_iter()
        .map(|(version, name, sql)| {
            Migration::new(version, Cow::Borrowed(name), MigrationType::Simple, sql.into_sql_str(), false)
        })
        .collect();
    Migrator::with_migrations(migrations)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_writer_comes_back_after_sqlite_gave_a_transaction_up() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("parlour.db")).await.unwrap();
        let mut write = store.write().await.unwrap();
        sqlx::query("ROLLBACK").execute(&mut *write.transaction).await.unwrap();
        assert!(write.commit().await.is_err());
        store.write().await.unwrap().commit().await.unwrap();
    }
}
