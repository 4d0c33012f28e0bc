//! The answer (seed, protocols.md 2.1 and 2.4): the message is queued, or why not.

use serde_json::Value;

use crate::channels::letter::{Read, Reading};

/// Reads the body of an answer with a status of success.
pub(crate) fn read(body: &[u8]) -> Read {
    let Ok(answer) = serde_json::from_slice::<Value>(body) else { return Read::Unreadable };
    let Some(fields) = answer.as_object() else { return Read::Unreadable };
    if fields.get("success") == Some(&Value::Bool(true)) {
        let user = fields.get("userID").and_then(Value::as_u64).map(|user| user.to_string());
        return Read::Taken(Reading { user, ..Reading::default() });
    }
    let error = match fields.get("error") {
        Some(Value::String(error)) => error.clone(),
        Some(Value::Object(error)) => {
            error.get("message").and_then(Value::as_str).unwrap_or_default().to_owned()
        }
        _ if fields.get("success") == Some(&Value::Bool(false)) => String::new(),
        _ => return Read::Unreadable,
    };
    Read::Refused(error)
}
