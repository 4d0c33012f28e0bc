//! Who holds which conversation, at rest.

use parlour_protocol::{AgentCard, HandoverState, StatusEvent};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use super::{NewMessage, Scope, Store, Talk, Write};
use crate::handover::Hold;
use crate::identity::vouched;
use crate::limits::{HELD_LISTED, STATUSES};

/// What a row of the log says that is no message: the conversation changed hands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Changed {
    /// Who holds it now.
    pub state: HandoverState,
    /// The visitor's place while waiting.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub queue: Option<u32>,
}

/// A conversation that a person was asked for, or that one has.
#[derive(Clone, Debug)]
pub(crate) struct Held {
    /// Its number.
    pub conversation: i64,
    /// Who holds it.
    pub hold: Hold,
    /// When a person was asked for, in milliseconds.
    pub asked_ms: i64,
    /// The last event's `seq`.
    pub last_seq: i64,
    /// How far the person has read.
    pub agent_read: i64,
    /// The visitor's language, as they told it.
    pub locale: Option<String>,
    /// What the site's back end says of the visitor; empty of one it did not name.
    pub vouched: Map<String, Value>,
}

/// How far a person has come in what a visitor said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Marks {
    /// Messages before this `seq` were said to the bot.
    pub held_from: i64,
    /// What they have on their screen.
    pub fetched: i64,
    /// What they have read.
    pub read: i64,
}

/// Who holds a conversation, from the columns `handover` and `agent`.
pub(super) fn hold(row: &SqliteRow) -> Result<Hold, sqlx::Error> {
    let state: &str = row.try_get("handover")?;
    Ok(match state {
        "waiting" => Hold::Waiting,
        "agent" => Hold::Agent(card(row)?.unwrap_or(AgentCard { name: String::new(), avatar: None })),
        "ended" => Hold::Ended,
        _ => Hold::Bot,
    })
}

/// The person of a row, from the column `agent`.
pub(super) fn card(row: &SqliteRow) -> Result<Option<AgentCard>, sqlx::Error> {
    let text: Option<&str> = row.try_get("agent")?;
    let read = |text| serde_json::from_str(text).map_err(|error| sqlx::Error::Decode(Box::new(error)));
    text.map(read).transpose()
}

fn json<T: Serialize>(value: &T) -> Result<String, sqlx::Error> {
    serde_json::to_string(value).map_err(|error| sqlx::Error::Encode(error.into()))
}

impl Write {
    /// Appends `handover` to the log; returns its `seq`. `talk` is still to be saved.
    pub(crate) fn append_handover(
        &mut self,
        talk: &mut Talk,
        changed: &Changed,
        at_ms: i64,
    ) -> Result<i64, sqlx::Error> {
        let agent = talk.hold.agent().cloned();
        let row = NewMessage {
            author: "system",
            handover: Some(changed),
            agent: agent.as_ref(),
            at_ms,
            ..NewMessage::default()
        };
        self.append(talk, &row).map(|appended| appended.seq)
    }

    /// Keeps who holds the conversation now. `held_from` is given where the bot falls silent.
    pub(crate) async fn keep_hold(
        &mut self,
        talk: &Talk,
        held_from: Option<i64>,
        place: Option<u32>,
        now_ms: i64,
    ) -> Result<(), sqlx::Error> {
        sqlx::query(
            "UPDATE conversations SET handover = ?1, agent = ?2, queue_told = ?3, \
             held_from = coalesce(?4, held_from), \
             asked_ms = CASE WHEN ?4 IS NULL THEN asked_ms ELSE ?5 END WHERE bot = ?6 AND id = ?7",
        )
        .bind(talk.hold.state().as_str())
        .bind(talk.hold.agent().map(json).transpose()?)
        .bind(place)
        .bind(held_from)
        .bind(now_ms)
        .bind(&talk.scope.bot)
        .bind(talk.scope.conversation)
        .execute(self.connection())
        .await
        .map(drop)
    }

    /// How many visitors of the bot wait for a person.
    pub(crate) async fn waiting_people(&mut self, bot: &str) -> Result<u32, sqlx::Error> {
        sqlx::query_scalar("SELECT count(*) FROM conversations WHERE bot = ? AND handover = 'waiting'")
            .bind(bot)
            .fetch_one(self.connection())
            .await
    }

    /// The head of the bot's queue: each conversation with the place its visitor was told.
    pub(crate) async fn queue(
        &mut self,
        bot: &str,
        limit: u32,
    ) -> Result<Vec<(i64, Option<i64>)>, sqlx::Error> {
        sqlx::query_as(
            "SELECT id, queue_told FROM conversations WHERE bot = ? AND handover = 'waiting' \
             ORDER BY asked_ms, id LIMIT ?",
        )
        .bind(bot)
        .bind(limit)
        .fetch_all(self.connection())
        .await
    }

    /// Notes the place a visitor was told.
    pub(crate) async fn note_place(&mut self, scope: &Scope, place: u32) -> Result<(), sqlx::Error> {
        sqlx::query("UPDATE conversations SET queue_told = ? WHERE bot = ? AND id = ?")
            .bind(place)
            .bind(&scope.bot)
            .bind(scope.conversation)
            .execute(self.connection())
            .await
            .map(drop)
    }

    /// Notes how far the person has fetched and read: never beyond the log's end, and never back.
    /// Whether that was news.
    pub(crate) async fn note_agent(
        &mut self,
        scope: &Scope,
        fetched: i64,
        read: i64,
    ) -> Result<bool, sqlx::Error> {
        sqlx::query(
            "UPDATE conversations SET agent_fetched = MAX(agent_fetched, MIN(last_seq, MAX(?1, ?2))), \
             agent_read = MAX(agent_read, MIN(last_seq, ?2)) WHERE bot = ?3 AND id = ?4 \
             AND (agent_fetched < MIN(last_seq, MAX(?1, ?2)) OR agent_read < MIN(last_seq, ?2))",
        )
        .bind(fetched)
        .bind(read)
        .bind(&scope.bot)
        .bind(scope.conversation)
        .execute(self.connection())
        .await
        .map(|done| done.rows_affected() > 0)
    }

