//! What bots that live elsewhere send by themselves: stored before it is acknowledged, placed in the log
//! after.

use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use super::{Scope, Store, Write};
use crate::limits::{CLAIM_MINUTES, DEAD_LETTERS_PER_BOT};

/// An event of an upstream.
#[derive(Clone, Debug)]
pub(crate) struct NewHook<'a> {
    /// The upstream's name of the visitor.
    pub user: &'a str,
    /// Hash of what makes it the same event.
    pub dedupe: &'a [u8],
    /// The upstream's clock, in milliseconds.
    pub said_ms: i64,
    /// JSON without any secret.
    pub body: &'a str,
}

/// When events that are not placed yet arrived, in milliseconds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Arrivals {
    /// The first of them.
    pub first_ms: i64,
    /// The last of them.
    pub last_ms: i64,
}

/// Whose an upstream's name is.
pub(crate) enum Named {
    /// This conversation's, and whether somebody tries their bot in it.
    Lives(Scope, bool),
    /// A forgotten conversation's.
    Forgotten,
    /// Nobody's.
    Nobody,
}

const TO_PLACE: &str = "SELECT id, body FROM inbound WHERE bot = ? AND conversation = ? AND is_placed = 0 \
     ORDER BY said_ms, id";

impl Write {
    /// The newest conversation of the visitor whom the upstream names so.
    pub(crate) async fn named(&mut self, bot: &str, user: &str) -> Result<Named, sqlx::Error> {
        let row: Option<(i64, bool, bool)> = sqlx::query_as(
            "SELECT id, deleted_ms IS NOT NULL, is_test FROM conversations WHERE bot = ? AND upstream_user = ? \
             ORDER BY id DESC LIMIT 1",
        )
        .bind(bot)
        .bind(user)
        .fetch_optional(self.connection())
        .await?;
        Ok(match row {
            None => Named::Nobody,
            Some((_, true, _)) => Named::Forgotten,
            Some((conversation, false, is_test)) => {
                Named::Lives(Scope { bot: bot.to_owned(), conversation }, is_test)
            }
        })
    }

