//! Whether the server lives, and whether it can take work.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use serde_json::json;

use crate::app::App;
use crate::config::Bot;
use crate::error::{ApiError, ApiResult, json as answer};

/// `GET /livez`: the process answers.
pub(crate) async fn livez() -> Response {
    answer(&json!({"status": "ok"}))
}

/// `GET /readyz`: the store takes writes and the server is not stopping. Tells which state of each flow
/// is live.
pub(crate) async fn readyz(State(app): State<Arc<App>>) -> ApiResult<Response> {
    if *app.draining().borrow() || !app.store.takes_writes().await {
        return Err(ApiError::unavailable());
    }
    let flow = |bot: &Arc<Bot>| Some(json!({"bot": bot.key(), "version": bot.flow_bot()?.version}));
    let flows: Vec<_> = app.bots.all().iter().filter_map(flow).collect();
    Ok(answer(&json!({"status": "ok", "flows": flows})))
}
