//! `POST /tester/api/bots/{bot}/conversations/{id}/handover/{act}`: whoever tries a bot takes its place.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;

use super::builder::BuilderAt;
use super::of_test::require_test;
use crate::apis::door::refuse_other_pages;
use crate::apis::handover::{Act, end, hand_back, reply, take};
use crate::app::App;
use crate::error::{ApiError, ApiResult};

/// `take`, `reply`, `hand-back` and `end` as agents have them, in a test only: nobody is let in among the people
/// whom visitors ask for.
///
/// # Errors
/// `origin_refused` for another page, `not_a_test` for a conversation that is a visitor's, `not_found` for one the
/// bot has not and for another act; else as of the agents' own.
pub(crate) async fn handover(
    State(app): State<Arc<App>>,
    builder: BuilderAt,
    Path((_, _, act)): Path<(String, String, String)>,
    headers: HeaderMap,
    body: Body,
) -> ApiResult<Response> {
    refuse_other_pages(&app, &headers)?;
    require_test(&app, &builder.scope).await?;
    let (account, bot) = (builder.who.key().to_owned(), builder.scope.bot.clone());
    let conversation = builder.scope.conversation;
    let read = Act::read(&app, builder.scope, &headers, body).await?;
    let answer = match act.as_str() {
        "take" => take(read).await,
        "reply" => reply(read).await,
        "hand-back" => hand_back(read).await,
        "end" => end(read).await,
        _ => Err(ApiError::not_found()),
    }?;
    tracing::info!(account, bot, conversation, act, "somebody stood in for the bot in a test");
    Ok(answer)
}
