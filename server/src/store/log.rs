//! The log of a conversation: messages in the order of their `seq`.

use parlour_protocol::{
    Action, AgentCard, Author, BotModule, Connections, HandoverEvent, MessageEvent, ModuleCard, StoredEvent,
};
use serde_json::Value;
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use super::handover::card;
use super::{Changed, Scope, Store, Talk, Write};
use crate::clock;

/// A message to be appended.
#[derive(Default)]
pub(crate) struct NewMessage<'a> {
    /// `visitor`, `bot`, `agent` or `system`.
    pub author: &'static str,
    /// A visitor's own id of it.
    pub mid: Option<&'a str>,
    /// An API caller's own id of it.
    pub caller_id: Option<&'a str>,
    /// What was said.
    pub actions: &'a [Action],
    /// The module that spoke.
    pub module: Option<&'a BotModule>,
    /// Why it spoke.
    pub connections: Option<&'a Connections>,
    /// The row this answers.
    pub answers: Option<i64>,
    /// The visitor's id of the message this answers.
    pub in_reply_to: Option<&'a str>,
    /// What reports show of the turn beside all this; JSON.
    pub trail: Option<&'a Value>,
    /// The person who wrote it.
    pub agent: Option<&'a AgentCard>,
    /// BCP 47 tag of what was said.
    pub lang: Option<&'a str>,
    /// Who holds the conversation now: then it is no message.
    pub handover: Option<&'a Changed>,
    /// Now, in milliseconds.
    pub at_ms: i64,
}

/// A message that has its place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Appended {
    /// The row; the `id` of answers and reports.
    pub id: i64,
    /// The place in the conversation.
    pub seq: i64,
}

fn json<T: serde::Serialize>(value: &T) -> Result<String, sqlx::Error> {
    serde_json::to_string(value).map_err(|error| sqlx::Error::Encode(error.into()))
}

impl Write {
    /// Appends to the log when the turn ends; `talk.last_seq` moves on and is kept by [`Write::save`].
    pub(crate) fn append(&mut self, talk: &mut Talk, new: &NewMessage<'_>) -> Result<Appended, sqlx::Error> {
        let seq = talk.last_seq + 1;
        let id = self.insert(talk, new, Some(seq))?;
        talk.last_seq = seq;
        Ok(Appended { id, seq })
    }

    /// Keeps a row that only reports show: its `seq` is below 0, where no cursor leads.
    pub(crate) fn append_silent(&mut self, talk: &Talk, new: &NewMessage<'_>) -> Result<(), sqlx::Error> {
        self.insert(talk, new, None).map(drop)
    }

    fn insert(&mut self, talk: &Talk, new: &NewMessage<'_>, seq: Option<i64>) -> Result<i64, sqlx::Error> {
        let id = self.next_message();
        let (actions, module) = (json(&new.actions)?, new.module.map(json).transpose()?);
        let (connections, trail) = (new.connections.map(json).transpose()?, new.trail.map(json).transpose()?);
        let (agent, handover) = (new.agent.map(json).transpose()?, new.handover.map(json).transpose()?);
        let statement = match seq {
            Some(seq) => self.defer(APPEND).bind(seq)?,
            None => self.defer(APPEND_SILENT).bind(talk.scope.conversation)?,
        };
        statement
            .bind(id)?
            .bind(talk.scope.bot.as_str())?
            .bind(talk.scope.conversation)?
            .bind(new.mid)?
            .bind(new.caller_id)?
            .bind(new.author)?
            .bind(new.at_ms)?
            .bind(actions)?
            .bind(module)?
            .bind(connections)?
            .bind(new.answers)?
            .bind(new.in_reply_to)?
            .bind(trail)?
            .bind(agent)?
            .bind(handover)?
            .bind(new.lang)?;
        Ok(id)
    }
}

const APPEND: &str = "INSERT INTO messages (seq, id, bot, conversation, mid, caller_id, author, at_ms, actions, \
     module, connections, answers, in_reply_to, trail, agent, handover, lang) \
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
const APPEND_SILENT: &str = "INSERT INTO messages (seq, id, bot, conversation, mid, caller_id, author, at_ms, \
     actions, module, connections, answers, in_reply_to, trail, agent, handover, lang) VALUES (\
     (SELECT min(coalesce(min(seq), 0), 0) - 1 FROM messages WHERE conversation = ?), \
     ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

