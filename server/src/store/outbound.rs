//! Webhooks that tell other systems what was said to their users: queued with what they tell of, gone once
//! they were taken, dead letters once they were given up.

use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use super::{Scope, Store, Write};
use crate::config::ServedApi;
use crate::limits::{DEAD_LETTERS_PER_BOT, WEBHOOKS_QUEUED};
use crate::token::TokenHash;

/// A webhook to be sent.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Outgoing<'a> {
    /// The conversation it tells of: its webhooks go one after the other.
    pub scope: &'a Scope,
    /// Which entry of the bot's `serve_as` it goes to.
    pub api: ServedApi,
    /// JSON without any secret.
    pub body: &'a str,
    /// Now, in milliseconds.
    pub now_ms: i64,
}

/// A webhook whose turn it is.
#[derive(Clone, Debug)]
pub(crate) struct Queued {
    /// The row.
    pub id: i64,
    /// The conversation it tells of.
    pub conversation: i64,
    /// JSON.
    pub body: String,
    /// Tries so far.
    pub tries: i64,
}

/// Of each conversation the oldest, if its wait is over.
const DUE: &str = "SELECT o.id, o.conversation, o.body, o.tries FROM outbound o \
     WHERE o.bot = ?1 AND o.api = ?2 AND o.dead_ms IS NULL AND o.next_ms <= ?3 AND NOT EXISTS \
     (SELECT 1 FROM outbound e WHERE e.bot = ?1 AND e.api = ?2 AND e.conversation = o.conversation \
     AND e.dead_ms IS NULL AND e.id < o.id) ORDER BY o.next_ms, o.id LIMIT ?4";
/// Why a webhook is a dead letter that was never sent.
const QUEUE_FULL: &str = "queue full";
const ENQUEUE: &str = "INSERT INTO outbound (bot, api, conversation, body, created_ms, next_ms, dead_ms, error) \
     SELECT ?, ?, ?, ?, ?, ?, CASE WHEN is_full THEN ? END, CASE WHEN is_full THEN ? END \
     FROM (SELECT count(*) >= ? AS is_full FROM (SELECT 1 FROM outbound WHERE bot = ? AND api = ? \
     AND dead_ms IS NULL LIMIT ?))";
/// More dead letters than are kept, the oldest ones.
const EXCESS: &str = "DELETE FROM outbound WHERE bot = ?1 AND dead_ms IS NOT NULL AND id NOT IN \
     (SELECT id FROM outbound WHERE bot = ?1 AND dead_ms IS NOT NULL ORDER BY id DESC LIMIT ?2)";

impl Write {
    /// Queues a webhook with this turn: it is sent once the turn is committed, and only then. Nothing
    /// else is to be done for it. Where [`WEBHOOKS_QUEUED`] wait already it is a dead letter at once: what is
    /// told cannot be refused, and the queue has an end.
    pub(crate) fn enqueue_webhook(&mut self, new: &Outgoing<'_>) -> Result<(), sqlx::Error> {
        self.announce_webhooks();
        self.defer(ENQUEUE)
            .bind(new.scope.bot.as_str())?
            .bind(new.api.as_str())?
            .bind(new.scope.conversation)?
            .bind(new.body)?
            .bind(new.now_ms)?
            .bind(new.now_ms)?
            .bind(new.now_ms)?
            .bind(QUEUE_FULL)?
            .bind(WEBHOOKS_QUEUED)?
            .bind(new.scope.bot.as_str())?
            .bind(new.api.as_str())?
            .bind(WEBHOOKS_QUEUED)
            .map(drop)
    }

    /// The receiver took it.
    pub(crate) async fn end_webhook(&mut self, bot: &str, id: i64) -> Result<(), sqlx::Error> {
        sqlx::query("DELETE FROM outbound WHERE bot = ? AND id = ?")
            .bind(bot)
            .bind(id)
            .execute(self.connection())
            .await
            .map(drop)
    }

    /// It waits until `next_ms`, and those of its conversation behind it.
    pub(crate) async fn put_off_webhook(
        &mut self,
        bot: &str,
        queued: &Queued,
        next_ms: i64,
        error: &str,
    ) -> Result<(), sqlx::Error> {
        sqlx::query("UPDATE outbound SET next_ms = ?, tries = ?, error = ? WHERE bot = ? AND id = ?")
            .bind(next_ms)
            .bind(queued.tries + 1)
            .bind(error)
            .bind(bot)
            .bind(queued.id)
            .execute(self.connection())
            .await
            .map(drop)
    }

    /// It is given up, and a dead letter from now on; the next of its conversation may be sent.
    pub(crate) async fn give_up_webhook(
        &mut self,
        bot: &str,
        queued: &Queued,
        error: &str,
        now_ms: i64,
    ) -> Result<(), sqlx::Error> {
        sqlx::query("UPDATE outbound SET dead_ms = ?, tries = ?, error = ? WHERE bot = ? AND id = ?")
            .bind(now_ms)
            .bind(queued.tries + 1)
            .bind(error)
            .bind(bot)
            .bind(queued.id)
            .execute(self.connection())
            .await?;
        self.drop_oldest_dead_webhooks(bot).await
    }

