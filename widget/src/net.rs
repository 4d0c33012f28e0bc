//! The network: a call's request out, its answer in as the protocol's types; the event stream.
//!
//! The asking itself is `pkg/loader/line.js`: it answers by a call back, so that nothing here is a task.

use js_sys::{Function, Object, Uint8Array};
use parlour_core::sse::{Frame, Parser};
use parlour_core::{Answer, Call, Failure, Method, Request, StreamEnd, StreamEvent, Token};
use parlour_protocol::{Cursor, StoredEvent};
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use web_sys::HtmlElement;

use crate::caught::{get, set, text};
use crate::config::Config;
use crate::limits;
use crate::page_events::before_receive;
use crate::wire::{self, parse};

/// What is told of what was asked: a status, 0 for none; text, or bytes of a stream; `Retry-After` in
/// milliseconds.
type Heard = dyn FnMut(JsValue, JsValue, JsValue);

/// Something that is asked; dropped, it is stopped and tells nothing more.
pub(crate) struct Line {
    stop: Function,
    _heard: Closure<Heard>,
}

impl Drop for Line {
    fn drop(&mut self) {
        self.stop.call0(&JsValue::UNDEFINED).ok();
    }
}

/// Makes one call and tells what came of it, once.
///
/// `extras` are the page's own profile and variables, for calls that carry them.
pub(crate) fn call(
    config: &Config,
    call: Call,
    extras: &(JsValue, JsValue),
    mut told: Box<dyn FnMut(Result<Answer, Failure>)>,
) -> Option<Line> {
    let (body, tells_page) = match &call {
        Call::StartSession { body, tells_page, .. } => (wire::session_json(body), *tells_page),
        Call::SendMessage { body, tells_page, .. } => (wire::send_json(body), *tells_page),
        Call::ReadHistory { .. } | Call::ReadEarlier { .. } | Call::Leave { .. } => (None, false),
    };
    let sent = Object::new();
    if let Some(json) = body {
        set(&sent, "body", &json.into());
        set(&sent, "tellsPage", &tells_page.into());
        set(&sent, "profile", &extras.0);
        set(&sent, "variables", &extras.1);
    }
    let (request, host) = (call.request(&config.bot), config.host.clone());
    let heard = move |status: JsValue, body: JsValue, pause: JsValue| {
        told(answer(&call, host.as_ref(), number(&status), &body, &pause));
    };
    ask(config, &request, &sent, false, Box::new(heard))
}

