//! The one writer, and how turns share its commits.
//!
//! A commit costs a flush of the disk, whatever is in it. So the turns that wait at the writer while
//! the first of a batch is taken share one transaction: each has a savepoint of its own, and each is told that it
//! happened only after the batch was committed. Nobody is made to wait for company: a turn alone is a
//! batch alone.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqlitePool, SqlitePoolOptions};
use sqlx::{AssertSqlSafe, raw_sql};
use tokio::sync::{Mutex, OwnedMappedMutexGuard, OwnedMutexGuard, oneshot, watch};

use super::batch::Batch;
use super::deferred::Statement;
use super::disk_fault::same;
use crate::limits;

/// Hands out turns, one after the other, in the order of asking.
#[derive(Clone, Debug)]
pub(super) struct Writer {
    pool: SqlitePool,
    batch: Arc<Mutex<Option<Batch>>>,
    /// Whether something was not kept since the disk was last found to have room.
    refused: Arc<AtomicBool>,
    /// Rung when webhooks were queued, once that is committed.
    webhooks: Arc<watch::Sender<()>>,
    /// Rung when conversations are to go on by themselves at another time, once that is committed.
    timeouts: Arc<watch::Sender<()>>,
}

/// One turn. Dropped without [`Write::commit`], it never happened.
pub(crate) struct Write {
    batch: OwnedMappedMutexGuard<Option<Batch>, Batch>,
    webhooks: Arc<watch::Sender<()>>,
    has_webhooks: bool,
    timeouts: Arc<watch::Sender<()>>,
    has_timeouts: bool,
}

impl Writer {
    pub(super) async fn open(options: SqliteConnectOptions) -> Result<Self, sqlx::Error> {
        let pool = SqlitePoolOptions::new()
            .max_connections(1)
            .acquire_timeout(limits::STORE_WAIT)
            .test_before_acquire(false);
        #[cfg(feature = "simulation")]
        let pool = pool.after_connect(|connection, _| Box::pin(crate::simulation::opened(connection)));
        #[cfg(feature = "fail-points")]
        let pool = pool.after_connect(|connection, _| Box::pin(crate::fail_points::opened(connection)));
        let pool = pool.connect_with(options).await?;
        Ok(Self::none(pool))
    }

    /// For a store that is only read: no turn succeeds.
    pub(super) fn none(reader: SqlitePool) -> Self {
        Self {
            pool: reader,
            batch: Arc::default(),
            refused: Arc::default(),
            webhooks: Arc::default(),
            timeouts: Arc::default(),
        }
    }

    /// The connection's pool, for what is done before the first turn.
    pub(super) fn pool(&self) -> &SqlitePool {
        &self.pool
    }

    /// Whether nobody writes and nobody waits for it.
    #[cfg(feature = "simulation")]
    pub(super) fn is_quiet(&self) -> bool {
        let is_closed = self.batch.try_lock().is_ok_and(|batch| batch.is_none());
        is_closed && self.pool.num_idle() == self.pool.size() as usize
    }

    /// Whether the disk refused something since [`Writer::has_room`] was said.
    pub(super) fn was_refused(&self) -> bool {
        self.refused.load(Ordering::Relaxed)
    }

    /// Tells when webhooks were queued.
    pub(super) fn webhooks(&self) -> watch::Receiver<()> {
        self.webhooks.subscribe()
    }

    /// Tells when conversations are to go on by themselves at another time.
    pub(super) fn timeouts(&self) -> watch::Receiver<()> {
        self.timeouts.subscribe()
    }

    /// The disk was found to have room again.
    pub(super) fn has_room(&self) {
        self.refused.store(false, Ordering::Relaxed);
    }

    pub(super) async fn turn(&self) -> Result<Write, sqlx::Error> {
        let lock = Arc::clone(&self.batch).lock_owned();
        let mut place =
            tokio::time::timeout(limits::STORE_WAIT, lock).await.map_err(|_| sqlx::Error::PoolTimedOut)?;
        if place.as_ref().is_some_and(|batch| batch.turns >= limits::BATCH_TURNS) {
            close(&mut place).await;
        }
        if let Some(batch) = place.as_mut()
            && let Err(error) = batch.next_turn().await
        {
            fail(&mut place, error);
        }
        if place.is_none() {
            *place = Some(Batch::open(self.pool.acquire().await?, Arc::clone(&self.refused)).await?);
            self.close_soon();
        }
        match OwnedMutexGuard::try_map(place, Option::as_mut) {
            Ok(batch) => Ok(Write {
                batch,
                webhooks: Arc::clone(&self.webhooks),
                has_webhooks: false,
                timeouts: Arc::clone(&self.timeouts),
                has_timeouts: false,
            }),
            Err(_) => Err(sqlx::Error::PoolClosed),
        }
    }

