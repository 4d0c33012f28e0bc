//! One line of the conversation, as the caller sees it.

use parlour_core::{Content, Delivery, Entry, Notice};
use parlour_protocol::{Action, AgentCard, Author};
use serde::Serialize;

/// What somebody said, or what the runtime says for itself.
#[derive(Debug, PartialEq, Serialize)]
pub(crate) struct Line<'a> {
    /// Stays when the line changes.
    key: u64,
    /// Place in the conversation's log.
    seq: Option<u64>,
    /// Milliseconds since 1970.
    at: u64,
    author: &'static str,
    /// What can be read of it.
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    action: Option<&'a Action>,
    #[serde(skip_serializing_if = "Option::is_none")]
    agent: Option<&'a AgentCard>,
    /// BCP 47 tag of what it says.
    #[serde(skip_serializing_if = "Option::is_none")]
    lang: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    notice: Option<&'static str>,
}

/// `seq`: the entry's place in the log, if it has one.
pub(crate) fn line(entry: &Entry, seq: Option<u64>) -> Line<'_> {
    let bare = Line {
        key: entry.key.0,
        seq,
        at: entry.at,
        author: "system",
        text: String::new(),
        id: None,
        state: None,
        reason: None,
        action: None,
        agent: None,
        lang: None,
        notice: None,
    };
    match &entry.content {
        Content::Visitor { mid, text, delivery } => Line {
            author: "visitor",
            text: text.clone(),
            id: Some(mid),
            state: Some(delivery.as_str()),
            reason: reason(*delivery),
            ..bare
        },
        Content::Received { author: from, action, agent, lang } => Line {
            author: author(*from),
            text: action.readable(),
            action: Some(action),
            agent: agent.as_ref(),
            lang: lang.as_deref(),
            ..bare
        },
        Content::Notice(what) => {
            let (word, name) = notice(what);
            // A notice stands after an event, and is none.
            Line { seq: None, text: name, notice: Some(word), ..bare }
        }
    }
}

fn author(author: Author) -> &'static str {
    match author {
        Author::Visitor => "visitor",
        Author::Bot => "bot",
        Author::Agent => "agent",
        Author::System => "system",
    }
}

/// The code of the error with which a `send` ends.
pub(crate) fn reason(delivery: Delivery) -> Option<&'static str> {
    match delivery {
        Delivery::Failed(reason) => Some(reason.code()),
        _ => None,
    }
}

/// Its word, and whom it is about.
fn notice(notice: &Notice) -> (&'static str, String) {
    match notice {
        Notice::Unreadable => ("unreadable", String::new()),
        Notice::Unavailable => ("unavailable", String::new()),
        Notice::Unidentified => ("unidentified", String::new()),
        Notice::Reset => ("reset", String::new()),
        Notice::Joined(name) => ("joined", name.clone()),
        Notice::Left(name) => ("left", name.clone()),
        Notice::Ended => ("ended", String::new()),
        Notice::NotKept => ("not_kept", String::new()),
    }
}
