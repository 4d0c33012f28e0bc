//! English.

use parlour_core::{Connection, Delivery, Notice, Reason};

pub(crate) const TITLE: &str = "Chat";
pub(crate) const CLOSE: &str = "Close chat";
pub(crate) const CONVERSATION: &str = "Conversation";
pub(crate) const SUGGESTED_REPLIES: &str = "Suggested replies";
pub(crate) const MESSAGE: &str = "Message";
pub(crate) const WRITE: &str = "Write a message…";
pub(crate) const SEND: &str = "Send message";
pub(crate) const YOU: &str = "You:";
pub(crate) const AGENT: &str = "Agent:";
pub(crate) const IS_TYPING: &str = " is typing";
pub(crate) const CHARACTERS_LEFT: &str = " characters left";
pub(crate) const CHARACTERS_OVER: &str = " characters too many";
pub(crate) const TRY_AGAIN: &str = "Try again";
pub(crate) const DISCARD: &str = "Discard";
pub(crate) const UNDRAWABLE: &str = "This message cannot be shown here.";

/// The word beside the dot in the header.
pub(crate) fn connection(state: Connection) -> &'static str {
    match state {
        Connection::Online => "Online",
        Connection::Idle | Connection::Connecting => "Connecting…",
        Connection::Offline => "Offline",
        Connection::Refused => "Not available",
        Connection::Delayed => "Reconnecting…",
    }
}

/// The line above the composer; `None` while nothing is wrong.
pub(crate) fn trouble(state: Connection) -> Option<&'static str> {
    match state {
        // Of a refusal the transcript speaks.
        Connection::Idle | Connection::Online | Connection::Connecting | Connection::Refused => None,
        Connection::Offline => {
            Some("You are offline. Your messages are kept and sent as soon as the network is back.")
        }
        Connection::Delayed => {
            Some("The chat is slow to answer. Your messages are kept and sent as soon as it does.")
        }
    }
}

/// How far a message has come.
pub(crate) fn delivery(state: Delivery) -> &'static str {
    match state {
        Delivery::Queued => "Waiting to be sent",
        Delivery::Sending => "Sending…",
        Delivery::Sent => "Sent",
        Delivery::Unknown => "It is not certain that this arrived.",
        Delivery::Failed(Reason::Refused) => "Not sent: the chat did not accept this message.",
        Delivery::Failed(Reason::TooLong) => "Not sent: this message is too long.",
        Delivery::Failed(Reason::NoSession) => "Not sent: the chat could not be reached.",
        Delivery::Failed(Reason::BotFailed) => "Not answered: something went wrong on the other side.",
    }
}

/// What the widget says in the transcript.
pub(crate) fn notice(notice: Notice) -> &'static str {
    match notice {
        Notice::Unreadable => "Something arrived that this version of the chat cannot show.",
        Notice::Unavailable => "This chat is not available right now. Please try again later.",
        Notice::Reset => "The conversation was loaded again.",
    }
}
