//! The pass of somebody who tries their bot.

use axum::http::HeaderMap;
use parlour_protocol::ErrorCode;

use crate::app::App;
use crate::clock;
use crate::config::Bot;
use crate::error::{ApiError, ApiResult};
use crate::limits::BEARER_CHARS;
use crate::token::TokenHash;

/// The header that carries it.
const HEADER: &str = "parlour-test";

/// Whether the request shows a pass, which must be one of somebody who owns the bot.
///
/// # Errors
/// `test_refused` for any other: a conversation that was meant as a test must not count as a visitor's.
pub(super) fn shows_test_pass(app: &App, bot: &Bot, headers: &HeaderMap) -> ApiResult<bool> {
    let mut lines = headers.get_all(HEADER).into_iter();
    let Some(line) = lines.next() else { return Ok(false) };
    let pass = line.to_str().ok().filter(|pass| pass.len() <= BEARER_CHARS && lines.next().is_none());
    let who = pass.and_then(|pass| app.passes.find(&TokenHash::of(pass), clock::now_ms()));
    if who.is_some_and(|who| who.owns(&app.config, bot.id)) {
        return Ok(true);
    }
    let sentence = "The pass in the header `Parlour-Test` is unknown, over, or not for this bot.";
    Err(ApiError::of_field(ErrorCode::TestRefused, "Parlour-Test", sentence))
}
