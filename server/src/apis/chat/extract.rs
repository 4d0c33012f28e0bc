//! Who asks for what: every handler takes these and no bare id.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use parlour_protocol::ErrorCode;
use uuid::Uuid;

use crate::apis::credentials::presented;
use crate::app::App;
use crate::client_address::Client;
use crate::clock;
use crate::config::Bot;
use crate::error::{ApiError, ApiResult};
use crate::limits;
use crate::store::Session;
use crate::token::TokenHash;
use crate::turns::finish_even_if_the_caller_leaves;

/// Address of the connection, put into each request by the accept loop.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub IpAddr);

/// The bot of the path.
pub(crate) struct OfBot(pub Arc<Bot>);

/// The client, by address.
pub(crate) struct Address(pub Client);

/// A visitor with a live token for a conversation of the path's bot, from a page that may.
pub(crate) struct Visitor {
    pub(super) session: Session,
}

impl FromRequestParts<Arc<App>> for OfBot {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> ApiResult<Self> {
        let params =
            RawPathParams::from_request_parts(parts, app).await.map_err(|_| ApiError::not_found())?;
        let named = params.iter().find(|(name, _)| *name == "bot").map(|(_, value)| value);
        let id = named.filter(|id| id.len() == 36).and_then(|id| Uuid::try_parse(id).ok());
        id.and_then(|id| app.bots.get(&id)).map(Self).ok_or_else(ApiError::not_found)
    }
}

impl FromRequestParts<Arc<App>> for Address {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> ApiResult<Self> {
        let Some(Peer(peer)) = parts.extensions.get::<Peer>().copied() else {
            return Err(ApiError::internal());
        };
        Ok(Self(Client::find(peer, &parts.headers, &app.config.trusted_proxies)))
    }
}

impl FromRequestParts<Arc<App>> for Visitor {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> ApiResult<Self> {
        let OfBot(bot) = OfBot::from_request_parts(parts, app).await?;
        refuse_foreign_origin(&bot, &parts.headers)?;
        let hash = bearer(&parts.headers).ok_or_else(ApiError::unauthorized)?;
        let session = live_session(app, &bot, &hash).await?;
        Ok(Self { session })
    }
}

/// Hash of the bearer token.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<TokenHash> {
    presented(headers, "bearer")
}

/// The `Origin` of a page, if the request has one.
pub(crate) fn origin(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::ORIGIN).map(|origin| origin.to_str().unwrap_or("null"))
}

/// 403 for a page that is not one of the bot's. A request without `Origin` is no page's, or one of
/// this server's own.
pub(super) fn refuse_foreign_origin(bot: &Bot, headers: &HeaderMap) -> ApiResult<()> {
    match origin(headers) {
        Some(origin) if !bot.admits(origin) => Err(origin_refused()),
        _ => Ok(()),
    }
}

/// A page that may not do this.
pub(crate) fn origin_refused() -> ApiError {
    ApiError::new(ErrorCode::OriginRefused, "This page may not talk to this bot.")
}

/// The session of a token that is neither revoked nor expired, its life prolonged.
pub(crate) async fn live_session(app: &App, bot: &Bot, hash: &TokenHash) -> ApiResult<Session> {
    let mut session = app.store.session(&bot.key(), hash).await?.ok_or_else(ApiError::unauthorized)?;
    let now = clock::now_ms();
    let is_over = session.revoked || session.expires_ms <= now;
    // A key that was taken out proves nobody any more, and a bot may come to speak with known users only.
    if is_over || !bot.honours(session.kid.as_deref()) {
        return Err(ApiError::unauthorized());
    }
    prolong(app, &mut session, now).await?;
    Ok(session)
}

/// A token lives from its last use, in steps, and never longer than its greatest age.
pub(super) async fn prolong(app: &App, session: &mut Session, now_ms: i64) -> ApiResult<()> {
    let oldest = session.created_ms.saturating_add(clock::days(limits::TOKEN_DAYS));
    let lives = clock::minutes(app.config.token_minutes);
    let wanted = now_ms.saturating_add(lives).min(oldest);
    // A short life is prolonged in halves of it, else it would end in the middle of its use.
    if wanted.saturating_sub(session.expires_ms) >= clock::minutes(limits::TOKEN_STEP_MINUTES).min(lives / 2)
    {
        let (store, used) = (app.store.clone(), session.clone());
        finish_even_if_the_caller_leaves(async move {
            let mut write = store.write().await?;
            write.prolong(&used, wanted).await?;
            Ok(write.commit().await?)
        })
        .await?;
        session.expires_ms = wanted;
    }
    Ok(())
}

/// Whether the bearer is an API token of this bot: the configuration's, or a live one of the store.
pub(crate) async fn is_api_token(app: &App, bot: &Bot, hash: &TokenHash) -> ApiResult<bool> {
    if bot.api_token.is_some_and(|own| own.matches(hash)) {
        return Ok(true);
    }
    let Some(token) = app.store.api_token(&bot.key(), hash).await? else { return Ok(false) };
    let now = clock::now_ms();
    let step = clock::minutes(limits::API_TOKEN_USE_MINUTES);
    if token.used_ms.is_none_or(|used| now.saturating_sub(used) >= step) {
        let store = app.store.clone();
        finish_even_if_the_caller_leaves(async move {
            let mut write = store.write().await?;
            write.note_api_token_use(&token, now).await?;
            Ok(write.commit().await?)
        })
        .await?;
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(header::AUTHORIZATION, line.parse().unwrap());
        bearer(&headers).is_some_and(|hash| hash.matches(&TokenHash::of("abc")))
    }

    #[test]
    fn the_scheme_is_compared_without_case() {
        assert!(read("Bearer abc") && read("bearer abc") && read("BEARER  abc"));
        assert!(!read("Basic abc") && !read("Bearerabc") && !read("Bearer abd") && !read("Bearer "));
    }
}
