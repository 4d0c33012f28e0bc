//! Who sees the reports' pages; whoever does not is answered by a page.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use uuid::Uuid;

use super::refused::Refused;
use crate::apis::chat::read_bytes;
pub(super) use crate::apis::door::refuse_other_pages;
use crate::apis::door::{Owner, Visit};
use crate::app::App;
use crate::config::Bot;
use crate::error::ApiResult;
use crate::limits::FIGURE_FORM_BYTES;
use crate::owners::Who;

/// Somebody who may see reports, and has not asked too often.
pub(crate) struct Analyst {
    pub(super) who: Who,
    /// Whether a cookie says so, which can be given back.
    pub(super) has_cookie: bool,
}

impl FromRequestParts<Arc<App>> for Visit {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Refused> {
        Ok(Self::of(parts, app).await?)
    }
}

impl FromRequestParts<Arc<App>> for Analyst {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Refused> {
        let Owner { who, has_cookie } = Owner::of(parts, app).await?;
        app.throttle.reports.count(&who.key().to_owned())?;
        Ok(Self { who, has_cookie })
    }
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
        self.who.owns(&app.config, bot)
    }
}

/// What a form of these pages holds, as it was sent.
///
/// # Errors
/// 403 for what another page sends, and what is wrong with a body.
pub(super) async fn own_form(app: &App, headers: &HeaderMap, body: Body) -> ApiResult<String> {
    refuse_other_pages(app, headers)?;
    let bytes = read_bytes(headers, body, FIGURE_FORM_BYTES).await?;
    Ok(std::str::from_utf8(&bytes).unwrap_or_default().to_owned())
}
