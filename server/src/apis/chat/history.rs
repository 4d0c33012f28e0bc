//! `GET …/history`: the log page by page, and as it grows for whoever no stream reaches.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use parlour_protocol::limits::{HISTORY_PAGE, HISTORY_WAIT_SECONDS};
use parlour_protocol::{Cursor, ErrorCode, HistoryPage, StoredEvent};
use tokio::time::{Instant, sleep_until};

use super::extract::{Address, Visitor, prolong};
use super::parameters::{cursor, invalid, parameter};
use super::states::States;
use crate::app::App;
use crate::clock;
use crate::error::{ApiError, ApiResult, json};
use crate::limits::HISTORY_DEFAULT;
use crate::store::Scope;

/// Which page.
struct Span {
    after: Option<u64>,
    before: Option<u64>,
    limit: u32,
}

/// How long there may be nothing after the cursor, and the number of what was told of messages' states.
struct Wait {
    until: Instant,
    states: u64,
}

/// Stored events in order: after a cursor, before one, or the newest. After a cursor it waits for them where
/// it may.
pub(crate) async fn history(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Address(address): Address,
    RawQuery(query): RawQuery,
) -> ApiResult<Response> {
    let query = query.as_deref();
    let limit = limit(parameter(query, "limit")?.as_deref())?;
    let read = |name| -> ApiResult<Option<u64>> {
        parameter(query, name)?.map(|text| known(&app, cursor(name, &text)?)).transpose()
    };
    let span = Span { after: read("after")?, before: read("before")?, limit };
    let Some(wait) = wait(query, &span)? else {
        return Ok(json(&page(&app, &visitor.session.scope, &span).await?));
    };
    let _place = app.throttle.waits.enter(visitor.session.family, address.household())?;
    Ok(json(&news(&app, visitor, &span, &wait).await?))
}

/// The page, as soon as there is something in it.
async fn news(app: &App, visitor: Visitor, span: &Span, wait: &Wait) -> ApiResult<HistoryPage> {
    let mut session = visitor.session;
    // Listen before looking: what is stored in between rings.
    let mut listener = app.hub.listen(session.scope.conversation);
    let mut draining = app.draining();
    let mut states = States::of(app, &session.scope);
    let mut statuses = states.news(app).await?;
    if states.number() == wait.states {
        statuses.clear();
    }
    loop {
        let page = page(app, &session.scope, span).await?;
        // What is told of a message is told behind it.
        if page.has_more {
            return Ok(HistoryPage { states: wait.states, ..page });
        }
        let is_news = !page.items.is_empty() || !statuses.is_empty();
        if is_news || Instant::now() >= wait.until || *draining.borrow() {
            return Ok(HistoryPage { statuses, states: states.number(), ..page });
        }
        tokio::select! {
            () = listener.rung() => {}
            () = sleep_until(wait.until) => {}
            _ = draining.changed() => {}
        }
        // Nobody is told what their token opened once.
        let now = clock::now_ms();
        if !app.store.is_live(&session, now).await? {
            return Err(ApiError::unauthorized());
        }
        prolong(app, &mut session, now).await?;
        statuses = states.news(app).await?;
    }
}

async fn page(app: &App, scope: &Scope, span: &Span) -> ApiResult<HistoryPage> {
    let &Span { after, before, limit } = span;
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
    let cursor = Cursor { epoch: epoch.clone(), seq };
    Ok(HistoryPage { epoch, items, cursor, has_more, statuses: Vec::new(), states: 0 })
}

fn limit(text: Option<&str>) -> ApiResult<u32> {
    let Some(text) = text else { return Ok(HISTORY_DEFAULT) };
    let number = text.parse::<u32>().ok().filter(|number| (1..=HISTORY_PAGE).contains(number));
    number.ok_or_else(|| invalid("limit", &format!("must be a whole number from 1 to {HISTORY_PAGE}")))
}

/// `wait` in seconds, and `states`, which is nothing without it.
fn wait(query: Option<&str>, span: &Span) -> ApiResult<Option<Wait>> {
    let (seconds, states) = (parameter(query, "wait")?, parameter(query, "states")?);
    let Some(seconds) = seconds else {
        return if states.is_none() { Ok(None) } else { Err(invalid("states", "needs `wait` beside it")) };
    };
    let seconds =
        seconds.parse().ok().filter(|seconds| *seconds <= HISTORY_WAIT_SECONDS).ok_or_else(|| {
            invalid("wait", &format!("must be a whole number of seconds from 0 to {HISTORY_WAIT_SECONDS}"))
        })?;
    if span.after.is_none() {
        return Err(invalid("wait", "needs `after` beside it"));
    }
    let states = states.map_or(Ok(0), |number| {
        number.parse().map_err(|_| invalid("states", "must be the number that the last answer gave"))
    })?;
    Ok(Some(Wait { until: Instant::now() + Duration::from_secs(seconds), states }))
}

fn known(app: &App, cursor: Cursor) -> ApiResult<u64> {
    if cursor.epoch == app.store.epoch() { Ok(cursor.seq) } else { Err(stale()) }
}

fn stale() -> ApiError {
    ApiError::new(ErrorCode::StaleCursor, "This cursor belongs to another log; load the history anew.")
}
