//! The turns that share a commit: one transaction, in which each has a savepoint of its own.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use sqlx::Sqlite;
use sqlx::pool::PoolConnection;
use tokio::sync::oneshot;

use super::deferred::Deferred;
use super::disk_fault::is_disk_fault;

/// Opens a transaction and the first turn, and asks for the last message's number.
const BEGIN: &str = "BEGIN IMMEDIATE; SAVEPOINT turn; \
     SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'messages'), 0)";

/// A transaction that is open, with a savepoint open in it. SQLite may give a transaction up by
/// itself, on a full disk for one: then the savepoint is gone, and the next word to it fails.
#[derive(Debug)]
pub(super) struct Batch {
    pub(super) connection: PoolConnection<Sqlite>,
    /// Who waits for the commit.
    pub(super) members: Vec<oneshot::Sender<Result<(), sqlx::Error>>>,
    pub(super) turns: usize,
    pub(super) last: Last,
    pub(super) refused: Arc<AtomicBool>,
    /// What the turn under way writes when it is kept.
    pub(super) deferred: Deferred,
    /// The last message's number, given here: nobody else writes while the transaction is open.
    pub(super) last_message: i64,
}

/// How the latest turn ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Last {
    /// Its statements are sent and released.
    Kept,
    Abandoned,
    /// A word to SQLite was not answered, so what stands is not known.
    Unsure,
}

impl Batch {
    pub(super) async fn open(
        mut connection: PoolConnection<Sqlite>,
        refused: Arc<AtomicBool>,
    ) -> Result<Self, sqlx::Error> {
        match sqlx::query_scalar::<_, i64>(BEGIN).fetch_one(&mut *connection).await {
            Ok(last_message) => Ok(Self {
                connection,
                members: Vec::new(),
                turns: 1,
                last: Last::Abandoned,
                refused,
                deferred: Deferred::default(),
                last_message,
            }),
            Err(error) => {
                // A transaction may be left over from whoever left in the middle of a word.
                tokio::spawn(connection.close());
                Err(error)
            }
        }
    }

    pub(super) async fn next_turn(&mut self) -> Result<(), sqlx::Error> {
        self.deferred.clear();
        match self.last {
            // Its savepoint was opened with the last one's end.
            Last::Kept => {}
            Last::Abandoned => {
                self.last = Last::Unsure;
                sqlx::query("ROLLBACK TO turn").execute(&mut *self.connection).await?;
            }
            Last::Unsure => return Err(sqlx::Error::WorkerCrashed),
        }
        self.last = Last::Abandoned;
        self.turns += 1;
        Ok(())
    }

    /// Sends what the turn wrote. A statement that SQLite refuses spoils no other turn.
    pub(super) async fn keep(&mut self) -> Result<(), sqlx::Error> {
        self.last = Last::Unsure;
        let sent = self.deferred.send(&mut self.connection).await;
        self.last = if sent.is_ok() { Last::Kept } else { Last::Abandoned };
        if sent.as_ref().is_err_and(is_disk_fault) {
            self.refused.store(true, Ordering::Relaxed);
        }
        sent
    }

    pub(super) async fn commit(&mut self) -> Result<(), sqlx::Error> {
        let word = match self.last {
            Last::Kept => "RELEASE turn; COMMIT",
            Last::Abandoned => "ROLLBACK TO turn; RELEASE turn; COMMIT",
            Last::Unsure => return Err(sqlx::Error::WorkerCrashed),
        };
        self.last = Last::Unsure;
        sqlx::query(word).execute(&mut *self.connection).await.map(drop)
    }
}
