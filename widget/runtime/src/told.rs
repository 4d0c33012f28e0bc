//! What the caller is told.

use parlour_core::{Connection, Earlier};
use parlour_protocol::{AgentCard, Capabilities};
use serde::Serialize;

use crate::line::Line;

/// One event; its `type` is the name of the page's event, without `parlour:`.
#[derive(Debug, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "camelCase")]
pub(crate) enum Told<'a> {
    /// What was told before is void; what the server has comes again.
    Reset,
    /// The line to the bot is another.
    Connection {
        state: &'static str,
        /// Of a refusal: the server's code, or `unreadable`.
        #[serde(skip_serializing_if = "Option::is_none")]
        reason: Option<&'a str>,
    },
    /// There is a conversation.
    Conversation { id: u64, capabilities: Option<&'a Capabilities> },
    /// A line that was not there before.
    Message { message: Line<'a> },
    /// A message of the visitor's has come further, or not.
    Status {
        id: &'a str,
        state: &'static str,
        seq: Option<u64>,
        #[serde(skip_serializing_if = "Option::is_none")]
        reason: Option<&'static str>,
    },
    /// Who holds the conversation.
    Handover {
        state: &'static str,
        #[serde(skip_serializing_if = "Option::is_none")]
        agent: Option<&'a AgentCard>,
        #[serde(skip_serializing_if = "Option::is_none")]
        queue: Option<u32>,
    },
    /// Whether somebody writes.
    Typing { active: bool },
    /// The suggested replies that hold now.
    Choices { options: &'a [String] },
    /// What is known of the messages before the first.
    Earlier { state: &'static str },
}

/// The word of `parlour:connection` (embed.md §4), and `refused`.
pub(crate) fn connection(connection: Connection) -> &'static str {
    match connection {
        Connection::Idle | Connection::Connecting => "connecting",
        Connection::Online => "online",
        Connection::Offline => "offline",
        Connection::Delayed => "delayed",
        Connection::Refused => "refused",
    }
}

/// Whether there are earlier messages to be read.
pub(crate) fn earlier(earlier: Earlier) -> &'static str {
    match earlier {
        Earlier::None => "none",
        Earlier::More => "more",
        Earlier::Loading => "loading",
        Earlier::Failed => "failed",
        Earlier::Full => "full",
    }
}
