//! `PUT /tester/api/bots/{bot}/conversations/{id}/cvars`: variables of a test are set by hand.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use parlour_engine::limits::SAVED_BYTES;
use serde_json::{Map, Value, json};

use super::builder::BuilderAt;
use crate::apis::chat::require_json;
use crate::apis::door::refuse_other_pages;
use crate::app::App;
use crate::error::{ApiError, ApiResult, json as answer};
use crate::limits::{CVAR_NAME_CHARS, TEST_CVARS_BYTES};
use crate::strict_json::Fields;
use crate::turns::{finish_even_if_the_caller_leaves, set_test_cvars};

/// Sets each variable of the body, or removes it where its value is null; all of them or none. Answers what the
/// conversation has then.
///
/// # Errors
/// `not_a_test` for a conversation that is a visitor's, `not_found` for one the bot has not and for a bot without a
/// flow, `field_invalid` with the variable's name.
pub(crate) async fn set_cvars(
    State(app): State<Arc<App>>,
    builder: BuilderAt,
    headers: HeaderMap,
    body: Body,
) -> ApiResult<Response> {
    refuse_other_pages(&app, &headers)?;
    builder.bot.flow_bot().ok_or_else(ApiError::not_found)?;
    let body = require_json(&app, &headers, body, TEST_CVARS_BYTES).await?;
    let changes = changes(&body)?;
    let (account, bot) = (builder.who.key().to_owned(), builder.scope.bot.clone());
    let conversation = builder.scope.conversation;
    let cvars = finish_even_if_the_caller_leaves(set_test_cvars(app, builder.scope, changes)).await?;
    tracing::info!(account, bot, conversation, "variables of a test were set");
    Ok(answer(&json!({ "cvars": cvars })))
}

fn changes(body: &Value) -> ApiResult<Map<String, Value>> {
    let changes = Fields::of_body(body)?.as_map();
    for (name, value) in changes {
        let shown: String = name.chars().take(CVAR_NAME_CHARS).collect();
        if name.is_empty() || shown.len() < name.len() {
            let must = format!("have a name of 1 to {CVAR_NAME_CHARS} characters");
            return Err(ApiError::invalid(shown, &must));
        }
        if value.to_string().len() > SAVED_BYTES {
            return Err(ApiError::invalid(shown, &format!("have at most {SAVED_BYTES} bytes as JSON")));
        }
    }
    Ok(changes.clone())
}
