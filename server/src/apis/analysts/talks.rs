//! `GET /reports/conversations`: the conversations that began in some days, the newest first.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};

use super::asked::Asked;
use super::door::Analyst;
use super::frame::{Frame, Place, page};
use super::refused::Refused;
use crate::apis::chat::{invalid_parameter, parameter};
use crate::app::App;
use crate::clock;
use crate::error::ApiResult;
use crate::limits::TALKS_LISTED;
use crate::reports::catch_up;
use crate::store::ListedTalk;

/// The page.
pub(crate) async fn talks(
    State(app): State<Arc<App>>,
    analyst: Analyst,
    RawQuery(query): RawQuery,
) -> Result<Response, Refused> {
    let asked = Asked::of(&app, &analyst, query.as_deref())?;
    let before = before(query.as_deref())?;
    catch_up(&app).await?;
    let (bot, tests) = asked.counted();
    let found = app.store.listed_talks((&bot, tests), asked.days, before, TALKS_LISTED).await?;
    let has_tests = app.store.has_tests(&bot).await?;
    let is_full = found.len() == usize::try_from(TALKS_LISTED).unwrap_or_default();
    let more = found.last().filter(|_| is_full).map(|last| {
        format!("/reports/conversations?{}&before={}.{}", asked.query(), last.day, last.conversation)
    });
    let inside = html! {
        h1 { "Conversations of " bdi { (asked.bot.name) } }
        (asked.form("/reports/conversations"))
        p.period { "Begun " (asked.days.from()) " to " (asked.days.to()) " · " (asked.days.count()) " days of UTC" }
        (asked.told_of_tests("/reports/conversations", has_tests))
        @if found.is_empty() { p.none { "Nothing in these days." } } @else { (list(&found, &asked)) }
        @if let Some(more) = more { p { a href=(more) { "Earlier conversations" } } }
    };
    let frame = Frame::of("Conversations · Reports".to_owned(), &analyst, Place::Talks, Some(&asked));
    Ok(page(StatusCode::OK, &frame, &inside))
}

/// `<day>.<conversation>` of the last one that was listed.
fn before(query: Option<&str>) -> ApiResult<(i64, i64)> {
    let Some(text) = parameter(query, "before")? else { return Ok((i64::MAX, i64::MAX)) };
    let read = text.split_once('.').and_then(|(day, talk)| Some((day.parse().ok()?, talk.parse().ok()?)));
    read.ok_or_else(|| invalid_parameter("before", "must be what a page before gave"))
}

fn list(found: &[ListedTalk], asked: &Asked) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label="Conversations" {
            table {
                caption.unseen { "Conversations" }
                thead { tr {
                    th scope="col" { "Conversation" } th scope="col" { "Begun (UTC)" } th.number scope="col" { "Events" }
                    th scope="col" { "State" } th.number scope="col" { "Rating" } th scope="col" { "Language" } th scope="col" { "Page" }
                } }
                tbody {
                    @for talk in found {
                        tr {
                            th scope="row" { a href=(format!("/reports/conversations/{}?{}", talk.conversation, asked.query())) { (talk.conversation) } }
                            td.day { (minute(talk.created_ms)) }
                            td.number { (talk.last_seq) }
                            td { (state(talk)) }
                            td.number { @if let Some(rating) = talk.rating { (rating) " of 5" } @else { "–" } }
                            td { bdi { (talk.language.as_deref().unwrap_or("–")) } }
                            td.address { bdi { (talk.page.as_deref().or(talk.host.as_deref()).unwrap_or("–")) } }
                        }
                    }
                }
            }
        }
    }
}

/// Who has the conversation, or that its visitor was forgotten.
pub(super) fn state(talk: &ListedTalk) -> &'static str {
    match (talk.is_forgotten, talk.handover.as_str()) {
        (true, _) => "forgotten",
        (_, "waiting") => "waits for a person",
        (_, "agent") => "with a person",
        (_, "ended") => "ended",
        _ => "with the bot",
    }
}

/// `2021-12-15 09:30`.
pub(super) fn minute(ms: i64) -> String {
    clock::rfc3339(ms).get(..16).unwrap_or_default().replace('T', " ")
}
