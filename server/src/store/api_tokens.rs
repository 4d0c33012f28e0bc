//! API tokens at rest: hashes with a name, made and revoked by `parlour token`.

use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use super::{Store, Write};
use crate::token::TokenHash;

/// A stored API token, whatever its state. Times are milliseconds since 1970.
#[derive(Clone, Debug)]
pub(crate) struct ApiToken {
    /// The row; what `parlour token revoke` takes.
    pub id: i64,
    /// The bot deployment id.
    pub bot: String,
    /// What its maker called it; may be empty.
    pub name: String,
    /// When it was made.
    pub created_ms: i64,
    /// When it was last used, to the minute.
    pub used_ms: Option<i64>,
    /// When it was revoked.
    pub revoked_ms: Option<i64>,
}

fn api_token(row: &SqliteRow) -> Result<ApiToken, sqlx::Error> {
    Ok(ApiToken {
        id: row.try_get("id")?,
        bot: row.try_get("bot")?,
        name: row.try_get("name")?,
        created_ms: row.try_get("created_ms")?,
        used_ms: row.try_get("used_ms")?,
        revoked_ms: row.try_get("revoked_ms")?,
    })
}

impl Store {
    /// The live API token of this hash, if it is one of this bot's. Read from the store each time, so
    /// that a revocation by another process counts from its commit. What is looked up is a hash of
    /// what the caller sent, so the time the lookup takes tells nothing of a stored token.
    pub(crate) async fn api_token(
        &self,
        bot: &str,
        hash: &TokenHash,
    ) -> Result<Option<ApiToken>, sqlx::Error> {
        let row = sqlx::query(
            "SELECT id, bot, name, created_ms, used_ms, revoked_ms FROM api_tokens \
             WHERE bot = ? AND token_hash = ? AND revoked_ms IS NULL",
        )
        .bind(bot)
        .bind(hash.as_bytes())
        .fetch_optional(&self.reader)
        .await?;
        row.as_ref().map(api_token).transpose()
    }

    /// Every API token of one bot or of all, oldest first.
    pub(crate) async fn api_tokens(&self, bot: Option<&str>) -> Result<Vec<ApiToken>, sqlx::Error> {
        let rows = sqlx::query(
            "SELECT id, bot, name, created_ms, used_ms, revoked_ms FROM api_tokens \
             WHERE ?1 IS NULL OR bot = ?1 ORDER BY id",
        )
        .bind(bot)
        .fetch_all(&self.reader)
        .await?;
        rows.iter().map(api_token).collect()
    }
}

impl Write {
    /// Stores an API token's hash and returns its row.
    pub(crate) async fn create_api_token(
        &mut self,
        bot: &str,
        name: &str,
        hash: &TokenHash,
        now_ms: i64,
    ) -> Result<i64, sqlx::Error> {
        sqlx::query("INSERT INTO api_tokens (token_hash, bot, name, created_ms) VALUES (?, ?, ?, ?)")
            .bind(hash.as_bytes())
            .bind(bot)
            .bind(name)
            .bind(now_ms)
            .execute(self.connection())
            .await
            .map(|done| done.last_insert_rowid())
    }

    /// Notes that a token was used.
    pub(crate) async fn note_api_token_use(
        &mut self,
        token: &ApiToken,
        now_ms: i64,
    ) -> Result<(), sqlx::Error> {
        sqlx::query("UPDATE api_tokens SET used_ms = ? WHERE bot = ? AND id = ?")
            .bind(now_ms)
            .bind(&token.bot)
            .bind(token.id)
            .execute(self.connection())
            .await
            .map(drop)
    }

    /// Revokes a token; `false` if there is none, or it was revoked before. The operator's own
    /// command: the one place where a row is named without its bot.
    pub(crate) async fn revoke_api_token(&mut self, id: i64, now_ms: i64) -> Result<bool, sqlx::Error> {
        sqlx::query("UPDATE api_tokens SET revoked_ms = ? WHERE id = ? AND revoked_ms IS NULL")
            .bind(now_ms)
            .bind(id)
            .execute(self.connection())
            .await
            .map(|done| done.rows_affected() == 1)
    }
}
