//! Who may try a bot: its owners.

use std::sync::Arc;

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;

use crate::apis::chat::OfBot;
use crate::apis::door::{Owner, Shut};
use crate::app::App;
use crate::config::Bot;
use crate::error::{ApiError, ApiResult};
use crate::owners::Who;
use crate::store::Scope;

/// Somebody who owns bots, and has not asked too often.
pub(crate) struct Builder {
    pub(super) who: Who,
}

/// The same, and the bot of the path, which is theirs.
pub(crate) struct BuilderOf {
    pub(super) who: Who,
    pub(super) bot: Arc<Bot>,
}

/// The same, and the conversation of the path, looked for in the path's bot alone.
pub(crate) struct BuilderAt {
    pub(super) who: Who,
    pub(super) bot: Arc<Bot>,
    pub(super) scope: Scope,
}

/// Whoever asks for the page itself, which has a form for those who have not signed in.
pub(crate) struct AtDoor(pub(super) Result<Builder, Shut>);

impl Builder {
    async fn of(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Shut> {
        let Owner { who, .. } = Owner::of(parts, app).await?;
        app.throttle.builders.count(&who.key().to_owned())?;
        Ok(Self { who })
    }
}

impl FromRequestParts<Arc<App>> for Builder {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> ApiResult<Self> {
        Self::of(parts, app).await.map_err(|shut| match shut {
            Shut::SignIn => ApiError::unauthorized(),
            Shut::Because(error) => error,
        })
    }
}

impl FromRequestParts<Arc<App>> for BuilderOf {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> ApiResult<Self> {
        // Who asks comes first: a stranger learns of no bot.
        let Builder { who } = Builder::from_request_parts(parts, app).await?;
        let OfBot(bot) = OfBot::from_request_parts(parts, app).await?;
        if who.owns(&app.config, bot.id) { Ok(Self { who, bot }) } else { Err(ApiError::not_found()) }
    }
}

impl FromRequestParts<Arc<App>> for BuilderAt {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> ApiResult<Self> {
        let BuilderOf { who, bot } = BuilderOf::from_request_parts(parts, app).await?;
        let params =
            RawPathParams::from_request_parts(parts, app).await.map_err(|_| ApiError::not_found())?;
        let named = params.iter().find(|(name, _)| *name == "conversation").map(|(_, value)| value);
        let is_number = |text: &&str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let number = named.filter(is_number).and_then(|text| text.parse::<i64>().ok());
        let scope = Scope { bot: bot.key(), conversation: number.ok_or_else(ApiError::not_found)? };
        Ok(Self { who, bot, scope })
    }
}

impl FromRequestParts<Arc<App>> for AtDoor {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, std::convert::Infallible> {
        Ok(Self(Builder::of(parts, app).await))
    }
}
