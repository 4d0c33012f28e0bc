//! The network: a call's request out, its answer in as the protocol's types; the event stream.
//!
//! Every `fetch` goes through [`fetch`], because a page may have wrapped it (trap: a promise
//! rejected with something that is no `Error`), or runs the bot itself: then its own server is asked,
//! which has the same shape.

use js_sys::{Function, Object, Promise, Uint8Array};
use parlour_core::sse::{Frame, Parser};
use parlour_core::text::trimmed;
use parlour_core::{Answer, Call, Failure, Method, Request, StreamEnd, StreamEvent, Token};
use parlour_protocol::{Cursor, StoredEvent};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, HtmlElement, ReadableStreamDefaultReader, Response};

use crate::caught::{Caught, get, set, text};
use crate::config::Config;
use crate::page_events::before_receive;
use crate::wire::{self, parse};
use crate::{clock, limits};

/// Makes one call.
///
/// `extras` are the page's own profile and variables, for calls that carry them.
pub(crate) async fn call(
    config: &Config,
    call: &Call,
    extras: &(JsValue, JsValue),
    signal: &AbortSignal,
) -> Result<Answer, Failure> {
    let body = match call {
        Call::StartSession { body, .. } => wire::session_json(body),
        Call::SendMessage { body, .. } => wire::send_json(body),
        Call::ReadHistory { .. } | Call::ReadEarlier { .. } | Call::Leave { .. } => None,
    };
    let has_extras = extras.0.is_object() || extras.1.is_object();
    let body = match body {
        Some(json) if has_extras => wire::with_extras(&json, &extras.0, &extras.1),
        body => body,
    };
    let response =
        send(config, &call.request(&config.bot), body, signal).await.map_err(|_| Failure::NoAnswer)?;
    let (status, retry_after_ms) = (response.status(), retry_after(&response));
    let body = body_of(&response).await?;
    if !response.ok() {
        let told = parse(&body).unwrap_or(JsValue::UNDEFINED);
        return Err(Failure::Refused {
            status,
            code: text(&told, "code").unwrap_or_default(),
            sentence: text(&told, "error").unwrap_or_default(),
            retry_after_ms,
        });
    }
    if let Call::Leave { .. } = call {
        return Ok(Answer::Left);
    }
    let told = parse(&body).ok_or(Failure::Unreadable)?;
    let host = config.host.as_ref();
    // History has `items`, an answer is a list of turns with `message`.
    wire::each_of(&get(&told, "items"), &mut |item| before_receive(host, &item));
    wire::each_of(&told, &mut |turn| {
        wire::each_of(&get(&turn, "message"), &mut |reply| before_receive(host, &reply));
    });
    match call {
        Call::Leave { .. } => None,
        Call::StartSession { .. } => wire::session(&told).map(Answer::Session),
        Call::SendMessage { .. } => wire::turns(&told).map(Answer::Turns),
        Call::ReadHistory { .. } | Call::ReadEarlier { .. } => wire::history(&told).map(Answer::History),
    }
    .ok_or(Failure::Unreadable)
}

/// The public part of the bot's configuration, as the server wrote it.
pub(crate) async fn theme(config: &Config, signal: &AbortSignal) -> Option<JsValue> {
    let path = ["/api/webchat/bot/", config.bot.as_str(), "/config"].concat();
    let request = Request { method: Method::Get, path, bearer: None };
    let response = send(config, &request, None, signal).await.ok()?;
    if !response.ok() {
        return None;
    }
    let told = parse(&body_of(&response).await.ok()?)?;
    Some(get(&told, "theme"))
}

/// An event stream that has answered 200.
pub(crate) struct Stream {
    reader: ReadableStreamDefaultReader,
    parser: Parser,
    host: Option<HtmlElement>,
}

impl Stream {
    /// Opens the stream of events after `after`.
    pub(crate) async fn open(
        config: &Config,
        token: &Token,
        after: &Cursor,
        signal: &AbortSignal,
    ) -> Result<Self, StreamEnd> {
        let path = parlour_core::stream_path(&config.bot, after);
        let request = Request { method: Method::Get, path, bearer: Some(token.clone()) };
        let response = send(config, &request, None, signal).await.map_err(|_| StreamEnd::Broken)?;
        match response.status() {
            200 => {}
            204 => return Err(StreamEnd::Stop),
            status => return Err(StreamEnd::Refused { status, retry_after_ms: retry_after(&response) }),
        }
        let body = response.body().ok_or(StreamEnd::Broken)?;
        let host = config.host.clone();
        Ok(Self { reader: body.get_reader().unchecked_into(), parser: Parser::default(), host })
    }

