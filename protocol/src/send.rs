//! The request of `POST …/messages/`, for each of the two bearers.

use serde::{Deserialize, Serialize};

use crate::UserProfile;

/// What an API token may send: every documented field (seed "Request Parameters").
///
/// Unknown fields are passed over (server.md §3.1). Generic over the JSON value so that this crate
/// needs no JSON library: `J` is `serde_json::Value` in the server.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct ApiSend<J> {
    /// `human`, or `agent` beside `standby`.
    #[serde(default)]
    pub from: Option<String>,
    /// Profile of the end user, an object.
    #[serde(default)]
    pub user_profile: Option<J>,
    /// Module to move to, by number or name; empty or absent stays.
    #[serde(default, rename = "ref")]
    pub reference: Option<String>,
    /// Custom variables, an object.
    #[serde(default)]
    pub user_cvars: Option<J>,
    /// User identifier, 0 to 255 characters.
    pub user_id: String,
    /// Seconds since 1970; conversation expiry counts from it.
    #[serde(default)]
    pub timestamp: Option<u64>,
    /// Must be absent or empty.
    #[serde(default)]
    pub attachments: Option<Vec<J>>,
    /// Echoed as `connections.id_message_evaluate`.
    #[serde(default)]
    pub id: Option<String>,
    /// What was said.
    pub actions: Vec<SentAction>,
}

/// One action of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentAction {
    /// `text` (the bot answers) or, for API tokens, `standby` (recorded, no answer).
    #[serde(rename = "type")]
    pub kind: String,
    /// What was typed.
    pub text: String,
}

/// What a visitor token sends, as the widget writes it (server.md §3.1).
///
/// The server reads these bytes field by field and refuses every other key by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct VisitorSend {
    /// `mid`: a UUIDv7 made when the visitor pressed send.
    pub id: String,
    /// One `text`, or nothing beside a `ref`.
    pub actions: Vec<SentAction>,
    /// Module to move to; only those the bot's owner allows.
    #[serde(rename = "ref", skip_serializing_if = "String::is_empty")]
    pub reference: String,
    /// Ids given by `POST …/attachments`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<String>,
    /// The page's metadata, on the first message after the address changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_profile: Option<UserProfile>,
}
