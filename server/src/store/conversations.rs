//! Who talks to which bot, and where the conversation stands.

use serde_json::{Map, Value};
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use super::handover::hold;
use super::{MediumUser, Store, Write};
use crate::handover::Hold;

/// A conversation and the bot it belongs to: no statement takes one without the other.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Scope {
    /// The bot deployment id, hyphenated lower case.
    pub bot: String,
    /// The conversation's number.
    pub conversation: i64,
}

/// A conversation inside a transaction: read whole, changed in memory, saved once.
#[derive(Clone, Debug)]
pub(crate) struct Talk {
    /// Which one.
    pub scope: Scope,
    /// Who talks.
    pub botuser: i64,
    /// The channel's own state, JSON.
    pub state: String,
    /// Variables the page or the caller set.
    pub cvars: Map<String, Value>,
    /// Profile and page of the user, as reports show it.
    pub meta: Map<String, Value>,
    /// The last `seq` given.
    pub last_seq: i64,
    /// The caller's clock at the last message, in seconds.
    pub active_s: i64,
    /// When it goes on by itself unless something is heard before, in milliseconds.
    pub wakes_ms: Option<i64>,
    /// Whether somebody tries their bot in it.
    pub is_test: bool,
    /// Who holds it.
    pub hold: Hold,
    /// Whether messages of it wait for their turn.
    pub waits: bool,
    /// Who is talked with, if another system leads it through the served API medium.
    pub medium: Option<MediumUser>,
    /// `meta` as stored: what did not change is not written again.
    stored_meta: String,
    stored_wakes_ms: Option<i64>,
}

/// A conversation to be begun.
pub(crate) struct NewConversation<'a> {
    /// The bot deployment id.
    pub bot: &'a str,
    /// Who talks.
    pub botuser: i64,
    /// BCP 47 tag the visitor reads.
    pub locale: Option<&'a str>,
    /// The caller's clock, in seconds.
    pub active_s: i64,
    /// Now, in milliseconds.
    pub created_ms: i64,
    /// Whether somebody tries their bot in it.
    pub is_test: bool,
}

const TALK: &str = "SELECT c.id, c.bot, c.botuser, c.state, c.cvars, c.last_seq, c.active_s, c.wakes_ms, c.is_test, c.handover, c.agent, u.meta, \
     EXISTS (SELECT 1 FROM waiting w WHERE w.conversation = c.id) AS waits, m.channel, m.user, m.told_ms \
     FROM conversations c JOIN botusers u ON u.id = c.botuser AND u.bot = c.bot \
     LEFT JOIN medium m ON m.conversation = c.id AND m.bot = c.bot \
     WHERE c.bot = ? AND c.id = ? AND c.deleted_ms IS NULL";
const NEWEST: &str = "SELECT c.id, c.bot, c.botuser, c.state, c.cvars, c.last_seq, c.active_s, c.wakes_ms, c.is_test, c.handover, c.agent, u.meta, \
     EXISTS (SELECT 1 FROM waiting w WHERE w.conversation = c.id) AS waits, m.channel, m.user, m.told_ms \
     FROM botusers u JOIN conversations c ON c.botuser = u.id AND c.bot = u.bot \
     LEFT JOIN medium m ON m.conversation = c.id AND m.bot = c.bot \
     WHERE u.bot = ? AND u.user_id = ? AND c.deleted_ms IS NULL ORDER BY c.id DESC LIMIT 1";

const SAVE: &str = "UPDATE conversations SET state = ?, cvars = ?, last_seq = ?, active_s = ?, wakes_ms = ? \
     WHERE bot = ? AND id = ?";
const SAVE_META: &str = "UPDATE botusers SET meta = ? WHERE bot = ? AND id = ?";

fn talk(row: &SqliteRow) -> Result<Talk, sqlx::Error> {
    let map = |column| -> Result<Map<String, Value>, sqlx::Error> {
        let text: &str = row.try_get(column)?;
        serde_json::from_str(text).map_err(|error| sqlx::Error::Decode(error.into()))
    };
    let medium = match row.try_get("channel")? {
        Some(channel) => {
            Some(MediumUser { channel, user: row.try_get("user")?, told_ms: row.try_get("told_ms")? })
        }
        None => None,
    };
    Ok(Talk {
        scope: Scope { bot: row.try_get("bot")?, conversation: row.try_get("id")? },
        botuser: row.try_get("botuser")?,
        state: row.try_get("state")?,
        cvars: map("cvars")?,
        meta: map("meta")?,
        stored_meta: row.try_get("meta")?,
        last_seq: row.try_get("last_seq")?,
        active_s: row.try_get("active_s")?,
        wakes_ms: row.try_get("wakes_ms")?,
        stored_wakes_ms: row.try_get("wakes_ms")?,
        is_test: row.try_get("is_test")?,
        hold: hold(row)?,
        waits: row.try_get("waits")?,
        medium,
    })
}

