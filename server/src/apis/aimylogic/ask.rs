//! `POST` and `GET /chatapi/{token}`, and `POST …/async`: a client asks something.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::response::IntoResponse as _;
use parlour_protocol::Turn as Told;
use serde_json::json;

use super::channel::Channel;
use super::fields::{Asked, of_body, of_query};
use super::refusal::{Answer, Refusal};
use crate::apis::chat::require_json;
use crate::app::App;
use crate::clock;
use crate::error::{ApiError, json as answer};
use crate::limits::CHAT_BODY_BYTES;
use crate::served::aimylogic::{Turn, is_matched};
use crate::token::new_uuid;
use crate::turns::{Answered, Question, finish_even_if_the_caller_leaves, take_question};

/// `POST`: the answer of 3.3, with what was asked beside it.
pub(crate) async fn ask(
    State(app): State<Arc<App>>,
    channel: Channel,
    headers: HeaderMap,
    body: Body,
) -> Answer {
    channel.count(&app)?;
    let body = require_json(&app, &headers, body, CHAT_BODY_BYTES).await?;
    let asked = of_body(&channel.bot, &app.config.limits, &body)?;
    answer_at_once(app, &channel, asked).await
}

/// `GET`: the same. It is no question that may be kept by anybody in between, or asked by a `HEAD`.
pub(crate) async fn ask_simply(
    State(app): State<Arc<App>>,
    method: Method,
    channel: Channel,
    RawQuery(query): RawQuery,
) -> Answer {
    if method != Method::GET {
        return Err(ApiError::method_not_allowed().into());
    }
    channel.count(&app)?;
    let asked = of_query(&channel.bot, &app.config.limits, query.as_deref())?;
    let answer = answer_at_once(app, &channel, asked).await?;
    let no_store = [(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    Ok((no_store, answer).into_response())
}

/// `POST …/async`: the question's name (PROPOSED shape); everything else comes by webhook and events.
pub(crate) async fn ask_later(
    State(app): State<Arc<App>>,
    channel: Channel,
    headers: HeaderMap,
    body: Body,
) -> Answer {
    channel.count(&app)?;
    let body = require_json(&app, &headers, body, CHAT_BODY_BYTES).await?;
    let asked = of_body(&channel.bot, &app.config.limits, &body)?;
    let question = question(asked, true)?;
    let name = question.name.clone();
    finish_even_if_the_caller_leaves(take_question(app, channel.bot, question)).await?;
    Ok(answer(&json!({"questionId": name})))
}

fn question(asked: Asked, is_later: bool) -> Result<Question, Refusal> {
    let Asked { client, says, cid, profile, cvars, .. } = asked;
    let name = new_uuid().ok_or_else(ApiError::internal)?;
    Ok(Question { name, client, says, cid, profile, cvars, is_later })
}

async fn answer_at_once(app: Arc<App>, channel: &Channel, asked: Asked) -> Answer {
    let (query, event, cid) = (asked.query.clone(), asked.event.clone(), asked.cid.clone());
    let client = asked.client.clone();
    let question = question(asked, false)?;
    let name = question.name.clone();
    let work = take_question(Arc::clone(&app), Arc::clone(&channel.bot), question);
    let answered = finish_even_if_the_caller_leaves(work).await?;
    let turn = whole(&app, &answered, name).await?;
    let mut object = turn.object(&client, channel.served.block_form);
    if let Some(fields) = object.as_object_mut() {
        let echoed = [("query", query), ("event", event), ("cid", cid)];
        fields.extend(echoed.into_iter().filter_map(|(name, text)| Some((name.to_owned(), json!(text?)))));
    }
    Ok(answer(&object))
}

/// The turn as far as it has come. What is not there yet comes as an event.
async fn whole(app: &App, answered: &Answered, name: String) -> Result<Turn, Refusal> {
    let known = app.store.question(&answered.scope, &name).await?;
    let mut turn = Turn::of(name, clock::now_ms());
    if let Some(known) = known {
        turn.at_ms = known.done_ms.unwrap_or(turn.at_ms);
        turn.is_new = known.is_new;
        turn.has_ended = known.has_ended;
        turn.hands_over = known.hands_over;
    }
    let told: Vec<Told> = serde_json::from_str(&answered.said.body).unwrap_or_default();
    for reply in told.iter().flat_map(|turn| &turn.message) {
        turn.say(&reply.actions, &reply.bot_module.name, is_matched(&reply.connections));
    }
    Ok(turn)
}
