//! Who may act as an agent: an API token of the bot, the admin token, or whoever sits at this machine.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use parlour_protocol::ErrorCode;

use crate::apis::chat::{Address, OfBot, Peer, bearer, is_api_token};
use crate::app::App;
use crate::config::Bot;
use crate::error::{ApiError, ApiResult};
use crate::store::Scope;

/// An agent of the path's bot.
pub(crate) struct Agent {
    pub(super) bot: Arc<Bot>,
}

/// An agent, and the conversation of the path, looked for in the path's bot alone.
pub(crate) struct AgentAt {
    pub(super) scope: Scope,
}

/// Somebody for all bots: the admin token, or this machine.
pub(crate) struct Desk;

impl FromRequestParts<Arc<App>> for Agent {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> ApiResult<Self> {
        // Who asks comes first: a stranger learns of no bot.
        let admitted = match bearer(&parts.headers) {
            None => at_this_machine(app, parts).await.map(|()| true)?,
            Some(hash) => app.config.admin_token.is_some_and(|own| own.matches(&hash)),
        };
        let OfBot(bot) = OfBot::from_request_parts(parts, app).await?;
        if !admitted {
            let hash = bearer(&parts.headers).ok_or_else(ApiError::unauthorized)?;
            if !is_api_token(app, &bot, &hash).await? {
                return Err(ApiError::unauthorized());
            }
        }
        app.throttle.agents.count(&bot.key())?;
        Ok(Self { bot })
    }
}

impl FromRequestParts<Arc<App>> for AgentAt {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> ApiResult<Self> {
        let Agent { bot } = Agent::from_request_parts(parts, app).await?;
        let params =
            RawPathParams::from_request_parts(parts, app).await.map_err(|_| ApiError::not_found())?;
        let named = params.iter().find(|(name, _)| *name == "conversation").map(|(_, value)| value);
        let is_number = |text: &&str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let number = named.filter(is_number).and_then(|text| text.parse::<i64>().ok());
        let conversation = number.ok_or_else(ApiError::not_found)?;
        Ok(Self { scope: Scope { bot: bot.key(), conversation } })
    }
}

impl FromRequestParts<Arc<App>> for Desk {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> ApiResult<Self> {
        match bearer(&parts.headers) {
            Some(hash) if app.config.admin_token.is_some_and(|own| own.matches(&hash)) => Ok(Self),
            Some(_) => Err(ApiError::unauthorized()),
            None => at_this_machine(app, parts).await.map(|()| Self),
        }
    }
}

/// Without a token: only from this machine, under a name of this machine, and from no page but the
/// console. A page elsewhere whose name was pointed here has the wrong name.
pub(crate) async fn at_this_machine(app: &Arc<App>, parts: &mut Parts) -> ApiResult<()> {
    let Address(address) = Address::from_request_parts(parts, app).await?;
    let peer = parts.extensions.get::<Peer>().map(|Peer(peer)| *peer);
    // A proxy on this machine speaks for the whole world.
    let is_forwarded = ["forwarded", "x-forwarded-for", "x-real-ip", "via"]
        .iter()
        .any(|name| parts.headers.contains_key(*name));
    if !is_at_home(app)
        || parts.headers.contains_key(header::AUTHORIZATION)
        || !address.is_near()
        || !peer.is_some_and(|peer| peer.to_canonical().is_loopback())
        || is_forwarded
    {
        return Err(ApiError::unauthorized());
    }
    let host = parts.headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    if !is_this_machine(host) {
        let sentence = "This is served under the names of this machine only.";
        return Err(ApiError::new(ErrorCode::MisdirectedRequest, sentence));
    }
    if is_of_another_page(&parts.headers, host) {
        return Err(ApiError::new(ErrorCode::OriginRefused, "This page may not act as an agent."));
    }
    Ok(())
}

/// Whether the server is known by a name of this machine alone. One that others know by name stands behind
/// a proxy, and a proxy may pass strangers on without a word of it.
pub(crate) fn is_at_home(app: &App) -> bool {
    let (_, behind) = app.config.public_url.split_once("://").unwrap_or_default();
    is_this_machine(behind.split('/').next().unwrap_or_default())
}

/// `localhost`, `127.…` or `[::1]`, with any port.
pub(crate) fn is_this_machine(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let bare = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name);
    bare.eq_ignore_ascii_case("localhost")
        || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn is_of_another_page(headers: &HeaderMap, host: &str) -> bool {
    let text = |name: &str| headers.get(name).map(|line| line.to_str().unwrap_or("?"));
    let is_foreign = text("origin").is_some_and(|origin| origin != format!("http://{host}"));
    let is_cross = text("sec-fetch-site").is_some_and(|site| !matches!(site, "same-origin" | "none"));
    is_foreign || is_cross
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_this_machine_are_few() {
        for host in ["localhost", "LOCALHOST:8080", "127.0.0.1:1", "127.8.8.8", "[::1]:8080", "[::1]"] {
            assert!(is_this_machine(host), "{host}");
        }
        for host in
            ["", "evil.example", "localhost.evil.example", "127.0.0.1.evil.example:80", "0.0.0.0", "::"]
        {
            assert!(!is_this_machine(host), "{host}");
        }
    }

    #[test]
    fn a_page_of_another_origin_is_another_page() {
        let of = |name: &'static str, value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(name, value.parse().unwrap());
            is_of_another_page(&headers, "127.0.0.1:8080")
        };
        assert!(!of("origin", "http://127.0.0.1:8080") && !of("sec-fetch-site", "same-origin"));
        assert!(of("origin", "http://127.0.0.1:8081") && of("origin", "null"));
        assert!(of("sec-fetch-site", "cross-site") && of("sec-fetch-site", "same-site"));
    }
}
