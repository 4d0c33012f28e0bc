//! Opening the store, and who may write to it.

use std::borrow::Cow;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::query::Query;
use sqlx::sqlite::{
    SqliteArguments, SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions,
    SqliteSynchronous,
};
use sqlx::{SqlSafeStr as _, Sqlite};

use tokio::sync::{Mutex, watch};

use super::writer::{Write, Writer};
use crate::limits;
use crate::token::random_hex;

/// The tables this version reads.
const LAST_MIGRATION: i64 = 24;

/// A SQLite file: one connection that writes, several that read.
#[derive(Clone, Debug)]
pub(crate) struct Store {
    writer: Writer,
    pub(super) reader: SqlitePool,
    epoch: String,
    url_key: String,
    readiness: Arc<Mutex<Option<(Instant, bool)>>>,
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
            // What was deleted is overwritten, not only unlinked: a copy of the file tells nothing of it.
            .pragma("secure_delete", "ON")
            .busy_timeout(limits::STORE_BUSY);
        let writer = Writer::open(options.clone()).await?;
        migrator().run(writer.pool()).await?;
        let epoch = constant::<8>(writer.pool(), "epoch").await?;
        let url_key = constant::<32>(writer.pool(), "url_key").await?;
        let reader = readers(options).await?;
        Ok(Self { writer, reader, epoch, url_key, readiness: Arc::default() })
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
        let writer = Writer::none(reader.clone());
        Ok(Self { writer, reader, epoch, url_key: String::new(), readiness: Arc::default() })
    }

    /// The first half of every cursor: changes only when the store is another one.
    pub(crate) fn epoch(&self) -> &str {
        &self.epoch
    }

    /// Makes it another store to whoever has a cursor of it, and tells the new epoch. This handle, and a
    /// server that has the file open, go on with the old one.
    ///
    /// # Errors
    /// If it could not be kept.
    pub(crate) async fn renew_epoch(&self) -> Result<String, sqlx::Error> {
        let epoch = fresh::<8>()?;
        self.note(sqlx::query("UPDATE meta SET value = ? WHERE name = 'epoch'").bind(epoch.clone())).await?;
        Ok(epoch)
    }

    /// What addresses of uploads are signed with: secret, and the same after a restart.
    pub(crate) fn url_key(&self) -> &str {
        &self.url_key
    }

    /// Tells when webhooks were queued.
    pub(crate) fn webhooks_came(&self) -> watch::Receiver<()> {
        self.writer.webhooks()
    }

    /// Tells when a conversation is to go on by itself at another time than was known.
    pub(crate) fn timeouts_came(&self) -> watch::Receiver<()> {
        self.writer.timeouts()
    }

    /// Waits for the one writer's turn.
    ///
    /// # Errors
    /// If the turn does not come within [`limits::STORE_WAIT`].
    pub(crate) async fn write(&self) -> Result<Write, sqlx::Error> {
        self.writer.turn().await
    }

    /// Empties the write-ahead log, where what was deleted may still stand: once nobody reads an older
    /// state of the store, else when that reader is done, else at the next time this is asked.
    pub(crate) async fn wipe_log(&self) {
        for _ in 0..limits::WIPE_TRIES {
            match self.writer.wipe_log().await {
                Ok(true) => return,
                Ok(false) => tokio::time::sleep(limits::WIPE_PAUSE).await,
                Err(error) => {
                    tracing::warn!(%error, "the write-ahead log was not emptied");
                    return;
                }
            }
        }
        tracing::warn!("the write-ahead log was not emptied: something reads it");
    }

    /// Whether the store takes a write, on disk and in time. Found out at most once in
    /// [`limits::READY_AGE`], however often it is asked; at once if a write was refused meanwhile.
    pub(crate) async fn takes_writes(&self) -> bool {
        let mut known = self.readiness.lock().await;
        let was_refused = self.writer.was_refused();
        if let Some((at, ready)) = *known
            && at.elapsed() < limits::READY_AGE
            && !(ready && was_refused)
        {
            return ready;
        }
        let noted = tokio::time::timeout(limits::READY_WAIT, self.note_ready(was_refused)).await;
        let ready = matches!(noted, Ok(Ok(())));
        *known = Some((Instant::now(), ready));
        ready
    }

    /// A few bytes fit where a message does not: after a refusal there must be room for one.
    async fn note_ready(&self, was_refused: bool) -> Result<(), sqlx::Error> {
        if was_refused {
            // Two transactions: of a row that comes and goes in one, nothing is written.
            let bytes = limits::READY_ROOM_BYTES;
            self.note(
                sqlx::query(
                    "INSERT OR REPLACE INTO meta (name, value) VALUES ('room', printf('%.*c', ?, '0'))",
                )
                .bind(bytes),
            )
            .await?;
            self.note(sqlx::query("DELETE FROM meta WHERE name = 'room'")).await?;
            self.writer.has_room();
        }
        // A change, so that there is something to be flushed.
        self.note(sqlx::query(
            "INSERT INTO meta (name, value) VALUES ('ready', '0') \
             ON CONFLICT (name) DO UPDATE SET value = CAST(value AS INTEGER) + 1",
        ))
        .await
    }

    async fn note(&self, change: Query<'_, Sqlite, SqliteArguments>) -> Result<(), sqlx::Error> {
        let mut write = self.write().await?;
        change.execute(write.connection()).await?;
        write.commit().await
    }

    /// Whether nothing is read or written at this moment.
    #[cfg(feature = "simulation")]
    pub(crate) fn is_quiet(&self) -> bool {
        self.reader.num_idle() == self.reader.size() as usize && self.writer.is_quiet()
    }

    /// Says something to the connection that writes, between two transactions.
    #[cfg(feature = "simulation")]
    pub(crate) async fn tell_writer(&self, pragma: &'static str) -> Result<(), sqlx::Error> {
        sqlx::query(pragma).execute(self.writer.pool()).await.map(drop)
    }

    /// Finishes what is under way and closes the file.
    pub(crate) async fn close(&self) {
        self.reader.close().await;
        self.writer.close().await;
    }
}

