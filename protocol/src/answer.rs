//! The answer of `POST …/messages/`: the seed's array, one element per action sent.

use serde::{Deserialize, Serialize};

use crate::{Action, Cursor};

/// One element of the answer.
///
/// `seq`, `cursor` and `state` stand in a visitor's answer only (server.md §3.2).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    /// A sentence if this action failed. A 200 with an `error` is an error.
    #[serde(default)]
    pub error: Option<String>,
    /// One object per module that spoke; empty for `standby` and when the reply comes later.
    #[serde(default)]
    pub message: Vec<BotMessage>,
    /// `seq` of the stored visitor's message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seq: Option<u64>,
    /// Cursor of the stored visitor's message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<Cursor>,
    /// What became of the visitor's message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<SendState>,
}

/// What became of a visitor's message (server.md §3.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SendState {
    /// The bot has answered or taken it.
    Sent,
    /// Queued; the reply comes by events.
    Sending,
    /// The upstream's outcome is not known.
    Unknown,
    /// It failed; `error` says why.
    Failed,
}

/// What one module said (seed "Example Response Body").
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BotMessage {
    /// The module where the user has landed.
    pub bot_module: BotModule,
    /// Why the bot landed there.
    pub connections: Connections,
    /// Always `bot`.
    pub from: String,
    /// What is shown.
    pub actions: Vec<Action>,
    /// The stored message.
    pub id: u64,
    /// The conversation between bot and user.
    pub conversation_id: u64,
    /// `seq` of this reply, in a visitor's answer only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seq: Option<u64>,
    /// BCP 47 tag of the texts, in a visitor's answer only, where the bot says in which language it is written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
}

/// The module that spoke (seed: "ID, name, color, and KPI tags").
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BotModule {
    /// Number of the module, unique in its bot.
    pub id: u64,
    /// Name of the module, unique in its bot.
    pub name: String,
    /// Colour of the module's group.
    pub group_colour: Option<String>,
    /// Tags for reports.
    pub kpi_tags: Vec<KpiTag>,
}

/// A tag that marks a module in reports (seed of message reports: `label`, `colour`, `id`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KpiTag {
    /// The tag's words.
    pub label: String,
    /// Its colour on the canvas.
    pub colour: String,
    /// Its number.
    pub id: u64,
}

/// The evaluated connections, as a result of which the bot answered (seed).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connections {
    /// The `id` of the message that was evaluated, as the caller gave it.
    pub id_message_evaluate: Option<String>,
    /// The module the user was replying to.
    pub reply_to_module_id: Option<u64>,
    /// The connections that fired.
    pub data: Vec<EvaluatedConnection>,
}

/// One connection that fired.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvaluatedConnection {
    /// `local` or `global`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Whether it fired for want of a match.
    pub fallback: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Seed 000, "Example Response Body", white space removed.
    const SEED: &str = r#"[{"error":null,"message":[{"bot_module":{"id":72,"name":"New Module","group_colour":null,"kpi_tags":[]},"connections":{"id_message_evaluate":"1653753771388","reply_to_module_id":68,"data":[{"type":"local","fallback":true}]},"from":"bot","actions":[{"type":"text","text":"bot example message"}],"id":1695,"conversation_id":277}]}]"#;

    #[test]
    fn the_seeds_answer_is_read_and_written_byte_for_byte() {
        let turns: Vec<Turn> = serde_json::from_str(SEED).unwrap();
        assert_eq!(serde_json::to_string(&turns).unwrap(), SEED);
    }
}
