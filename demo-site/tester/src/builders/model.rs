//! What the routes answer with.

use parlour_engine::{Conversation as State, Trail};
use serde::Deserialize;
use serde_json::Value;

/// The bots of a server that this builder may test.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Bots {
    /// In the order of the server's configuration.
    pub bots: Vec<Bot>,
}

/// A bot of a server.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Bot {
    /// The deployment id.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// What answers: `flow`, or the name of a channel.
    pub channel: String,
    /// BCP 47 tags, its own first; empty if it does not say.
    pub languages: Vec<String>,
    /// What a visitor's `ref` may name, the starting one first.
    pub start_modules: Vec<String>,
    /// Whether its flow can be read.
    pub has_flow: bool,
}

/// Where a conversation of a server stands.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Conversation {
    /// As the engine stored it; none for a bot elsewhere.
    pub state: Option<State>,
    /// What the page told of its visitor.
    pub profile: Value,
    /// What the page told of itself.
    pub host: Value,
    /// Who has it: `bot`, `waiting`, `agent`, `ended`.
    pub handover: String,
    /// The newest turns.
    pub turns: Vec<Turn>,
}

/// A turn of a conversation of a server.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Turn {
    /// The visitor's message.
    pub mid: Option<String>,
    /// How the bot came to its answer.
    pub trail: Option<Trail>,
}

/// What makes a conversation a test.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Pass {
    /// Sent as the header `Parlour-Test`.
    pub pass: String,
}

/// A part of what went between the server and others in a test.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Webhooks {
    /// The oldest first.
    pub webhooks: Vec<Webhook>,
    /// Asked for the next time.
    pub last: u64,
    /// Whether there are more already.
    pub has_more: bool,
    /// The server's clock, milliseconds since 1970.
    pub now_ms: f64,
}

/// One thing of it.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Webhook {
    /// `in` or `out`.
    pub direction: String,
    /// By the server's clock.
    pub at_ms: f64,
    /// `POST`, …
    pub method: String,
    /// Secrets in it are masked.
    pub url: String,
    /// HTTP status code.
    pub status: Option<u16>,
    /// A stable word (`server/API.md`).
    pub outcome: String,
    /// Which try, from 1.
    pub attempt: u32,
    /// What was sent.
    pub body: Option<String>,
    /// What came back.
    pub answer: Option<String>,
    /// Whether one of both was longer.
    pub is_cut: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bot_elsewhere_has_no_state() {
        let read: Conversation =
            serde_json::from_str(r#"{"state":null,"turns":[{"mid":null,"trail":null}]}"#).unwrap();
        assert_eq!((read.state, read.turns.len()), (None, 1));
    }

    #[test]
    fn a_conversation_is_read_as_the_server_tells_it() {
        let told = r#"{"state":{"module":3,"cvars":{"size":"M"}},"profile":{"name":"Ada"},"host":{},"handover":"bot",
            "turns":[{"mid":"m1","trail":{"through_bot_modules":[3],"through_connection_id":7,"is_global_module_match":true,
            "evaluated":[{"is_global":true,"is_fallback":false,"id":7,"position":2,"to":3}]}}]}"#;
        let read: Conversation = serde_json::from_str(told).unwrap();
        assert_eq!(read.state.unwrap().module, Some(3));
        assert_eq!(read.turns[0].trail.as_ref().unwrap().evaluated[0].to, 3);
    }
}
