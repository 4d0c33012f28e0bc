//! `GET /tester/api/bots/{bot}/conversations/{id}`: where a conversation stands, and how it came there.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use serde_json::{Value, json};

use super::builder::BuilderAt;
use super::trails::trails;
use crate::app::App;
use crate::error::{ApiError, ApiResult, json as answer};
use crate::limits::{TOLD_TURN_ROWS, TOLD_TURNS};

/// Of any conversation of the bot, a visitor's too. A bot that lives elsewhere has a `state` of null.
///
/// # Errors
/// `not_found` for one the bot has not, and for one whose visitor was forgotten.
pub(crate) async fn conversation(State(app): State<Arc<App>>, builder: BuilderAt) -> ApiResult<Response> {
    let BuilderAt { who, bot, scope } = builder;
    let mut talk = app.store.talk(&scope).await?.ok_or_else(ApiError::not_found)?;
    let rows = app.store.turn_rows(&scope, TOLD_TURN_ROWS).await?;
    let is_cut = rows.len() >= usize::try_from(TOLD_TURN_ROWS).unwrap_or(usize::MAX);
    let turns = trails(&rows);
    // Of the first one there may be more rows.
    let passed = turns.len().saturating_sub(TOLD_TURNS).max(usize::from(is_cut));
    let turns: Vec<Value> =
        turns.iter().skip(passed).map(|(mid, trail)| json!({ "mid": mid, "trail": trail })).collect();
    let (account, conversation) = (who.key(), scope.conversation);
    tracing::info!(account, bot = scope.bot, conversation, "a conversation was looked at in the tester");
    let state = match bot.flow_bot() {
        Some(_) => serde_json::from_str(&talk.state).unwrap_or_default(),
        None => Value::Null,
    };
    let host = talk.meta.remove("web").unwrap_or_else(|| json!({}));
    Ok(answer(&json!({
        "state": state,
        "profile": talk.meta,
        "host": host,
        "handover": talk.hold.state(),
        "is_test": talk.is_test,
        "turns": turns,
    })))
}
