//! A visitor's conversation with a server, as it is shown.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::served::{BOT, PAGE};
use crate::conformance::{Message, exchange};

/// Longer than any answer takes.
const PATIENCE: Duration = Duration::from_secs(15);
/// Between two looks.
const PAUSE: Duration = Duration::from_millis(50);

/// One thing that is shown: `["bot", {"type": "text", "text": "Welcome."}]`, `["handover", "waiting"]`.
pub(super) type Shown = Vec<Value>;

/// A visitor's session.
pub(super) struct Talk {
    server: SocketAddr,
    bearer: String,
}

impl Talk {
    pub(super) fn begin(server: SocketAddr) -> Result<Self, String> {
        let mut talk = Self { server, bearer: String::new() };
        let session: Value = talk.ask("POST", "session", "{}")?;
        let token = session.pointer("/token").and_then(Value::as_str);
        token.ok_or(format!("no session: {session}"))?.clone_into(&mut talk.bearer);
        Ok(talk)
    }

    fn ask(&self, method: &str, end: &str, body: &str) -> Result<Value, String> {
        let mut head = format!("{method} /api/webchat/bot/{BOT}/{end} HTTP/1.1\nOrigin: {PAGE}\n");
        if !self.bearer.is_empty() {
            head.extend(["Authorization: Bearer ", &self.bearer, "\n"]);
        }
        let text = format!("{head}Content-Type: application/json\n\n{body}");
        let reply = exchange(self.server, &Message::read(text.as_bytes())?, None)?;
        serde_json::from_slice(&reply.body).map_err(|error| format!("{error}: {}", reply.first_line))
    }

    /// Says the `nth` thing.
    pub(super) fn say(&self, nth: usize, text: &str) -> Result<(), String> {
        let message = json!({
            "id": format!("0198b5d6-0000-7000-8000-{nth:012}"),
            "actions": [{"type": "text", "text": text}],
        });
        let answer = self.ask("POST", "messages/", &message.to_string())?;
        match answer.pointer("/0/state").and_then(Value::as_str) {
            Some("sent" | "sending") => Ok(()),
            _ => Err(format!("{text:?} is answered with {answer}")),
        }
    }

    /// Everything that is shown so far.
    pub(super) fn shown(&self) -> Result<Shown, String> {
        let page = self.ask("GET", "history?limit=200", "")?;
        let mut shown = Vec::new();
        for item in page.pointer("/items").and_then(Value::as_array).ok_or(format!("no history: {page}"))? {
            if item.get("event").is_some_and(|event| event == "handover") {
                shown.push(json!(["handover", item.get("state")]));
            }
            for action in item.get("actions").and_then(Value::as_array).into_iter().flatten() {
                shown.push(json!([item.get("author"), action]));
            }
        }
        Ok(shown)
    }

    /// Waits until this is shown.
    pub(super) fn becomes(&self, wanted: &Shown) -> Result<(), String> {
        let begun = Instant::now();
        loop {
            let shown = self.shown()?;
            if shown == *wanted {
                return Ok(());
            }
            if begun.elapsed() > PATIENCE {
                return Err(apart(wanted, &shown));
            }
            std::thread::sleep(PAUSE);
        }
    }

    /// Waits until something of the bot's is shown beyond these, and no more comes.
    pub(super) fn grows(&self, beyond: usize) -> Result<Shown, String> {
        let begun = Instant::now();
        loop {
            let shown = self.shown()?;
            if shown.len() > beyond {
                return Ok(shown);
            }
            if begun.elapsed() > PATIENCE {
                return Err(format!("nothing comes after {shown:?}"));
            }
            std::thread::sleep(PAUSE);
        }
    }
}

/// Where two conversations part.
fn apart(wanted: &Shown, shown: &Shown) -> String {
    let same = wanted.iter().zip(shown).take_while(|(one, other)| one == other).count();
    let line = |of: &Shown| of.get(same).map_or("nothing".to_owned(), Value::to_string);
    let rest = shown.get(same..).unwrap_or_default();
    format!("after {same} things: wanted {}, shown {}; the rest shown: {rest:?}", line(wanted), line(shown))
}
