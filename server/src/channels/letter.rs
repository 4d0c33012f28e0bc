//! A message on its way to a bot that lives elsewhere, and what became of it.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A message as it is sent. What proves who asks is not in it: it is kept in the store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Letter {
    /// The body, JSON.
    pub body: String,
    /// Our id of the message, if the upstream is told one.
    pub id: Option<String>,
    /// When it was written, in milliseconds: it is not kept for ever.
    pub since_ms: i64,
    /// Whether it was sent a second time because the outcome of the first was not known.
    #[serde(default)]
    pub is_resent: bool,
    /// Whether its answer comes by a webhook.
    #[serde(default)]
    pub is_later: bool,
    /// The upstream's name of it, once it has taken it and answers later.
    #[serde(default)]
    pub taken: Option<Taken>,
    /// The upstream's names of messages that were answered before.
    #[serde(default)]
    pub known: Vec<String>,
}

/// A letter that an upstream has taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Taken {
    /// Its name of it.
    pub question: String,
    /// When it took it, in milliseconds.
    pub at_ms: i64,
}

impl Letter {
    /// Whether an event that came is the letter's, so that nobody else may place it: its answer, or, while it
    /// is on its way (`is_begun`) and has no name, whatever comes.
    pub(crate) fn claims(&self, event: &Value, is_begun: bool) -> bool {
        let is_a_persons = event.get("operator").is_some();
        match &self.taken {
            Some(taken) => {
                !is_a_persons && event.get("questionId").and_then(Value::as_str) == Some(&taken.question)
            }
            None => self.is_later && is_begun,
        }
    }
}

/// What became of a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It was taken; this is the answer's body.
    Answered(Vec<u8>),
    /// The upstream refused it with this status, and has done nothing.
    Refused(u16),
    /// It left, and nobody knows whether it was heard.
    Unknown,
    /// It never left.
    Undelivered,
    /// It was taken to be answered later, and no answer came in time.
    Silent,
}

/// What is read of an answer.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Read {
    /// The upstream took the message.
    Taken(Reading),
    /// It says that it did not, with these words for the log.
    Refused(String),
    /// Nobody can tell what it says.
    Unreadable,
}

/// What an upstream says to a message it took.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Reading {
    /// What was said, in order.
    pub spoken: Vec<Spoken>,
    /// Its own name of the user, if it gave one.
    pub user: Option<String>,
    /// Whether it calls a person of its own.
    pub hands_over: bool,
    /// Who of its people writes, if it says.
    pub agent_name: Option<String>,
    /// Whether its session began with this message.
    pub began: bool,
    /// Whether its session is over.
    pub ended: bool,
    /// Its own name of the message.
    pub question: Option<String>,
}

/// What one module elsewhere said.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Spoken {
    /// The upstream's own number of it: said twice, it is shown once.
    pub id: Option<u64>,
    /// Our id of the message it answers, if it says.
    pub answers: Option<String>,
    /// The module there.
    pub module: parlour_protocol::BotModule,
    /// What it said.
    pub actions: Vec<parlour_protocol::Action>,
    /// The module the user was replying to there.
    pub reply_to_module_id: Option<u64>,
    /// The connections that fired there.
    pub data: Vec<parlour_protocol::EvaluatedConnection>,
    /// The person who wrote it in the bot's place.
    pub agent: Option<parlour_protocol::AgentCard>,
}
