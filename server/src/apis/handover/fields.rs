//! What an agent sends, field by field.

use axum::body::Body;
use axum::http::HeaderMap;
use parlour_protocol::limits::MESSAGE_ID_CHARS;
use parlour_protocol::{AgentCard, ErrorCode};
use serde_json::Value;

use crate::apis::chat::require_json;
use crate::app::App;
use crate::error::{ApiError, ApiResult};
use crate::limits::{AGENT_AVATAR_CHARS, AGENT_NAME_CHARS, AGENT_TEXT_CHARS};
use crate::strict_json::Fields;

/// A body of JSON, always: a form of another page cannot send it.
pub(super) async fn body(app: &App, headers: &HeaderMap, body: Body) -> ApiResult<Value> {
    require_json(app, headers, body, app.config.limits.body).await
}

/// `{"agent": {"name", "avatar"?}}`; without it, an agent without a name of their own.
pub(super) fn agent(fields: &Fields<'_>) -> ApiResult<AgentCard> {
    let Some(agent) = fields.object("agent")? else {
        return Ok(AgentCard { name: "Agent".to_owned(), avatar: None });
    };
    agent.refuse_others(&["name", "avatar"])?;
    let name = agent.required_string("name")?.trim();
    let is_shown = |letter: char| !letter.is_control();
    if name.is_empty() || name.chars().count() > AGENT_NAME_CHARS || !name.chars().all(is_shown) {
        let must = format!("have 1 to {AGENT_NAME_CHARS} characters");
        return Err(ApiError::invalid(agent.path_of("name"), &must));
    }
    let avatar = agent.string_within("avatar", AGENT_AVATAR_CHARS)?.filter(|avatar| !avatar.is_empty());
    let is_web = |address: &str| {
        ["https://", "http://"].iter().any(|scheme| address.starts_with(scheme))
            && !address.contains(|letter: char| letter.is_control() || letter.is_whitespace())
    };
    if avatar.is_some_and(|avatar| !is_web(avatar)) {
        return Err(ApiError::invalid(agent.path_of("avatar"), "be an address with http: or https:"));
    }
    Ok(AgentCard { name: name.to_owned(), avatar: avatar.map(str::to_owned) })
}

/// What the agent says.
pub(super) fn text<'a>(fields: &Fields<'a>) -> ApiResult<&'a str> {
    let text = fields.required_string("text")?;
    if text.chars().count() > AGENT_TEXT_CHARS {
        let sentence = format!("A message may have at most {AGENT_TEXT_CHARS} characters.");
        return Err(ApiError::of_field(ErrorCode::TextTooLong, "text", sentence));
    }
    if text.trim().is_empty() {
        return Err(ApiError::invalid("text", "say something"));
    }
    Ok(text)
}

/// The agent's own id of the message.
pub(super) fn id(fields: &Fields<'_>) -> ApiResult<Option<String>> {
    let id = fields.string_within("id", MESSAGE_ID_CHARS)?;
    Ok(id.filter(|id| !id.is_empty()).map(str::to_owned))
}