    /// The `seq` of the person's message that the agent's own id names.
    pub(crate) async fn agent_message(
        &mut self,
        scope: &Scope,
        id: &str,
    ) -> Result<Option<(i64, i64)>, sqlx::Error> {
        sqlx::query_as(
            "SELECT id, seq FROM messages WHERE bot = ? AND conversation = ? AND author = 'agent' \
             AND caller_id = ? LIMIT 1",
        )
        .bind(&scope.bot)
        .bind(scope.conversation)
        .bind(id)
        .fetch_optional(self.connection())
        .await
    }
}

const HELD: &str = "SELECT c.id, c.handover, c.agent, c.asked_ms, c.last_seq, c.agent_read, c.locale, u.meta \
     FROM conversations c JOIN botusers u ON u.id = c.botuser AND u.bot = c.bot \
     WHERE c.bot = ? AND c.handover IN ('waiting', 'agent') AND c.deleted_ms IS NULL ORDER BY c.asked_ms, c.id LIMIT ?";
const OF_ONE: &str = "SELECT c.id, c.handover, c.agent, coalesce(c.asked_ms, c.created_ms) AS asked_ms, c.last_seq, \
     c.agent_read, c.locale, u.meta FROM conversations c JOIN botusers u ON u.id = c.botuser AND u.bot = c.bot \
     WHERE c.bot = ? AND c.id = ? AND c.deleted_ms IS NULL";
/// The newest ones, which a tab that was reloaded must know again.
const BETWEEN: &str = "SELECT mid, seq FROM messages WHERE bot = ? AND conversation = ? AND author = 'visitor' \
     AND mid IS NOT NULL AND seq > ? AND seq <= ? ORDER BY seq DESC LIMIT ?";

fn held(row: &SqliteRow) -> Result<Held, sqlx::Error> {
    let meta: &str = row.try_get("meta")?;
    let meta = serde_json::from_str(meta).map_err(|error| sqlx::Error::Decode(error.into()))?;
    Ok(Held {
        vouched: vouched(&meta),
        conversation: row.try_get("id")?,
        hold: hold(row)?,
        asked_ms: row.try_get::<Option<i64>, _>("asked_ms")?.unwrap_or_default(),
        last_seq: row.try_get("last_seq")?,
        agent_read: row.try_get("agent_read")?,
        locale: row.try_get("locale")?,
    })
}

impl Store {
    /// The bot's conversations that a person was asked for or has, the longest waiting first; at most
    /// [`HELD_LISTED`].
    pub(crate) async fn held(&self, bot: &str) -> Result<Vec<Held>, sqlx::Error> {
        let rows = sqlx::query(HELD).bind(bot).bind(HELD_LISTED).fetch_all(&self.reader).await?;
        rows.iter().map(held).collect()
    }

    /// One conversation of the bot, whoever holds it.
    pub(crate) async fn held_one(&self, scope: &Scope) -> Result<Option<Held>, sqlx::Error> {
        let row = sqlx::query(OF_ONE)
            .bind(&scope.bot)
            .bind(scope.conversation)
            .fetch_optional(&self.reader)
            .await?;
        row.as_ref().map(held).transpose()
    }

    /// The newest conversation of the user an API caller names.
    pub(crate) async fn newest_scope(&self, bot: &str, user_id: &str) -> Result<Option<Scope>, sqlx::Error> {
        let conversation = sqlx::query_scalar(
            "SELECT c.id FROM botusers u JOIN conversations c ON c.botuser = u.id AND c.bot = u.bot \
             WHERE u.bot = ? AND u.user_id = ? AND c.deleted_ms IS NULL ORDER BY c.id DESC LIMIT 1",
        )
        .bind(bot)
        .bind(user_id)
        .fetch_optional(&self.reader)
        .await?;
        Ok(conversation.map(|conversation| Scope { bot: bot.to_owned(), conversation }))
    }

    /// How far a person has come in the conversation.
    pub(crate) async fn marks(&self, scope: &Scope) -> Result<Marks, sqlx::Error> {
        let row = sqlx::query(
            "SELECT held_from, agent_fetched, agent_read FROM conversations WHERE bot = ? AND id = ?",
        )
        .bind(&scope.bot)
        .bind(scope.conversation)
        .fetch_optional(&self.reader)
        .await?;
        let Some(row) = row else { return Ok(Marks::default()) };
        Ok(Marks {
            held_from: row.try_get("held_from")?,
            fetched: row.try_get("agent_fetched")?,
            read: row.try_get("agent_read")?,
        })
    }

    /// The visitor's messages behind `after` and up to `up_to`, as being in this state; the newest
    /// [`STATUSES`] of them, oldest first.
    pub(crate) async fn statuses(
        &self,
        scope: &Scope,
        after: i64,
        up_to: i64,
        state: &str,
    ) -> Result<Vec<StatusEvent>, sqlx::Error> {
        let rows: Vec<(String, i64)> = sqlx::query_as(BETWEEN)
            .bind(&scope.bot)
            .bind(scope.conversation)
            .bind(after)
            .bind(up_to)
            .bind(STATUSES)
            .fetch_all(&self.reader)
            .await?;
        let status = |(mid, seq): (String, i64)| StatusEvent {
            mid,
            seq: Some(seq.unsigned_abs()),
            state: state.to_owned(),
        };
        Ok(rows.into_iter().rev().map(status).collect())
    }
}
