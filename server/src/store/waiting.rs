//! Messages whose turn waits for another server, or behind one that does.

use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use super::{Scope, Store, Write};

/// A message that waits.
#[derive(Clone, Debug)]
pub(crate) struct Waiting {
    /// The row.
    pub id: i64,
    /// What is done and what is left, JSON.
    pub work: String,
    /// Whether a call was begun that must not be made twice.
    pub is_begun: bool,
    /// The visitor's own id of the message.
    pub mid: Option<String>,
    /// The caller's `Idempotency-Key`.
    pub key: Option<String>,
}

/// A message that is to wait.
pub(crate) struct NewWaiting<'a> {
    /// The visitor's own id of the message.
    pub mid: Option<&'a str>,
    /// The caller's `Idempotency-Key`.
    pub key: Option<&'a str>,
    /// What is done and what is left, JSON.
    pub work: &'a str,
}

const FIRST: &str = "SELECT id, work, is_begun, mid, key FROM waiting WHERE bot = ? AND conversation = ? \
     ORDER BY id LIMIT 1";

fn waiting(row: &SqliteRow) -> Result<Waiting, sqlx::Error> {
    Ok(Waiting {
        id: row.try_get("id")?,
        work: row.try_get("work")?,
        is_begun: row.try_get("is_begun")?,
        mid: row.try_get("mid")?,
        key: row.try_get("key")?,
    })
}

impl Store {
    /// The conversation's message whose turn it is.
    pub(crate) async fn first_waiting(&self, scope: &Scope) -> Result<Option<Waiting>, sqlx::Error> {
        let row =
            sqlx::query(FIRST).bind(&scope.bot).bind(scope.conversation).fetch_optional(&self.reader).await?;
        row.as_ref().map(waiting).transpose()
    }

    /// Conversations that were left waiting.
    pub(crate) async fn waiting_conversations(&self) -> Result<Vec<Scope>, sqlx::Error> {
        let rows = sqlx::query("SELECT DISTINCT bot, conversation FROM waiting ORDER BY conversation")
            .fetch_all(&self.reader)
            .await?;
        let scope = |row: &SqliteRow| {
            Ok(Scope { bot: row.try_get("bot")?, conversation: row.try_get("conversation")? })
        };
        rows.iter().map(scope).collect()
    }
}

impl Write {
    /// Lets a message wait, behind those of its conversation that do. Returns its row.
    pub(crate) async fn wait(&mut self, scope: &Scope, new: &NewWaiting<'_>) -> Result<i64, sqlx::Error> {
        sqlx::query("INSERT INTO waiting (bot, conversation, mid, key, work) VALUES (?, ?, ?, ?, ?)")
            .bind(&scope.bot)
            .bind(scope.conversation)
            .bind(new.mid)
            .bind(new.key)
            .bind(new.work)
            .execute(self.connection())
            .await
            .map(|done| done.last_insert_rowid())
    }

    /// The conversation's message whose turn it is.
    pub(crate) async fn first_waiting(&mut self, scope: &Scope) -> Result<Option<Waiting>, sqlx::Error> {
        let row = sqlx::query(FIRST)
            .bind(&scope.bot)
            .bind(scope.conversation)
            .fetch_optional(self.connection())
            .await?;
        row.as_ref().map(waiting).transpose()
    }

    /// Whether this is still the message whose turn it is: it may have been forgotten meanwhile.
    pub(crate) async fn is_waiting(&mut self, scope: &Scope, id: i64) -> Result<bool, sqlx::Error> {
        Ok(self.first_waiting(scope).await?.is_some_and(|first| first.id == id))
    }

    /// Messages of the conversation that wait.
    pub(crate) async fn count_waiting(&mut self, scope: &Scope) -> Result<i64, sqlx::Error> {
        sqlx::query_scalar("SELECT count(*) FROM waiting WHERE bot = ? AND conversation = ?")
            .bind(&scope.bot)
            .bind(scope.conversation)
            .fetch_one(self.connection())
            .await
    }

    /// Notes, before it is begun, a call that must not be made twice.
    pub(crate) async fn note_call(&mut self, scope: &Scope, id: i64) -> Result<(), sqlx::Error> {
        sqlx::query("UPDATE waiting SET is_begun = 1 WHERE bot = ? AND conversation = ? AND id = ?")
            .bind(&scope.bot)
            .bind(scope.conversation)
            .bind(id)
            .execute(self.connection())
            .await
            .map(drop)
    }

    /// Keeps how far the message has come: another call is awaited.
    pub(crate) async fn wait_on(&mut self, scope: &Scope, id: i64, work: &str) -> Result<(), sqlx::Error> {
        sqlx::query("UPDATE waiting SET work = ?, is_begun = 0 WHERE bot = ? AND conversation = ? AND id = ?")
            .bind(work)
            .bind(&scope.bot)
            .bind(scope.conversation)
            .bind(id)
            .execute(self.connection())
            .await
            .map(drop)
    }

    /// The message waits no more; what was answered is kept in the place of what was answered for now.
    pub(crate) async fn end_waiting(
        &mut self,
        scope: &Scope,
        waiting: &Waiting,
        body: &str,
    ) -> Result<(), sqlx::Error> {
        sqlx::query("DELETE FROM waiting WHERE bot = ? AND conversation = ? AND id = ?")
            .bind(&scope.bot)
            .bind(scope.conversation)
            .bind(waiting.id)
            .execute(self.connection())
            .await?;
        if let Some(mid) = &waiting.mid {
            sqlx::query("UPDATE answers SET body = ? WHERE conversation = ? AND mid = ?")
                .bind(body)
                .bind(scope.conversation)
                .bind(mid)
                .execute(self.connection())
                .await?;
        }
        if let Some(key) = &waiting.key {
            sqlx::query("UPDATE keyed_answers SET body = ? WHERE bot = ? AND conversation = ? AND key = ?")
                .bind(body)
                .bind(&scope.bot)
                .bind(scope.conversation)
                .bind(key)
                .execute(self.connection())
                .await?;
        }
        Ok(())
    }
}