    /// The commit comes when its turn comes, and lets those who wait by then go before: they are the
    /// rest of the batch. In a task of its own: no caller who leaves takes it away.
    fn close_soon(&self) {
        let batch = Arc::clone(&self.batch);
        tokio::spawn(async move {
            drop(Arc::clone(&batch).lock_owned().await);
            close(&mut batch.lock_owned().await).await;
        });
    }

    /// Between two batches, moves the write-ahead log into the file and empties it; `false` if a reader
    /// is in the way. Writers do not wait for that reader.
    pub(super) async fn wipe_log(&self) -> Result<bool, sqlx::Error> {
        let mut place = Arc::clone(&self.batch).lock_owned().await;
        close(&mut place).await;
        let mut connection = self.pool.acquire().await?;
        let wait = limits::STORE_BUSY.as_millis();
        raw_sql("PRAGMA busy_timeout = 0").execute(&mut *connection).await?;
        let busy =
            sqlx::query_scalar::<_, i64>("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(&mut *connection).await;
        raw_sql(AssertSqlSafe(format!("PRAGMA busy_timeout = {wait}"))).execute(&mut *connection).await?;
        Ok(busy? == 0)
    }

    pub(super) async fn close(&self) {
        close(&mut Arc::clone(&self.batch).lock_owned().await).await;
        self.pool.close().await;
    }
}

/// Commits the batch, if one is open, and tells everyone in it.
async fn close(place: &mut OwnedMutexGuard<Option<Batch>>) {
    let Some(batch) = place.as_mut() else { return };
    match batch.commit().await {
        Ok(()) => {
            #[cfg(feature = "fail-points")]
            crate::fail_points::reach(crate::fail_points::Point::Committed);
            if let Some(batch) = place.take() {
                for member in batch.members {
                    let _ = member.send(Ok(()));
                }
            }
        }
        Err(error) => fail(place, error),
    }
}

/// Nothing of the batch is kept. Its connection is replaced: a transaction may be open in it, or not.
fn fail(place: &mut OwnedMutexGuard<Option<Batch>>, error: sqlx::Error) {
    let Some(batch) = place.take() else { return };
    batch.refused.store(true, Ordering::Relaxed);
    tracing::error!(%error, turns = batch.members.len(), "a batch was not kept");
    for member in batch.members {
        let _ = member.send(Err(same(&error)));
    }
    tokio::spawn(batch.connection.close());
}

impl Write {
    /// What the statements of this folder run on. They do not see what is deferred.
    pub(super) fn connection(&mut self) -> &mut SqliteConnection {
        &mut self.batch.connection
    }

