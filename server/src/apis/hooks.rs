//! `POST /hooks/{bot}/{secret}`: what a bot that lives elsewhere sends by itself.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use parlour_protocol::ErrorCode;
use serde_json::json;

use crate::apis::chat::read_bytes;
use crate::app::App;
use crate::channels::{HookFault, hooks};
use crate::config::Upstream;
use crate::error::{ApiError, ApiResult, json as answer};
use crate::hooks::settle;
use crate::limits::HOOK_KEYS;
use crate::strict_json::{self, Bounds};
use crate::token::TokenHash;
use crate::turns::{finish_even_if_the_caller_leaves, take_hooks};

/// 200 means stored: also for an event that was stored before, and for one whose user nobody knows. The
/// wrong secret, bot or channel are all not found.
pub(crate) async fn hook(
    State(app): State<Arc<App>>,
    Path((bot, secret)): Path<(String, String)>,
    headers: HeaderMap,
    body: Body,
) -> ApiResult<Response> {
    let bot = app.bots.by_key(&bot).ok_or_else(ApiError::not_found)?;
    let upstream = bot.upstream().filter(|upstream| opens(upstream, &secret)).cloned();
    let upstream = upstream.ok_or_else(ApiError::not_found)?;
    let body = read_bytes(&headers, body, app.config.limits.hook_body).await?;
    let bounds = Bounds { depth: app.config.limits.json_depth, keys: HOOK_KEYS };
    let events = hooks(&upstream, &strict_json::read(&body, bounds)?).map_err(|fault| match fault {
        HookFault::Malformed => {
            ApiError::new(ErrorCode::FieldInvalid, "The body is no event of this channel's API.")
        }
        HookFault::Foreign => ApiError::not_found(),
    })?;
    let stored = take_hooks(Arc::clone(&app), bot, events);
    for scope in finish_even_if_the_caller_leaves(stored).await? {
        settle(Arc::clone(&app), scope);
    }
    Ok(answer(&json!({"ok": true})))
}

/// Looks at every secret there is, so that the time tells nothing.
fn opens(upstream: &Upstream, secret: &str) -> bool {
    let presented = TokenHash::of(secret);
    upstream.hooks.iter().fold(false, |opens, hook| hook.matches(&presented) | opens)
}