    /// All that wait for this receiver are given up. Returns how many.
    pub(crate) async fn give_up_webhooks_of(
        &mut self,
        bot: &str,
        api: &str,
        error: &str,
        now_ms: i64,
    ) -> Result<u64, sqlx::Error> {
        let given_up = sqlx::query(
            "UPDATE outbound SET dead_ms = ?, error = ? WHERE bot = ? AND api = ? AND dead_ms IS NULL",
        )
        .bind(now_ms)
        .bind(error)
        .bind(bot)
        .bind(api)
        .execute(self.connection())
        .await?
        .rows_affected();
        if given_up > 0 {
            self.drop_oldest_dead_webhooks(bot).await?;
        }
        Ok(given_up)
    }

    /// Forgets the oldest dead letters of a bot that has too many.
    pub(crate) async fn drop_oldest_dead_webhooks(&mut self, bot: &str) -> Result<(), sqlx::Error> {
        let excess = sqlx::query(EXCESS).bind(bot).bind(DEAD_LETTERS_PER_BOT);
        excess.execute(self.connection()).await.map(drop)
    }

    /// Forgets dead letters that were given up before `before_ms`.
    pub(crate) async fn forget_dead_webhooks(&mut self, before_ms: i64) -> Result<(), sqlx::Error> {
        sqlx::query("DELETE FROM outbound WHERE dead_ms < ?")
            .bind(before_ms)
            .execute(self.connection())
            .await
            .map(drop)
    }

    /// Whether so many webhooks wait for this receiver that its callers are to come back later.
    pub(crate) async fn is_webhook_queue_full(
        &mut self,
        bot: &str,
        api: ServedApi,
    ) -> Result<bool, sqlx::Error> {
        sqlx::query_scalar(
            "SELECT count(*) >= ?3 FROM (SELECT 1 FROM outbound WHERE bot = ?1 AND api = ?2 AND dead_ms IS NULL \
             LIMIT ?3)",
        )
        .bind(bot)
        .bind(api.as_str())
        .bind(WEBHOOKS_QUEUED)
        .fetch_one(self.connection())
        .await
    }

    /// Notes that the receiver at this address said that it is gone.
    pub(crate) async fn note_gone(
        &mut self,
        bot: &str,
        api: &str,
        target: &TokenHash,
        now_ms: i64,
    ) -> Result<(), sqlx::Error> {
        sqlx::query("INSERT OR IGNORE INTO outbound_gone (bot, api, target, since_ms) VALUES (?, ?, ?, ?)")
            .bind(bot)
            .bind(api)
            .bind(target.as_bytes())
            .bind(now_ms)
            .execute(self.connection())
            .await
            .map(drop)
    }

    /// The receiver is sent to again, unless it is this one that said that it is gone.
    pub(crate) async fn forget_gone(
        &mut self,
        bot: &str,
        api: &str,
        but: Option<&TokenHash>,
    ) -> Result<bool, sqlx::Error> {
        sqlx::query("DELETE FROM outbound_gone WHERE bot = ?1 AND api = ?2 AND (?3 IS NULL OR target <> ?3)")
            .bind(bot)
            .bind(api)
            .bind(but.map(TokenHash::as_bytes))
            .execute(self.connection())
            .await
            .map(|done| done.rows_affected() > 0)
    }
}

impl Store {
    /// At most `limit` webhooks for this receiver that may be sent now, the longest waiting first, one of
    /// each conversation.
    pub(crate) async fn due_webhooks(
        &self,
        bot: &str,
        api: ServedApi,
        now_ms: i64,
        limit: usize,
    ) -> Result<Vec<Queued>, sqlx::Error> {
        let rows = sqlx::query(DUE)
            .bind(bot)
            .bind(api.as_str())
            .bind(now_ms)
            .bind(i64::try_from(limit).unwrap_or(i64::MAX))
            .fetch_all(&self.reader)
            .await?;
        let queued = |row: &SqliteRow| {
            Ok(Queued {
                id: row.try_get("id")?,
                conversation: row.try_get("conversation")?,
                body: row.try_get("body")?,
                tries: row.try_get("tries")?,
            })
        };
        rows.iter().map(queued).collect()
    }

    /// Whether the receiver said that it is gone.
    pub(crate) async fn is_gone(&self, bot: &str, api: &str) -> Result<bool, sqlx::Error> {
        sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM outbound_gone WHERE bot = ? AND api = ?)")
            .bind(bot)
            .bind(api)
            .fetch_one(&self.reader)
            .await
    }

    /// Bot and API of every webhook that waits.
    pub(crate) async fn awaited_receivers(&self) -> Result<Vec<(String, String)>, sqlx::Error> {
        sqlx::query_as("SELECT DISTINCT bot, api FROM outbound WHERE dead_ms IS NULL")
            .fetch_all(&self.reader)
            .await
    }
}
