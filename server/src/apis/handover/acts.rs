//! `POST …/handover/{conversation}/…`: what an agent does.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{FromRequest, FromRequestParts as _, Request};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};
use tokio::time::Instant;

use super::agent::AgentAt;
use super::fields::{agent, body as read_body, id, text};
use crate::app::App;
use crate::error::{ApiError, ApiResult, json as answer};
use crate::handover::Move;
use crate::store::{Held, Scope};
use crate::strict_json::Fields;
use crate::turns::{agent_says, change_hands, finish_even_if_the_caller_leaves, note_agent};

/// Somebody who may, a conversation of their bot, and an object of JSON.
pub(crate) struct Act {
    app: Arc<App>,
    scope: Scope,
    body: Value,
}

impl FromRequest<Arc<App>> for Act {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &Arc<App>) -> ApiResult<Self> {
        let (mut parts, body) = request.into_parts();
        let AgentAt { scope } = AgentAt::from_request_parts(&mut parts, app).await?;
        Self::read(app, scope, &parts.headers, body).await
    }
}

impl Act {
    /// What somebody sends who was let in, to a conversation in which they may act.
    pub(crate) async fn read(
        app: &Arc<App>,
        scope: Scope,
        headers: &HeaderMap,
        body: Body,
    ) -> ApiResult<Self> {
        let body = read_body(app, headers, body).await?;
        Ok(Self { app: Arc::clone(app), scope, body })
    }

    /// What was sent, which has these keys and no other.
    fn fields(&self, keys: &[&str]) -> ApiResult<Fields<'_>> {
        let fields = Fields::of_body(&self.body)?;
        fields.refuse_others(keys)?;
        Ok(fields)
    }

    async fn change(self, step: Move) -> ApiResult<Response> {
        finish_even_if_the_caller_leaves(change_hands(self.app, self.scope, step)).await?;
        Ok(StatusCode::NO_CONTENT.into_response())
    }

    async fn held(&self) -> ApiResult<Held> {
        self.app.store.held_one(&self.scope).await?.ok_or_else(ApiError::not_found)
    }
}

/// `…/take`: `{"agent": {"name", "avatar"?}?}`. The agent answers from now on.
pub(crate) async fn take(act: Act) -> ApiResult<Response> {
    let agent = agent(&act.fields(&["agent"])?)?;
    act.change(Move::Take(agent)).await
}

/// `…/hand-back`: the bot answers again.
pub(crate) async fn hand_back(act: Act) -> ApiResult<Response> {
    act.fields(&[])?;
    act.change(Move::HandBack).await
}

/// `…/end`: the agent says goodbye.
pub(crate) async fn end(act: Act) -> ApiResult<Response> {
    act.fields(&[])?;
    act.change(Move::End).await
}

/// `…/reply`: `{"text", "id"?}`; the same `id` again is the same message. 201 `{"id", "seq"}`.
pub(crate) async fn reply(act: Act) -> ApiResult<Response> {
    let fields = act.fields(&["text", "id"])?;
    let (text, id) = (text(&fields)?.to_owned(), id(&fields)?);
    let said = agent_says(act.app, act.scope, text, id, None);
    let placed = finish_even_if_the_caller_leaves(said).await?;
    Ok((StatusCode::CREATED, answer(&json!({"id": placed.id, "seq": placed.seq}))).into_response())
}

/// `…/typing`: `{"active": true}`; without further word it is over after some seconds.
pub(crate) async fn typing(act: Act) -> ApiResult<Response> {
    let fields = act.fields(&["active"])?;
    if fields.value("active").is_none() {
        return Err(ApiError::missing("active"));
    }
    let active = fields.flag("active")?;
    if act.held().await?.hold.agent().is_some() {
        act.app.typing.tell(&act.scope, active, Instant::now());
        act.app.hub.ring(act.scope.conversation);
    }
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// `…/read`: `{"up_to": seq}`; beyond the end it is the end, and it never goes back.
pub(crate) async fn read(act: Act) -> ApiResult<Response> {
    let fields = act.fields(&["up_to"])?;
    let up_to = fields.value("up_to").ok_or_else(|| ApiError::missing("up_to"))?;
    let up_to = up_to.as_u64().ok_or_else(|| ApiError::invalid("up_to", "be a whole number from 0"))?;
    if act.held().await?.hold.silences_bot() {
        finish_even_if_the_caller_leaves(note_agent(act.app, act.scope, up_to, up_to)).await?;
    }
    Ok(StatusCode::NO_CONTENT.into_response())
}
