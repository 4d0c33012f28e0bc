//! Questions of the served Aimylogic API: turns with a name, and how far their answers have come.

use sqlx::sqlite::SqliteConnection;

use super::{Scope, Store, Write};

/// A question to be kept.
pub(crate) struct NewQuestion<'a> {
    /// Its name.
    pub question: &'a str,
    /// The connection it came by.
    pub cid: Option<&'a str>,
    /// Now, in milliseconds.
    pub at_ms: i64,
    /// Whether the conversation began with it.
    pub is_new: bool,
}

/// How a question's turn ended.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Done {
    /// When, in milliseconds.
    pub at_ms: i64,
    /// Whether a person was asked for.
    pub hands_over: bool,
    /// Whether the bot ended its session.
    pub has_ended: bool,
    /// Whether the bot did not get it.
    pub is_lost: bool,
}

/// A question as it stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Question {
    /// Since when its turn is whole.
    pub done_ms: Option<i64>,
    /// Whether the conversation began with it.
    pub is_new: bool,
    /// Whether the bot ended its session.
    pub has_ended: bool,
    /// Whether a person was asked for.
    pub hands_over: bool,
}

/// A message whose status is told, and the status it has.
pub(crate) struct Told {
    conversation: i64,
    /// When it was said, in milliseconds.
    at_ms: i64,
    /// `SENT DELIVERED READ NOT_SENT`.
    pub status: String,
}

/// What a person said, and what nobody asked for, is named by its own number.
macro_rules! question {
    () => {
        "CASE m.author WHEN 'visitor' THEN coalesce(m.caller_id, m.mid, CAST(m.id AS TEXT)) \
         WHEN 'bot' THEN coalesce(json_extract(m.connections, '$.id_message_evaluate'), CAST(m.id AS TEXT)) \
         ELSE CAST(m.id AS TEXT) END"
    };
}
pub(super) use question;

const KNOWN: &str = "SELECT q.conversation, q.at_ms, q.status FROM conversations c JOIN questions q ON q.bot = c.bot \
     AND q.conversation = c.id WHERE c.bot = ? AND c.botuser = ? AND c.deleted_ms IS NULL AND q.question = ? \
     ORDER BY c.id DESC LIMIT 1";
const SAID: &str = concat!(
    "SELECT m.conversation, m.at_ms, 'SENT' FROM conversations c JOIN messages m ON m.bot = c.bot \
     AND m.conversation = c.id WHERE c.bot = ? AND c.botuser = ? AND c.deleted_ms IS NULL AND m.seq > 0 \
     AND m.handover IS NULL AND ",
    question!(),
    " = ? ORDER BY m.id DESC LIMIT 1"
);
const UNREAD: &str = concat!(
    "SELECT count(*) FROM (SELECT DISTINCT m.conversation, ",
    question!(),
    " AS question FROM conversations c JOIN messages m ON m.bot = c.bot AND m.conversation = c.id \
     WHERE c.bot = ? AND c.botuser = ? AND c.deleted_ms IS NULL AND m.seq > 0 AND m.handover IS NULL \
     AND m.author IN ('bot', 'agent')) said WHERE NOT EXISTS (SELECT 1 FROM questions q \
     WHERE q.conversation = said.conversation AND q.question = said.question AND q.status = 'READ')"
);

async fn told(
    connection: &mut SqliteConnection,
    bot: &str,
    botuser: i64,
    question: &str,
) -> Result<Option<Told>, sqlx::Error> {
    for statement in [KNOWN, SAID] {
        let row: Option<(i64, i64, String)> = sqlx::query_as(statement)
            .bind(bot)
            .bind(botuser)
            .bind(question)
            .fetch_optional(&mut *connection)
            .await?;
        if let Some((conversation, at_ms, status)) = row {
            return Ok(Some(Told { conversation, at_ms, status }));
        }
    }
    Ok(None)
}

impl Write {
    /// Keeps a question before it is heard.
    pub(crate) async fn ask_question(
        &mut self,
        scope: &Scope,
        new: &NewQuestion<'_>,
    ) -> Result<(), sqlx::Error> {
        sqlx::query(
            "INSERT INTO questions (bot, conversation, question, cid, at_ms, is_new) VALUES (?, ?, ?, ?, ?, ?)",
        )
        .bind(&scope.bot)
        .bind(scope.conversation)
        .bind(new.question)
        .bind(new.cid)
        .bind(new.at_ms)
        .bind(new.is_new)
        .execute(self.connection())
        .await
        .map(drop)
    }

