//! What was answered, so that the same message is answered the same and evaluated once.

use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use super::{Scope, Write};

/// A kept answer.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    /// Hash of the request it belongs to.
    pub fingerprint: Vec<u8>,
    /// The answer's bytes.
    pub body: String,
    /// The row of the message and its conversation, while it waits and this is the answer for now.
    pub waiting: Option<(i64, i64)>,
}

fn kept(row: &SqliteRow) -> Result<Kept, sqlx::Error> {
    Ok(Kept {
        fingerprint: row.try_get("fingerprint")?,
        body: row.try_get("body")?,
        waiting: row.try_get::<Option<i64>, _>("waiting")?.zip(row.try_get("conversation")?),
    })
}

impl Write {
    /// What the visitor's message `mid` was answered with.
    pub(crate) async fn answer(&mut self, scope: &Scope, mid: &str) -> Result<Option<Kept>, sqlx::Error> {
        let row = sqlx::query(
            "SELECT a.fingerprint, a.body, a.conversation, (SELECT w.id FROM waiting w WHERE w.bot = c.bot \
             AND w.conversation = a.conversation AND w.mid = a.mid) AS waiting FROM answers a JOIN conversations c ON c.id = a.conversation \
             WHERE c.bot = ? AND a.conversation = ? AND a.mid = ?",
        )
        .bind(&scope.bot)
        .bind(scope.conversation)
        .bind(mid)
        .fetch_optional(self.connection())
        .await?;
        row.as_ref().map(kept).transpose()
    }

    /// Keeps the answer to `mid`, when the turn ends.
    pub(crate) fn keep_answer(&mut self, scope: &Scope, mid: &str, answer: &Kept) -> Result<(), sqlx::Error> {
        self.defer("INSERT INTO answers (conversation, mid, fingerprint, body) VALUES (?, ?, ?, ?)")
            .bind(scope.conversation)?
            .bind(mid)?
            .bind(answer.fingerprint.as_slice())?
            .bind(answer.body.as_str())
            .map(drop)
    }

    /// Another answer in the place of the one to `mid`, when the turn ends.
    pub(crate) fn replace_answer(&mut self, scope: &Scope, mid: &str, body: &str) -> Result<(), sqlx::Error> {
        self.defer("UPDATE answers SET body = ? WHERE conversation = ? AND mid = ?")
            .bind(body)?
            .bind(scope.conversation)?
            .bind(mid)
            .map(drop)
    }

    /// What the call with this `Idempotency-Key` was answered with.
    pub(crate) async fn keyed_answer(&mut self, bot: &str, key: &str) -> Result<Option<Kept>, sqlx::Error> {
        let row = sqlx::query(
            "SELECT fingerprint, body, conversation, (SELECT w.id FROM waiting w WHERE w.bot = k.bot AND w.key = k.key) \
             AS waiting FROM keyed_answers k WHERE bot = ? AND key = ?",
        )
        .bind(bot)
        .bind(key)
        .fetch_optional(self.connection())
        .await?;
        row.as_ref().map(kept).transpose()
    }

    /// Keeps the answer to a call with an `Idempotency-Key`, when the turn ends.
    pub(crate) fn keep_keyed_answer(
        &mut self,
        scope: &Scope,
        key: &str,
        answer: &Kept,
        at_ms: i64,
    ) -> Result<(), sqlx::Error> {
        self.defer(
            "INSERT INTO keyed_answers (bot, conversation, key, fingerprint, body, at_ms) VALUES (?, ?, ?, ?, ?, ?)",
        )
        .bind(scope.bot.as_str())?
        .bind(scope.conversation)?
        .bind(key)?
        .bind(answer.fingerprint.as_slice())?
        .bind(answer.body.as_str())?
        .bind(at_ms)
        .map(drop)
    }

    /// Forgets keyed answers from before `before_ms`.
    pub(crate) async fn forget_keyed_answers(&mut self, before_ms: i64) -> Result<u64, sqlx::Error> {
        sqlx::query("DELETE FROM keyed_answers WHERE at_ms < ?")
            .bind(before_ms)
            .execute(self.connection())
            .await
            .map(|done| done.rows_affected())
    }
}