fn text(map: &Map<String, Value>) -> Result<String, sqlx::Error> {
    serde_json::to_string(map).map_err(|error| sqlx::Error::Encode(error.into()))
}

impl Store {
    /// The conversation as it stands, to be looked at.
    pub(crate) async fn talk(&self, scope: &Scope) -> Result<Option<Talk>, sqlx::Error> {
        let row =
            sqlx::query(TALK).bind(&scope.bot).bind(scope.conversation).fetch_optional(&self.reader).await?;
        row.as_ref().map(talk).transpose()
    }
}

impl Write {
    /// A user whom nobody can name again: a visitor, or a caller without a `user_id`.
    pub(crate) async fn create_botuser(
        &mut self,
        bot: &str,
        user_id: Option<&str>,
        now_ms: i64,
    ) -> Result<i64, sqlx::Error> {
        sqlx::query("INSERT INTO botusers (bot, user_id, meta, created_ms) VALUES (?, ?, '{}', ?)")
            .bind(bot)
            .bind(user_id)
            .bind(now_ms)
            .execute(self.connection())
            .await
            .map(|done| done.last_insert_rowid())
    }

    /// The user an API caller names.
    pub(crate) async fn botuser(&mut self, bot: &str, user_id: &str) -> Result<Option<i64>, sqlx::Error> {
        sqlx::query_scalar("SELECT id FROM botusers WHERE bot = ? AND user_id = ?")
            .bind(bot)
            .bind(user_id)
            .fetch_optional(self.connection())
            .await
    }

    /// Begins a conversation with an empty log.
    pub(crate) async fn create_conversation(
        &mut self,
        new: &NewConversation<'_>,
    ) -> Result<Talk, sqlx::Error> {
        let id = sqlx::query(
            "INSERT INTO conversations (bot, botuser, state, cvars, locale, last_seq, active_s, created_ms, is_test) \
             VALUES (?, ?, '{}', '{}', ?, 0, ?, ?, ?)",
        )
        .bind(new.bot)
        .bind(new.botuser)
        .bind(new.locale)
        .bind(new.active_s)
        .bind(new.created_ms)
        .bind(new.is_test)
        .execute(self.connection())
        .await?
        .last_insert_rowid();
        let scope = Scope { bot: new.bot.to_owned(), conversation: id };
        self.talk(&scope).await?.ok_or(sqlx::Error::RowNotFound)
    }

    /// The conversation as it stands.
    pub(crate) async fn talk(&mut self, scope: &Scope) -> Result<Option<Talk>, sqlx::Error> {
        let row = sqlx::query(TALK)
            .bind(&scope.bot)
            .bind(scope.conversation)
            .fetch_optional(self.connection())
            .await?;
        row.as_ref().map(talk).transpose()
    }

    /// The newest conversation of the user an API caller names.
    pub(crate) async fn newest_talk(
        &mut self,
        bot: &str,
        user_id: &str,
    ) -> Result<Option<Talk>, sqlx::Error> {
        let row = sqlx::query(NEWEST).bind(bot).bind(user_id).fetch_optional(self.connection()).await?;
        row.as_ref().map(talk).transpose()
    }

    /// Notes how far the visitor has read: never beyond the log's end, and never back.
    pub(crate) async fn note_reading(&mut self, scope: &Scope, seq: i64) -> Result<(), sqlx::Error> {
        sqlx::query(
            "UPDATE conversations SET read_up_to = MAX(read_up_to, MIN(last_seq, ?)) WHERE bot = ? AND id = ?",
        )
        .bind(seq)
        .bind(&scope.bot)
        .bind(scope.conversation)
        .execute(self.connection())
        .await
        .map(drop)
    }

    /// Keeps what a turn changed, when it ends.
    pub(crate) fn save(&mut self, talk: &Talk) -> Result<(), sqlx::Error> {
        if talk.wakes_ms != talk.stored_wakes_ms {
            self.announce_timeouts();
        }
        self.defer(SAVE)
            .bind(talk.state.as_str())?
            .bind(text(&talk.cvars)?)?
            .bind(talk.last_seq)?
            .bind(talk.active_s)?
            .bind(talk.wakes_ms)?
            .bind(talk.scope.bot.as_str())?
            .bind(talk.scope.conversation)?;
        let meta = text(&talk.meta)?;
        if meta != talk.stored_meta {
            self.defer(SAVE_META).bind(meta)?.bind(talk.scope.bot.as_str())?.bind(talk.botuser)?;
        }
        Ok(())
    }
}
