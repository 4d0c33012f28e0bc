//! Rows of the log as what happened: what a client said, a turn of the bot, what a person said.

use parlour_protocol::{Action, AgentCard, Connections};
use serde_json::{Value, json};

use super::object::{Turn, moment};
use crate::clock;
use crate::store::ChatRow;

/// Something that happened.
#[derive(Clone, Debug)]
pub(crate) enum Entry {
    /// The client said something.
    Client {
        /// Its row.
        id: i64,
        /// Its question's name.
        question: String,
        /// When, in milliseconds.
        at_ms: i64,
        /// The connection it came by.
        cid: Option<String>,
        /// What was typed; empty where there are only files.
        text: String,
        /// Files beside it, as a `fileEvent` has them.
        files: Vec<Value>,
        /// What became of it.
        status: &'static str,
    },
    /// The bot or a person said something.
    Said {
        /// Its first row.
        id: i64,
        /// Its conversation.
        conversation: i64,
        /// What was said.
        turn: Turn,
        /// `SENT DELIVERED READ NOT_SENT`.
        status: String,
    },
}

impl Entry {
    /// Its first row.
    pub(crate) fn id(&self) -> i64 {
        match self {
            Self::Client { id, .. } | Self::Said { id, .. } => *id,
        }
    }

    /// When, in milliseconds.
    pub(crate) fn at_ms(&self) -> i64 {
        match self {
            Self::Client { at_ms, .. } => *at_ms,
            Self::Said { turn, .. } => turn.at_ms,
        }
    }

    /// As an event (protocols.md 3.6). Only `botResponse` is public, the other names are PROPOSED.
    pub(crate) fn event(&self) -> Value {
        match self {
            Self::Client { question, at_ms, cid, text, files, .. } => {
                let mut data = json!({"query": text});
                add(&mut data, "eventData", (!files.is_empty()).then(|| json!(files)));
                let mut event = json!({"questionId": question, "timestamp": moment(*at_ms), "data": data});
                add(&mut event, "cid", cid.as_ref().map(|cid| json!(cid)));
                json!({"type": "userRequest", "event": event})
            }
            Self::Said { turn, .. } => {
                let kind = if turn.agent.is_some() { "operatorMessage" } else { "botResponse" };
                json!({"type": kind, "event": turn.event()})
            }
        }
    }

    /// As a message of the history (PROPOSED after the sibling's specification, protocols.md 3.7).
    pub(crate) fn message(&self) -> Value {
        match self {
            Self::Client { question, at_ms, text, files, status, .. } => {
                let mut message = json!({
                    "questionId": question, "author": "CLIENT", "status": status, "timestamp": clock::rfc3339(*at_ms),
                });
                add(&mut message, "textMessage", (!text.is_empty()).then(|| json!(text)));
                add(&mut message, "eventData", (!files.is_empty()).then(|| json!(files)));
                message
            }
            Self::Said { turn, status, .. } => json!({
                "questionId": turn.question,
                "author": if turn.agent.is_some() { "OPERATOR" } else { "BOT" },
                "status": status,
                "replies": turn.replies(),
                "timestamp": clock::rfc3339(turn.at_ms),
            }),
        }
    }
}

fn add(to: &mut Value, name: &str, value: Option<Value>) {
    if let Some(fields) = to.as_object_mut() {
        fields.extend(value.map(|value| (name.to_owned(), value)));
    }
}

/// Rows, oldest first, as what happened. A turn that is not whole is left out, with everything behind it if
/// `in_order`: nobody is told that there is nothing more before it.
pub(crate) fn entries(rows: Vec<ChatRow>, in_order: bool) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    for row in rows {
        if row.author == "visitor" {
            entries.push(client(row));
            continue;
        }
        if row.is_open {
            if in_order {
                break;
            }
            continue;
        }
        let is_same = |entry: &&mut Entry| match entry {
            Entry::Said { conversation, turn, .. } => {
                row.author == "bot"
                    && turn.agent.is_none()
                    && *conversation == row.conversation
                    && turn.question == row.question
            }
            Entry::Client { .. } => false,
        };
        let is_matched = row.connections.as_ref().is_some_and(is_matched);
        let module = row.module.as_ref().map(|module| module.name.as_str()).unwrap_or_default();
        if let Some(Entry::Said { turn, .. }) = entries.iter_mut().rev().find(is_same) {
            turn.say(&row.actions, module, is_matched);
            continue;
        }
        let mut turn = Turn::of(row.question, row.at_ms);
        turn.cid = row.cid;
        turn.is_new = row.is_new;
        turn.has_ended = row.has_ended;
        turn.hands_over = row.hands_over;
        // Of one whom an API caller spoke for nobody knows the name.
        let nobody = || (row.author == "agent").then(|| AgentCard { name: String::new(), avatar: None });
        turn.agent = row.agent.or_else(nobody);
        turn.say(&row.actions, module, is_matched);
        entries.push(Entry::Said { id: row.id, conversation: row.conversation, turn, status: row.status });
    }
    entries
}

/// Whether the module was meant, and not fallen back to.
pub(crate) fn is_matched(connections: &Connections) -> bool {
    connections.data.last().is_some_and(|connection| !connection.fallback)
}

fn client(row: ChatRow) -> Entry {
    let (mut text, mut files) = (String::new(), Vec::new());
    for action in &row.actions {
        match action {
            Action::Media { kind, url, text: name, .. } => {
                files.push(json!({"url": url, "type": kind.as_str(), "name": name}));
            }
            said => text.push_str(&said.readable()),
        }
    }
    let status = match row.status.as_str() {
        "NOT_SENT" => "NOT_SENT",
        _ if row.is_open => "SENT",
        // The bot, or a person in its place, has it.
        _ => "DELIVERED",
    };
    Entry::Client { id: row.id, question: row.question, at_ms: row.at_ms, cid: row.cid, text, files, status }
}
