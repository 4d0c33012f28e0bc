//! `GET …/handover/` and `GET …/handover/{conversation}`: what an agent sees.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use parlour_protocol::StoredEvent;
use parlour_protocol::limits::HISTORY_PAGE;
use serde_json::{Value, json};

use super::agent::{Agent, AgentAt};
use crate::apis::chat::after_parameter;
use crate::app::App;
use crate::clock;
use crate::error::{ApiError, ApiResult, json as answer};
use crate::handover::Hold;
use crate::store::Held;
use crate::turns::{finish_even_if_the_caller_leaves, note_agent};

/// The bot's conversations that wait for a person or have one, the longest waiting first.
pub(crate) async fn list(State(app): State<Arc<App>>, Agent { bot }: Agent) -> ApiResult<Response> {
    let held = app.store.held(&bot.key()).await?;
    let mut place = 0_u32;
    let rows = held.iter().map(|held| {
        let is_waiting = held.hold == Hold::Waiting;
        place = place.saturating_add(u32::from(is_waiting));
        shown(held, is_waiting.then_some(place))
    });
    let rows: Vec<Value> = rows.collect();
    Ok(answer(&json!({ "conversations": rows })))
}

/// A conversation that a person was asked for, has, or had last: its newest events, or those `?after=`
/// a `seq`. What is fetched while a person holds it counts as delivered.
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    AgentAt { scope }: AgentAt,
    RawQuery(query): RawQuery,
) -> ApiResult<Response> {
    let after = after_parameter(query.as_deref())?;
    let held = app.store.held_one(&scope).await?.ok_or_else(ApiError::not_found)?;
    if held.hold == Hold::Bot {
        // Between a visitor and the bot there is nobody to look.
        return Err(ApiError::not_found());
    }
    let mut items = match after {
        Some(after) => app.store.events_after(&scope, after, HISTORY_PAGE).await?,
        None => app.store.events_before(&scope, u64::MAX, HISTORY_PAGE).await?,
    };
    let now = clock::now_ms();
    for event in &mut items {
        app.uploads.show(&scope.bot, event, now);
    }
    if let Some(last) = items.last().map(StoredEvent::seq)
        && held.hold.silences_bot()
    {
        finish_even_if_the_caller_leaves(note_agent(Arc::clone(&app), scope, last, 0)).await?;
    }
    Ok(answer(&json!({ "conversation": shown(&held, None), "items": items })))
}

pub(super) fn shown(held: &Held, queue: Option<u32>) -> Value {
    json!({
        "conversation_id": held.conversation,
        "state": held.hold.state(),
        "queue": queue,
        "agent": held.hold.agent(),
        "asked_at": clock::rfc3339(held.asked_ms),
        "last_seq": held.last_seq,
        "read_up_to": held.agent_read,
        "locale": held.locale,
        "verified": held.vouched,
    })
}
