//! Who is asked, by the token of the path, and for whom.

use std::sync::Arc;

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;

use super::refusal::Refusal;
use crate::apis::chat::Address;
use crate::app::App;
use crate::config::{Bot, ServedAimylogic};
use crate::error::ApiError;
use crate::limits::CHAT_ID_CHARS;
use crate::served::aimylogic::user_of;
use crate::token::TokenHash;

/// The bot whose token stands in the path.
pub(crate) struct Channel {
    pub(super) bot: Arc<Bot>,
    pub(super) served: Arc<ServedAimylogic>,
    /// `clientId` of the path; empty where it has none.
    pub(super) client: String,
    /// `questionId` of the path; empty where it has none.
    pub(super) question: String,
}

impl Channel {
    /// Counts something that is asked or saved with the token.
    ///
    /// # Errors
    /// `rate_limited` for one too many.
    pub(super) fn count(&self, app: &App) -> Result<(), Refusal> {
        Ok(app.throttle.chat.count(&self.bot.id)?)
    }

    /// The person whom the path's client is; one who never spoke is as unknown as a token.
    pub(super) async fn person(&self, app: &App) -> Result<i64, Refusal> {
        let known = app.store.person(&self.bot.key(), &user_of(&self.client)).await?;
        Ok(known.ok_or_else(ApiError::not_found)?)
    }
}

impl FromRequestParts<Arc<App>> for Channel {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Refusal> {
        let params =
            RawPathParams::from_request_parts(parts, app).await.map_err(|_| ApiError::not_found())?;
        let named = |wanted: &str| params.iter().find(|(name, _)| *name == wanted).map(|(_, value)| value);
        let presented = TokenHash::of(named("token").unwrap_or_default());
        // Every one is looked at, so that the time tells nothing.
        let found = app.bots.all().into_iter().fold(None, |found, bot| {
            let served = bot.serve_as.aimylogic.clone();
            let own = served.filter(|served| served.hash.matches(&presented));
            own.map(|served| (bot, served)).or(found)
        });
        let Some((bot, served)) = found else {
            // Who guesses is slowed down.
            let Address(address) = Address::from_request_parts(parts, app).await?;
            app.throttle.messages.count(&address.household())?;
            return Err(ApiError::not_found().into());
        };
        let client = named("client").unwrap_or_default().to_owned();
        if client.chars().count() > CHAT_ID_CHARS {
            return Err(ApiError::not_found().into());
        }
        let question = named("question").unwrap_or_default().to_owned();
        Ok(Self { bot, served, client, question })
    }
}