fn answer(
    call: &Call,
    host: Option<&HtmlElement>,
    status: u16,
    body: &JsValue,
    pause: &JsValue,
) -> Result<Answer, Failure> {
    if status == 0 {
        return Err(Failure::NoAnswer);
    }
    let told = body.as_string().and_then(|body| parse(&body));
    if !is_ok(status) {
        let told = told.unwrap_or_default();
        return Err(Failure::Refused {
            status,
            code: text(&told, "code").unwrap_or_default(),
            sentence: text(&told, "error").unwrap_or_default(),
            retry_after_ms: pause_of(pause),
        });
    }
    if let Call::Leave { .. } = call {
        return Ok(Answer::Left);
    }
    let told = told.ok_or(Failure::Unreadable)?;
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
pub(crate) fn public(config: &Config, mut told: Box<dyn FnMut(JsValue)>) -> Option<Line> {
    let path = ["/api/webchat/bot/", config.bot.as_str(), "/config"].concat();
    let request = Request { method: Method::Get, path, bearer: None };
    let heard = move |status: JsValue, body: JsValue, _| {
        if is_ok(number(&status))
            && let Some(public) = body.as_string().and_then(|body| parse(&body))
        {
            told(public);
        }
    };
    ask(config, &request, &Object::new(), false, Box::new(heard))
}

/// What is told of a stream.
pub(crate) enum Streaming {
    /// It has been answered.
    Opened,
    /// Something came, as what, and by what name and in what words.
    Came(StreamEvent, String, String),
    /// It has ended; nothing more comes.
    Ended(StreamEnd),
}

/// Opens the stream of events after `after`.
pub(crate) fn stream(
    config: &Config,
    token: &Token,
    after: &Cursor,
    mut told: Box<dyn FnMut(Streaming)>,
) -> Option<Line> {
    let path = parlour_core::stream_path(&config.bot, after);
    let request = Request { method: Method::Get, path, bearer: Some(token.clone()) };
    let (mut parser, host) = (Parser::default(), config.host.clone());
    let heard = move |status: JsValue, body: JsValue, pause: JsValue| match number(&status) {
        200 => match body.dyn_into::<Uint8Array>() {
            Ok(bytes) => {
                for frame in parser.push(&bytes.to_vec()) {
                    let (name, data) = match frame {
                        Frame::Event { event, data, .. } => (event, data),
                        Frame::Comment => (String::from(BEAT), String::new()),
                        Frame::Retry(..) => continue,
                    };
                    if let Some(event) = event(&name, &data, host.as_ref()) {
                        told(Streaming::Came(event, name, data));
                    }
                }
            }
            Err(..) => told(Streaming::Opened),
        },
        0 => told(Streaming::Ended(StreamEnd::Broken)),
        204 => told(Streaming::Ended(StreamEnd::Stop)),
        status => {
            told(Streaming::Ended(StreamEnd::Refused { status, retry_after_ms: pause_of(&pause) }));
        }
    };
    ask(config, &request, &Object::new(), true, Box::new(heard))
}

/// What a frame is called that is a sign of life and nothing else.
const BEAT: &str = "beat";

/// What came down a stream as an event; `None` for what says nothing to the conversation.
pub(crate) fn event(name: &str, data: &str, host: Option<&HtmlElement>) -> Option<StreamEvent> {
    if name == BEAT {
        return Some(StreamEvent::Heartbeat);
    }
    let Some(told) = parse(data) else { return Some(StreamEvent::Unreadable) };
    let known = match name {
        "message" => {
            before_receive(host, &told);
            wire::message(&told).map(|message| StreamEvent::Stored(StoredEvent::Message(message)))
        }
        "handover" => {
            wire::handover(&told).map(|handover| StreamEvent::Stored(StoredEvent::Handover(handover)))
        }
        "status" => wire::status(&told).map(StreamEvent::Status),
        "partial" => wire::partial(&told).map(StreamEvent::Partial),
        "typing" => wire::typing(&told).map(StreamEvent::Typing),
        "reset" => wire::reset(&told).map(StreamEvent::Reset),
        "bye" => wire::bye(&told).map(StreamEvent::Bye),
        // Servers are upgraded before pages are: an unknown name is news for a newer widget.
        _ => return None,
    };
    Some(known.unwrap_or(StreamEvent::Unreadable))
}

/// Asks by the page's line; `None` where the page has none. `sent` has what there is to send.
fn ask(config: &Config, request: &Request, sent: &Object, streams: bool, heard: Box<Heard>) -> Option<Line> {
    let method = match request.method {
        Method::Get => "GET",
        Method::Post => "POST",
        Method::Delete => "DELETE",
    };
    set(sent, "method", &method.into());
    set(sent, "url", &[config.gateway.as_str(), request.path.as_str()].concat().into());
    if let Some(token) = &request.bearer {
        set(sent, "token", &token.0.as_str().into());
    }
    let ms = if streams { limits::STREAM_OPEN_TIMEOUT_MS } else { limits::CALL_TIMEOUT_MS };
    set(sent, "ms", &ms.into());
    set(sent, "streams", &streams.into());
    if let Some(server) = &config.server {
        set(sent, "server", server);
    }
    let heard = Closure::wrap(heard);
    let stop = config.line.as_ref()?.call2(&JsValue::UNDEFINED, sent, heard.as_ref()).ok()?;
    Some(Line { stop: stop.unchecked_into(), _heard: heard })
}

fn is_ok(status: u16) -> bool {
    (200..300).contains(&status)
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // `as` keeps within the range
fn number(status: &JsValue) -> u16 {
    status.as_f64().unwrap_or_default() as u16
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn pause_of(pause: &JsValue) -> Option<u64> {
    pause.as_f64().map(|ms| ms as u64)
}
