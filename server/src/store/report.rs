//! Message reports: a query over the rows the chat wrote. One row for each module that spoke, and one
//! for each message nobody answered.

use std::ops::Range;

use serde_json::Value;
use sqlx::Row as _;

use super::Store;
use super::report_row::report_row;

/// The join hint keeps `messages` outermost, `+` keeps the index of days out: rows come in order of
/// `id` without being sorted, so that a page costs what it holds.
macro_rules! rows {
    ($of_bot:literal) => {
        concat!(
            "SELECT m.id, m.at_ms, m.conversation, m.author, m.caller_id, m.mid, m.is_deleted, \
             CASE WHEN m.author = 'bot' THEN said.actions ELSE m.actions END AS said, \
             CASE WHEN m.author = 'bot' THEN m.actions END AS response, \
             m.module, m.connections, m.trail, u.id AS botuser, u.created_ms, u.meta \
             FROM messages m \
             CROSS JOIN conversations c ON c.id = m.conversation AND c.bot = m.bot \
             CROSS JOIN botusers u ON u.id = c.botuser AND u.bot = c.bot \
             LEFT JOIN messages said ON said.id = m.answers AND said.conversation = m.conversation \
             AND said.bot = m.bot \
             WHERE m.id > ?1 AND m.id <= ?2 AND +m.at_ms >= ?3 AND +m.at_ms < ?4 ",
            $of_bot,
            " AND (m.author = 'bot' OR NOT EXISTS \
             (SELECT 1 FROM messages reply WHERE reply.answers = m.id AND reply.conversation = m.conversation)) \
             ORDER BY m.id LIMIT ?5"
        )
    };
}
const OF_BOT: &str = rows!("AND m.bot = ?6");
const OF_ALL: &str = rows!("");
macro_rules! count {
    ($of_bot:literal) => {
        concat!(
            "SELECT count(*) FROM messages m WHERE m.at_ms >= ?1 AND m.at_ms < ?2 AND m.id <= ?3 ",
            $of_bot,
            " AND (m.author = 'bot' OR NOT EXISTS \
             (SELECT 1 FROM messages reply WHERE reply.answers = m.id AND reply.conversation = m.conversation))"
        )
    };
}
const COUNT_OF_BOT: &str = count!("AND m.bot = ?4");
const COUNT_OF_ALL: &str = count!("");
const ENDS_OF_BOT: &str =
    "SELECT min(id), max(id) FROM messages WHERE at_ms >= ?1 AND at_ms < ?2 AND bot = ?3";
const ENDS_OF_ALL: &str = "SELECT min(id), max(id) FROM messages WHERE at_ms >= ?1 AND at_ms < ?2";

/// Which rows: of one bot or of all, within some time, behind one row and up to another.
#[derive(Clone, Debug)]
pub(crate) struct Excerpt {
    /// The bot deployment id; all bots if absent.
    pub bot: Option<String>,
    /// Milliseconds since 1970, the end not included.
    pub at_ms: Range<i64>,
    /// Rows behind this one.
    pub after: i64,
    /// Rows up to this one.
    pub up_to: i64,
}

/// A page of rows.
pub(crate) struct ReportPage {
    /// In order of `id`.
    pub rows: Vec<Value>,
    /// The last row's `id`, or where the page began.
    pub cursor: i64,
}

impl Store {
    /// The rows of an excerpt that come first, at most `limit`, in order of `id`.
    pub(crate) async fn report(&self, excerpt: &Excerpt, limit: u32) -> Result<ReportPage, sqlx::Error> {
        let statement = if excerpt.bot.is_some() { OF_BOT } else { OF_ALL };
        let mut query = sqlx::query(statement)
            .bind(excerpt.after)
            .bind(excerpt.up_to)
            .bind(excerpt.at_ms.start)
            .bind(excerpt.at_ms.end)
            .bind(limit);
        if let Some(bot) = &excerpt.bot {
            query = query.bind(bot);
        }
        let rows = query.fetch_all(&self.reader).await?;
        let cursor = rows.last().map(|row| row.try_get("id")).transpose()?.unwrap_or(excerpt.after);
        let rows = rows.iter().map(report_row).collect::<Result<_, _>>()?;
        Ok(ReportPage { rows, cursor })
    }

    /// The excerpt of some days as they stand now: later rows are not among them.
    pub(crate) async fn excerpt(&self, bot: Option<&str>, at_ms: Range<i64>) -> Result<Excerpt, sqlx::Error> {
        let statement = if bot.is_some() { ENDS_OF_BOT } else { ENDS_OF_ALL };
        let mut query = sqlx::query(statement).bind(at_ms.start).bind(at_ms.end);
        if let Some(bot) = bot {
            query = query.bind(bot);
        }
        let row = query.fetch_one(&self.reader).await?;
        let (first, last): (Option<i64>, Option<i64>) = (row.try_get(0)?, row.try_get(1)?);
        let after = first.map_or(0, |first| first - 1);
        Ok(Excerpt { bot: bot.map(str::to_owned), at_ms, after, up_to: last.unwrap_or_default() })
    }

    /// How many rows an excerpt has from its beginning.
    pub(crate) async fn count(&self, excerpt: &Excerpt) -> Result<i64, sqlx::Error> {
        let statement = if excerpt.bot.is_some() { COUNT_OF_BOT } else { COUNT_OF_ALL };
        let mut query = sqlx::query_scalar(statement)
            .bind(excerpt.at_ms.start)
            .bind(excerpt.at_ms.end)
            .bind(excerpt.up_to);
        if let Some(bot) = &excerpt.bot {
            query = query.bind(bot);
        }
        query.fetch_one(&self.reader).await
    }
}
