//! `GET /chatapi/{token}/events`: what happened, as soon as something has (seed, protocols.md 3.6).

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;
use tokio::time::{Instant, sleep_until};

use super::channel::Channel;
use super::fields::{cid_of, id};
use super::refusal::{Answer, Refusal};
use crate::apis::chat::{invalid_parameter, parameter};
use crate::app::App;
use crate::clock;
use crate::error::{ApiResult, json as answer};
use crate::hub::Listener;
use crate::limits::{CHAT_EVENTS, CHAT_POLL, CHAT_ROWS_EACH};
use crate::served::aimylogic::{entries, moment, user_of};
use crate::store::{ChatCursor, Span};
use crate::turns::finish_even_if_the_caller_leaves;

/// Whose events, and which of them.
struct Look {
    bot: String,
    /// Of this connection only, and of none.
    cid: Option<String>,
    /// All of them, and not only what people say.
    all: bool,
    /// From this moment on; else those since the last look.
    ts: Option<i64>,
}

/// An event.
#[derive(Serialize)]
#[serde(untagged)]
enum Event {
    /// Somebody said something.
    Said(Value),
    /// The application saved something.
    StateChanged {
        #[serde(rename = "type")]
        kind: &'static str,
        event: Saved,
    },
}

/// What was saved, as it came: readers of JSON differ in what they can hold.
#[derive(Serialize)]
struct Saved {
    timestamp: String,
    cid: Option<String>,
    data: Option<Box<RawValue>>,
}

/// The answer.
#[derive(Serialize)]
struct Told {
    events: Vec<Event>,
}

/// What a look found.
struct Found {
    events: Vec<Event>,
    cursor: ChatCursor,
}

/// At most 250 at once; waits for the first for 25 seconds.
pub(crate) async fn events(
    State(app): State<Arc<App>>,
    channel: Channel,
    RawQuery(query): RawQuery,
) -> Answer {
    let query = query.as_deref();
    let client = id("clientId", parameter(query, "clientId")?.as_deref())?;
    let (cid, all, ts) = (cid_of(query)?, flag(query, "all")?, time(query, &["ts"])?);
    let (bot, user) = (channel.bot.key(), user_of(&client));
    let look = Look { bot, cid, all, ts };
    let _place = app.throttle.enter_poll(&look.bot, &user)?;
    // Listen before looking: what is stored in between rings.
    let mut of_user = app.hub.listen_to_user(&look.bot, &user);
    let (mut newest, mut of_conversation) = (None, None::<Listener>);
    let mut draining = app.draining();
    let until = Instant::now() + CHAT_POLL;
    let (mut botuser, mut told) = (None, ChatCursor::default());
    let mut found = Found { events: Vec::new(), cursor: told };
    loop {
        if botuser.is_none() {
            // An application may ask before its client speaks.
            botuser = app.store.person(&look.bot, &user).await?;
            told = look.told(&app, botuser).await?;
            found.cursor = told;
        }
        if let Some(botuser) = botuser {
            let scope = app.store.newest_of(&look.bot, botuser).await?;
            if scope != newest {
                of_conversation = scope.as_ref().map(|scope| app.hub.listen(scope.conversation));
                newest = scope;
            }
            found = look.find(&app, botuser, found.cursor).await?;
        }
        if !found.events.is_empty() || Instant::now() >= until || *draining.borrow() {
            break;
        }
        let rung = async {
            match &mut of_conversation {
                Some(listener) => listener.rung().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = rung => {}
            () = of_user.rung() => {}
            () = sleep_until(until) => {}
            _ = draining.changed() => {}
        }
    }
    if let Some(botuser) = botuser.filter(|_| look.ts.is_none() && found.cursor != told) {
        note(&app, look, botuser, found.cursor).await?;
    }
    Ok(answer(&Told { events: found.events }))
}

impl Look {
    /// How far the connection was told; from the beginning where the moment is named.
    async fn told(&self, app: &App, botuser: Option<i64>) -> Result<ChatCursor, Refusal> {
        match botuser.filter(|_| self.ts.is_none()) {
            Some(botuser) => {
                Ok(app.store.told(&self.bot, botuser, self.cid.as_deref().unwrap_or_default()).await?)
            }
            None => Ok(ChatCursor::default()),
        }
    }

    async fn find(&self, app: &App, botuser: i64, cursor: ChatCursor) -> Result<Found, Refusal> {
        let most = u32::try_from(CHAT_EVENTS).unwrap_or(u32::MAX);
        let span = Span {
            after: cursor.message,
            at_ms: (self.ts.unwrap_or_default(), i64::MAX),
            agents_only: !self.all,
            cid: self.cid.as_deref(),
            newest: false,
            limit: most.saturating_mul(CHAT_ROWS_EACH),
        };
        let rows = app.store.chat_rows(&self.bot, botuser, span).await?;
        let end = rows.last().map_or(cursor.message, |row| row.id);
        let first_open = rows.iter().find(|row| row.is_open && row.author == "bot").map(|row| row.id - 1);
        let mut happened = entries(rows, true);
        let cut = happened.get(CHAT_EVENTS).map(|entry| entry.id() - 1);
        happened.truncate(CHAT_EVENTS);
        let mut told = ChatCursor { message: cut.or(first_open).unwrap_or(end), ..cursor };
        let mut events: Vec<Event> = happened.iter().map(|entry| Event::Said(entry.event())).collect();
        if self.all
            && events.len() < CHAT_EVENTS
            && let Some(state) = app.store.state(&self.bot, botuser).await?
            && self.ts.map_or(state.version > cursor.version, |ts| state.at_ms >= ts)
            && (self.cid.is_none() || self.cid == state.cid)
        {
            told.version = state.version;
            let data = RawValue::from_string(state.body).ok();
            let event = Saved { timestamp: moment(state.at_ms), cid: state.cid, data };
            let place = happened.iter().take_while(|entry| entry.at_ms() <= state.at_ms).count();
            events.insert(place, Event::StateChanged { kind: "stateChanged", event });
        }
        Ok(Found { events, cursor: told })
    }
}

async fn note(app: &Arc<App>, look: Look, botuser: i64, cursor: ChatCursor) -> ApiResult<()> {
    let store = app.store.clone();
    finish_even_if_the_caller_leaves(async move {
        let mut write = store.write().await?;
        let cid = look.cid.unwrap_or_default();
        write.note_events_told(&look.bot, botuser, &cid, cursor, clock::now_ms()).await?;
        Ok(write.commit().await?)
    })
    .await
}

/// `all`, `all=true` and `all=1` (PROPOSED: the seed names no form).
fn flag(query: Option<&str>, name: &str) -> ApiResult<bool> {
    match parameter(query, name)?.as_deref() {
        None | Some("false" | "0") => Ok(false),
        Some("" | "true" | "1") => Ok(true),
        Some(_) => Err(invalid_parameter(name, "must be true or false")),
    }
}

/// Milliseconds since 1970, under the first of the names that is there.
pub(super) fn time(query: Option<&str>, names: &[&str]) -> ApiResult<Option<i64>> {
    for name in names {
        if let Some(text) = parameter(query, name)? {
            let number = text.parse::<i64>().ok().filter(|number| *number >= 0);
            let must = "must be a moment in milliseconds since 1970";
            return number.map(Some).ok_or_else(|| invalid_parameter(name, must));
        }
    }
    Ok(None)
}
