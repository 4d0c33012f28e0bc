//! `/frame/{bot}`: the chat for pages that may not run wasm, as a frame they hold (embed.md §6.3, rung 2).
//!
//! The browser shows it in the bot's `origins` only. What it is to be it hears from the page that holds it, by the
//! messages described in `frame/frame.js`.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use maud::{DOCTYPE, html};

use super::chat::OfBot;
use super::own_file::own_file;
use crate::app::App;
use crate::config::Bot;
use crate::error::{ApiError, ApiResult};
use crate::files;

const SCRIPT: &str = include_str!("../../frame/frame.js");
const STYLE: &str = include_str!("../../frame/frame.css");

/// `GET /frame/{bot}`.
pub(crate) async fn page(State(app): State<Arc<App>>, OfBot(bot): OfBot) -> ApiResult<Response> {
    if !files::has_widget(&app.config) {
        return Err(ApiError::not_found());
    }
    let drawn = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="robots" content="noindex";
                title { (bot.name) }
                link rel="stylesheet" href="frame.css";
                script src="../parlour.js" {}
                script src="frame.js" data-chat=(bot.key()) {}
            }
            body {}
        }
    };
    let policy = HeaderValue::from_str(&policy(&bot)).map_err(|_| ApiError::internal())?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("cross-origin")),
    ];
    Ok((headers, drawn.into_string()).into_response())
}

/// As strict as what the chat asks of any page; pictures and sounds may come from where a bot says.
fn policy(bot: &Bot) -> String {
    let ancestors: Vec<String> = bot
        .origins
        .iter()
        .map(ToString::to_string)
        // A policy has no way to write an address of version 6.
        .filter(|origin| !origin.contains('['))
        .collect();
    let ancestors = if ancestors.is_empty() { "'none'".to_owned() } else { ancestors.join(" ") };
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; \
         img-src 'self' data: https: http:; media-src 'self' https: http:; base-uri 'none'; form-action 'none'; \
         require-trusted-types-for 'script'; frame-ancestors {ancestors}"
    )
}

/// `GET /frame/frame.js`.
pub(crate) async fn script() -> Response {
    own_file("text/javascript; charset=utf-8", SCRIPT)
}

/// `GET /frame/frame.css`.
pub(crate) async fn style() -> Response {
    own_file("text/css; charset=utf-8", STYLE)
}
