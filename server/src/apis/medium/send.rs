//! `POST /api/medium/messages`: a message is queued for the bot, whose answers go out as webhooks.

use std::net::IpAddr;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::Response;
use secrecy::ExposeSecret as _;
use serde_json::json;
use subtle::{Choice, ConstantTimeEq as _};

use super::attachments::Attachment;
use super::message::{Said, credentials, said};
use super::refusal::Refusal;
use crate::apis::chat::{Address, require_json};
use crate::app::App;
use crate::config::{Bot, ServedMedium};
use crate::error::{ApiError, ApiResult, json as answer};
use crate::strict_json::Fields;
use crate::throttle::StreamPlace;
use crate::token::TokenHash;
use crate::turns::{MediumFile, MediumMessage, finish_even_if_the_caller_leaves, take_medium_message};
use crate::uploads::{keep_bytes, remove};

/// 200 means stored: the bot answers, now or within a minute, by the channel's webhook. Nothing is stored
/// of what is refused.
pub(crate) async fn send(
    State(app): State<Arc<App>>,
    Address(address): Address,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    if app.bots.all().iter().all(|bot| bot.serve_as.api_medium.is_none()) {
        return Err(ApiError::not_found().into());
    }
    let place = place(&app, address.household(), &headers)?;
    let body = require_json(&app, &headers, body, app.config.limits.api_body).await?;
    let fields = Fields::of_body(&body)?;
    let (channel, token) = credentials(&fields)?;
    let Some((bot, served)) = channel_of(&app, channel, token) else {
        // Whoever guesses is slowed down.
        app.throttle.messages.count(&address.household())?;
        return Err(Refusal::unauthorized());
    };
    app.throttle.medium.count(&bot.id)?;
    let Said { message, user, attachments } = said(&fields)?;
    let work = take(app, bot, served, message.clone(), user, attachments);
    let user = finish_even_if_the_caller_leaves(work).await?;
    drop(place);
    Ok(answer(&json!({"channelID": channel, "message": message, "userID": user, "success": true})))
}

/// Another method than `POST`.
pub(crate) async fn not_allowed() -> Refusal {
    Refusal::from(ApiError::method_not_allowed())
}

/// A body may be large, and its token is in it: of large ones, few are read at once.
fn place(app: &App, household: IpAddr, headers: &HeaderMap) -> ApiResult<Option<StreamPlace>> {
    let declared = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    let declared = declared.and_then(|length| length.parse::<usize>().ok());
    if declared.is_some_and(|length| length <= app.config.limits.body) {
        return Ok(None);
    }
    app.throttle.enter_medium_body(household).map(Some)
}

/// Looks at every channel there is, so that the time tells nothing.
fn channel_of(app: &App, channel: &str, token: &str) -> Option<(Arc<Bot>, Arc<ServedMedium>)> {
    let (channel, token) = (TokenHash::of(channel), TokenHash::of(token));
    let mut found = None;
    for bot in app.bots.all() {
        let Some(served) = bot.serve_as.api_medium.clone() else { continue };
        let own = [TokenHash::of(&served.channel_id), TokenHash::of(served.token.expose_secret())];
        let is_it = own.iter().zip([&channel, &token]).fold(Choice::from(1), |is_it, (own, presented)| {
            is_it & own.as_bytes().ct_eq(presented.as_bytes())
        });
        if bool::from(is_it) {
            found = Some((bot, served));
        }
    }
    found
}

/// The files first, then the message: what it speaks of is there.
async fn take(
    app: Arc<App>,
    bot: Arc<Bot>,
    served: Arc<ServedMedium>,
    text: String,
    user: Option<i64>,
    attachments: Vec<Attachment>,
) -> ApiResult<i64> {
    let mut files = Vec::with_capacity(attachments.len());
    for attachment in attachments {
        files.push(match attachment {
            Attachment::Linked(action) => MediumFile::Linked(action),
            Attachment::Bytes { media_type, name, bytes } => {
                MediumFile::Kept(keep_bytes(&app.uploads.folder, name, media_type, &bytes).await?)
            }
        });
    }
    let ids: Vec<String> = files.iter().filter_map(kept).collect();
    let folder = app.uploads.folder.clone();
    let taken = take_medium_message(app, bot, served, MediumMessage { user, text, files }).await;
    if taken.is_err() {
        remove(&folder, &ids).await;
    }
    taken
}

fn kept(file: &MediumFile) -> Option<String> {
    if let MediumFile::Kept(file) = file { Some(file.id.clone()) } else { None }
}
