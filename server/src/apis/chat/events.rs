//! `GET …/events`: the log as it grows, as server-sent events (server.md §3.3).

use std::convert::Infallible;
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use futures_util::stream;
use parlour_protocol::{Author, ByeEvent, PartialEvent, ResetEvent, StoredEvent, TypingEvent};
use serde::Serialize;
use tokio::sync::watch;
use tokio::time::Instant;

use super::extract::{Address, Visitor, prolong};
use super::parameters::{cursor, parameter};
use super::states::States;
use crate::app::App;
use crate::clock;
use crate::error::{ApiError, ApiResult};
use crate::growing::Heard;
use crate::hub::{Listener, Ring};
use crate::limits;
use crate::store::Session;
use crate::throttle::StreamPlace;
use crate::token::random_seed;

/// Everything after the client's cursor, then everything as it is stored.
pub(crate) async fn events(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Address(address): Address,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> ApiResult<Response> {
    let known = known_cursor(&headers, query.as_deref())?;
    let place = app.throttle.streams.enter(visitor.session.family, address.household())?;
    // Listen before looking: what is stored in between rings.
    let listener = app.hub.listen(visitor.session.scope.conversation);
    let last = app.store.last_seq(&visitor.session.scope).await?;
    let mut opening = String::from(": open\n\n");
    let seq = match known {
        None => 0,
        Some(cursor) if cursor.epoch == app.store.epoch() && cursor.seq <= last => cursor.seq,
        Some(_) => {
            let reason = "The log is not the one this cursor was read from.".to_owned();
            write_event(
                &mut opening,
                "reset",
                None,
                &ResetEvent { epoch: app.store.epoch().to_owned(), reason },
            );
            last
        }
    };
    let draining = app.draining();
    let states = States::of(&app, &visitor.session.scope);
    let reader = Reader {
        app,
        session: visitor.session,
        listener,
        draining,
        seq,
        opening: Some(opening),
        next_beat: Instant::now() + limits::HEARTBEAT,
        bye_ms: bye_ms(),
        is_over: false,
        is_typing: [false; 2],
        states,
        heard: None,
        has_only_grown: false,
        _place: place,
    };
    let chunks = stream::unfold(reader, |mut reader| async move {
        #[cfg_attr(not(feature = "fail-points"), expect(unused_mut))]
        let mut chunk = reader.next().await?;
        #[cfg(feature = "fail-points")]
        crate::fail_points::reach_framing(&mut chunk);
        Some((Ok::<_, Infallible>(Bytes::from(chunk)), reader))
    });
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store, no-transform")),
        (header::HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no")),
    ];
    Ok((headers, Body::from_stream(chunks)).into_response())
}

/// `Last-Event-ID` is newer than the address, which a reconnecting client does not change.
fn known_cursor(headers: &HeaderMap, query: Option<&str>) -> ApiResult<Option<parlour_protocol::Cursor>> {
    if let Some(line) = headers.get("last-event-id") {
        let text = line.to_str().unwrap_or("?");
        return cursor("Last-Event-ID", text).map(Some);
    }
    parameter(query, "after")?.map(|text| cursor("after", &text)).transpose()
}

/// One open stream. Dropped, it gives back its place and its ear.
struct Reader {
    app: Arc<App>,
    session: Session,
    listener: Listener,
    draining: watch::Receiver<bool>,
    seq: u64,
    opening: Option<String>,
    next_beat: Instant,
    /// After how long it is to come back when the server stops, thrown before all streams ask at once.
    bye_ms: u32,
    is_over: bool,
    /// Whether the client was told that the bot is at work, and that a person writes.
    is_typing: [bool; 2],
    /// What the client was told of its messages' states.
    states: States,
    /// How much of an answer that is being made the client was told.
    heard: Option<Heard>,
    /// Whether nothing was stored since the log was read.
    has_only_grown: bool,
    _place: StreamPlace,
}

enum Woken {
    Rung,
    Grown,
    Beat,
    Expiry,
    Draining,
}

impl Reader {
    /// The next bytes, or the end. A client slower than the log holds one batch, never a queue.
    async fn next(&mut self) -> Option<String> {
        if let Some(opening) = self.opening.take() {
            return Some(opening);
        }
        if self.is_over {
            return None;
        }
        loop {
            // Before each reading: a slow client is not sent on what its token opened once.
            if !self.may_stay().await {
                self.is_over = true;
                return self.farewell().await;
            }
            // Before the log is read: whoever stops writing by saying something has said it then.
            let typing = self.who_writes();
            let grown = self.app.growing.since(&self.session.scope, self.heard.as_ref());
            let is_read = !std::mem::take(&mut self.has_only_grown);
            if is_read {
                match self.read_on().await {
                    Ok(Some(chunk)) => return Some(chunk),
                    Ok(None) => {}
                    // The client comes back by itself, and nothing of the log is lost.
                    Err(_) => return None,
                }
                match self.statuses().await {
                    Ok(Some(chunk)) => return Some(chunk),
                    Ok(None) => {}
                    Err(_) => return None,
                }
                if let Some(chunk) = self.typing(typing) {
                    return Some(chunk);
                }
            }
            // Whose work is over has said it in the log, where it was read.
            if let Some(chunk) = self.partial(grown, is_read && !typing.contains(&true)) {
                return Some(chunk);
            }
            match self.wait().await {
                Woken::Rung | Woken::Expiry => {}
                Woken::Grown => self.has_only_grown = true,
                Woken::Beat => {
                    self.next_beat = Instant::now() + limits::HEARTBEAT;
                    return Some(": beat\n\n".to_owned());
                }
                Woken::Draining => {
                    self.is_over = true;
                    return Some(bye(self.bye_ms));
                }
            }
        }
    }

    /// What a tab is told whose visitor was forgotten from another one.
    async fn farewell(&self) -> Option<String> {
        if !self.app.store.is_forgotten(&self.session.scope).await.is_ok_and(|forgotten| forgotten) {
            return None;
        }
        let mut chunk = String::new();
        let reason = "The conversation was deleted.".to_owned();
        let reset = ResetEvent { epoch: self.app.store.epoch().to_owned(), reason };
        write_event(&mut chunk, "reset", None, &reset);
        Some(chunk)
    }

    async fn read_on(&mut self) -> ApiResult<Option<String>> {
        let mut events =
            self.app.store.events_after(&self.session.scope, self.seq, limits::STREAM_BATCH).await?;
        let Some(last) = events.last() else { return Ok(None) };
        self.seq = last.seq();
        self.next_beat = Instant::now() + limits::HEARTBEAT;
        let (mut chunk, now) = (String::new(), clock::now_ms());
        let bot = &self.session.scope.bot;
        for event in &mut events {
            self.app.uploads.show(bot, event, now);
        }
        let answers = |event: &StoredEvent, heard: &Heard| match event {
            StoredEvent::Message(message) => message.in_reply_to.as_ref() == Some(&heard.mid),
            StoredEvent::Handover(_) => false,
        };
        self.heard = self.heard.take().filter(|heard| !events.iter().any(|event| answers(event, heard)));
        for event in &events {
            let id = format!("{}.{}", self.app.store.epoch(), event.seq());
            match event {
                StoredEvent::Message(message) => write_event(&mut chunk, event.name(), Some(&id), message),
                StoredEvent::Handover(handover) => write_event(&mut chunk, event.name(), Some(&id), handover),
            }
        }
        Ok(Some(chunk))
    }

    /// What became of the visitor's messages since this was last told; a new stream is told it all again.
    async fn statuses(&mut self) -> ApiResult<Option<String>> {
        let mut chunk = String::new();
        for status in self.states.news(&self.app).await? {
            write_event(&mut chunk, "status", None, &status);
        }
        Ok(Some(chunk).filter(|chunk| !chunk.is_empty()))
    }

    /// Whether the bot is at work, and whether a person writes.
    fn who_writes(&self) -> [bool; 2] {
        let scope = &self.session.scope;
        [self.app.requests.is_at_work(scope), self.app.typing.until(scope, Instant::now()).is_some()]
    }

    /// The bot waits for another server, or a person writes, or no more.
    fn typing(&mut self, now: [bool; 2]) -> Option<String> {
        let before = std::mem::replace(&mut self.is_typing, now);
        let mut chunk = String::new();
        for (author, (active, was)) in
            [Author::Bot, Author::Agent].into_iter().zip(now.into_iter().zip(before))
        {
            if active != was {
                write_event(&mut chunk, "typing", None, &TypingEvent { active, author });
            }
        }
        Some(chunk).filter(|chunk| !chunk.is_empty())
    }

    /// What an answer that is being made has grown by; or that it is not made any more, and did not come
    /// to an end that stands in the log.
    fn partial(&mut self, grown: Option<(PartialEvent, Heard)>, is_over: bool) -> Option<String> {
        let mut chunk = String::new();
        if let Some((event, heard)) = grown {
            self.heard = Some(heard);
            write_event(&mut chunk, "partial", None, &event);
        } else if is_over && let Some(Heard { mid, .. }) = self.heard.take() {
            let event = PartialEvent { in_reply_to: mid, offset: 0, text: String::new() };
            write_event(&mut chunk, "partial", None, &event);
        }
        Some(chunk).filter(|chunk| !chunk.is_empty())
    }

    async fn wait(&mut self) -> Woken {
        if *self.draining.borrow() {
            return Woken::Draining;
        }
        let expires_in = self.session.expires_ms.saturating_sub(clock::now_ms());
        let expires_in =
            Duration::from_millis(u64::try_from(expires_in).unwrap_or_default()).max(limits::EXPIRY_CHECK);
        let writes_until = self.app.typing.until(&self.session.scope, Instant::now());
        let typed = async {
            match writes_until {
                Some(until) => tokio::time::sleep_until(until).await,
                None => std::future::pending().await,
            }
        };
        // In this order, whatever else is due as well: news are a sign of life too.
        tokio::select! {
            biased;
            ring = self.listener.woken() => match ring {
                Ring::Stored => Woken::Rung,
                Ring::Grown => Woken::Grown,
            },
            () = typed => Woken::Rung,
            () = tokio::time::sleep_until(self.next_beat) => Woken::Beat,
            () = tokio::time::sleep(expires_in) => Woken::Expiry,
            _ = self.draining.changed() => Woken::Draining,
        }
    }

    /// Whether the token still opens the conversation; an open stream is a use of it.
    async fn may_stay(&mut self) -> bool {
        let now = clock::now_ms();
        match self.app.store.is_live(&self.session, now).await {
            Ok(true) => prolong(&self.app, &mut self.session, now).await.is_ok(),
            Ok(false) => false,
            Err(error) => {
                let _logged = ApiError::from(error);
                false
            }
        }
    }
}

fn bye_ms() -> u32 {
    let spread = random_seed() % u64::from(limits::BYE_SPREAD_MS);
    limits::BYE_LEAST_MS.saturating_add(u32::try_from(spread).unwrap_or_default())
}

fn bye(retry_ms: u32) -> String {
    let mut chunk = String::new();
    write_event(&mut chunk, "bye", None, &ByeEvent { retry_ms });
    chunk
}

/// One event; JSON has no line ends of its own, so one `data:` line holds it.
fn write_event<T: Serialize>(chunk: &mut String, name: &str, id: Option<&str>, data: &T) {
    let Ok(data) = serde_json::to_string(data) else { return };
    let _ = writeln!(chunk, "event: {name}");
    if let Some(id) = id {
        let _ = writeln!(chunk, "id: {id}");
    }
    let _ = writeln!(chunk, "data: {data}\n");
}
