//! `GET …/config`: what anyone may know of a bot.

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use parlour_protocol::{BotCard, ChatLimits, PROTOCOL, PublicConfig};
use serde::Serialize;

use super::extract::{OfBot, origin, refuse_foreign_origin};
use crate::app::App;
use crate::channels::capabilities;
use crate::config::Bot;
use crate::error::{ApiResult, json};

/// The public part of the bot, each field chosen here.
pub(crate) async fn config(
    State(app): State<Arc<App>>,
    OfBot(bot): OfBot,
    headers: HeaderMap,
) -> ApiResult<Response> {
    refuse_foreign_origin(&bot, &headers)?;
    let debug = may_debug(&bot, &headers);
    let public = PublicConfig {
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
    };
    Ok(json(&Told { public, debug }))
}

/// What is told to the page that asks.
#[derive(Serialize)]
struct Told {
    #[serde(flatten)]
    public: PublicConfig,
    /// Whether the page may show what goes over the wire; absent, it may not.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    debug: bool,
}

/// A page of this server's own sends no `Origin` when it reads; that it is one, the browser says (`Sec-Fetch-Site`,
/// which no script can set).
fn may_debug(bot: &Bot, headers: &HeaderMap) -> bool {
    match origin(headers) {
        Some(origin) => bot.may_debug(origin),
        None => headers.get("sec-fetch-site").is_some_and(|site| site == "same-origin"),
    }
}
