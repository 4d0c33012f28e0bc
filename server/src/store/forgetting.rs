//! Forgetting: a person at their word, and conversations by their age.
//!
//! `secure_delete` (set where the store is opened) overwrites what a row held; what stands in the
//! write-ahead log besides is gone once [`Store::wipe_log`] has emptied it.

use super::{Scope, Store, Write};

/// Of an export: whether the person may stand in what is written of it. The worker writes a page before
/// the store counts it, so what counts is what it may have read.
macro_rules! holds_them {
    () => {
        "bot = ?1 AND last_row IS NOT NULL AND EXISTS (SELECT 1 FROM conversations c \
         JOIN messages m ON m.conversation = c.id AND m.bot = c.bot WHERE c.bot = ?1 AND c.botuser = ?2 \
         AND m.id <= last_row AND m.at_ms >= unixepoch(from_date) * 1000 \
         AND m.at_ms < (unixepoch(to_date) + 86400) * 1000)"
    };
}

/// Statements over one person's conversations; `?1` is the bot, `?2` the user, `?3` now.
const FORGET: &[&str] = &[
    "DELETE FROM attachments WHERE bot = ?1 AND conversation IN \
     (SELECT id FROM conversations WHERE bot = ?1 AND botuser = ?2)",
    "DELETE FROM waiting WHERE bot = ?1 AND conversation IN \
     (SELECT id FROM conversations WHERE bot = ?1 AND botuser = ?2)",
    "DELETE FROM inbound WHERE bot = ?1 AND conversation IN \
     (SELECT id FROM conversations WHERE bot = ?1 AND botuser = ?2)",
    // What came for them before anybody knew whose that name is.
    "DELETE FROM inbound WHERE bot = ?1 AND conversation IS NULL AND user IN \
     (SELECT upstream_user FROM conversations WHERE bot = ?1 AND botuser = ?2)",
    "DELETE FROM outbound WHERE bot = ?1 AND conversation IN \
     (SELECT id FROM conversations WHERE bot = ?1 AND botuser = ?2)",
    "DELETE FROM medium WHERE bot = ?1 AND conversation IN \
     (SELECT id FROM conversations WHERE bot = ?1 AND botuser = ?2)",
    "DELETE FROM answers WHERE conversation IN (SELECT id FROM conversations WHERE bot = ?1 AND botuser = ?2)",
    "DELETE FROM questions WHERE bot = ?1 AND conversation IN \
     (SELECT id FROM conversations WHERE bot = ?1 AND botuser = ?2)",
    "DELETE FROM chat_states WHERE bot = ?1 AND botuser = ?2",
    "DELETE FROM chat_cursors WHERE bot = ?1 AND botuser = ?2",
    // Answers kept before this version know no conversation.
    "DELETE FROM keyed_answers WHERE bot = ?1 AND (conversation IS NULL OR conversation IN \
     (SELECT id FROM conversations WHERE bot = ?1 AND botuser = ?2))",
    "DELETE FROM sessions WHERE bot = ?1 AND conversation IN \
     (SELECT id FROM conversations WHERE bot = ?1 AND botuser = ?2)",
    // An export that is under way is made anew: its worker finds that it is no longer its own.
    concat!(
        "UPDATE report_jobs SET is_written = 0, rows_done = 0, bytes = 0, cursor = 0, holder = NULL, \
         lease_ms = 0 WHERE ended_ms IS NULL AND ",
        holds_them!()
    ),
    concat!(
        "UPDATE report_jobs SET is_written = 0, rows_done = 0, bytes = 0, error = 'Somebody in it was \
         forgotten; please request it again.' WHERE ended_ms IS NOT NULL AND is_written = 1 AND ",
        holds_them!()
    ),
    "UPDATE messages SET actions = '[]', mid = NULL, caller_id = NULL, connections = NULL, \
     in_reply_to = NULL, trail = NULL, agent = NULL, lang = NULL, is_deleted = 1 WHERE bot = ?1 AND conversation IN \
     (SELECT id FROM conversations WHERE bot = ?1 AND botuser = ?2)",
    "UPDATE conversations SET state = '{}', cvars = '{}', locale = NULL, read_up_to = 0, wakes_ms = NULL, \
     handover = 'bot', agent = NULL, asked_ms = NULL, queue_told = NULL, held_from = 0, agent_fetched = 0, agent_read = 0, \
     rating = NULL, rating_comment = NULL, \
     deleted_ms = coalesce(deleted_ms, ?3) WHERE bot = ?1 AND botuser = ?2",
    // Counts stay; what their pages told goes.
    "UPDATE report_talks SET language = NULL, host = NULL, page = NULL WHERE bot = ?1 AND conversation IN \
     (SELECT id FROM conversations WHERE bot = ?1 AND botuser = ?2)",
    "UPDATE botusers SET user_id = NULL, subject = NULL, meta = '{}' WHERE bot = ?1 AND id = ?2",
];

/// A conversation whose last message, or whose beginning where there is none, is before `?2`.
const OLD: &str = "SELECT c.id FROM conversations c WHERE c.bot = ?1 AND c.created_ms < ?2 \
     AND coalesce((SELECT m.at_ms FROM messages m WHERE m.bot = c.bot AND m.conversation = c.id \
     AND m.seq = c.last_seq), 0) < ?2 \
     ORDER BY c.id LIMIT ?3";

