//! What a visitor may say, field by field (server.md §3.1).

use parlour_engine::ModuleId;
use parlour_protocol::ErrorCode;
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::profile_fields::{profile, refuse_large};
use crate::config::Bot;
use crate::error::{ApiError, ApiResult};
use crate::limits::{self, Limits};
use crate::strict_json::Fields;
use crate::turns::VisitorMessage;
use crate::uploads::is_id;

const FIELDS: [&str; 7] = ["id", "actions", "ref", "user_profile", "user_cvars", "attachments", "from"];

/// Checks a visitor's message.
pub(super) fn visitor_message(bot: &Bot, limits: &Limits, body: &Value) -> ApiResult<VisitorMessage> {
    let fields = Fields::of_body(body)?;
    fields.refuse_others(&FIELDS)?;
    if fields.string("from")?.is_some_and(|from| from != "human") {
        return Err(ApiError::refused("from"));
    }
    let mid = fields.required_string("id")?;
    if !is_mid(mid) {
        return Err(ApiError::invalid("id", "be a UUID"));
    }
    let text = text(&fields, limits)?;
    let module = module(bot, &fields)?;
    if bot.upload_types.is_none() {
        fields.empty_list("attachments")?;
    }
    let attachments = attachments(&fields, limits)?;
    if text.is_none() && module.is_none() && attachments.is_empty() {
        return Err(ApiError::invalid(
            "actions",
            "hold one action, or be empty beside a `ref` or `attachments`",
        ));
    }
    let profile = profile(&fields)?;
    let cvars = cvars(bot, &fields)?;
    let reference = fields.string("ref")?.unwrap_or_default();
    Ok(VisitorMessage {
        fingerprint: fingerprint(text, reference, &attachments),
        mid: mid.to_owned(),
        text: text.map(str::to_owned),
        attachments,
        module,
        profile,
        cvars,
    })
}

/// Whether it may name a message: a UUID with its hyphens.
pub(crate) fn is_mid(text: &str) -> bool {
    text.len() == 36 && Uuid::try_parse(text).is_ok()
}

/// Hash of what must be the same when a message comes again.
pub(crate) fn fingerprint(text: Option<&str>, reference: &str, attachments: &[String]) -> Vec<u8> {
    let mut sameness = serde_json::json!({"text": text, "ref": reference});
    // Left out where there are none: messages of earlier versions stay what they were.
    if let Some(map) = sameness.as_object_mut().filter(|_| !attachments.is_empty()) {
        map.insert("attachments".to_owned(), attachments.into());
    }
    Sha256::digest(sameness.to_string()).to_vec()
}

/// The module of a visitor's `ref`: the starting one, or one its owner lists.
pub(super) fn module(bot: &Bot, fields: &Fields<'_>) -> ApiResult<Option<ModuleId>> {
    let reference = fields.string_within("ref", limits::REF_CHARS)?.unwrap_or_default();
    if reference.is_empty() {
        return Ok(None);
    }
    bot.find_for_visitor(reference).map(Some).ok_or_else(unknown_module)
}

/// A `ref` that leads nowhere the caller may go.
pub(super) fn unknown_module() -> ApiError {
    ApiError::of_field(ErrorCode::UnknownModule, "ref", "The field `ref` names no module of this bot.")
}

/// The one text, or nothing if `actions` is empty.
fn text<'a>(fields: &Fields<'a>, limits: &Limits) -> ApiResult<Option<&'a str>> {
    let actions = fields.list("actions")?.ok_or_else(|| ApiError::missing("actions"))?;
    let action = match actions {
        [] => return Ok(None),
        [action] => Fields::of_value("actions[0]", action)?,
        _ => return Err(ApiError::invalid("actions", "hold one action")),
    };
    if action.required_string("type")? != "text" {
        return Err(ApiError::refused("actions[0].type"));
    }
    action.refuse_others(&["type", "text"])?;
    let text = action.required_string("text")?;
    if text.chars().count() > limits.text_chars {
        let sentence = format!("A message may have at most {} characters.", limits.text_chars);
        return Err(ApiError::of_field(ErrorCode::TextTooLong, "actions[0].text", sentence));
    }
    if text.trim().is_empty() {
        return Err(ApiError::invalid("actions[0].text", "say something"));
    }
    Ok(Some(text))
}

/// Ids of files, each once; whose they are is found out where nothing can come between.
fn attachments(fields: &Fields<'_>, limits: &Limits) -> ApiResult<Vec<String>> {
    let list = fields.list("attachments")?.unwrap_or_default();
    if list.len() > limits.uploads_per_message {
        let must = format!("hold at most {} files", limits.uploads_per_message);
        return Err(ApiError::invalid("attachments", &must));
    }
    let mut ids: Vec<String> = Vec::with_capacity(list.len());
    for (index, item) in list.iter().enumerate() {
        let id = item.as_str().filter(|id| is_id(id) && !ids.iter().any(|known| known == id));
        let must = "be the id of a file, and stand there once";
        ids.push(id.ok_or_else(|| ApiError::invalid(format!("attachments[{index}]"), must))?.to_owned());
    }
    Ok(ids)
}

fn cvars(bot: &Bot, fields: &Fields<'_>) -> ApiResult<Map<String, Value>> {
    let Some(cvars) = fields.object("user_cvars")? else { return Ok(Map::new()) };
    let listed: Vec<&str> = bot.variables.iter().map(String::as_str).collect();
    cvars.refuse_others(&listed)?;
    refuse_large(&cvars, "user_cvars")?;
    Ok(cvars.as_map().clone())
}
