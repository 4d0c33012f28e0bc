//! Who asks: `Authorization: JWT <token>`.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use uuid::Uuid;

use crate::apis::credentials::presented;
use crate::app::App;
use crate::config::{self, Bot};
use crate::error::{ApiError, ApiResult};
use crate::token::TokenHash;

/// An account with a valid token. Every lookup of a job or a bot goes through it.
pub(crate) struct Account(config::Account);

impl FromRequestParts<Arc<App>> for Account {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> ApiResult<Self> {
        let hash = presented(&parts.headers, "jwt").ok_or_else(ApiError::unauthorized_account)?;
        let found = find(&app.config.accounts, &hash).ok_or_else(ApiError::unauthorized_account)?;
        Ok(Self(found.clone()))
    }
}

/// The account of a token. Compares with every account, so that the time tells nothing of which one it was.
pub(crate) fn find<'a>(accounts: &'a [config::Account], hash: &TokenHash) -> Option<&'a config::Account> {
    accounts
        .iter()
        .fold(None, |found, account| if account.token.matches(hash) { Some(account) } else { found })
}

impl Account {
    /// The account's name in the store: its e-mail address.
    pub(super) fn key(&self) -> String {
        self.0.email.to_string()
    }

    /// One of the account's bots; another's and an unknown one are alike.
    pub(super) fn bot<'a>(&self, app: &'a App, id: Uuid) -> ApiResult<&'a Bot> {
        let own = self.0.bots.contains(&id);
        app.config.bots.get(&id).filter(|_| own).map(Arc::as_ref).ok_or_else(ApiError::not_found)
    }

    /// Whether the account may still read this bot's reports.
    pub(super) fn may_read(&self, bot: &str) -> bool {
        Uuid::try_parse(bot).is_ok_and(|id| self.0.bots.contains(&id))
    }
}