/// Deletes what belongs to the person of a conversation, if they talked nowhere else.
macro_rules! only_theirs {
    ($table:literal, $person:literal) => {
        concat!(
            "DELETE FROM ",
            $table,
            " WHERE bot = ?1 AND ",
            $person,
            " = (SELECT botuser FROM conversations WHERE bot = ?1 AND id = ?2) AND NOT EXISTS \
             (SELECT 1 FROM conversations c WHERE c.bot = ?1 AND c.botuser = ",
            $table,
            ".",
            $person,
            " AND c.id <> ?2)"
        )
    };
}

/// What was saved by people who never spoke; `?1` is the bot, `?2` the time. The person before what names it:
/// the reference is looked at when all is done.
const SILENT: &[&str] = &[
    "DELETE FROM botusers WHERE bot = ?1 AND id IN (SELECT s.botuser FROM chat_states s WHERE s.bot = ?1 \
     AND s.at_ms < ?2) AND NOT EXISTS (SELECT 1 FROM conversations c WHERE c.bot = ?1 AND c.botuser = botusers.id)",
    "DELETE FROM chat_cursors WHERE bot = ?1 AND NOT EXISTS \
     (SELECT 1 FROM botusers u WHERE u.bot = ?1 AND u.id = chat_cursors.botuser)",
    "DELETE FROM chat_states WHERE bot = ?1 AND NOT EXISTS \
     (SELECT 1 FROM botusers u WHERE u.bot = ?1 AND u.id = chat_states.botuser)",
];

/// Statements over one conversation; `?1` is the bot, `?2` the conversation.
const PURGE: &[&str] = &[
    "DELETE FROM attachments WHERE bot = ?1 AND conversation = ?2",
    "DELETE FROM waiting WHERE bot = ?1 AND conversation = ?2",
    "DELETE FROM inbound WHERE bot = ?1 AND conversation = ?2",
    "DELETE FROM inbound WHERE bot = ?1 AND conversation IS NULL AND user = \
     (SELECT upstream_user FROM conversations WHERE bot = ?1 AND id = ?2)",
    "DELETE FROM outbound WHERE bot = ?1 AND conversation = ?2",
    "DELETE FROM medium WHERE bot = ?1 AND conversation = ?2",
    "DELETE FROM answers WHERE conversation = (SELECT id FROM conversations WHERE bot = ?1 AND id = ?2)",
    "DELETE FROM questions WHERE bot = ?1 AND conversation = ?2",
    "DELETE FROM keyed_answers WHERE bot = ?1 AND conversation = ?2",
    "DELETE FROM sessions WHERE bot = ?1 AND conversation = ?2",
    "UPDATE messages SET answers = NULL WHERE bot = ?1 AND conversation = ?2 AND answers IS NOT NULL",
    "DELETE FROM messages WHERE bot = ?1 AND conversation = ?2",
    "UPDATE report_talks SET language = NULL, host = NULL, page = NULL WHERE bot = ?1 AND conversation = ?2",
    only_theirs!("chat_states", "botuser"),
    only_theirs!("chat_cursors", "botuser"),
    only_theirs!("botusers", "id"),
    "DELETE FROM conversations WHERE bot = ?1 AND id = ?2",
];

impl Write {
    /// Forgets who talks in this conversation: the text, profile and variables of all their
    /// conversations with this bot are overwritten, every token of theirs is gone. The rows of reports
    /// stay, empty and marked. Returns the conversations, for whose readers the bell is to be rung.
    pub(crate) async fn forget_person(
        &mut self,
        bot: &str,
        botuser: i64,
        now_ms: i64,
    ) -> Result<Vec<i64>, sqlx::Error> {
        for &statement in FORGET {
            let statement = sqlx::query(statement).bind(bot).bind(botuser).bind(now_ms);
            statement.execute(self.connection()).await?;
        }
        sqlx::query_scalar("SELECT id FROM conversations WHERE bot = ? AND botuser = ?")
            .bind(bot)
            .bind(botuser)
            .fetch_all(self.connection())
            .await
    }

    /// Removes at most `limit` conversations of a bot that have been silent since `before_ms`, with
    /// their rows in reports and the people who talked nowhere else. Returns how many.
    pub(crate) async fn purge(
        &mut self,
        bot: &str,
        before_ms: i64,
        limit: u32,
    ) -> Result<usize, sqlx::Error> {
        let old: Vec<i64> = sqlx::query_scalar(OLD)
            .bind(bot)
            .bind(before_ms)
            .bind(limit)
            .fetch_all(self.connection())
            .await?;
        // The person before the conversation that names it: the reference is looked at when all is done.
        sqlx::query("PRAGMA defer_foreign_keys = ON").execute(self.connection()).await?;
        for conversation in &old {
            for &statement in PURGE {
                sqlx::query(statement).bind(bot).bind(conversation).execute(self.connection()).await?;
            }
        }
        for &statement in SILENT {
            sqlx::query(statement).bind(bot).bind(before_ms).execute(self.connection()).await?;
        }
        Ok(old.len())
    }
}

impl Store {
    /// Whether the conversation was forgotten, or is not there at all.
    pub(crate) async fn is_forgotten(&self, scope: &Scope) -> Result<bool, sqlx::Error> {
        sqlx::query_scalar(
            "SELECT NOT EXISTS (SELECT 1 FROM conversations WHERE bot = ? AND id = ? AND deleted_ms IS NULL)",
        )
        .bind(&scope.bot)
        .bind(scope.conversation)
        .fetch_one(&self.reader)
        .await
    }
}