    /// The question's turn is whole.
    pub(crate) async fn finish_question(
        &mut self,
        scope: &Scope,
        question: &str,
        done: Done,
    ) -> Result<(), sqlx::Error> {
        sqlx::query(
            "UPDATE questions SET done_ms = ?, hands_over = ?, has_ended = ?, \
             status = CASE WHEN ? THEN 'NOT_SENT' ELSE status END WHERE bot = ? AND conversation = ? AND question = ?",
        )
        .bind(done.at_ms)
        .bind(done.hands_over)
        .bind(done.has_ended)
        .bind(done.is_lost)
        .bind(&scope.bot)
        .bind(scope.conversation)
        .bind(question)
        .execute(self.connection())
        .await
        .map(drop)
    }

    /// The connection the client last asked by in this conversation.
    pub(crate) async fn last_connection(&mut self, scope: &Scope) -> Result<Option<String>, sqlx::Error> {
        sqlx::query_scalar(
            "SELECT cid FROM questions WHERE bot = ? AND conversation = ? AND cid IS NOT NULL \
             ORDER BY at_ms DESC LIMIT 1",
        )
        .bind(&scope.bot)
        .bind(scope.conversation)
        .fetch_optional(self.connection())
        .await
    }

    /// The user of a conversation in which questions were asked; none if it has none.
    pub(crate) async fn chat_user(&mut self, scope: &Scope) -> Result<Option<String>, sqlx::Error> {
        sqlx::query_scalar(
            "SELECT u.user_id FROM conversations c JOIN botusers u ON u.id = c.botuser AND u.bot = c.bot \
             WHERE c.bot = ?1 AND c.id = ?2 AND c.deleted_ms IS NULL AND u.user_id IS NOT NULL \
             AND EXISTS (SELECT 1 FROM questions q WHERE q.bot = ?1 AND q.conversation = ?2)",
        )
        .bind(&scope.bot)
        .bind(scope.conversation)
        .fetch_optional(self.connection())
        .await
    }

    /// The status of what a question names, in any conversation of the person.
    pub(crate) async fn question_status(
        &mut self,
        bot: &str,
        botuser: i64,
        question: &str,
    ) -> Result<Option<Told>, sqlx::Error> {
        told(self.connection(), bot, botuser, question).await
    }

    /// Keeps another status in the place of the one that was told.
    pub(crate) async fn tell_status(
        &mut self,
        bot: &str,
        question: &str,
        told: &Told,
        status: &str,
    ) -> Result<(), sqlx::Error> {
        sqlx::query(
            "INSERT INTO questions (bot, conversation, question, at_ms, done_ms, status) VALUES (?1, ?2, ?3, ?4, ?4, ?5) \
             ON CONFLICT (conversation, question) DO UPDATE SET status = excluded.status WHERE bot = excluded.bot",
        )
        .bind(bot)
        .bind(told.conversation)
        .bind(question)
        .bind(told.at_ms)
        .bind(status)
        .execute(self.connection())
        .await
        .map(drop)
    }
}

impl Store {
    /// A question of the conversation.
    pub(crate) async fn question(
        &self,
        scope: &Scope,
        question: &str,
    ) -> Result<Option<Question>, sqlx::Error> {
        let row: Option<(Option<i64>, bool, bool, bool)> = sqlx::query_as(
            "SELECT done_ms, is_new, has_ended, hands_over FROM questions WHERE bot = ? AND conversation = ? \
             AND question = ?",
        )
        .bind(&scope.bot)
        .bind(scope.conversation)
        .bind(question)
        .fetch_optional(&self.reader)
        .await?;
        Ok(row.map(|(done_ms, is_new, has_ended, hands_over)| Question {
            done_ms,
            is_new,
            has_ended,
            hands_over,
        }))
    }

    /// The status of what a question names, in any conversation of the person.
    pub(crate) async fn question_status(
        &self,
        bot: &str,
        botuser: i64,
        question: &str,
    ) -> Result<Option<Told>, sqlx::Error> {
        told(&mut *self.reader.acquire().await?, bot, botuser, question).await
    }

    /// Turns of the bot and messages of people that the person has not read.
    pub(crate) async fn unread(&self, bot: &str, botuser: i64) -> Result<i64, sqlx::Error> {
        sqlx::query_scalar(UNREAD).bind(bot).bind(botuser).fetch_one(&self.reader).await
    }
}
