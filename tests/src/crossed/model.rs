//! A model that says what the bot says: it speaks chat completions (`protocols.md` has none of them; it is the
//! wire the vendors document) and keeps nothing between two requests. From what it is told of the
//! conversation it hears the visitor's words, tells them to the bot anew, and answers with the last answer.

use std::fmt::Write as _;
use std::io::Write as _;
use std::net::{SocketAddr, TcpListener, TcpStream};

use serde_json::{Value, json};

use super::talk::{Shown, Talk};
use crate::upstreams::request;

/// Listens, in front of the bot of that server. It ends with the process.
pub(super) fn start(bot: SocketAddr) -> Result<SocketAddr, String> {
    let listener = TcpListener::bind("127.0.0.1:0").map_err(|error| error.to_string())?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    std::thread::spawn(move || {
        for connection in listener.incoming().flatten() {
            std::thread::spawn(move || serve(connection, bot));
        }
    });
    Ok(address)
}

fn serve(mut connection: TcpStream, bot: SocketAddr) {
    let Some(request) = request(&mut connection) else { return };
    let answer = match answer(&request, bot) {
        Ok(text) => stream(&text),
        Err(why) => {
            let body = json!({"error": {"message": why, "type": "invalid_request_error"}});
            format!("HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\n\r\n{body}")
        }
    };
    let _ = connection.write_all(answer.as_bytes());
}

/// What the bot says to the last of the visitor's words.
fn answer(request: &[u8], bot: SocketAddr) -> Result<String, String> {
    let text = String::from_utf8_lossy(request);
    let (head, body) = text.split_once("\r\n\r\n").ok_or("no request")?;
    if !head.starts_with("POST /v1/chat/completions ") {
        return Err("no such address".to_owned());
    }
    let body: Value = serde_json::from_str(body).map_err(|error| error.to_string())?;
    let messages = body.pointer("/messages").and_then(Value::as_array).ok_or("no `messages`")?;
    let said = messages.iter().filter(|message| message.get("role").is_some_and(|role| role == "user"));
    let said = said.filter_map(|message| message.get("content").and_then(Value::as_str));
    let talk = Talk::begin(bot)?;
    let mut before = talk.grows(0)?.len();
    let mut answer = Shown::new();
    for (nth, text) in (1..).zip(said) {
        talk.say(nth, text)?;
        let shown = talk.shown()?;
        answer = shown.get(before..).unwrap_or_default().to_vec();
        before = shown.len();
    }
    Ok(words(&answer))
}

/// Paragraphs, as a model would write them: nothing else is in its answers.
fn words(shown: &Shown) -> String {
    let said = shown.iter().filter(|thing| thing.get(0).is_some_and(|author| author == "bot"));
    let paragraphs = said.filter_map(|thing| paragraph(thing.get(1)?));
    paragraphs.collect::<Vec<_>>().join("\n\n")
}

fn paragraph(action: &Value) -> Option<String> {
    let of =
        |value: &Value, name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let list = |name: &str| action.get(name).and_then(Value::as_array).into_iter().flatten();
    let text = of(action, "text");
    let mut paragraph = match of(action, "type").as_str() {
        "wait" => return None,
        "image" => format!("![{text}]({})", of(action, "url")),
        "audio" | "video" | "file" => {
            let url = of(action, "url");
            format!("[{}]({url})", if text.is_empty() { &url } else { &text })
        }
        "card" => {
            let cards = list("cards").map(|card| [of(card, "title"), of(card, "text")]);
            let cards =
                cards.map(|card| card.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>());
            cards.map(|card| card.join(": ")).collect::<Vec<_>>().join("\n\n")
        }
        _ => text,
    };
    for option in list("options").filter_map(Value::as_str) {
        // Writing to a string does not fail.
        let _ = write!(paragraph, "\n- {option}");
    }
    Some(paragraph)
}

/// An answer that comes word by word.
fn stream(text: &str) -> String {
    let mut answer = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n".to_owned();
    let mut event = |delta: Value, finish: Option<&str>| {
        let choice = json!({"index": 0, "delta": delta, "finish_reason": finish});
        let event = json!({"id": "c1", "object": "chat.completion.chunk", "choices": [choice]});
        let _ = write!(answer, "data: {event}\n\n");
    };
    for word in text.split_inclusive(' ') {
        event(json!({"content": word}), None);
    }
    event(json!({}), Some("stop"));
    answer + "data: [DONE]\n\n"
}
