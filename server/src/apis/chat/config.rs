//! `GET …/config`: what anyone may know of a bot.

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use parlour_protocol::{BotCard, ChatLimits, PROTOCOL, PublicConfig};

use super::extract::{OfBot, refuse_foreign_origin};
use crate::app::App;
use crate::channels::capabilities;
use crate::error::{ApiResult, json};

/// The public part of the bot, each field chosen here.
pub(crate) async fn config(
    State(app): State<Arc<App>>,
    OfBot(bot): OfBot,
    headers: HeaderMap,
) -> ApiResult<Response> {
    refuse_foreign_origin(&bot, &headers)?;
    Ok(json(&PublicConfig {
        protocol: PROTOCOL,
        bot: BotCard { name: bot.name.clone() },
        theme: bot.theme.clone(),
        locales: bot.languages().into_iter().map(str::to_owned).collect(),
        capabilities: capabilities(&bot),
        rules: bot.rules.clone(),
        rating: bot.rating,
        limits: ChatLimits {
            text_chars: app.config.limits.text_chars,
            upload_bytes: app.config.limits.upload,
            upload_types: bot.upload_types.clone().unwrap_or_default(),
        },
    }))
}
