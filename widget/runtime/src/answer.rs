//! What a call brought, read from the bytes of its answer.

use parlour_core::{Answer, Call, Failure};
use parlour_protocol::{Cursor, HistoryPage};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// What was asked, as far as its answer is read by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    Session,
    Turns,
    History,
    Leave,
}

impl From<&Call> for Asked {
    fn from(call: &Call) -> Self {
        match call {
            Call::StartSession { .. } => Self::Session,
            Call::SendMessage { .. } => Self::Turns,
            Call::ReadHistory { .. } | Call::ReadEarlier { .. } => Self::History,
            Call::Leave { .. } => Self::Leave,
        }
    }
}

/// An error body, as much of it as is there.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Refusal {
    code: String,
    error: String,
}

#[derive(Deserialize)]
struct Page {
    epoch: String,
    items: Vec<Value>,
    cursor: Cursor,
    has_more: bool,
    #[serde(default)]
    statuses: Vec<Value>,
    #[serde(default)]
    states: u64,
}

/// Reads an answer. `status` 0: none came.
pub(crate) fn answer(
    asked: Asked,
    status: u16,
    body: &str,
    retry_after_ms: Option<u64>,
) -> Result<Answer, Failure> {
    match status {
        0 => return Err(Failure::NoAnswer),
        200..=299 => {}
        _ => {
            let Refusal { code, error } = serde_json::from_str(body).unwrap_or_default();
            return Err(Failure::Refused { status, code, sentence: error, retry_after_ms });
        }
    }
    let read = match asked {
        Asked::Leave => return Ok(Answer::Left),
        Asked::Session => serde_json::from_str(body).map(Answer::Session),
        Asked::Turns => serde_json::from_str(body).map(Answer::Turns),
        Asked::History => serde_json::from_str(body).map(|page| Answer::History(tolerant(page))),
    };
    read.map_err(|_| Failure::Unreadable)
}

/// Servers are upgraded before their callers are: an event of a later version is left out, the rest is read.
fn tolerant(page: Page) -> HistoryPage {
    HistoryPage {
        epoch: page.epoch,
        items: readable(page.items),
        cursor: page.cursor,
        has_more: page.has_more,
        statuses: readable(page.statuses),
        states: page.states,
    }
}

fn readable<T: DeserializeOwned>(items: Vec<Value>) -> Vec<T> {
    items.into_iter().filter_map(|item| serde_json::from_value(item).ok()).collect()
}
