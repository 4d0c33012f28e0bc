//! For whoever builds the bot: which conversations are tests, and the rows of the log that tell the way of a
//! conversation's turns.

use serde_json::Value;
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use super::{Scope, Store};

/// A module that a turn came through.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct TurnRow {
    /// The row that it answers; none where the bot began to speak by itself.
    pub answers: Option<i64>,
    /// The visitor's own id of that.
    pub mid: Option<String>,
    /// Milliseconds since 1970.
    pub at_ms: i64,
    /// The module's number.
    pub module: u64,
    /// What message reports tell of it; null in rows of the first version.
    pub trail: Value,
}

/// `+` keeps the index of bots out: a conversation costs what it holds.
const NEWEST: &str = "SELECT answers, in_reply_to, at_ms, CAST(module ->> '$.id' AS INTEGER) AS module, trail \
     FROM messages WHERE +bot = ? AND conversation = ? AND author = 'bot' AND module IS NOT NULL \
     ORDER BY id DESC LIMIT ?";

fn turn_row(row: &SqliteRow) -> Result<TurnRow, sqlx::Error> {
    let trail: Option<&str> = row.try_get("trail")?;
    let module: i64 = row.try_get("module")?;
    Ok(TurnRow {
        answers: row.try_get("answers")?,
        mid: row.try_get("in_reply_to")?,
        at_ms: row.try_get("at_ms")?,
        module: module.unsigned_abs(),
        trail: serde_json::from_str(trail.unwrap_or("null"))
            .map_err(|error| sqlx::Error::Decode(error.into()))?,
    })
}

impl Store {
    /// Whether somebody tries their bot in the conversation; not for one that is forgotten.
    pub(crate) async fn is_test(&self, scope: &Scope) -> Result<bool, sqlx::Error> {
        sqlx::query_scalar(
            "SELECT EXISTS (SELECT 1 FROM conversations WHERE bot = ? AND id = ? AND is_test = 1 \
             AND deleted_ms IS NULL)",
        )
        .bind(&scope.bot)
        .bind(scope.conversation)
        .fetch_one(&self.reader)
        .await
    }

    /// The newest modules that spoke or led on in a conversation, oldest first; at most `limit`.
    pub(crate) async fn turn_rows(&self, scope: &Scope, limit: u32) -> Result<Vec<TurnRow>, sqlx::Error> {
        let rows = sqlx::query(NEWEST)
            .bind(&scope.bot)
            .bind(scope.conversation)
            .bind(limit)
            .fetch_all(&self.reader)
            .await?;
        rows.iter().rev().map(turn_row).collect()
    }
}
