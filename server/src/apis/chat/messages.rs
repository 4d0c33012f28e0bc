//! `POST …/messages/`: the one way to send, for two kinds of bearer.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};

use super::body::require_json;
use super::caller_fields::caller_message;
use super::extract::{Address, OfBot, bearer, is_api_token, live_session, refuse_foreign_origin};
use super::visitor_fields::visitor_message;
use crate::app::App;
use crate::error::{ApiError, ApiResult};
use crate::turns::{Said, finish_even_if_the_caller_leaves, take_caller_message, take_visitor_message};

/// An API token may use every documented field; a visitor token says what a visitor may say.
pub(crate) async fn messages(
    State(app): State<Arc<App>>,
    OfBot(bot): OfBot,
    Address(address): Address,
    headers: HeaderMap,
    body: Body,
) -> ApiResult<Response> {
    let hash = bearer(&headers).ok_or_else(ApiError::unauthorized)?;
    if is_api_token(&app, &bot, &hash).await? {
        let body = require_json(&app, &headers, body, app.config.limits.api_body).await?;
        let message = caller_message(&bot, &headers, &body)?;
        return finish_even_if_the_caller_leaves(take_caller_message(app, bot, message)).await.map(answer);
    }
    refuse_foreign_origin(&bot, &headers)?;
    app.throttle.messages.count(&address.household())?;
    let session = live_session(&app, &bot, &hash).await?;
    if let Some(budget) = app.visitors(&bot) {
        budget.count(&session.scope.conversation)?;
    }
    let body = require_json(&app, &headers, body, app.config.limits.body).await?;
    let message = visitor_message(&bot, &app.config.limits, &body)?;
    #[cfg(feature = "fail-points")]
    crate::fail_points::reach(crate::fail_points::Point::Validated);
    let work = take_visitor_message(app, bot, session, message, address);
    finish_even_if_the_caller_leaves(work).await.map(answer)
}

/// The kept bytes, so that a repeated request gets exactly the same ones.
fn answer(said: Said) -> Response {
    let status = if said.is_whole { StatusCode::OK } else { StatusCode::ACCEPTED };
    let kind = [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))];
    (status, kind, said.body).into_response()
}
