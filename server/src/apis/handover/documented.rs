//! The vendor's own paths (protocols.md 1.4.1): `GET` starts a handover, `POST` is what the agent sends.
//! Their bodies are not public; ours are PROPOSED.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde_json::json;

use super::agent::Agent;
use super::fields::{agent, body as read_body, id, text};
use super::shown::shown;
use crate::app::App;
use crate::error::{ApiError, ApiResult, json as answer};
use crate::limits::HANDOVER_USER_CHARS;
use crate::strict_json::Fields;
use crate::turns::{agent_says, ask_for_a_person, finish_even_if_the_caller_leaves};

/// The bot is silent in the newest conversation of this user from now on.
pub(crate) async fn start(
    State(app): State<Arc<App>>,
    Agent { bot }: Agent,
    Path((_, user)): Path<(String, String)>,
) -> ApiResult<Response> {
    let asked = ask_for_a_person(Arc::clone(&app), bot.key(), known(user)?);
    let scope = finish_even_if_the_caller_leaves(asked).await?;
    let held = app.store.held_one(&scope).await?.ok_or_else(ApiError::not_found)?;
    Ok(answer(&json!({"error": null, "message": shown(&held, None)})))
}

/// `{"text", "id"?, "agent"?}`: the agent takes the conversation, unless one has it, and says this.
pub(crate) async fn send(
    State(app): State<Arc<App>>,
    Agent { bot }: Agent,
    Path((_, user)): Path<(String, String)>,
    headers: HeaderMap,
    body: Body,
) -> ApiResult<Response> {
    let body = read_body(&app, &headers, body).await?;
    let fields = Fields::of_body(&body)?;
    fields.refuse_others(&["text", "id", "agent"])?;
    let (text, id, agent) = (text(&fields)?.to_owned(), id(&fields)?, agent(&fields)?);
    let scope = app.store.newest_scope(&bot.key(), &known(user)?).await?.ok_or_else(ApiError::not_found)?;
    let said = agent_says(app, scope, text, id, Some(agent));
    let placed = finish_even_if_the_caller_leaves(said).await?;
    let body = json!({"error": null, "message": {"id": placed.id, "seq": placed.seq}});
    Ok((StatusCode::CREATED, answer(&body)).into_response())
}

/// The empty user is nobody.
fn known(user: String) -> ApiResult<String> {
    let is_name = !user.is_empty() && user.chars().count() <= HANDOVER_USER_CHARS;
    if is_name { Ok(user) } else { Err(ApiError::not_found()) }
}
