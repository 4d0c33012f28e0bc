//! `POST /tester/api/pass`: what makes tests of the conversations that are begun with it.

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::json;

use super::builder::Builder;
use crate::apis::door::refuse_other_pages;
use crate::app::App;
use crate::clock;
use crate::error::{ApiError, ApiResult, json as answer};
use crate::token::{TokenHash, mint};

/// A pass for the builder's bots. It opens nothing: a session begins as it does without one.
///
/// # Errors
/// `origin_refused` for another page.
pub(crate) async fn pass(
    State(app): State<Arc<App>>,
    builder: Builder,
    headers: HeaderMap,
) -> ApiResult<Response> {
    refuse_other_pages(&app, &headers)?;
    let pass = mint().ok_or_else(ApiError::internal)?;
    tracing::info!(account = builder.who.key(), "a pass for tests was made");
    let until_ms = app.passes.lend(TokenHash::of(&pass), builder.who, clock::now_ms());
    Ok(answer(&json!({ "pass": pass, "expires_at": clock::rfc3339(until_ms) })))
}
