//! Who asks, where somebody can have a token.

use std::sync::Arc;

use axum::extract::FromRequestParts as _;
use axum::http::header;
use axum::http::request::Parts;
use parlour_protocol::ErrorCode;

use super::cookie::cookie_of;
use super::own_page::another_page;
use crate::apis::chat::{Address, bearer};
use crate::apis::credentials::presented;
use crate::apis::handover::{at_this_machine, is_at_home};
use crate::apis::own_name::refuse_other_names;
use crate::apis::reports::account_of;
use crate::app::App;
use crate::client_address::Client;
use crate::clock;
use crate::error::{ApiError, ApiResult};
use crate::owners::Who;
use crate::token::TokenHash;

/// A request under a name of this server, where somebody can have a token for what is behind the door.
pub(crate) struct Visit {
    pub(crate) client: Client,
}

/// Somebody who owns bots.
pub(crate) struct Owner {
    pub(crate) who: Who,
    /// Whether a cookie says so, which can be given back.
    pub(crate) has_cookie: bool,
}

/// Why the door stays shut.
#[derive(Debug)]
pub(crate) enum Shut {
    /// Nobody has signed in.
    SignIn,
    /// Anything else.
    Because(ApiError),
}

impl From<ApiError> for Shut {
    fn from(error: ApiError) -> Self {
        Self::Because(error)
    }
}

impl Visit {
    /// # Errors
    /// `not_found` where nobody can have a token, `misdirected_request` under a name that is not this server's.
    pub(crate) async fn of(parts: &mut Parts, app: &Arc<App>) -> ApiResult<Self> {
        let Address(client) = Address::from_request_parts(parts, app).await?;
        let can_sign_in = app.config.admin_token.is_some() || !app.config.accounts.is_empty();
        let is_near = is_at_home(app) && client.is_near();
        if !can_sign_in && !is_near {
            return Err(ApiError::not_found());
        }
        refuse_other_names(app, &parts.headers)?;
        Ok(Self { client })
    }
}

impl Owner {
    /// A program's header comes first, then a browser's cookie, then this machine.
    ///
    /// # Errors
    /// As of [`Visit::of`], that nobody has signed in, or that another page led here.
    pub(crate) async fn of(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Shut> {
        let Visit { client } = Visit::of(parts, app).await?;
        if parts.headers.contains_key(header::AUTHORIZATION) {
            // Before it is compared: whoever guesses is counted too.
            app.throttle.owners.count(&client.household())?;
            let hash = bearer(&parts.headers).or_else(|| presented(&parts.headers, "jwt"));
            let who = hash.and_then(|hash| who_has(app, &hash)).ok_or_else(ApiError::unauthorized_account)?;
            return Ok(Self { who, has_cookie: false });
        }
        let cookie = cookie_of(app, &parts.headers).map(TokenHash::of);
        if let Some(who) = cookie.and_then(|cookie| app.cookies.find(&cookie, clock::now_ms())) {
            return Ok(Self { who, has_cookie: true });
        }
        match at_this_machine(app, parts).await {
            Ok(()) => Ok(Self { who: Who::Desk, has_cookie: false }),
            Err(error) if error.code() == ErrorCode::OriginRefused => Err(another_page().into()),
            Err(error) if error.code() == ErrorCode::Unauthorized => Err(Shut::SignIn),
            Err(error) => Err(error.into()),
        }
    }
}

/// Whose token it is. All are compared, so that the time tells nothing.
pub(crate) fn who_has(app: &App, hash: &TokenHash) -> Option<Who> {
    let account = account_of(&app.config.accounts, hash).map(|account| account.email.to_string());
    let is_admin = app.config.admin_token.is_some_and(|own| own.matches(hash));
    if is_admin { Some(Who::Desk) } else { account.map(Who::Account) }
}
