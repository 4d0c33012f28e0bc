//! `GET /tester/api/bots/{bot}/flow`: a bot's flow as it is written.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use tokio::io::AsyncReadExt as _;

use super::builder::BuilderOf;
use crate::app::App;
use crate::error::{ApiError, ApiResult};
use crate::limits::CONFIG_BYTES;

/// The file's bytes, as it is now: while it is being edited the bot may still speak by an earlier state of it.
///
/// # Errors
/// `not_found` for a bot that has no flow, or whose file is gone or has become too large for one.
pub(crate) async fn flow(State(_): State<Arc<App>>, builder: BuilderOf) -> ApiResult<Response> {
    let own = builder.bot.flow_bot().ok_or_else(ApiError::not_found)?;
    let unread = |error: std::io::Error| {
        tracing::warn!(bot = %builder.bot.id, %error, "a flow could not be read for the tester");
        ApiError::not_found()
    };
    let mut bytes = Vec::new();
    let file = tokio::fs::File::open(&own.file).await.map_err(unread)?;
    let read = file.take(CONFIG_BYTES + 1).read_to_end(&mut bytes).await.map_err(unread)?;
    if u64::try_from(read).is_ok_and(|read| read > CONFIG_BYTES) {
        return Err(unread(std::io::ErrorKind::FileTooLarge.into()));
    }
    let is_json = own.file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json"));
    let kind = if is_json { "application/json" } else { "application/toml" };
    tracing::info!(account = builder.who.key(), bot = %builder.bot.id, "a flow was fetched for the tester");
    Ok(([(header::CONTENT_TYPE, HeaderValue::from_static(kind))], bytes).into_response())
}
