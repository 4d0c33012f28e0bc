//! Conversations that go on by themselves when the visitor says nothing.

use super::{Scope, Store, Talk, Write};

impl Store {
    /// The first conversations to go on by themselves, each with its moment in milliseconds.
    pub(crate) async fn first_timeouts(&self, limit: u32) -> Result<Vec<(Scope, i64)>, sqlx::Error> {
        let rows: Vec<(String, i64, i64)> = sqlx::query_as(
            "SELECT bot, id, wakes_ms FROM conversations WHERE wakes_ms IS NOT NULL ORDER BY wakes_ms LIMIT ?",
        )
        .bind(limit)
        .fetch_all(&self.reader)
        .await?;
        Ok(rows.into_iter().map(|(bot, conversation, at)| (Scope { bot, conversation }, at)).collect())
    }
}

impl Write {
    /// Whether it is the conversation that the person spoke in last, or began last, tests apart.
    pub(crate) async fn is_latest(&mut self, talk: &Talk) -> Result<bool, sqlx::Error> {
        sqlx::query_scalar(
            "SELECT NOT EXISTS (SELECT 1 FROM conversations WHERE bot = ? AND botuser = ? AND is_test = ? \
             AND deleted_ms IS NULL AND (active_s, id) > (?, ?))",
        )
        .bind(&talk.scope.bot)
        .bind(talk.botuser)
        .bind(talk.is_test)
        .bind(talk.active_s)
        .bind(talk.scope.conversation)
        .fetch_one(self.connection())
        .await
    }

    /// The conversation could not go on, and is tried again at this moment, if it still waits then.
    pub(crate) async fn put_off_timeout(&mut self, scope: &Scope, to_ms: i64) -> Result<(), sqlx::Error> {
        sqlx::query("UPDATE conversations SET wakes_ms = ?1 WHERE bot = ?2 AND id = ?3 AND wakes_ms < ?1")
            .bind(to_ms)
            .bind(&scope.bot)
            .bind(scope.conversation)
            .execute(self.connection())
            .await
            .map(drop)
    }

    /// The conversation waits for ever.
    pub(crate) async fn forget_timeout(&mut self, scope: &Scope) -> Result<(), sqlx::Error> {
        sqlx::query("UPDATE conversations SET wakes_ms = NULL WHERE bot = ? AND id = ?")
            .bind(&scope.bot)
            .bind(scope.conversation)
            .execute(self.connection())
            .await
            .map(drop)
    }
}