    /// Keeps an event, of a conversation or as a dead letter; `false` if it is there already.
    pub(crate) async fn keep_hook(
        &mut self,
        bot: &str,
        conversation: Option<i64>,
        hook: &NewHook<'_>,
        now_ms: i64,
    ) -> Result<bool, sqlx::Error> {
        let kept = sqlx::query(
            "INSERT OR IGNORE INTO inbound (bot, conversation, user, dedupe, said_ms, arrived_ms, body) \
             VALUES (?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(bot)
        .bind(conversation)
        .bind(hook.user)
        .bind(hook.dedupe)
        .bind(hook.said_ms)
        .bind(now_ms)
        .bind(hook.body)
        .execute(self.connection())
        .await?;
        Ok(kept.rows_affected() > 0)
    }

    /// Forgets the bot's oldest dead letters beyond [`DEAD_LETTERS_PER_BOT`].
    pub(crate) async fn trim_dead_hooks(&mut self, bot: &str) -> Result<(), sqlx::Error> {
        sqlx::query(
            "DELETE FROM inbound WHERE bot = ?1 AND conversation IS NULL AND id <= (SELECT id FROM inbound \
             WHERE bot = ?1 AND conversation IS NULL ORDER BY id DESC LIMIT 1 OFFSET ?2)",
        )
        .bind(bot)
        .bind(DEAD_LETTERS_PER_BOT)
        .execute(self.connection())
        .await
        .map(drop)
    }

    /// The upstream names the visitor so. What came for that name a moment before is the conversation's: when it
    /// came, in milliseconds, and its body.
    pub(crate) async fn know_as(
        &mut self,
        scope: &Scope,
        user: &str,
        now_ms: i64,
    ) -> Result<Vec<(i64, String)>, sqlx::Error> {
        sqlx::query("UPDATE conversations SET upstream_user = ? WHERE bot = ? AND id = ?")
            .bind(user)
            .bind(&scope.bot)
            .bind(scope.conversation)
            .execute(self.connection())
            .await?;
        sqlx::query_as(
            "UPDATE inbound SET conversation = ? WHERE bot = ? AND user = ? AND conversation IS NULL \
             AND arrived_ms > ? RETURNING arrived_ms, body",
        )
        .bind(scope.conversation)
        .bind(&scope.bot)
        .bind(user)
        .bind(now_ms.saturating_sub(crate::clock::minutes(CLAIM_MINUTES)))
        .fetch_all(self.connection())
        .await
    }

    /// The conversation's events that are to be placed, in the upstream's order: rows and bodies.
    pub(crate) async fn hooks_to_place(&mut self, scope: &Scope) -> Result<Vec<(i64, String)>, sqlx::Error> {
        sqlx::query_as(TO_PLACE).bind(&scope.bot).bind(scope.conversation).fetch_all(self.connection()).await
    }

    /// The event counts as placed from now on; `false` if it does already.
    pub(crate) async fn place_hook(&mut self, scope: &Scope, id: i64) -> Result<bool, sqlx::Error> {
        sqlx::query(
            "UPDATE inbound SET is_placed = 1, body = '' WHERE bot = ? AND conversation = ? AND id = ? \
             AND is_placed = 0",
        )
        .bind(&scope.bot)
        .bind(scope.conversation)
        .bind(id)
        .execute(self.connection())
        .await
        .map(|done| done.rows_affected() > 0)
    }

    /// The row of an event that is not placed yet.
    pub(crate) async fn hook_to_place(
        &mut self,
        scope: &Scope,
        dedupe: &[u8],
    ) -> Result<Option<i64>, sqlx::Error> {
        sqlx::query_scalar(
            "SELECT id FROM inbound WHERE bot = ? AND conversation = ? AND dedupe = ? AND is_placed = 0",
        )
        .bind(&scope.bot)
        .bind(scope.conversation)
        .bind(dedupe)
        .fetch_optional(self.connection())
        .await
    }

    /// Forgets events from before `before_ms`: from then on a repeated one would be new.
    pub(crate) async fn forget_hooks(&mut self, before_ms: i64) -> Result<(), sqlx::Error> {
        sqlx::query("DELETE FROM inbound WHERE arrived_ms < ? AND (is_placed = 1 OR conversation IS NULL)")
            .bind(before_ms)
            .execute(self.connection())
            .await
            .map(drop)
    }
}

impl Store {
    /// The conversation's events that are to be placed, in the upstream's order: rows and bodies.
    pub(crate) async fn hooks_to_place(&self, scope: &Scope) -> Result<Vec<(i64, String)>, sqlx::Error> {
        sqlx::query_as(TO_PLACE).bind(&scope.bot).bind(scope.conversation).fetch_all(&self.reader).await
    }

    /// When the conversation's events arrived that are not placed; none if all are.
    pub(crate) async fn arrivals(&self, scope: &Scope) -> Result<Option<Arrivals>, sqlx::Error> {
        let row: (Option<i64>, Option<i64>) = sqlx::query_as(
            "SELECT min(arrived_ms), max(arrived_ms) FROM inbound WHERE bot = ? AND conversation = ? \
             AND is_placed = 0",
        )
        .bind(&scope.bot)
        .bind(scope.conversation)
        .fetch_one(&self.reader)
        .await?;
        Ok(row.0.zip(row.1).map(|(first_ms, last_ms)| Arrivals { first_ms, last_ms }))
    }

    /// Conversations with events that are not placed.
    pub(crate) async fn conversations_with_hooks(&self) -> Result<Vec<Scope>, sqlx::Error> {
        let rows = sqlx::query(
            "SELECT DISTINCT bot, conversation FROM inbound WHERE is_placed = 0 AND conversation IS NOT NULL",
        )
        .fetch_all(&self.reader)
        .await?;
        let scope = |row: &SqliteRow| {
            Ok(Scope { bot: row.try_get("bot")?, conversation: row.try_get("conversation")? })
        };
        rows.iter().map(scope).collect()
    }
}