const AFTER: &str = "SELECT seq, mid, author, at_ms, actions, module, in_reply_to, agent, handover, lang FROM messages \
     WHERE bot = ? AND conversation = ? AND seq > ? ORDER BY seq LIMIT ?";
const BEFORE: &str = "SELECT seq, mid, author, at_ms, actions, module, in_reply_to, agent, handover, lang FROM messages \
     WHERE bot = ? AND conversation = ? AND seq < ? AND seq > 0 ORDER BY seq DESC LIMIT ?";

fn event(row: &SqliteRow) -> Result<StoredEvent, sqlx::Error> {
    fn read<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, sqlx::Error> {
        serde_json::from_str(text).map_err(|error| sqlx::Error::Decode(error.into()))
    }
    let seq = u64::try_from(row.try_get::<i64, _>("seq")?).unwrap_or_default();
    if let Some(changed) = row.try_get::<Option<&str>, _>("handover")? {
        let Changed { state, queue } = read(changed)?;
        return Ok(StoredEvent::Handover(HandoverEvent { seq, state, queue, agent: card(row)? }));
    }
    let author: &str = row.try_get("author")?;
    let module: Option<&str> = row.try_get("module")?;
    let module: Option<BotModule> = module.map(read).transpose()?;
    Ok(StoredEvent::Message(MessageEvent {
        seq,
        mid: row.try_get("mid")?,
        author: match author {
            "visitor" => Author::Visitor,
            "bot" => Author::Bot,
            "agent" => Author::Agent,
            _ => Author::System,
        },
        at: clock::rfc3339(row.try_get("at_ms")?),
        actions: read::<Vec<Action>>(row.try_get("actions")?)?,
        bot_module: module.map(|module| ModuleCard { id: module.id, name: module.name }),
        in_reply_to: row.try_get("in_reply_to")?,
        agent: card(row)?,
        lang: row.try_get("lang")?,
    }))
}

impl Store {
    /// The `seq` of the last event, 0 before the first.
    pub(crate) async fn last_seq(&self, scope: &Scope) -> Result<u64, sqlx::Error> {
        let seq: Option<i64> =
            sqlx::query_scalar("SELECT last_seq FROM conversations WHERE bot = ? AND id = ?")
                .bind(&scope.bot)
                .bind(scope.conversation)
                .fetch_optional(&self.reader)
                .await?;
        Ok(seq.and_then(|seq| u64::try_from(seq).ok()).unwrap_or_default())
    }

    /// BCP 47 tag the visitor reads.
    pub(crate) async fn locale(&self, scope: &Scope) -> Result<Option<String>, sqlx::Error> {
        let locale: Option<Option<String>> =
            sqlx::query_scalar("SELECT locale FROM conversations WHERE bot = ? AND id = ?")
                .bind(&scope.bot)
                .bind(scope.conversation)
                .fetch_optional(&self.reader)
                .await?;
        Ok(locale.flatten())
    }

    /// At most `limit` events after `seq`, oldest first.
    pub(crate) async fn events_after(
        &self,
        scope: &Scope,
        seq: u64,
        limit: u32,
    ) -> Result<Vec<StoredEvent>, sqlx::Error> {
        self.events(AFTER, scope, seq, limit).await
    }

    /// At most `limit` events before `seq`, the nearest ones, oldest first.
    pub(crate) async fn events_before(
        &self,
        scope: &Scope,
        seq: u64,
        limit: u32,
    ) -> Result<Vec<StoredEvent>, sqlx::Error> {
        let mut events = self.events(BEFORE, scope, seq, limit).await?;
        events.reverse();
        Ok(events)
    }

    async fn events(
        &self,
        statement: &'static str,
        scope: &Scope,
        seq: u64,
        limit: u32,
    ) -> Result<Vec<StoredEvent>, sqlx::Error> {
        let rows = sqlx::query(statement)
            .bind(&scope.bot)
            .bind(scope.conversation)
            .bind(i64::try_from(seq).unwrap_or(i64::MAX))
            .bind(limit)
            .fetch_all(&self.reader)
            .await?;
        rows.iter().map(event).collect()
    }
}
