//! What a client's application saved, and how far each of its connections was told events.

use super::{Store, Write};
use crate::limits::CHAT_CURSORS;

/// What an application saved.
#[derive(Clone, Debug)]
pub(crate) struct ChatState {
    /// Its bytes as they came.
    pub body: String,
    /// The connection that saved it.
    pub cid: Option<String>,
    /// When, in milliseconds.
    pub at_ms: i64,
    /// Counts the savings.
    pub version: i64,
}

/// How far a connection was told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ChatCursor {
    /// The last message.
    pub message: i64,
    /// The last saved state.
    pub version: i64,
}

impl Write {
    /// Keeps what the person's application saved, over what it saved before.
    pub(crate) async fn save_state(
        &mut self,
        bot: &str,
        botuser: i64,
        body: &str,
        cid: Option<&str>,
        at_ms: i64,
    ) -> Result<(), sqlx::Error> {
        sqlx::query(
            "INSERT INTO chat_states (bot, botuser, body, cid, at_ms, version) VALUES (?, ?, ?, ?, ?, 1) \
             ON CONFLICT (botuser) DO UPDATE SET body = excluded.body, cid = excluded.cid, at_ms = excluded.at_ms, \
             version = version + 1 WHERE bot = excluded.bot",
        )
        .bind(bot)
        .bind(botuser)
        .bind(body)
        .bind(cid)
        .bind(at_ms)
        .execute(self.connection())
        .await
        .map(drop)
    }

    /// Notes how far a connection was told. Of a person with many connections the last ones are kept.
    pub(crate) async fn note_events_told(
        &mut self,
        bot: &str,
        botuser: i64,
        cid: &str,
        cursor: ChatCursor,
        at_ms: i64,
    ) -> Result<(), sqlx::Error> {
        sqlx::query(
            "INSERT INTO chat_cursors (bot, botuser, cid, message, version, at_ms) VALUES (?, ?, ?, ?, ?, ?) \
             ON CONFLICT (botuser, cid) DO UPDATE SET message = max(message, excluded.message), \
             version = max(version, excluded.version), at_ms = excluded.at_ms WHERE bot = excluded.bot",
        )
        .bind(bot)
        .bind(botuser)
        .bind(cid)
        .bind(cursor.message)
        .bind(cursor.version)
        .bind(at_ms)
        .execute(self.connection())
        .await?;
        sqlx::query(
            "DELETE FROM chat_cursors WHERE bot = ?1 AND botuser = ?2 AND cid NOT IN (SELECT cid FROM chat_cursors \
             WHERE bot = ?1 AND botuser = ?2 ORDER BY at_ms DESC, cid LIMIT ?3)",
        )
        .bind(bot)
        .bind(botuser)
        .bind(CHAT_CURSORS)
        .execute(self.connection())
        .await
        .map(drop)
    }
}

impl Store {
    /// What the person's application saved last.
    pub(crate) async fn state(&self, bot: &str, botuser: i64) -> Result<Option<ChatState>, sqlx::Error> {
        let row: Option<(String, Option<String>, i64, i64)> =
            sqlx::query_as("SELECT body, cid, at_ms, version FROM chat_states WHERE bot = ? AND botuser = ?")
                .bind(bot)
                .bind(botuser)
                .fetch_optional(&self.reader)
                .await?;
        Ok(row.map(|(body, cid, at_ms, version)| ChatState { body, cid, at_ms, version }))
    }

    /// How far a connection was told; from the beginning if it never asked.
    pub(crate) async fn told(&self, bot: &str, botuser: i64, cid: &str) -> Result<ChatCursor, sqlx::Error> {
        let row: Option<(i64, i64)> = sqlx::query_as(
            "SELECT message, version FROM chat_cursors WHERE bot = ? AND botuser = ? AND cid = ?",
        )
        .bind(bot)
        .bind(botuser)
        .bind(cid)
        .fetch_optional(&self.reader)
        .await?;
        let (message, version) = row.unwrap_or_default();
        Ok(ChatCursor { message, version })
    }
}
