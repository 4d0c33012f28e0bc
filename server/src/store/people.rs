//! Users whom the back end of their site knows.

use super::{Scope, Write};

impl Write {
    /// The user of this hash (`crate::identity::subject`).
    pub(crate) async fn known_user(
        &mut self,
        bot: &str,
        subject: &[u8; 32],
    ) -> Result<Option<i64>, sqlx::Error> {
        sqlx::query_scalar("SELECT id FROM botusers WHERE bot = ? AND subject = ?")
            .bind(bot)
            .bind(subject.as_slice())
            .fetch_optional(self.connection())
            .await
    }

    /// A user of this hash, for the first time here.
    pub(crate) async fn create_known_user(
        &mut self,
        bot: &str,
        subject: &[u8; 32],
        now_ms: i64,
    ) -> Result<i64, sqlx::Error> {
        let botuser = self.create_botuser(bot, None, now_ms).await?;
        sqlx::query("UPDATE botusers SET subject = ? WHERE bot = ? AND id = ?")
            .bind(subject.as_slice())
            .bind(bot)
            .bind(botuser)
            .execute(self.connection())
            .await?;
        Ok(botuser)
    }

    /// Whether a back end knows the user.
    pub(crate) async fn is_known_user(&mut self, bot: &str, botuser: i64) -> Result<bool, sqlx::Error> {
        sqlx::query_scalar(
            "SELECT EXISTS (SELECT 1 FROM botusers WHERE bot = ? AND id = ? AND subject IS NOT NULL)",
        )
        .bind(bot)
        .bind(botuser)
        .fetch_one(self.connection())
        .await
    }

    /// The user's conversation that was spoken in last, among tests or among those that are none.
    pub(crate) async fn latest_conversation(
        &mut self,
        bot: &str,
        botuser: i64,
        is_test: bool,
    ) -> Result<Option<Scope>, sqlx::Error> {
        let id: Option<i64> = sqlx::query_scalar(
            "SELECT id FROM conversations WHERE bot = ? AND botuser = ? AND is_test = ? AND deleted_ms IS NULL \
             ORDER BY active_s DESC, id DESC LIMIT 1",
        )
        .bind(bot)
        .bind(botuser)
        .bind(is_test)
        .fetch_optional(self.connection())
        .await?;
        Ok(id.map(|conversation| Scope { bot: bot.to_owned(), conversation }))
    }

    /// Makes the conversation another user's. Every token of it is revoked, and whose it was is gone if they
    /// have no other.
    pub(crate) async fn give_conversation(
        &mut self,
        scope: &Scope,
        from: i64,
        to: i64,
        now_ms: i64,
    ) -> Result<(), sqlx::Error> {
        for statement in [
            "UPDATE conversations SET botuser = ?4 WHERE bot = ?1 AND id = ?2 AND botuser = ?3",
            "UPDATE sessions SET revoked_ms = ?5 WHERE bot = ?1 AND conversation = ?2 AND revoked_ms IS NULL",
            "DELETE FROM botusers WHERE bot = ?1 AND id = ?3 \
             AND NOT EXISTS (SELECT 1 FROM conversations WHERE bot = ?1 AND botuser = ?3)",
        ] {
            sqlx::query(statement)
                .bind(&scope.bot)
                .bind(scope.conversation)
                .bind(from)
                .bind(to)
                .bind(now_ms)
                .execute(self.connection())
                .await?;
        }
        Ok(())
    }
}
