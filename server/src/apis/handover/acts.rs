//! `POST …/handover/{conversation}/…`: what an agent does.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde_json::json;
use tokio::time::Instant;

use super::agent::AgentAt;
use super::fields::{agent, body as read_body, id, text};
use crate::app::App;
use crate::error::{ApiError, ApiResult, json as answer};
use crate::handover::Move;
use crate::store::Scope;
use crate::strict_json::Fields;
use crate::turns::{agent_says, change_hands, finish_even_if_the_caller_leaves, note_agent};

/// `…/take`: `{"agent": {"name", "avatar"?}?}`. The agent answers from now on.
pub(crate) async fn take(
    State(app): State<Arc<App>>,
    AgentAt { scope }: AgentAt,
    headers: HeaderMap,
    body: Body,
) -> ApiResult<Response> {
    let body = read_body(&app, &headers, body).await?;
    let fields = Fields::of_body(&body)?;
    fields.refuse_others(&["agent"])?;
    change(app, scope, Move::Take(agent(&fields)?)).await
}

/// `…/hand-back`: the bot answers again.
pub(crate) async fn hand_back(
    State(app): State<Arc<App>>,
    AgentAt { scope }: AgentAt,
    headers: HeaderMap,
    body: Body,
) -> ApiResult<Response> {
    nothing(&app, &headers, body).await?;
    change(app, scope, Move::HandBack).await
}

/// `…/end`: the agent says goodbye.
pub(crate) async fn end(
    State(app): State<Arc<App>>,
    AgentAt { scope }: AgentAt,
    headers: HeaderMap,
    body: Body,
) -> ApiResult<Response> {
    nothing(&app, &headers, body).await?;
    change(app, scope, Move::End).await
}

/// `…/reply`: `{"text", "id"?}`; the same `id` again is the same message. 201 `{"id", "seq"}`.
pub(crate) async fn reply(
    State(app): State<Arc<App>>,
    AgentAt { scope }: AgentAt,
    headers: HeaderMap,
    body: Body,
) -> ApiResult<Response> {
    let body = read_body(&app, &headers, body).await?;
    let fields = Fields::of_body(&body)?;
    fields.refuse_others(&["text", "id"])?;
    let said = agent_says(app, scope, text(&fields)?.to_owned(), id(&fields)?, None);
    let placed = finish_even_if_the_caller_leaves(said).await?;
    Ok((StatusCode::CREATED, answer(&json!({"id": placed.id, "seq": placed.seq}))).into_response())
}

/// `…/typing`: `{"active": true}`; without further word it is over after some seconds.
pub(crate) async fn typing(
    State(app): State<Arc<App>>,
    AgentAt { scope }: AgentAt,
    headers: HeaderMap,
    body: Body,
) -> ApiResult<Response> {
    let body = read_body(&app, &headers, body).await?;
    let fields = Fields::of_body(&body)?;
    fields.refuse_others(&["active"])?;
    if fields.value("active").is_none() {
        return Err(ApiError::missing("active"));
    }
    let active = fields.flag("active")?;
    let held = app.store.held_one(&scope).await?.ok_or_else(ApiError::not_found)?;
    if held.hold.agent().is_some() {
        app.typing.tell(&scope, active, Instant::now());
        app.hub.ring(scope.conversation);
    }
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// `…/read`: `{"up_to": seq}`; beyond the end it is the end, and it never goes back.
pub(crate) async fn read(
    State(app): State<Arc<App>>,
    AgentAt { scope }: AgentAt,
    headers: HeaderMap,
    body: Body,
) -> ApiResult<Response> {
    let body = read_body(&app, &headers, body).await?;
    let fields = Fields::of_body(&body)?;
    fields.refuse_others(&["up_to"])?;
    let up_to = fields.value("up_to").ok_or_else(|| ApiError::missing("up_to"))?;
    let up_to = up_to.as_u64().ok_or_else(|| ApiError::invalid("up_to", "be a whole number from 0"))?;
    let held = app.store.held_one(&scope).await?.ok_or_else(ApiError::not_found)?;
    if held.hold.silences_bot() {
        finish_even_if_the_caller_leaves(note_agent(app, scope, up_to, up_to)).await?;
    }
    Ok(StatusCode::NO_CONTENT.into_response())
}

async fn nothing(app: &App, headers: &HeaderMap, body: Body) -> ApiResult<()> {
    let body = read_body(app, headers, body).await?;
    Fields::of_body(&body)?.refuse_others(&[])
}

async fn change(app: Arc<App>, scope: Scope, step: Move) -> ApiResult<Response> {
    finish_even_if_the_caller_leaves(change_hands(app, scope, step)).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