    /// A statement that is sent with the turn's end.
    pub(super) fn defer(&mut self, sql: &'static str) -> Statement<'_> {
        self.batch.deferred.statement(sql)
    }

    /// Whoever sends webhooks is told once the turn is committed.
    pub(super) fn announce_webhooks(&mut self) {
        self.has_webhooks = true;
    }

    /// Whoever lets conversations go on by themselves is told once the turn is committed.
    pub(super) fn announce_timeouts(&mut self) {
        self.has_timeouts = true;
    }

    /// The number of the next message.
    pub(super) fn next_message(&mut self) -> i64 {
        self.batch.last_message += 1;
        self.batch.last_message
    }

    /// Makes it happen, with all that read it: also an answer that was found, not made, waits for the
    /// commit of what it was found in. After this, a power cut cannot undo it.
    ///
    /// # Errors
    /// If the store could not keep it; then nothing of it is kept.
    pub(crate) async fn commit(mut self) -> Result<(), sqlx::Error> {
        self.batch.keep().await?;
        let (told, tells) = oneshot::channel();
        self.batch.members.push(told);
        let webhooks = self.has_webhooks.then(|| Arc::clone(&self.webhooks));
        let timeouts = self.has_timeouts.then(|| Arc::clone(&self.timeouts));
        drop(self);
        tells.await.unwrap_or(Err(sqlx::Error::WorkerCrashed))?;
        for bell in webhooks.into_iter().chain(timeouts) {
            bell.send_replace(());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    async fn store() -> (tempfile::TempDir, Store) {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("parlour.db")).await.unwrap();
        (folder, store)
    }

    async fn note(write: &mut Write, name: &str) -> Result<(), sqlx::Error> {
        let insert = sqlx::query("INSERT INTO meta (name, value) VALUES (?, '')").bind(name);
        insert.execute(write.connection()).await.map(drop)
    }

    async fn notes(store: &Store) -> Vec<String> {
        let all = "SELECT name FROM meta WHERE name NOT IN ('epoch', 'url_key') ORDER BY name";
        sqlx::query_scalar(all).fetch_all(&store.reader).await.unwrap()
    }

    #[tokio::test]
    async fn a_turn_that_fails_spoils_no_other_of_its_batch() {
        let (_folder, store) = store().await;
        let mut first = store.write().await.unwrap();
        let others: Vec<_> = ["b", "bad", "c", "abandoned", "d"]
            .into_iter()
            .map(|name| {
                let store = store.clone();
                tokio::spawn(async move {
                    let mut write = store.write().await?;
                    note(&mut write, name).await?;
                    if name == "bad" {
                        note(&mut write, "epoch").await?;
                    }
                    if name == "abandoned" {
                        return Ok(0);
                    }
                    let turns = write.batch.turns;
                    write.commit().await.map(|()| turns)
                })
            })
            .collect();
        note(&mut first, "a").await.unwrap();
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        assert!(notes(&store).await.is_empty(), "read before the commit");
        first.commit().await.unwrap();
        let mut shared = Vec::new();
        for other in others {
            shared.push(other.await.unwrap().ok());
        }
        assert_eq!(shared, [Some(2), None, Some(4), Some(0), Some(6)], "they were one batch");
        assert_eq!(notes(&store).await, ["a", "b", "c", "d"]);
    }

    #[tokio::test]
    async fn a_deferred_statement_that_is_refused_spoils_no_other_turn() {
        let (_folder, store) = store().await;
        let mut first = store.write().await.unwrap();
        let others: Vec<_> = ["b", "epoch", "c"]
            .into_iter()
            .map(|name| {
                let store = store.clone();
                tokio::spawn(async move {
                    let mut write = store.write().await?;
                    for name in [format!("{name}1"), name.to_owned(), format!("{name}2")] {
                        write.defer("INSERT INTO meta (name, value) VALUES (?, '')").bind(name)?;
                    }
                    write.commit().await
                })
            })
            .collect();
        first.defer("INSERT INTO meta (name, value) VALUES (?, '')").bind("a").unwrap();
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        first.commit().await.unwrap();
        let mut kept = Vec::new();
        for other in others {
            kept.push(other.await.unwrap().is_ok());
        }
        assert_eq!(kept, [true, false, true]);
        assert_eq!(notes(&store).await, ["a", "b", "b1", "b2", "c", "c1", "c2"]);
    }

    #[tokio::test]
    async fn what_a_dropped_turn_deferred_never_happens() {
        let (_folder, store) = store().await;
        let mut dropped = store.write().await.unwrap();
        dropped.defer("INSERT INTO meta (name, value) VALUES (?, '')").bind("a").unwrap();
        drop(dropped);
        store.write().await.unwrap().commit().await.unwrap();
        assert!(notes(&store).await.is_empty());
    }

    #[tokio::test]
    async fn nobody_is_told_of_a_commit_that_did_not_happen() {
        let (_folder, store) = store().await;
        let mut one = store.write().await.unwrap();
        let second = tokio::spawn({
            let store = store.clone();
            async move {
                let mut two = store.write().await.unwrap();
                note(&mut two, "b").await.unwrap();
                // As SQLite does by itself on a full disk.
                sqlx::query("ROLLBACK").execute(two.connection()).await.unwrap();
                drop(two);
            }
        });
        note(&mut one, "a").await.unwrap();
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        assert!(one.commit().await.is_err());
        second.await.unwrap();
        assert!(notes(&store).await.is_empty());
        let mut next = store.write().await.unwrap();
        note(&mut next, "c").await.unwrap();
        next.commit().await.unwrap();
        assert_eq!(notes(&store).await, ["c"]);
    }

    #[tokio::test]
    async fn the_writer_comes_back_after_sqlite_gave_a_transaction_up() {
        let (_folder, store) = store().await;
        let mut write = store.write().await.unwrap();
        sqlx::query("ROLLBACK").execute(write.connection()).await.unwrap();
        assert!(write.commit().await.is_err());
        store.write().await.unwrap().commit().await.unwrap();
    }
}
