//! The answer (seed, protocols.md 3.3): one object, in webhooks a list of them.

use serde_json::Value;

use super::replies::{Said, said};
use crate::channels::letter::{Read, Reading};

/// Reads the body of an answer with a status of success.
pub(crate) fn read(body: &[u8]) -> Read {
    let answer = match serde_json::from_slice(body) {
        Ok(Value::Array(mut answers)) if answers.len() == 1 => answers.pop().unwrap_or_default(),
        Ok(answer) => answer,
        Err(_) => return Read::Unreadable,
    };
    let Some(fields) = answer.as_object() else { return Read::Unreadable };
    if !fields.contains_key("data") {
        // Seen with statuses of failure (protocols.md 3.10); a success may be one too.
        let error = ["error", "exception"].iter().find_map(|name| fields.get(*name)?.as_str());
        return error.map_or(Read::Unreadable, |error| Read::Refused(error.to_owned()));
    }
    Read::Taken(reading(&answer))
}

/// What one object says.
pub(super) fn reading(answer: &Value) -> Reading {
    let data = answer.get("data").unwrap_or(&Value::Null);
    let flag = |value: &Value, name: &str| value.get(name).and_then(Value::as_bool).unwrap_or_default();
    let blocks_form = flag(answer, "blockForm");
    let Said { spoken, hands_over } = said(data, blocks_form);
    Reading {
        spoken,
        user: None,
        agent_name: None,
        hands_over,
        began: flag(data, "newSessionStarted"),
        ended: flag(data, "endSession"),
        question: answer.get("questionId").and_then(Value::as_str).map(str::to_owned),
    }
}