async fn readers(options: SqliteConnectOptions) -> Result<SqlitePool, sqlx::Error> {
    let count = limits::STORE_READERS;
    // One alone reads in the order of asking, so that a run can be repeated.
    #[cfg(feature = "simulation")]
    let count = if crate::simulation::now_ms().is_some() { 1 } else { count };
    SqlitePoolOptions::new()
        .max_connections(count)
        .acquire_timeout(limits::STORE_WAIT)
        .connect_with(options)
        .await
}

/// What is random once and the same ever after: `N` bytes in hex.
async fn constant<const N: usize>(writer: &SqlitePool, name: &str) -> Result<String, sqlx::Error> {
    sqlx::query("INSERT OR IGNORE INTO meta (name, value) VALUES (?, ?)")
        .bind(name)
        .bind(fresh::<N>()?)
        .execute(writer)
        .await?;
    sqlx::query_scalar("SELECT value FROM meta WHERE name = ?").bind(name).fetch_one(writer).await
}

fn fresh<const N: usize>() -> Result<String, sqlx::Error> {
    random_hex::<N>().ok_or_else(|| sqlx::Error::Io(std::io::Error::other("no random numbers")))
}

fn migrator() -> Migrator {
    let migrations = [
        (1, "conversations", include_str!("../../migrations/0001_conversations.sql")),
        (2, "reports", include_str!("../../migrations/0002_reports.sql")),
        (3, "api tokens", include_str!("../../migrations/0003_api_tokens.sql")),
        (4, "forgetting", include_str!("../../migrations/0004_forgetting.sql")),
        (5, "waiting", include_str!("../../migrations/0005_waiting.sql")),
        (6, "fewer indexes", include_str!("../../migrations/0006_fewer_indexes.sql")),
        (10, "handover and uploads", include_str!("../../migrations/0010_handover_and_uploads.sql")),
        (11, "ratings and languages", include_str!("../../migrations/0011_ratings_and_languages.sql")),
        (12, "fates", include_str!("../../migrations/0012_fates.sql")),
        (13, "inbound", include_str!("../../migrations/0013_inbound.sql")),
        (14, "outbound", include_str!("../../migrations/0014_outbound.sql")),
        (15, "medium", include_str!("../../migrations/0015_medium.sql")),
        (16, "chat api", include_str!("../../migrations/0016_chat_api.sql")),
        (18, "known users", include_str!("../../migrations/0018_known_users.sql")),
        (19, "timeouts", include_str!("../../migrations/0019_timeouts.sql")),
        (20, "gone receivers", include_str!("../../migrations/0020_gone_receivers.sql")),
        (24, "report counts", include_str!("../../migrations/0024_report_counts.sql")),
        (25, "tests", include_str!("../../migrations/0025_tests.sql")),
    ];
    let migrations = migrations
        .into_iter()
        .map(|(version, name, sql)| {
            Migration::new(version, Cow::Borrowed(name), MigrationType::Simple, sql.into_sql_str(), false)
        })
        .collect();
    Migrator::with_migrations(migrations)
}
