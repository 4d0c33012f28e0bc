//! `GET /reports/conversations/{conversation}`: what was said, as text. Nothing of it is markup, a link or a picture
//! here (threat row A8).

use std::sync::Arc;

use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};
use parlour_protocol::{Action, Author, HandoverState, MessageEvent, StoredEvent};

use super::asked::Asked;
use super::door::Analyst;
use super::frame::{Frame, Place, page};
use super::refused::Refused;
use super::talks::{minute, state};
use crate::apis::chat::{invalid_parameter, parameter};
use crate::app::App;
use crate::error::ApiError;
use crate::limits::{ACTION_CHARS, TALK_EVENTS};
use crate::store::Scope;

/// The page.
pub(crate) async fn read(
    State(app): State<Arc<App>>,
    analyst: Analyst,
    Path(conversation): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Refused> {
    let asked = Asked::of(&app, &analyst, query.as_deref())?;
    let conversation: i64 = conversation.parse().map_err(|_| ApiError::not_found())?;
    let after = match parameter(query.as_deref(), "after")? {
        None => 0,
        Some(text) => {
            text.parse().map_err(|_| invalid_parameter("after", "must be the number of an event"))?
        }
    };
    let scope = Scope { bot: asked.bot.key(), conversation };
    let talk = app.store.listed_talk(&scope).await?.ok_or_else(ApiError::not_found)?;
    let events = app.store.events_after(&scope, after, TALK_EVENTS).await?;
    let (account, bot) = (analyst.who.key(), &scope.bot);
    tracing::info!(account, bot, conversation, "a conversation was read in reports");
    let last = events.last().map(StoredEvent::seq).unwrap_or_default();
    let has_more = i64::try_from(last).is_ok_and(|last| last > 0 && last < talk.last_seq);
    let here = format!("/reports/conversations/{conversation}?{}", asked.query());
    let inside = html! {
        p { a href=(format!("/reports/conversations?{}", asked.query())) { "All conversations of these days" } }
        h1 { "Conversation " (conversation) }
        dl.facts {
            div { dt { "Bot" } dd { bdi { (asked.bot.name) } } }
            div { dt { "Begun" } dd { (minute(talk.created_ms)) " UTC" } }
            div { dt { "State" } dd { (state(&talk)) } }
            @if talk.is_test { div { dt { "Test" } dd { "Somebody tried the bot" } } }
            @if let Some(language) = &talk.language { div { dt { "Language" } dd { bdi { (language) } } } }
            @if let Some(page) = talk.page.as_ref().or(talk.host.as_ref()) { div { dt { "Page" } dd { bdi { (page) } } } }
            @if let Some(rating) = talk.rating { div { dt { "Rating" } dd { (rating) " of 5" } } }
            @if let Some(comment) = &talk.comment { div { dt { "Comment" } dd.said dir="auto" { (comment) } } }
        }
        @if talk.is_forgotten { p.note { "The visitor asked to be forgotten: what was said is gone, how much was said is still counted." } }
        @if after > 0 { p { a href=(here) { "From the beginning" } } }
        ol.log { @for event in &events { (one(event, &asked.bot.name)) } }
        @if has_more { p { a href=(format!("{here}&after={last}")) { "Later events" } } }
    };
    let title = format!("Conversation {conversation} · Reports");
    Ok(page(StatusCode::OK, &Frame::of(title, &analyst, Place::Talks, Some(&asked)), &inside))
}

fn one(event: &StoredEvent, bot: &str) -> Markup {
    match event {
        StoredEvent::Handover(change) => {
            let name = change.agent.as_ref().map_or("a person", |agent| agent.name.as_str());
            html! {
                li.change {
                    @match change.state {
                        HandoverState::Waiting => "Waits for a person.",
                        HandoverState::Agent => { bdi { (name) } " took over." },
                        HandoverState::Bot => "The bot has it again.",
                        HandoverState::Ended => "Ended.",
                    }
                }
            }
        }
        StoredEvent::Message(message) => said(message, bot),
    }
}

fn said(message: &MessageEvent, bot: &str) -> Markup {
    let person = message.agent.as_ref().map_or("Person", |agent| agent.name.as_str());
    let (class, who) = match message.author {
        Author::Visitor => ("visitor", "Visitor"),
        Author::Bot => ("bot", bot),
        Author::Agent => ("person", person),
        Author::System => ("change", "System"),
    };
    html! {
        li class=(class) {
            p.who {
                bdi { (who) }
                @if let Some(module) = &message.bot_module { " · " bdi { (module.name) } }
                " · " time datetime=(message.at) { (time(&message.at)) }
            }
            @if message.actions.is_empty() { p.none { "Nothing is kept of it." } }
            @for action in &message.actions { (text(action)) }
        }
    }
}

/// `2021-12-15 09:30:07` of RFC 3339.
fn time(at: &str) -> String {
    at.get(..19).unwrap_or(at).replace('T', " ")
}

/// A text as it was written; anything else as JSON, which hides nothing.
fn text(action: &Action) -> Markup {
    if let Action::Text { text } = action {
        return html! { p.said dir="auto" { (text) } };
    }
    let json = serde_json::to_string_pretty(action).unwrap_or_default();
    let cut: String = json.chars().take(ACTION_CHARS).collect();
    html! { pre.said tabindex="0" { (cut) @if cut.len() < json.len() { "…" } } }
}
