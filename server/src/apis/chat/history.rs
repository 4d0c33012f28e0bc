//! `GET …/history`: the log page by page.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use parlour_protocol::limits::HISTORY_PAGE;
use parlour_protocol::{Cursor, ErrorCode, HistoryPage, StoredEvent};

use super::extract::Visitor;
use super::parameters::{cursor, invalid, parameter};
use crate::app::App;
use crate::clock;
use crate::error::{ApiError, ApiResult, json};
use crate::limits::HISTORY_DEFAULT;

/// Stored events in order: after a cursor, before one, or the newest.
pub(crate) async fn history(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    RawQuery(query): RawQuery,
) -> ApiResult<Response> {
    let query = query.as_deref();
    let limit = limit(parameter(query, "limit")?.as_deref())?;
    let read = |name| -> ApiResult<Option<u64>> {
        parameter(query, name)?.map(|text| known(&app, cursor(name, &text)?)).transpose()
    };
    let (after, before) = (read("after")?, read("before")?);
    let scope = &visitor.session.scope;
    let last = app.store.last_seq(scope).await?;
    let is_beyond = |seq: Option<u64>, end| seq.is_some_and(|seq| seq > end);
    if is_beyond(after, last) || is_beyond(before, last.saturating_add(1)) {
        return Err(stale());
    }
    // One more than asked for tells whether there is more.
    let (mut items, is_forward) = match (after, before) {
        (Some(_), Some(_)) => return Err(invalid("before", "cannot stand beside `after`")),
        (Some(after), None) => (app.store.events_after(scope, after, limit + 1).await?, true),
        (None, before) => {
            let before = before.unwrap_or(last.saturating_add(1));
            (app.store.events_before(scope, before, limit + 1).await?, false)
        }
    };
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let has_more = items.len() > limit;
    if has_more && is_forward {
        items.truncate(limit);
    } else if has_more {
        items.remove(0);
    }
    let now = clock::now_ms();
    for event in &mut items {
        app.uploads.show(&scope.bot, event, now);
    }
    let seq = items.last().map(StoredEvent::seq).or(after).unwrap_or_default();
    let epoch = app.store.epoch().to_owned();
    Ok(json(&HistoryPage { epoch: epoch.clone(), items, cursor: Cursor { epoch, seq }, has_more }))
}

fn limit(text: Option<&str>) -> ApiResult<u32> {
    let Some(text) = text else { return Ok(HISTORY_DEFAULT) };
    let number = text.parse::<u32>().ok().filter(|number| (1..=HISTORY_PAGE).contains(number));
    number.ok_or_else(|| invalid("limit", &format!("must be a whole number from 1 to {HISTORY_PAGE}")))
}

fn known(app: &App, cursor: Cursor) -> ApiResult<u64> {
    if cursor.epoch == app.store.epoch() { Ok(cursor.seq) } else { Err(stale()) }
}

fn stale() -> ApiError {
    ApiError::new(ErrorCode::StaleCursor, "This cursor belongs to another log; load the history anew.")
}
