//! A message's fields (seed "Sending API Messages"). Those the seed does not name are passed over.

use serde_json::Value;

use super::attachments::{Attachment, attachments};
use super::refusal::Refusal;
use crate::limits::CALLER_TEXT_CHARS;
use crate::strict_json::Fields;

/// The greatest number that is exact in JavaScript.
const EXACT: i64 = (1 << 53) - 1;

/// What is said, checked.
#[derive(Debug)]
pub(super) struct Said {
    pub(super) message: String,
    pub(super) user: Option<i64>,
    pub(super) attachments: Vec<Attachment>,
}

/// What names the channel, and what proves who asks.
pub(super) fn credentials<'a>(fields: &Fields<'a>) -> Result<(&'a str, &'a str), Refusal> {
    Ok((required(fields, "channelID")?, required(fields, "token")?))
}

pub(super) fn said(fields: &Fields<'_>) -> Result<Said, Refusal> {
    let attachments = attachments(fields)?;
    let message = match fields.value("message") {
        None => return Err(Refusal::of("message is required")),
        Some(Value::String(message)) => message,
        Some(_) => return Err(Refusal::of("message must be a string")),
    };
    if message.trim().is_empty() && attachments.is_empty() {
        return Err(Refusal::of("message is required"));
    }
    if message.chars().count() > CALLER_TEXT_CHARS {
        return Err(Refusal::of(format!("message may have at most {CALLER_TEXT_CHARS} characters")));
    }
    let user = match fields.value("userID") {
        None => None,
        Some(number) => match number.as_i64().filter(|user| (1..=EXACT).contains(user)) {
            Some(user) => Some(user),
            None => return Err(Refusal::of(format!("userID must be a whole number from 1 to {EXACT}"))),
        },
    };
    let message = if message.trim().is_empty() { String::new() } else { message.clone() };
    Ok(Said { message, user, attachments })
}

fn required<'a>(fields: &Fields<'a>, name: &str) -> Result<&'a str, Refusal> {
    match fields.value(name) {
        Some(Value::String(text)) if !text.is_empty() => Ok(text),
        Some(Value::String(_)) | None => Err(Refusal::of(format!("{name} is required"))),
        Some(_) => Err(Refusal::of(format!("{name} must be a string"))),
    }
}
