//! Dead letters: what came for users nobody knows, and webhooks that were given up. Of neither is anything
//! kept that proves who may speak.

use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use super::{Named, Store, Write};

/// A dead letter.
#[derive(Clone, Debug)]
pub(crate) struct DeadLetter {
    /// Whether it was to be sent; else it was received.
    pub is_out: bool,
    /// The row.
    pub id: i64,
    /// The bot deployment id.
    pub bot: String,
    /// The entry of `serve_as` it was to be sent to, or the user it came for.
    pub about: String,
    /// When it became one, in milliseconds.
    pub at_ms: i64,
    /// Tries to send it.
    pub tries: Option<i64>,
    /// Why it was not sent, in words of ours.
    pub error: Option<String>,
    /// JSON.
    pub body: String,
}

/// A receiver that said that it is gone.
pub(crate) struct Gone {
    /// The bot deployment id.
    pub bot: String,
    /// The entry of `serve_as`.
    pub api: String,
    /// When it said so, in milliseconds.
    pub since_ms: i64,
}

/// What became of a letter that is to be tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Replayed {
    /// A running server takes it up within seconds, or the next one.
    Again,
    /// Nobody knows its user yet: it stays.
    Nobody,
    /// Its user was forgotten: it is gone.
    Dropped,
}

const OUT: &str = "SELECT id, bot, api AS about, dead_ms AS at_ms, tries, error, body FROM outbound \
     WHERE dead_ms IS NOT NULL AND (?1 IS NULL OR bot = ?1) ORDER BY id";
const IN: &str = "SELECT id, bot, user AS about, arrived_ms AS at_ms, NULL AS tries, NULL AS error, body FROM inbound \
     WHERE conversation IS NULL AND (?1 IS NULL OR bot = ?1) ORDER BY id";

impl Store {
    /// Dead letters of a bot or of all, received ones first, the oldest first.
    pub(crate) async fn dead_letters(&self, bot: Option<&str>) -> Result<Vec<DeadLetter>, sqlx::Error> {
        let mut letters = Vec::new();
        for (is_out, statement) in [(false, IN), (true, OUT)] {
            for row in sqlx::query(statement).bind(bot).fetch_all(&self.reader).await? {
                letters.push(letter(&row, is_out)?);
            }
        }
        Ok(letters)
    }

    /// Receivers of a bot or of all that said that they are gone.
    pub(crate) async fn gone(&self, bot: Option<&str>) -> Result<Vec<Gone>, sqlx::Error> {
        let rows = sqlx::query("SELECT bot, api, since_ms FROM outbound_gone WHERE ?1 IS NULL OR bot = ?1")
            .bind(bot)
            .fetch_all(&self.reader)
            .await?;
        let gone = |row: &SqliteRow| {
            Ok(Gone {
                bot: row.try_get("bot")?,
                api: row.try_get("api")?,
                since_ms: row.try_get("since_ms")?,
            })
        };
        rows.iter().map(gone).collect()
    }
}

fn letter(row: &SqliteRow, is_out: bool) -> Result<DeadLetter, sqlx::Error> {
    Ok(DeadLetter {
        is_out,
        id: row.try_get("id")?,
        bot: row.try_get("bot")?,
        about: row.try_get("about")?,
        at_ms: row.try_get("at_ms")?,
        tries: row.try_get("tries")?,
        error: row.try_get("error")?,
        body: row.try_get("body")?,
    })
}

impl Write {
    /// Tries a dead letter again: one that was to be sent from its first try on, one that was received if its
    /// user is known by now.
    pub(crate) async fn replay(&mut self, letter: &DeadLetter, now_ms: i64) -> Result<Replayed, sqlx::Error> {
        if letter.is_out {
            sqlx::query(
                "UPDATE outbound SET dead_ms = NULL, tries = 0, error = NULL, next_ms = ? \
                 WHERE bot = ? AND id = ? AND dead_ms IS NOT NULL",
            )
            .bind(now_ms)
            .bind(&letter.bot)
            .bind(letter.id)
            .execute(self.connection())
            .await?;
            return Ok(Replayed::Again);
        }
        match self.named(&letter.bot, &letter.about).await? {
            Named::Nobody => Ok(Replayed::Nobody),
            Named::Forgotten => {
                self.drop_dead_letter(letter).await?;
                Ok(Replayed::Dropped)
            }
            Named::Lives(scope, _) => {
                sqlx::query(
                    "UPDATE inbound SET conversation = ? WHERE bot = ? AND id = ? AND conversation IS NULL",
                )
                .bind(scope.conversation)
                .bind(&letter.bot)
                .bind(letter.id)
                .execute(self.connection())
                .await?;
                Ok(Replayed::Again)
            }
        }
    }

    /// Forgets a dead letter.
    pub(crate) async fn drop_dead_letter(&mut self, letter: &DeadLetter) -> Result<(), sqlx::Error> {
        let statement = if letter.is_out {
            "DELETE FROM outbound WHERE bot = ? AND id = ? AND dead_ms IS NOT NULL"
        } else {
            "DELETE FROM inbound WHERE bot = ? AND id = ? AND conversation IS NULL"
        };
        sqlx::query(statement).bind(&letter.bot).bind(letter.id).execute(self.connection()).await.map(drop)
    }
}
