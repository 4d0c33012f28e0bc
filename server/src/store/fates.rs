//! Messages that a bot elsewhere did not get, or of which nobody knows: `messages.fate`.

use parlour_protocol::StatusEvent;

use super::{Appended, Scope, Store, Write};
use crate::limits::STATUSES;

const LOST: &str = "SELECT mid, seq, fate FROM messages WHERE bot = ? AND conversation = ? \
     AND fate IS NOT NULL AND mid IS NOT NULL ORDER BY seq DESC LIMIT ?";

impl Write {
    /// Keeps what became of a message, when the turn ends; none if the bot has it.
    pub(crate) fn note_fate(
        &mut self,
        scope: &Scope,
        row: i64,
        fate: Option<&'static str>,
    ) -> Result<(), sqlx::Error> {
        self.defer("UPDATE messages SET fate = ? WHERE bot = ? AND conversation = ? AND id = ?")
            .bind(fate)?
            .bind(scope.bot.as_str())?
            .bind(scope.conversation)?
            .bind(row)
            .map(drop)
    }

    /// The visitor's message, or the API caller's, with this id of its sender's own.
    pub(crate) async fn message_said(
        &mut self,
        scope: &Scope,
        id: &str,
    ) -> Result<Option<Appended>, sqlx::Error> {
        let row: Option<(i64, i64)> = sqlx::query_as(
            "SELECT id, seq FROM messages WHERE bot = ?1 AND conversation = ?2 AND author = 'visitor' \
             AND (mid = ?3 OR caller_id = ?3) ORDER BY seq DESC LIMIT 1",
        )
        .bind(&scope.bot)
        .bind(scope.conversation)
        .bind(id)
        .fetch_optional(self.connection())
        .await?;
        Ok(row.map(|(id, seq)| Appended { id, seq }))
    }
}

impl Store {
    /// The visitor's messages that are lost or unknown; the newest [`STATUSES`] of them, oldest first.
    pub(crate) async fn lost(&self, scope: &Scope) -> Result<Vec<StatusEvent>, sqlx::Error> {
        let rows: Vec<(String, i64, String)> = sqlx::query_as(LOST)
            .bind(&scope.bot)
            .bind(scope.conversation)
            .bind(STATUSES)
            .fetch_all(&self.reader)
            .await?;
        let status = |(mid, seq, state): (String, i64, String)| StatusEvent {
            mid,
            seq: Some(seq.unsigned_abs()),
            state,
        };
        Ok(rows.into_iter().rev().map(status).collect())
    }
}
