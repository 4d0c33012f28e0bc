//! `GET /tester/api/bots/{bot}/conversations/{id}/webhooks`: what went between this server and others in a test.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use serde_json::json;

use super::builder::BuilderAt;
use super::of_test::require_test;
use crate::apis::chat::after_parameter;
use crate::app::App;
use crate::clock;
use crate::error::{ApiResult, json as answer};

/// What is kept behind the number `?after=`, the oldest first: `last` is the number the next look begins behind.
///
/// # Errors
/// `not_a_test` for a conversation that is a visitor's, `not_found` for one the bot has not.
pub(crate) async fn webhooks(
    State(app): State<Arc<App>>,
    builder: BuilderAt,
    RawQuery(query): RawQuery,
) -> ApiResult<Response> {
    let after = after_parameter(query.as_deref())?.unwrap_or(0);
    require_test(&app, &builder.scope).await?;
    let now_ms = clock::now_ms();
    let told = app.test_wire.after(&builder.scope, after, now_ms);
    Ok(answer(&json!({
        "webhooks": told.passed.iter().map(AsRef::as_ref).collect::<Vec<_>>(),
        "last": told.last,
        "has_more": told.has_more,
        "now_ms": now_ms,
    })))
}