    /// What came next; `None` at the end, however it came about.
    pub(crate) async fn next(&mut self) -> Option<Vec<StreamEvent>> {
        let chunk = JsFuture::from(self.reader.read()).await.ok()?;
        if get(&chunk, "done").is_truthy() {
            return None;
        }
        let bytes = Uint8Array::new(&get(&chunk, "value")).to_vec();
        let frames = self.parser.push(&bytes);
        Some(frames.into_iter().filter_map(|frame| event(frame, self.host.as_ref())).collect())
    }
}

/// A frame as an event; `None` for what says nothing to the conversation.
fn event(frame: Frame, host: Option<&HtmlElement>) -> Option<StreamEvent> {
    let (name, data) = match frame {
        Frame::Event { event, data, .. } => (event, data),
        Frame::Comment => return Some(StreamEvent::Heartbeat),
        Frame::Retry(..) => return None,
    };
    let Some(told) = parse(&data) else { return Some(StreamEvent::Unreadable) };
    let known = match name.as_str() {
        "message" => {
            before_receive(host, &told);
            wire::message(&told).map(|message| StreamEvent::Stored(StoredEvent::Message(message)))
        }
        "handover" => {
            wire::handover(&told).map(|handover| StreamEvent::Stored(StoredEvent::Handover(handover)))
        }
        "status" => wire::status(&told).map(StreamEvent::Status),
        "typing" => wire::typing(&told).map(StreamEvent::Typing),
        "reset" => wire::reset(&told).map(StreamEvent::Reset),
        "bye" => wire::bye(&told).map(StreamEvent::Bye),
        // Servers are upgraded before pages are: an unknown name is news for a newer widget.
        _ => return None,
    };
    Some(known.unwrap_or(StreamEvent::Unreadable))
}

/// Builds the request and fetches it.
async fn send(
    config: &Config,
    request: &Request,
    body: Option<String>,
    signal: &AbortSignal,
) -> Result<Response, Caught> {
    let url = [config.gateway.as_str(), request.path.as_str()].concat();
    let (options, headers) = (Object::new(), Object::new());
    let method = match request.method {
        Method::Get => "GET",
        Method::Post => "POST",
        Method::Delete => "DELETE",
    };
    set(&options, "method", &method.into());
    set(&options, "credentials", &"omit".into());
    set(&options, "signal", signal);
    if let Some(token) = &request.bearer {
        set(&headers, "Authorization", &["Bearer ", token.0.as_str()].concat().into());
    }
    if let Some(json) = body {
        set(&headers, "Content-Type", &"application/json".into());
        set(&options, "body", &json.into());
    }
    set(&options, "headers", &headers);
    fetch(config.server.as_ref(), &url, &options).await
}

/// The page's own server or `window.fetch`, whatever the page made of it: a throw, a rejection with
/// anything, or an answer that is no response all come back as [`Caught`].
async fn fetch(server: Option<&Function>, url: &str, options: &Object) -> Result<Response, Caught> {
    let window = js_sys::global();
    let fetch = match server {
        Some(server) => server.clone(),
        None => get(&window, "fetch").dyn_into::<Function>()?,
    };
    let answer = fetch.call2(&window, &JsValue::from_str(url), options)?;
    let answer = JsFuture::from(Promise::resolve(&answer)).await?;
    if get(&answer, "status").as_f64().is_some() {
        Ok(answer.unchecked_into())
    } else {
        Err(Caught::from(answer))
    }
}

/// The status of a GET through the guarded fetch, or the thrown value's name. For tests.
#[doc(hidden)]
pub async fn guarded_fetch_status(url: &str) -> Result<u16, String> {
    fetch(None, url, &Object::new()).await.map(|response| response.status()).map_err(|caught| caught.name())
}

/// The body as text: [`Failure::NoAnswer`] if the connection broke, [`Failure::Unreadable`] if it is
/// longer than anything this widget asks for.
async fn body_of(response: &Response) -> Result<String, Failure> {
    let promise = response.text().map_err(|_| Failure::NoAnswer)?;
    let text = JsFuture::from(promise).await.map_err(|_| Failure::NoAnswer)?;
    let text: js_sys::JsString = text.dyn_into().map_err(|_| Failure::Unreadable)?;
    if text.length() > limits::ANSWER_CHARS { Err(Failure::Unreadable) } else { Ok(text.into()) }
}

/// `Retry-After` in milliseconds: seconds or a date (RFC 9110 §10.2.3).
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn retry_after(response: &Response) -> Option<u64> {
    let value = response.headers().get("Retry-After").ok()??;
    if let Ok(seconds) = trimmed(&value).parse::<u32>() {
        return Some(u64::from(seconds) * 1_000);
    }
    let at = js_sys::Date::parse(&value);
    (at.is_finite() && at > 0.0).then(|| (at as u64).saturating_sub(clock::now()))
}
