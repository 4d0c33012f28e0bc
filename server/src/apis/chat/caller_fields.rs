//! What an API caller may say: every documented field (seed "Request Parameters", protocols.md 1.2).

use axum::http::HeaderMap;
use parlour_protocol::ErrorCode;
use parlour_protocol::limits::{ACTIONS_PER_MESSAGE, MESSAGE_ID_CHARS, TIMESTAMP_DIGITS, USER_ID_CHARS};
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use super::visitor_fields::unknown_module;
use crate::clock;
use crate::config::Bot;
use crate::error::{ApiError, ApiResult};
use crate::limits;
use crate::served::names::prefix_of;
use crate::strict_json::Fields;
use crate::turns::{CallerAction, CallerMessage};

/// Checks an API caller's message; unknown fields are passed over.
pub(super) fn caller_message(bot: &Bot, headers: &HeaderMap, body: &Value) -> ApiResult<CallerMessage> {
    let fields = Fields::of_body(body)?;
    let user_id = match fields.string_within("user_id", USER_ID_CHARS)? {
        Some(user_id) => user_id.to_owned(),
        None => return Err(ApiError::missing("user_id")),
    };
    if let Some(prefix) = prefix_of(&user_id) {
        let must = format!("not begin with `{prefix}`: users of another API are named so");
        return Err(ApiError::invalid("user_id", &must));
    }
    let author = match fields.string("from")? {
        None | Some("human") => "visitor",
        Some("agent") => "agent",
        Some(_) => return Err(ApiError::invalid("from", "be \"human\", or \"agent\" beside standby")),
    };
    let module = match fields.string_within("ref", limits::REF_CHARS)? {
        None | Some("") => None,
        Some(reference) => Some(bot.find(reference).ok_or_else(unknown_module)?),
    };
    let actions = actions(&fields, author)?;
    if actions.is_empty() && module.is_none() {
        return Err(ApiError::invalid("actions", "hold an action, or be empty beside a `ref`"));
    }
    fields.empty_list("attachments")?;
    Ok(CallerMessage {
        user_id,
        id: fields.string_within("id", MESSAGE_ID_CHARS)?.map(str::to_owned),
        timestamp_s: timestamp(&fields)?,
        actions,
        module,
        profile: map(&fields, "user_profile")?,
        cvars: map(&fields, "user_cvars")?,
        key: idempotency_key(headers, body)?,
    })
}

fn map(fields: &Fields<'_>, name: &str) -> ApiResult<Map<String, Value>> {
    Ok(fields.object(name)?.map(|object| object.as_map().clone()).unwrap_or_default())
}

fn actions(fields: &Fields<'_>, author: &'static str) -> ApiResult<Vec<CallerAction>> {
    let list = fields.list("actions")?.ok_or_else(|| ApiError::missing("actions"))?;
    if list.len() > ACTIONS_PER_MESSAGE {
        return Err(ApiError::invalid("actions", &format!("hold at most {ACTIONS_PER_MESSAGE} actions")));
    }
    let read = |(index, item)| {
        let action = Fields::of_value(format!("actions[{index}]"), item)?;
        let standby = match action.required_string("type")? {
            "text" => false,
            "standby" => true,
            _ => return Err(ApiError::invalid(action.path_of("type"), "be \"text\" or \"standby\"")),
        };
        if author == "agent" && !standby {
            return Err(ApiError::invalid("from", "be \"human\" where the bot is to answer"));
        }
        let text = action.required_string("text")?;
        if text.chars().count() > limits::CALLER_TEXT_CHARS {
            let sentence = format!("A text may have at most {} characters.", limits::CALLER_TEXT_CHARS);
            return Err(ApiError::of_field(ErrorCode::TextTooLong, action.path_of("text"), sentence));
        }
        Ok(CallerAction { text: text.to_owned(), author, standby })
    };
    list.iter().enumerate().map(read).collect()
}

/// Seconds since 1970. Milliseconds are refused rather than divided; a clock that runs ahead would
/// end conversations early and is held back.
fn timestamp(fields: &Fields<'_>) -> ApiResult<i64> {
    let now_s = clock::now_ms() / 1_000;
    let Some(value) = fields.value("timestamp") else { return Ok(now_s) };
    let must = "be a whole number of seconds with at most 10 digits";
    let seconds = value.as_i64().filter(|seconds| *seconds >= 0);
    let seconds = seconds.ok_or_else(|| ApiError::invalid("timestamp", must))?;
    if seconds.to_string().len() > TIMESTAMP_DIGITS {
        return Err(ApiError::invalid("timestamp", must));
    }
    Ok(seconds.min(now_s + limits::TIMESTAMP_AHEAD_SECONDS))
}

fn idempotency_key(headers: &HeaderMap, body: &Value) -> ApiResult<Option<(String, Vec<u8>)>> {
    let Some(line) = headers.get("idempotency-key") else { return Ok(None) };
    let key = line.to_str().ok().filter(|key| (1..=limits::IDEMPOTENCY_KEY_CHARS).contains(&key.len()));
    let key = key.ok_or_else(|| {
        let sentence = "The header Idempotency-Key must have 1 to 255 visible ASCII characters.";
        ApiError::of_field(ErrorCode::ParameterInvalid, "Idempotency-Key", sentence)
    })?;
    Ok(Some((key.to_owned(), Sha256::digest(body.to_string()).to_vec())))
}
