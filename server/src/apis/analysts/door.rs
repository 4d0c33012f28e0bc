//! Who may see the reports' pages (threat rows A8, A9): an account by its token, all bots by the admin token, and
//! whoever sits at this machine.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use parlour_protocol::ErrorCode;
use uuid::Uuid;

use super::refused::Refused;
use super::sign_in::cookie_of;
use crate::apis::chat::{Address, bearer, origin};
use crate::apis::credentials::presented;
use crate::apis::handover::{at_this_machine, is_at_home};
use crate::apis::own_name::refuse_other_names;
use crate::apis::reports::account_of;
use crate::app::App;
use crate::clock;
use crate::config::Bot;
use crate::error::{ApiError, ApiResult};
use crate::reports::Who;
use crate::token::TokenHash;

/// A request for one of the pages, under a name of this server, where somebody can have a token for them.
pub(crate) struct Visit {
    pub(super) client: crate::client_address::Client,
}

/// Somebody who may see reports, and has not asked too often.
pub(crate) struct Analyst {
    pub(super) who: Who,
    /// Whether a cookie says so, which can be given back.
    pub(super) has_cookie: bool,
}

impl FromRequestParts<Arc<App>> for Visit {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Refused> {
        let Address(client) = Address::from_request_parts(parts, app).await?;
        let can_sign_in = app.config.admin_token.is_some() || !app.config.accounts.is_empty();
        let is_near = is_at_home(app) && client.is_near();
        if !can_sign_in && !is_near {
            return Err(ApiError::not_found().into());
        }
        refuse_other_names(app, &parts.headers)?;
        Ok(Self { client })
    }
}

impl FromRequestParts<Arc<App>> for Analyst {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Refused> {
        Visit::from_request_parts(parts, app).await?;
        let (who, has_cookie) = who(parts, app).await?;
        let found = Self { who, has_cookie };
        app.throttle.reports.count(&found.who.key().to_owned())?;
        Ok(found)
    }
}

/// A program's header comes first, then a browser's cookie, then this machine.
async fn who(parts: &mut Parts, app: &Arc<App>) -> Result<(Who, bool), Refused> {
    if parts.headers.contains_key(header::AUTHORIZATION) {
        let hash = bearer(&parts.headers).or_else(|| presented(&parts.headers, "jwt"));
        let who = hash.and_then(|hash| who_has(app, &hash)).ok_or_else(ApiError::unauthorized_account)?;
        return Ok((who, false));
    }
    let cookie = cookie_of(app, &parts.headers).map(TokenHash::of);
    if let Some(who) = cookie.and_then(|cookie| app.analysts.find(&cookie, clock::now_ms())) {
        return Ok((who, true));
    }
    match at_this_machine(app, parts).await {
        Ok(()) => Ok((Who::Desk, false)),
        Err(error) if error.code() == ErrorCode::OriginRefused => Err(another_page().into()),
        Err(error) if error.code() == ErrorCode::Unauthorized => Err(Refused::SignIn),
        Err(error) => Err(error.into()),
    }
}

/// Whose token it is. All are compared, so that the time tells nothing.
pub(super) fn who_has(app: &App, hash: &TokenHash) -> Option<Who> {
    let account = account_of(&app.config.accounts, hash).map(|account| account.email.to_string());
    let is_admin = app.config.admin_token.is_some_and(|own| own.matches(hash));
    if is_admin { Some(Who::Desk) } else { account.map(Who::Account) }
}

/// 403 for what another page sends. A browser names the page or its site; a program shows its token.
pub(super) fn refuse_other_pages(app: &App, headers: &HeaderMap) -> ApiResult<()> {
    let site = headers.get("sec-fetch-site").map(|site| site.to_str().unwrap_or_default());
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let is_own = match (site, origin(headers)) {
        (Some(site), _) => site == "same-origin",
        // The name of the host was looked at before.
        (None, Some(origin)) => origin == app.config.public_origin() || origin == format!("http://{host}"),
        (None, None) => headers.contains_key(header::AUTHORIZATION),
    };
    if is_own { Ok(()) } else { Err(another_page()) }
}

fn another_page() -> ApiError {
    ApiError::new(ErrorCode::OriginRefused, "Another page led here. Please open the address yourself.")
}

impl Analyst {
    /// Their bots, by name.
    pub(super) fn bots(&self, app: &App) -> Vec<Arc<Bot>> {
        let mut bots = app.bots.all();
        bots.retain(|bot| self.owns(app, bot.id));
        bots.sort_by(|one, other| one.name.cmp(&other.name).then(one.id.cmp(&other.id)));
        bots
    }

    /// Whether the bot is theirs.
    pub(super) fn owns(&self, app: &App, bot: Uuid) -> bool {
        match &self.who {
            Who::Desk => true,
            Who::Account(email) => app
                .config
                .accounts
                .iter()
                .any(|account| account.email.to_string() == *email && account.bots.contains(&bot)),
        }
    }
}
