//! What the caller does, read from JSON.

use parlour_core::{Input, Leaving, Options};
use serde::Deserialize;

/// What a conversation is made with.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Made {
    /// The bot deployment id.
    pub(crate) bot: String,
    start_module: Option<String>,
    locale: Option<String>,
}

impl From<Made> for Options {
    fn from(made: Made) -> Self {
        Self { bot: made.bot, start_module: made.start_module, locale: made.locale, ..Self::default() }
    }
}

/// One act; `id` is a fresh UUIDv7 where something is sent.
#[derive(Deserialize)]
#[serde(tag = "do", rename_all = "camelCase")]
pub(crate) enum Act {
    /// The conversation is wanted.
    Open,
    /// Says `text` in the visitor's name.
    Say { id: String, text: String },
    /// Moves to a module.
    Move { id: String, reference: String },
    /// Sends a failed message again, or the text of an unknown one as `again`.
    Retry { id: String, again: String },
    /// Gives a message up that is failed or queued.
    Cancel { id: String },
    /// A new conversation.
    Reset,
    /// Proves anew who the visitor is.
    Renew,
    /// Revokes the token and forgets everything here.
    Logout,
    /// Has the server delete the conversation.
    Forget,
    /// Reads a page of earlier messages.
    Earlier,
    /// The page around is another than the last one, or the first.
    Page,
    /// The time of a `wake` has come.
    Wake,
    /// The network is said to be back.
    Online,
    /// The network is said to be gone.
    Offline,
}

impl Act {
    /// Whether what was told before is void after it.
    pub(crate) fn starts_over(&self) -> bool {
        matches!(self, Self::Reset | Self::Logout)
    }
}

impl From<Act> for Input {
    fn from(act: Act) -> Self {
        match act {
            Act::Open => Self::Opened,
            Act::Say { id, text } => Self::VisitorSent { mid: id, text },
            Act::Move { id, reference } => Self::Moved { mid: id, reference },
            Act::Retry { id, again } => Self::VisitorRetried { mid: id, again },
            Act::Cancel { id } => Self::VisitorCancelled { mid: id },
            Act::Reset => Self::StartedOver,
            Act::Renew => Self::Renewed,
            Act::Logout => Self::Left(Leaving::Logout),
            Act::Forget => Self::Left(Leaving::Forget),
            Act::Earlier => Self::EarlierRetried,
            Act::Page => Self::PageChanged,
            Act::Wake => Self::Woke,
            Act::Online => Self::WentOnline,
            Act::Offline => Self::WentOffline,
        }
    }
}
