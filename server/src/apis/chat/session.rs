//! `POST …/session` and `DELETE …/session`: a visitor comes and goes.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use parlour_engine::ModuleId;
use parlour_protocol::{Cursor, ErrorCode, PROTOCOL, SessionCreated};
use serde_json::{Map, Value};

use super::body::read_json;
use super::extract::{Address, OfBot, Visitor, bearer, origin, origin_refused};
use super::profile_fields::profile;
use super::test_pass::shows_test_pass;
use super::visitor_fields::module;
use crate::app::App;
use crate::channels::capabilities;
use crate::clock;
use crate::config::Bot;
use crate::error::{ApiError, ApiResult, json};
use crate::identity::{Identity, Known};
use crate::limits;
use crate::store::Session;
use crate::strict_json::Fields;
use crate::token::TokenHash;
use crate::turns::{Begin, Profile, finish_even_if_the_caller_leaves, open_conversation};

/// Begins a conversation, or resumes the one of the bearer.
pub(crate) async fn begin_session(
    State(app): State<Arc<App>>,
    OfBot(bot): OfBot,
    Address(address): Address,
    headers: HeaderMap,
    body: Body,
) -> ApiResult<Response> {
    match origin(&headers) {
        Some(origin) if bot.admits(origin) => {}
        None if bot.allow_no_origin => {}
        _ => return Err(origin_refused()),
    }
    app.throttle.sessions.count(&address.household())?;
    let is_test = shows_test_pass(&app, &bot, &headers)?;
    let earlier = if headers.contains_key(header::AUTHORIZATION) {
        let hash = bearer(&headers).ok_or_else(ApiError::unauthorized)?;
        Some(resumable(&app, &bot, &hash).await?)
    } else {
        None
    };
    let nothing = Value::Object(Map::new());
    let body = read_json(&app, &headers, body, app.config.limits.body).await?.unwrap_or(nothing);
    let asked = read(&bot, &body)?;
    let capabilities = capabilities(&bot);
    // A merge into nobody's proves as little as an empty token.
    let known = match (&bot.identity, asked.user_token.or(asked.merge.then_some(""))) {
        (Some(identity), Some(token)) => Some(prove(&app, &bot, identity, token)?),
        _ => None,
    };
    let Asked { module, locale, fresh: is_fresh, merge: merges, profile, .. } = asked;
    let begin = Begin { module, locale, profile, earlier, is_fresh, known, merges, is_test };
    let work = open_conversation(Arc::clone(&app), bot, begin, address);
    let begun = finish_even_if_the_caller_leaves(work).await?;
    let created = SessionCreated {
        token: begun.token,
        expires_at: clock::rfc3339(begun.expires_ms),
        conversation_id: begun.conversation.unsigned_abs(),
        cursor: Cursor { epoch: app.store.epoch().to_owned(), seq: begun.seq },
        protocol: PROTOCOL,
        capabilities,
    };
    Ok((StatusCode::CREATED, json(&created)).into_response())
}

/// Revokes the bearer and all it was resumed from or into; open streams end.
pub(crate) async fn end_session(State(app): State<Arc<App>>, visitor: Visitor) -> ApiResult<Response> {
    finish_even_if_the_caller_leaves(async move {
        let mut write = app.store.write().await?;
        let ended = write.revoke_family(&visitor.session, clock::now_ms()).await?;
        write.commit().await?;
        app.growing.stop_all(&ended);
        for conversation in ended {
            app.hub.ring(conversation);
        }
        Ok(())
    })
    .await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// What the body asks for.
struct Asked<'a> {
    user_token: Option<&'a str>,
    merge: bool,
    module: Option<ModuleId>,
    locale: Option<String>,
    fresh: bool,
    profile: Profile,
}

fn read<'a>(bot: &Bot, body: &'a Value) -> ApiResult<Asked<'a>> {
    let fields = Fields::of_body(body)?;
    if bot.identity.is_some() {
        fields.refuse_others(&["user_token", "merge", "ref", "locale", "fresh", "user_profile"])?;
    } else {
        fields.refuse_others(&["user_token", "ref", "locale", "fresh", "user_profile"])?;
    }
    let user_token = fields.string("user_token")?;
    if user_token.is_some() && bot.identity.is_none() {
        return Err(identity_refused("This bot does not take signed identities."));
    }
    let merge = fields.flag("merge")?;
    let locale = fields.string_within("locale", limits::LOCALE_CHARS)?;
    let is_tag = |tag: &str| tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if locale.is_some_and(|tag| !is_tag(tag)) {
        return Err(ApiError::invalid("locale", "be a language tag such as \"en-GB\""));
    }
    Ok(Asked {
        user_token,
        merge,
        module: module(bot, &fields)?,
        locale: locale.filter(|tag| !tag.is_empty()).map(str::to_owned),
        fresh: fields.flag("fresh")?,
        profile: profile(&fields)?,
    })
}

/// The person that a signed identity proves. What is wrong with one is the operator's to know.
fn prove(app: &App, bot: &Bot, identity: &Identity, token: &str) -> ApiResult<Known> {
    identity.verify(token, app.store.url_key(), &bot.key(), clock::now_ms()).map_err(|why| {
        tracing::warn!(bot = %bot.id, ?why, "a signed identity was refused");
        identity_refused("The signed identity was refused.")
    })
}

fn identity_refused(sentence: &'static str) -> ApiError {
    ApiError::of_field(ErrorCode::IdentityInvalid, "user_token", sentence)
}

/// The session of an old token that may still be resumed: not revoked, not too long expired.
pub(crate) async fn resumable(app: &App, bot: &Bot, hash: &TokenHash) -> ApiResult<Session> {
    let session = app.store.session(&bot.key(), hash).await?.ok_or_else(ApiError::unauthorized)?;
    let until = session.expires_ms.saturating_add(clock::days(limits::TOKEN_DAYS));
    if session.revoked || clock::now_ms() >= until {
        return Err(ApiError::unauthorized());
    }
    Ok(session)
}
