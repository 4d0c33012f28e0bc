//! Message reports: a query over the rows the chat wrote. One row for each module that spoke, and one
//! for each message nobody answered.

use std::ops::Range;

use futures_util::TryStreamExt as _;
use serde_json::Value;
use sqlx::Row as _;

use super::Store;
use super::report_row::report_row;

/// The join hint keeps `messages` outermost, `+` keeps the index of days out: rows come in order of
/// `id` without being sorted, so that a page costs what it holds.
macro_rules! rows {
    ($of_bot:literal) => {
        concat!(
            "SELECT m.id, m.at_ms, m.conversation, m.author, m.agent, m.caller_id, m.mid, m.is_deleted, \
             CASE WHEN m.author = 'bot' THEN said.actions ELSE m.actions END AS said, \
             CASE WHEN m.author = 'bot' THEN m.actions END AS response, \
             m.module, m.connections, m.trail, octet_length(m.actions) + coalesce(octet_length(said.actions), 0) + octet_length(u.meta) + coalesce(octet_length(c.rating_comment), 0) AS bytes, c.is_test, u.id AS botuser, u.created_ms, u.meta, c.rating, c.rating_comment \
             FROM messages m \
             CROSS JOIN conversations c ON c.id = m.conversation AND c.bot = m.bot \
             CROSS JOIN botusers u ON u.id = c.botuser AND u.bot = c.bot \
             LEFT JOIN messages said ON said.id = m.answers AND said.conversation = m.conversation \
             AND said.bot = m.bot \
             WHERE m.id > ?1 AND m.id <= ?2 AND +m.at_ms >= ?3 AND +m.at_ms < ?4 AND m.handover IS NULL ",
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
            "SELECT count(*) FROM messages m WHERE m.at_ms >= ?1 AND m.at_ms < ?2 AND m.id <= ?3 AND m.handover IS NULL ",
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
    /// Whether none is behind it.
    pub is_last: bool,
}

impl Store {
    /// The rows of an excerpt that come first, in order of `id`: at most `limit`, and no more behind
    /// the one with which they reach `most_bytes`.
    pub(crate) async fn report(
        &self,
        excerpt: &Excerpt,
        limit: u32,
        most_bytes: i64,
    ) -> Result<ReportPage, sqlx::Error> {
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
        let mut found = query.fetch(&self.reader);
        let mut page = ReportPage { rows: Vec::new(), cursor: excerpt.after, is_last: true };
        let mut bytes = 0;
        while let Some(row) = found.try_next().await? {
            page.rows.push(report_row(&row)?);
            page.cursor = row.try_get("id")?;
            bytes += row.try_get::<i64, _>("bytes")?;
            if bytes >= most_bytes {
                page.is_last = false;
                return Ok(page);
            }
        }
        page.is_last = page.rows.len() < usize::try_from(limit).unwrap_or(usize::MAX);
        Ok(page)
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
