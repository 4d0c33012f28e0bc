//! `GET /chatapi/{token}/client/{client}/history`: everything that was said (seed, protocols.md 3.7). Body and
//! names of the parameters PROPOSED after the sibling's specification.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use serde_json::{Value, json};

use super::channel::Channel;
use super::events::time;
use super::refusal::Answer;
use crate::apis::chat::{invalid_parameter, parameter};
use crate::app::App;
use crate::error::{ApiResult, json as answer};
use crate::limits::{CHAT_HISTORY, CHAT_HISTORY_MOST, CHAT_ROWS_EACH};
use crate::served::aimylogic::{Entry, entries, user_of};
use crate::store::Span;

/// The last messages between two moments, oldest first.
pub(crate) async fn history(
    State(app): State<Arc<App>>,
    channel: Channel,
    RawQuery(query): RawQuery,
) -> Answer {
    let query = query.as_deref();
    let from = time(query, &["from", "fromTimestamp"])?.unwrap_or_default();
    let to = time(query, &["to", "toTimestamp"])?.unwrap_or(i64::MAX);
    let limit = limit(query)?;
    let bot = channel.bot.key();
    let Some(botuser) = app.store.person(&bot, &user_of(&channel.client)).await? else {
        return Ok(answer(&json!({"totalCount": 0, "messages": []})));
    };
    let total = app.store.count_chat(&bot, botuser, (from, to)).await?;
    let most = limit.saturating_mul(CHAT_ROWS_EACH);
    let at_ms = (from, to);
    let span = Span { after: 0, at_ms, agents_only: false, cid: None, newest: true, limit: most };
    let rows = app.store.chat_rows(&bot, botuser, span).await?;
    let said = entries(rows, false);
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let messages: Vec<Value> =
        said.iter().skip(said.len().saturating_sub(limit)).map(Entry::message).collect();
    Ok(answer(&json!({"totalCount": total, "messages": messages})))
}

fn limit(query: Option<&str>) -> ApiResult<u32> {
    let Some(text) = parameter(query, "limit")? else { return Ok(CHAT_HISTORY) };
    let number = text.parse::<u32>().ok().filter(|number| (1..=CHAT_HISTORY_MOST).contains(number));
    let must = format!("must be a whole number from 1 to {CHAT_HISTORY_MOST}");
    number.ok_or_else(|| invalid_parameter("limit", &must))
}
