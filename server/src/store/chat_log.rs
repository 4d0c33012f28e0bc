//! The log as the served Aimylogic API reads it: over all conversations of one person.

use parlour_protocol::{Action, AgentCard, BotModule, Connections};
use serde::de::DeserializeOwned;
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use super::questions::question;
use super::{Scope, Store};

/// Which rows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Span<'a> {
    /// Behind this number.
    pub after: i64,
    /// From this moment, in milliseconds, and up to the other, both included. A turn counts from when it is
    /// whole.
    pub at_ms: (i64, i64),
    /// Of people who answer only.
    pub agents_only: bool,
    /// Of this connection, beside what people say and what nobody asked for; of all if there is none.
    pub cid: Option<&'a str>,
    /// The last of them rather than the first.
    pub newest: bool,
    /// At most so many.
    pub limit: u32,
}

/// One message.
#[derive(Clone, Debug)]
pub(crate) struct ChatRow {
    /// Its number.
    pub id: i64,
    /// Its conversation.
    pub conversation: i64,
    /// `visitor`, `bot`, `agent` or `system`.
    pub author: String,
    /// When it was said, in milliseconds; of an asked turn, since when that is whole.
    pub at_ms: i64,
    /// What was said.
    pub actions: Vec<Action>,
    /// The module that spoke.
    pub module: Option<BotModule>,
    /// Why it spoke.
    pub connections: Option<Connections>,
    /// The person who wrote it.
    pub agent: Option<AgentCard>,
    /// The turn it belongs to.
    pub question: String,
    /// The connection that was asked by.
    pub cid: Option<String>,
    /// Whether more of the turn may come.
    pub is_open: bool,
    /// Whether the conversation began with the turn.
    pub is_new: bool,
    /// Whether a person was asked for in it.
    pub hands_over: bool,
    /// Whether the bot ended its session in it.
    pub has_ended: bool,
    /// `SENT DELIVERED READ NOT_SENT`.
    pub status: String,
}

macro_rules! rows {
    ($columns:literal) => {
        concat!(
            "SELECT ",
            $columns,
            " FROM (SELECT m.id, m.conversation, m.author, m.at_ms, m.actions, m.module, m.connections, m.agent, ",
            question!(),
            " AS question FROM conversations c JOIN messages m ON m.bot = c.bot AND m.conversation = c.id \
             WHERE c.bot = ?1 AND c.botuser = ?2 AND c.deleted_ms IS NULL AND m.seq > 0 AND m.handover IS NULL \
             AND m.id > ?3 AND (?6 = 0 OR m.author = 'agent')) t \
             LEFT JOIN questions q ON q.bot = ?1 AND q.conversation = t.conversation AND q.question = t.question \
             WHERE CASE t.author WHEN 'bot' THEN coalesce(q.done_ms, t.at_ms) ELSE t.at_ms END BETWEEN ?4 AND ?5 \
             AND (?7 IS NULL OR t.author = 'agent' OR q.cid = ?7 \
             OR (t.author <> 'visitor' AND t.question = CAST(t.id AS TEXT)))"
        )
    };
}
macro_rules! ordered {
    ($order:literal) => {
        concat!(
            rows!(
                "t.*, q.cid, q.question IS NOT NULL AND q.done_ms IS NULL AS is_open, \
                 CASE t.author WHEN 'bot' THEN coalesce(q.done_ms, t.at_ms) ELSE t.at_ms END AS told_ms, \
                 coalesce(q.is_new, 0) AS is_new, coalesce(q.hands_over, 0) AS hands_over, \
                 coalesce(q.has_ended, 0) AS has_ended, coalesce(q.status, 'SENT') AS status"
            ),
            $order
        )
    };
}
const FIRST: &str = ordered!(" ORDER BY t.id LIMIT ?8");
const LAST: &str = ordered!(" ORDER BY t.id DESC LIMIT ?8");
const COUNT: &str = rows!(
    "count(DISTINCT t.conversation || ' ' || t.author || ' ' || CASE t.author WHEN 'bot' THEN t.question ELSE t.id END)"
);

fn read<T: DeserializeOwned>(text: &str) -> Result<T, sqlx::Error> {
    serde_json::from_str(text).map_err(|error| sqlx::Error::Decode(error.into()))
}

fn chat_row(row: &SqliteRow) -> Result<ChatRow, sqlx::Error> {
    fn json<T: DeserializeOwned>(row: &SqliteRow, column: &str) -> Result<Option<T>, sqlx::Error> {
        row.try_get::<Option<&str>, _>(column)?.map(read).transpose()
    }
    Ok(ChatRow {
        id: row.try_get("id")?,
        conversation: row.try_get("conversation")?,
        author: row.try_get("author")?,
        at_ms: row.try_get("told_ms")?,
        actions: read(row.try_get("actions")?)?,
        module: json(row, "module")?,
        connections: json(row, "connections")?,
        agent: json(row, "agent")?,
        question: row.try_get("question")?,
        cid: row.try_get("cid")?,
        is_open: row.try_get("is_open")?,
        is_new: row.try_get("is_new")?,
        hands_over: row.try_get("hands_over")?,
        has_ended: row.try_get("has_ended")?,
        status: row.try_get("status")?,
    })
}

impl Store {
    /// The person whom an API caller names so.
    pub(crate) async fn person(&self, bot: &str, user_id: &str) -> Result<Option<i64>, sqlx::Error> {
        sqlx::query_scalar("SELECT id FROM botusers WHERE bot = ? AND user_id = ?")
            .bind(bot)
            .bind(user_id)
            .fetch_optional(&self.reader)
            .await
    }

    /// The newest conversation of a person.
    pub(crate) async fn newest_of(&self, bot: &str, botuser: i64) -> Result<Option<Scope>, sqlx::Error> {
        let conversation = sqlx::query_scalar(
            "SELECT id FROM conversations WHERE bot = ? AND botuser = ? AND deleted_ms IS NULL \
             ORDER BY id DESC LIMIT 1",
        )
        .bind(bot)
        .bind(botuser)
        .fetch_optional(&self.reader)
        .await?;
        Ok(conversation.map(|conversation| Scope { bot: bot.to_owned(), conversation }))
    }

    /// The rows of a span, oldest first.
    pub(crate) async fn chat_rows(
        &self,
        bot: &str,
        botuser: i64,
        span: Span<'_>,
    ) -> Result<Vec<ChatRow>, sqlx::Error> {
        let statement = if span.newest { LAST } else { FIRST };
        let rows = sqlx::query(statement)
            .bind(bot)
            .bind(botuser)
            .bind(span.after)
            .bind(span.at_ms.0)
            .bind(span.at_ms.1)
            .bind(span.agents_only)
            .bind(span.cid)
            .bind(span.limit)
            .fetch_all(&self.reader)
            .await?;
        let mut rows = rows.iter().map(chat_row).collect::<Result<Vec<_>, _>>()?;
        if span.newest {
            rows.reverse();
        }
        Ok(rows)
    }

    /// How many messages and turns there are between two moments.
    pub(crate) async fn count_chat(
        &self,
        bot: &str,
        botuser: i64,
        at_ms: (i64, i64),
    ) -> Result<i64, sqlx::Error> {
        sqlx::query_scalar(COUNT)
            .bind(bot)
            .bind(botuser)
            .bind(0)
            .bind(at_ms.0)
            .bind(at_ms.1)
            .bind(false)
            .bind(None::<&str>)
            .fetch_one(&self.reader)
            .await
    }
}
