//! `POST` and `GET /chatapi/{token}/client/{client}/state`: what a client's application wants to find again
//! (seed, protocols.md 3.8). The path is PROPOSED.

use std::fmt;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::IntoResponse as _;
use parlour_protocol::ErrorCode;
use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::json;

use super::channel::Channel;
use super::fields::{cid_of, id};
use super::refusal::Answer;
use crate::apis::chat::json_bytes;
use crate::app::App;
use crate::clock;
use crate::error::{ApiError, json as answer};
use crate::limits::CHAT_STATE_BYTES;
use crate::served::aimylogic::user_of;
use crate::strict_json::{is_deeper, too_deep};
use crate::turns::finish_even_if_the_caller_leaves;

/// Any object, whatever is in it.
struct Object;

impl<'de> Deserialize<'de> for Object {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        reader.deserialize_map(Any)
    }
}

struct Any;

impl<'de> Visitor<'de> for Any {
    type Value = Object;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Object, A::Error> {
        while entries.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Object)
    }
}

/// Keeps an object as it came: order, numbers and white space. Nothing in it is looked at.
pub(crate) async fn save(
    State(app): State<Arc<App>>,
    channel: Channel,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Body,
) -> Answer {
    channel.count(&app)?;
    let user = user_of(&id("clientId", Some(&channel.client))?);
    let cid = cid_of(query.as_deref())?;
    let bytes = json_bytes(&headers, body, CHAT_STATE_BYTES).await?.unwrap_or_default();
    let text = std::str::from_utf8(&bytes).ok().map(str::to_owned);
    let is_object = |text: &String| serde_json::from_str::<Object>(text).is_ok();
    let Some(text) = text.filter(is_object) else {
        return Err(ApiError::new(ErrorCode::MalformedJson, "The body must be a JSON object.").into());
    };
    if is_deeper(&text, app.config.limits.json_depth) {
        return Err(too_deep().into());
    }
    let bot = channel.bot.key();
    finish_even_if_the_caller_leaves(async move {
        let mut write = app.store.write().await?;
        let now = clock::now_ms();
        // An application may have something to keep before its client speaks.
        let botuser = match write.botuser(&bot, &user).await? {
            Some(botuser) => botuser,
            None => write.create_botuser(&bot, Some(&user), now).await?,
        };
        write.save_state(&bot, botuser, &text, cid.as_deref(), now).await?;
        write.commit().await?;
        app.hub.ring_user(&bot, &user);
        Ok(())
    })
    .await?;
    Ok(answer(&json!({})))
}

/// The same bytes; an empty object where nothing was saved.
pub(crate) async fn load(State(app): State<Arc<App>>, channel: Channel) -> Answer {
    let bot = channel.bot.key();
    let state = match app.store.person(&bot, &user_of(&channel.client)).await? {
        Some(botuser) => app.store.state(&bot, botuser).await?,
        None => None,
    };
    let body = state.map_or_else(|| "{}".to_owned(), |state| state.body);
    let kind = [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))];
    Ok((kind, body).into_response())
}
