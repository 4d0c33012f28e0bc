//! What visitors uploaded, at rest; the files lie beside the store ([`crate::uploads`]).

use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use super::{Scope, Session, Store, Write};

/// An uploaded file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Attachment {
    /// Names the file in its folder; 32 digits of lower-case hex.
    pub id: String,
    /// As its sender called it, cleaned.
    pub name: String,
    /// What its bytes are, of the bot's `upload_types`.
    pub media_type: String,
    /// Its length.
    pub bytes: i64,
}

/// A file that was received.
pub(crate) struct NewAttachment<'a> {
    /// Its place.
    pub scope: &'a Scope,
    /// The file.
    pub file: &'a Attachment,
    /// Now, in milliseconds.
    pub created_ms: i64,
}

const ONE: &str = "SELECT id, name, media_type, bytes FROM attachments WHERE bot = ? AND id = ?";
const OF_VISITOR: &str =
    "SELECT id, name, media_type, bytes FROM attachments WHERE bot = ? AND conversation = ? AND id = ?";
const UNUSED: &str = "SELECT id, name, media_type, bytes FROM attachments \
     WHERE bot = ? AND conversation = ? AND id = ? AND (mid IS NULL OR mid = ?)";
const OF_PERSON: &str = "SELECT id FROM attachments WHERE bot = ?1 AND conversation IN \
     (SELECT id FROM conversations WHERE bot = ?1 AND botuser = ?2)";
const COUNTS: &str = "SELECT count(*), coalesce(sum(created_ms >= ?), 0) FROM attachments \
     WHERE bot = ? AND conversation = ?";

fn attachment(row: &SqliteRow) -> Result<Attachment, sqlx::Error> {
    Ok(Attachment {
        id: row.try_get("id")?,
        name: row.try_get("name")?,
        media_type: row.try_get("media_type")?,
        bytes: row.try_get("bytes")?,
    })
}

impl Store {
    /// The file of a signed address.
    pub(crate) async fn attachment(&self, bot: &str, id: &str) -> Result<Option<Attachment>, sqlx::Error> {
        let row = sqlx::query(ONE).bind(bot).bind(id).fetch_optional(&self.reader).await?;
        row.as_ref().map(attachment).transpose()
    }

    /// The visitor's own file.
    pub(crate) async fn attachment_of(
        &self,
        session: &Session,
        id: &str,
    ) -> Result<Option<Attachment>, sqlx::Error> {
        let row = sqlx::query(OF_VISITOR)
            .bind(&session.scope.bot)
            .bind(session.scope.conversation)
            .bind(id)
            .fetch_optional(&self.reader)
            .await?;
        row.as_ref().map(attachment).transpose()
    }

    /// Files of the conversation: in all, and received since `since_ms`.
    pub(crate) async fn count_attachments(
        &self,
        scope: &Scope,
        since_ms: i64,
    ) -> Result<(i64, i64), sqlx::Error> {
        sqlx::query_as(COUNTS)
            .bind(since_ms)
            .bind(&scope.bot)
            .bind(scope.conversation)
            .fetch_one(&self.reader)
            .await
    }

    /// Whether a file of this name is one of any bot.
    pub(crate) async fn has_attachment(&self, id: &str) -> Result<bool, sqlx::Error> {
        // The sweep knows a file by its name alone: files of all bots lie in one folder.
        sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM attachments WHERE id = ?)")
            .bind(id)
            .fetch_one(&self.reader)
            .await
    }
}

impl Write {
    /// The same counts, where nothing can come between.
    pub(crate) async fn count_attachments(
        &mut self,
        scope: &Scope,
        since_ms: i64,
    ) -> Result<(i64, i64), sqlx::Error> {
        sqlx::query_as(COUNTS)
            .bind(since_ms)
            .bind(&scope.bot)
            .bind(scope.conversation)
            .fetch_one(self.connection())
            .await
    }

    /// Keeps a file that was received.
    pub(crate) async fn add_attachment(&mut self, new: &NewAttachment<'_>) -> Result<(), sqlx::Error> {
        sqlx::query(
            "INSERT INTO attachments (id, bot, conversation, name, media_type, bytes, created_ms) \
             VALUES (?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(&new.file.id)
        .bind(&new.scope.bot)
        .bind(new.scope.conversation)
        .bind(&new.file.name)
        .bind(&new.file.media_type)
        .bind(new.file.bytes)
        .bind(new.created_ms)
        .execute(self.connection())
        .await
        .map(drop)
    }

    /// Takes a file of the conversation for a message; none if it is not one, or went with another.
    pub(crate) async fn use_attachment(
        &mut self,
        scope: &Scope,
        id: &str,
        mid: &str,
    ) -> Result<Option<Attachment>, sqlx::Error> {
        let row = sqlx::query(UNUSED)
            .bind(&scope.bot)
            .bind(scope.conversation)
            .bind(id)
            .bind(mid)
            .fetch_optional(self.connection())
            .await?;
        let Some(found) = row.as_ref().map(attachment).transpose()? else { return Ok(None) };
        sqlx::query("UPDATE attachments SET mid = ? WHERE bot = ? AND conversation = ? AND id = ?")
            .bind(mid)
            .bind(&scope.bot)
            .bind(scope.conversation)
            .bind(id)
            .execute(self.connection())
            .await?;
        Ok(Some(found))
    }

    /// Names of the files in all conversations of a person, before they are forgotten.
    pub(crate) async fn attachments_of_person(
        &mut self,
        bot: &str,
        botuser: i64,
    ) -> Result<Vec<String>, sqlx::Error> {
        sqlx::query_scalar(OF_PERSON).bind(bot).bind(botuser).fetch_all(self.connection()).await
    }

    /// Forgets files that went with no message and were received before `before_ms`.
    pub(crate) async fn forget_unused_attachments(&mut self, before_ms: i64) -> Result<u64, sqlx::Error> {
        sqlx::query("DELETE FROM attachments WHERE mid IS NULL AND created_ms < ?")
            .bind(before_ms)
            .execute(self.connection())
            .await
            .map(|done| done.rows_affected())
    }
}
