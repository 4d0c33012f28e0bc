//! What is to be done, in the order given.

use parlour_core::{Call, Effect, Method, Token};
use serde::Serialize;

/// One thing for the shell to do.
#[derive(Debug, PartialEq, Serialize)]
#[serde(tag = "do", rename_all = "camelCase")]
pub(crate) enum Task {
    /// Make a call and report its answer, always exactly once.
    #[serde(rename_all = "camelCase")]
    Call {
        ticket: u32,
        method: &'static str,
        path: String,
        /// Goes into `Authorization: Bearer`.
        #[serde(skip_serializing_if = "Option::is_none")]
        token: Option<Token>,
        #[serde(skip_serializing_if = "Option::is_none")]
        body: Option<String>,
        /// What the caller may add to the body of its own.
        carries: Carries,
        /// Whether the body is to tell the page, where there is one.
        #[serde(skip_serializing_if = "core::ops::Not::not")]
        tells_page: bool,
    },
    /// Open the event stream and report its pieces and its end.
    Stream { ticket: u32, path: String, token: Token },
    /// Give the stream up; nothing more is reported for it.
    End { ticket: u32 },
    /// Store this text in place of what is stored. Precedes the call that depends on it.
    Store { saved: String },
    /// Report `wake` at this time; replaces the earlier request.
    Wake { at: u64 },
    /// Forget everything that was stored.
    Wipe,
    /// The deletion has come to its end.
    #[serde(rename_all = "camelCase")]
    Forgot { is_done: bool },
}

/// What of the caller's own goes with a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Carries {
    Nothing,
    Profile,
    Everything,
}

/// `None` for what is said to a screen reader, as there is no screen, and for rows, which are part of the one text.
pub(crate) fn task(bot: &str, effect: Effect) -> Option<Task> {
    Some(match effect {
        Effect::Call { ticket, call } => called(bot, ticket.0, &call),
        Effect::OpenStream { ticket, token, after } => {
            Task::Stream { ticket: ticket.0, path: parlour_core::stream_path(bot, &after), token }
        }
        Effect::CloseStream { ticket } => Task::End { ticket: ticket.0 },
        Effect::Persist(saved) => Task::Store { saved: json(&saved) },
        Effect::Wake { at } => Task::Wake { at },
        Effect::Wipe => Task::Wipe,
        Effect::Forgot { is_done } => Task::Forgot { is_done },
        Effect::Announce { .. } | Effect::Keep { .. } | Effect::Drop { .. } | Effect::ReadRows => {
            return None;
        }
    })
}

fn called(bot: &str, ticket: u32, call: &Call) -> Task {
    let request = call.request(bot);
    let method = match request.method {
        Method::Get => "GET",
        Method::Post => "POST",
        Method::Delete => "DELETE",
    };
    let (body, carries, tells_page) = match call {
        Call::StartSession { body, tells_page, .. } => (Some(json(body)), Carries::Profile, *tells_page),
        Call::SendMessage { body, tells_page, .. } => (Some(json(body)), Carries::Everything, *tells_page),
        Call::ReadHistory { .. } | Call::ReadEarlier { .. } | Call::Leave { .. } => {
            (None, Carries::Nothing, false)
        }
    };
    Task::Call { ticket, method, path: request.path, token: request.bearer, body, carries, tells_page }
}

/// Types of ours with texts for keys: writing them does not fail.
pub(crate) fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
