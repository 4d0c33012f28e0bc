//! Visitor tokens at rest.

use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use super::{Scope, Store, Write};
use crate::token::TokenHash;

/// A stored visitor token, whatever its state.
#[derive(Clone, Debug)]
pub(crate) struct Session {
    /// The row.
    pub id: i64,
    /// The first session of those resumed from one another.
    pub family: i64,
    /// What the token opens.
    pub scope: Scope,
    /// When it was made, in milliseconds.
    pub created_ms: i64,
    /// When it expires unless it is used, in milliseconds.
    pub expires_ms: i64,
    /// Whether it was revoked.
    pub revoked: bool,
    /// The key that proved who the visitor is; an anonymous one has none.
    pub kid: Option<String>,
}

/// A visitor token to be stored.
pub(crate) struct NewSession<'a> {
    /// Hash of the token.
    pub hash: TokenHash,
    /// What it opens.
    pub scope: &'a Scope,
    /// The family it joins; none begins its own.
    pub family: Option<i64>,
    /// Now.
    pub created_ms: i64,
    /// When it expires unless it is used.
    pub expires_ms: i64,
    /// The key that proved who the visitor is.
    pub kid: Option<&'a str>,
}

const COLUMNS: &str = "SELECT id, family, bot, conversation, created_ms, expires_ms, kid, revoked_ms IS NOT NULL AS revoked \
                       FROM sessions WHERE bot = ? AND token_hash = ?";

const IS_LIVE: &str = "SELECT EXISTS (SELECT 1 FROM sessions WHERE bot = ? AND conversation = ? AND id = ? \
     AND revoked_ms IS NULL AND expires_ms > ?)";

fn session(row: &SqliteRow) -> Result<Session, sqlx::Error> {
    Ok(Session {
        id: row.try_get("id")?,
        family: row.try_get("family")?,
        scope: Scope { bot: row.try_get("bot")?, conversation: row.try_get("conversation")? },
        created_ms: row.try_get("created_ms")?,
        expires_ms: row.try_get("expires_ms")?,
        revoked: row.try_get("revoked")?,
        kid: row.try_get("kid")?,
    })
}

impl Store {
    /// The session of a token, if it is one of this bot's.
    pub(crate) async fn session(&self, bot: &str, hash: &TokenHash) -> Result<Option<Session>, sqlx::Error> {
        let row = sqlx::query(COLUMNS).bind(bot).bind(hash.as_bytes()).fetch_optional(&self.reader).await?;
        row.as_ref().map(session).transpose()
    }

    /// Whether the session still opens its conversation.
    pub(crate) async fn is_live(&self, session: &Session, now_ms: i64) -> Result<bool, sqlx::Error> {
        sqlx::query_scalar(IS_LIVE)
            .bind(&session.scope.bot)
            .bind(session.scope.conversation)
            .bind(session.id)
            .bind(now_ms)
            .fetch_one(&self.reader)
            .await
    }
}

impl Write {
    /// Stores a token's hash.
    pub(crate) async fn create_session(&mut self, new: &NewSession<'_>) -> Result<(), sqlx::Error> {
        let id = sqlx::query(
            "INSERT INTO sessions (token_hash, bot, conversation, family, created_ms, expires_ms, kid) \
             VALUES (?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(new.hash.as_bytes())
        .bind(&new.scope.bot)
        .bind(new.scope.conversation)
        .bind(new.family.unwrap_or_default())
        .bind(new.created_ms)
        .bind(new.expires_ms)
        .bind(new.kid)
        .execute(self.connection())
        .await?
        .last_insert_rowid();
        if new.family.is_none() {
            sqlx::query("UPDATE sessions SET family = id WHERE bot = ? AND conversation = ? AND id = ?")
                .bind(&new.scope.bot)
                .bind(new.scope.conversation)
                .bind(id)
                .execute(self.connection())
                .await?;
        }
        Ok(())
    }

    /// Prolongs a token that was used, unless it was revoked meanwhile.
    pub(crate) async fn prolong(&mut self, session: &Session, expires_ms: i64) -> Result<(), sqlx::Error> {
        sqlx::query(
            "UPDATE sessions SET expires_ms = MAX(expires_ms, ?) \
             WHERE bot = ? AND conversation = ? AND id = ? AND revoked_ms IS NULL",
        )
        .bind(expires_ms)
        .bind(&session.scope.bot)
        .bind(session.scope.conversation)
        .bind(session.id)
        .execute(self.connection())
        .await
        .map(drop)
    }

    /// Whether the session still opens its conversation, asked where nothing can come between.
    pub(crate) async fn is_live(&mut self, session: &Session, now_ms: i64) -> Result<bool, sqlx::Error> {
        sqlx::query_scalar(IS_LIVE)
            .bind(&session.scope.bot)
            .bind(session.scope.conversation)
            .bind(session.id)
            .bind(now_ms)
            .fetch_one(self.connection())
            .await
    }

    /// Whether the session was revoked, asked where nothing can come between.
    pub(crate) async fn is_revoked(&mut self, session: &Session) -> Result<bool, sqlx::Error> {
        sqlx::query_scalar(
            "SELECT NOT EXISTS (SELECT 1 FROM sessions WHERE bot = ? AND conversation = ? AND id = ? \
             AND revoked_ms IS NULL)",
        )
        .bind(&session.scope.bot)
        .bind(session.scope.conversation)
        .bind(session.id)
        .fetch_one(self.connection())
        .await
    }

    /// Revokes a token with all it was resumed from or into, also those of conversations before a fresh one:
    /// signing out means every tab. Returns the conversations, for whose readers the bell is to be rung.
    pub(crate) async fn revoke_family(
        &mut self,
        session: &Session,
        now_ms: i64,
    ) -> Result<Vec<i64>, sqlx::Error> {
        let mut ended: Vec<i64> = sqlx::query_scalar(
            "UPDATE sessions SET revoked_ms = ? WHERE bot = ? AND family = ? AND revoked_ms IS NULL \
             RETURNING conversation",
        )
        .bind(now_ms)
        .bind(&session.scope.bot)
        .bind(session.family)
        .fetch_all(self.connection())
        .await?;
        ended.sort_unstable();
        ended.dedup();
        Ok(ended)
    }

    /// Forgets tokens that expired before `before_ms`.
    pub(crate) async fn forget_sessions(&mut self, before_ms: i64) -> Result<u64, sqlx::Error> {
        sqlx::query("DELETE FROM sessions WHERE expires_ms < ?")
            .bind(before_ms)
            .execute(self.connection())
            .await
            .map(|done| done.rows_affected())
    }
}
