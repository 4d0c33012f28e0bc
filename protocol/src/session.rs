//! `POST …/session` and `GET …/config` (server.md §3.2).

use serde::{Deserialize, Serialize};

use crate::{Cursor, Rule, UserProfile};

/// Body of `POST …/session`. Every key is optional; an unknown key is refused by name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SessionRequest {
    /// Signed identity of the visitor, minted by the host's back end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_token: Option<String>,
    /// Module at which a new conversation starts.
    #[serde(default, rename = "ref", skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// BCP 47 tag the visitor reads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// Start another conversation although the bearer names one.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub fresh: bool,
    /// With a `user_token`: the bearer's conversation, if it is anonymous, becomes that user's.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub merge: bool,
    /// The page's metadata.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_profile: Option<UserProfile>,
}

/// Answer of `POST …/session`, status 201.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionCreated {
    /// Opaque visitor token of this conversation, for `Authorization: Bearer`.
    pub token: String,
    /// RFC 3339, UTC.
    pub expires_at: String,
    /// The conversation; the same number stands in answers and reports.
    pub conversation_id: u64,
    /// End of the log at this moment.
    pub cursor: Cursor,
    /// [`crate::PROTOCOL`].
    pub protocol: u32,
    /// What the bot's channel can do.
    pub capabilities: Capabilities,
}

/// What a channel can do; the window shows nothing it cannot (server.md §3.2).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Capabilities {
    /// Files from the visitor.
    pub uploads: bool,
    /// Messages of earlier pages.
    pub history: bool,
    /// Delivered and read marks.
    pub receipts: bool,
    /// Counts of unread messages.
    pub unread: bool,
    /// People may take the conversation over.
    pub handover: bool,
    /// Replies arrive word by word.
    pub streaming: bool,
    /// What the upstream lacks and Parlour supplies.
    pub emulated: Vec<String>,
    /// Seconds an answer may take at most.
    pub max_delay_s: u32,
    /// Action types the bot may send.
    pub types: Vec<String>,
}

/// Answer of `GET …/config`: the public part of a bot, written by allow-list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicConfig {
    /// [`crate::PROTOCOL`].
    pub protocol: u32,
    /// The bot's public name.
    pub bot: BotCard,
    /// What the launcher and header show.
    pub theme: Theme,
    /// Languages of the bot, BCP 47.
    pub locales: Vec<String>,
    /// What the channel can do.
    pub capabilities: Capabilities,
    /// When the page calls its visitor, unless it has rules of its own.
    pub rules: Vec<Rule>,
    /// Whether visitors may rate a conversation that has ended.
    pub rating: bool,
    /// What the composer may promise.
    pub limits: ChatLimits,
}

/// The bot as visitors may know it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BotCard {
    /// Its name.
    pub name: String,
}

/// Colours and names of the window (server.md §1 `theme`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Theme {
    /// CSS colour.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accent: Option<String>,
    /// Heading of the window.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Address of the bot's picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub avatar: Option<String>,
}

/// Limits a composer must know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChatLimits {
    /// Characters of one text.
    pub text_chars: usize,
    /// Bytes of one upload.
    pub upload_bytes: u64,
    /// Media types of files that are taken, where any are.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub upload_types: Vec<String>,
}
