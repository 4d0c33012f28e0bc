//! Conversations as they are listed for the people who own a bot.

use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use super::{Scope, Store};
use crate::reports::Days;

/// A conversation of a list.
#[derive(Clone, Debug)]
pub(crate) struct ListedTalk {
    /// Its number.
    pub conversation: i64,
    /// The day of its first message, in days since 1970.
    pub day: i64,
    /// When it was made, in milliseconds.
    pub created_ms: i64,
    /// The number of its last event.
    pub last_seq: i64,
    /// `bot waiting agent ended`.
    pub handover: String,
    /// BCP 47 tag of what the visitor reads.
    pub language: Option<String>,
    /// The page's host.
    pub host: Option<String>,
    /// The page.
    pub page: Option<String>,
    /// 1 to 5.
    pub rating: Option<i64>,
    /// What the visitor adds to it.
    pub comment: Option<String>,
    /// Whether somebody tried their bot in it.
    pub is_test: bool,
    /// Whether the visitor was forgotten.
    pub is_forgotten: bool,
}

macro_rules! talks {
    ($which:literal) => {
        concat!(
            "SELECT t.conversation, t.day, c.created_ms, c.last_seq, c.handover, t.language, t.host, t.page, \
             c.rating, c.rating_comment, t.is_test, c.deleted_ms IS NOT NULL AS is_forgotten \
             FROM report_talks t JOIN conversations c ON c.id = t.conversation AND c.bot = t.bot WHERE t.bot = ?1 ",
            $which
        )
    };
}
/// In the order of their index, so that a page costs what it holds.
const LIST: &str = talks!(
    "AND t.is_test = ?7 AND t.day BETWEEN ?2 AND ?3 AND (t.day, t.conversation) < (?4, ?5) \
     ORDER BY t.day DESC, t.conversation DESC LIMIT ?6"
);
const ONE: &str = talks!("AND t.conversation = ?2");

fn listed(row: &SqliteRow) -> Result<ListedTalk, sqlx::Error> {
    Ok(ListedTalk {
        conversation: row.try_get("conversation")?,
        day: row.try_get("day")?,
        created_ms: row.try_get("created_ms")?,
        last_seq: row.try_get("last_seq")?,
        handover: row.try_get("handover")?,
        language: row.try_get("language")?,
        host: row.try_get("host")?,
        page: row.try_get("page")?,
        rating: row.try_get("rating")?,
        comment: row.try_get("rating_comment")?,
        is_test: row.try_get("is_test")?,
        is_forgotten: row.try_get("is_forgotten")?,
    })
}

impl Store {
    /// Conversations that began in these days, tests or all others, the newest first: at most `limit`, behind the one of this day and
    /// number.
    pub(crate) async fn listed_talks(
        &self,
        (bot, is_test): (&str, bool),
        days: Days,
        (day, conversation): (i64, i64),
        limit: u32,
    ) -> Result<Vec<ListedTalk>, sqlx::Error> {
        let rows = sqlx::query(LIST)
            .bind(bot)
            .bind(days.first)
            .bind(days.last)
            .bind(day)
            .bind(conversation)
            .bind(limit)
            .bind(is_test)
            .fetch_all(&self.reader)
            .await?;
        rows.iter().map(listed).collect()
    }

    /// Whether somebody has tried the bot.
    pub(crate) async fn has_tests(&self, bot: &str) -> Result<bool, sqlx::Error> {
        sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM report_talks WHERE bot = ? AND is_test = 1)")
            .bind(bot)
            .fetch_one(&self.reader)
            .await
    }

    /// One conversation of the bot.
    pub(crate) async fn listed_talk(&self, scope: &Scope) -> Result<Option<ListedTalk>, sqlx::Error> {
        let row =
            sqlx::query(ONE).bind(&scope.bot).bind(scope.conversation).fetch_optional(&self.reader).await?;
        row.as_ref().map(listed).transpose()
    }
}
