//! The log as visitors read it: events of the stream and pages of history (server.md §3.3).

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::Action;

/// A place in a conversation's log, `<epoch>.<seq>` on the wire.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Cursor {
    /// Changes only when the store was lost or restored: lower-case hex, 1 to 32 characters.
    pub epoch: String,
    /// The last event known; 0 before the first.
    pub seq: u64,
}

/// Why a cursor was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MalformedCursor;

impl fmt::Display for MalformedCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a cursor is written <epoch>.<seq>")
    }
}

impl core::error::Error for MalformedCursor {}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.epoch, self.seq)
    }
}

impl FromStr for Cursor {
    type Err = MalformedCursor;

    fn from_str(text: &str) -> Result<Self, MalformedCursor> {
        let (epoch, seq) = text.split_once('.').ok_or(MalformedCursor)?;
        let is_epoch = matches!(epoch.len(), 1..=32)
            && epoch.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
        let is_seq = matches!(seq.len(), 1..=19) && seq.bytes().all(|byte| byte.is_ascii_digit());
        if !is_epoch || !is_seq {
            return Err(MalformedCursor);
        }
        let seq = seq.parse().map_err(|_| MalformedCursor)?;
        Ok(Self { epoch: epoch.to_owned(), seq })
    }
}

impl TryFrom<String> for Cursor {
    type Error = MalformedCursor;

    fn try_from(text: String) -> Result<Self, MalformedCursor> {
        text.parse()
    }
}

impl From<Cursor> for String {
    fn from(cursor: Cursor) -> Self {
        cursor.to_string()
    }
}

/// Who wrote a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Author {
    /// The person at the page.
    Visitor,
    /// The bot.
    Bot,
    /// A person who took the conversation over.
    Agent,
    /// Parlour itself.
    System,
}

/// `event: message`: consumes a `seq`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageEvent {
    /// Place in the conversation, from 1, without gaps.
    pub seq: u64,
    /// The visitor's own id of the message; `null` for everybody else's.
    pub mid: Option<String>,
    /// Who wrote it.
    pub author: Author,
    /// RFC 3339, UTC, milliseconds.
    pub at: String,
    /// What was said.
    pub actions: Vec<Action>,
    /// The module that spoke.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bot_module: Option<ModuleCard>,
    /// `mid` of the message this answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_reply_to: Option<String>,
    /// The person who wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<AgentCard>,
    /// BCP 47 tag of the texts, where the bot says in which language it is written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
}

/// The module behind a message, as far as a visitor may know it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModuleCard {
    /// Number of the module.
    pub id: u64,
    /// Name of the module.
    pub name: String,
}

/// A person who answers for the bot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentCard {
    /// Shown beside the bubble.
    pub name: String,
    /// Address of a picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub avatar: Option<String>,
}

/// `event: handover`: consumes a `seq`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandoverEvent {
    /// Place in the conversation.
    pub seq: u64,
    /// Who holds the conversation now.
    pub state: HandoverState,
    /// Place in the queue while waiting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queue: Option<u32>,
    /// The person, once there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<AgentCard>,
}

/// Who holds a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HandoverState {
    /// The bot answers.
    Bot,
    /// A person was asked for.
    Waiting,
    /// A person answers.
    Agent,
    /// It is over.
    Ended,
}

impl HandoverState {
    /// The word on the wire, and of `parlour:handover` (embed.md §4).
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Bot => "bot",
            Self::Waiting => "waiting",
            Self::Agent => "agent",
            Self::Ended => "ended",
        }
    }
}

/// `event: status`: no `seq` of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusEvent {
    /// The visitor's message.
    pub mid: String,
    /// Its place in the log, once stored.
    pub seq: Option<u64>,
    /// `sent delivered read failed unknown`.
    pub state: String,
}

/// `event: typing`: no `seq`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypingEvent {
    /// Whether somebody writes.
    pub active: bool,
    /// `bot` or `agent`.
    pub author: Author,
}

/// `event: partial`, ours: a piece of an answer that is being made. No `seq`: it is never stored, and the
/// whole answer comes as a `message`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartialEvent {
    /// The `mid` of the message that is answered.
    pub in_reply_to: String,
    /// Where the piece stands in the answer, in UTF-16 code units: 0 begins anew.
    pub offset: u64,
    /// The piece; empty at 0 if there is no such answer any more.
    pub text: String,
}

/// `event: reset`: the log a client holds is not the server's any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResetEvent {
    /// The epoch that holds now.
    pub epoch: String,
    /// A sentence.
    pub reason: String,
}

/// `event: bye`: the server closes the stream on purpose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ByeEvent {
    /// Reconnect after this many milliseconds.
    pub retry_ms: u32,
}

/// An event that stays in the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "lowercase")]
pub enum StoredEvent {
    /// Somebody said something.
    Message(MessageEvent),
    /// The conversation changed hands.
    Handover(HandoverEvent),
}

impl StoredEvent {
    /// Place in the conversation.
    pub fn seq(&self) -> u64 {
        match self {
            Self::Message(message) => message.seq,
            Self::Handover(handover) => handover.seq,
        }
    }

    /// The `event:` name of the stream.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Message(_) => "message",
            Self::Handover(_) => "handover",
        }
    }
}

/// Answer of `GET …/history`, oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryPage {
    /// The log's epoch.
    pub epoch: String,
    /// At most [`crate::limits::HISTORY_PAGE`].
    pub items: Vec<StoredEvent>,
    /// Names the last item of the page.
    pub cursor: Cursor,
    /// Whether there is more in the direction asked for.
    pub has_more: bool,
    /// What became of the visitor's messages, of a read that may wait: all of it where the reader was told
    /// something else before, and nothing where nothing has changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub statuses: Vec<StatusEvent>,
    /// A number that stands for all of that, to be given back with the next read that may wait; 0 where there is
    /// nothing to be told. Exact in JavaScript.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub states: u64,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // as serde calls it
fn is_nothing(states: &u64) -> bool {
    *states == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_the_wire() {
        let cursor: Cursor = "0a1f.42".parse().unwrap();
        assert_eq!(cursor, Cursor { epoch: "0a1f".into(), seq: 42 });
        assert_eq!(cursor.to_string(), "0a1f.42");
    }

    #[test]
    fn a_malformed_cursor_is_refused() {
        for text in ["", ".", "a.", ".1", "a.-1", "a.+1", "g.1", "a.1.2", "a.18446744073709551616", "a. 1"] {
            assert_eq!(text.parse::<Cursor>(), Err(MalformedCursor), "{text:?}");
        }
    }
}
