//! Conversations that another system leads through the served API medium.

use super::{Talk, Write};

/// Who is talked with there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MediumUser {
    /// The channel, as webhooks name it.
    pub channel: String,
    /// The user's number.
    pub user: i64,
    /// The moment of the last webhook, in milliseconds.
    pub told_ms: i64,
}

impl Write {
    /// The conversation is led by the API medium from now on.
    pub(crate) async fn lead_by_medium(
        &mut self,
        talk: &mut Talk,
        medium: MediumUser,
    ) -> Result<(), sqlx::Error> {
        sqlx::query(
            "INSERT INTO medium (conversation, bot, channel, user, told_ms) VALUES (?, ?, ?, ?, ?) \
             ON CONFLICT (conversation) DO UPDATE SET channel = excluded.channel",
        )
        .bind(talk.scope.conversation)
        .bind(&talk.scope.bot)
        .bind(&medium.channel)
        .bind(medium.user)
        .bind(medium.told_ms)
        .execute(self.connection())
        .await?;
        talk.medium = Some(medium);
        Ok(())
    }

    /// Keeps the moment of the last webhook with the turn.
    pub(crate) fn note_told(&mut self, talk: &Talk) -> Result<(), sqlx::Error> {
        let Some(medium) = &talk.medium else { return Ok(()) };
        self.defer("UPDATE medium SET told_ms = ? WHERE bot = ? AND conversation = ?")
            .bind(medium.told_ms)?
            .bind(talk.scope.bot.as_str())?
            .bind(talk.scope.conversation)
            .map(drop)
    }

    /// The number of a person of this name at the bot's desk.
    pub(crate) async fn medium_agent(&mut self, bot: &str, name: &str) -> Result<i64, sqlx::Error> {
        sqlx::query("INSERT OR IGNORE INTO medium_agents (bot, name) VALUES (?, ?)")
            .bind(bot)
            .bind(name)
            .execute(self.connection())
            .await?;
        sqlx::query_scalar("SELECT id FROM medium_agents WHERE bot = ? AND name = ?")
            .bind(bot)
            .bind(name)
            .fetch_one(self.connection())
            .await
    }
}
