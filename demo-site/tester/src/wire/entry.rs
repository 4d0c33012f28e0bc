//! One thing that went over the wire, as `parlour:wire` tells it.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::limits::ROW_CHARS;

/// What an [`Entry`] is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// The widget asks.
    #[default]
    Request,
    /// What came back, whole.
    Answer,
    /// A stream has opened.
    Stream,
    /// The stream told something.
    Event,
    /// The stream has ended.
    End,
    /// No answer came.
    Failed,
    /// It went between the server and another one; the chat does not see it.
    #[serde(skip)]
    Webhook,
}

impl Kind {
    /// As it is written in a row.
    pub fn word(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Answer => "answer",
            Self::Stream => "stream",
            Self::Event => "event",
            Self::End => "end",
            Self::Failed => "failed",
            Self::Webhook => "webhook",
        }
    }
}

/// One thing that went over the wire. Secrets were masked before the widget told it.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Entry {
    /// All that belongs to one request has one number.
    pub id: u64,
    /// What it is.
    pub kind: Kind,
    /// Milliseconds since 1970.
    pub at: f64,
    /// `GET`, `POST`, …
    pub method: String,
    /// Whole address.
    pub url: String,
    /// HTTP status code of an answer.
    pub status: Option<u16>,
    /// Milliseconds until the answer.
    pub ms: Option<f64>,
    /// Names and values.
    pub headers: BTreeMap<String, String>,
    /// As it was sent.
    pub body: Option<String>,
    /// The name of a stream's event.
    pub event: Option<String>,
    /// The cursor after it.
    pub cursor: Option<String>,
    /// What the tester did to it: `latency`, `offline` or `error`.
    pub injected: Option<String>,
    /// Of a webhook: what became of it.
    #[serde(skip)]
    pub outcome: Option<String>,
    /// Of a webhook: what came back.
    #[serde(skip)]
    pub answer: Option<String>,
    /// Of a webhook: whether the server has kept the beginning of its bodies only.
    #[serde(skip)]
    pub is_cut: bool,
    /// Of a webhook: whether it came to nothing.
    #[serde(skip)]
    pub is_fault: bool,
}

impl Entry {
    /// Reads what the widget told; `None` if it is no entry.
    pub fn read(detail: &str) -> Option<Self> {
        serde_json::from_str(detail).ok()
    }

    /// What follows the bot in its address: `messages/`, `history?after=…`.
    pub fn path(&self) -> &str {
        let behind = self.url.split_once("/bot/").and_then(|(_, rest)| rest.split_once('/'));
        behind.map_or(self.url.as_str(), |(_, path)| path)
    }

    /// What a row says: what is asked, or what came of it.
    pub fn title(&self) -> String {
        match self.kind {
            Kind::Request => [self.method.as_str(), " ", self.path()].concat(),
            Kind::Answer | Kind::Stream => self.status.map_or_else(String::new, |status| status.to_string()),
            Kind::Event => self.event.clone().unwrap_or_else(|| "message".to_owned()),
            Kind::End => "the stream ended".to_owned(),
            Kind::Failed => "no answer".to_owned(),
            Kind::Webhook => self.outcome.clone().unwrap_or_default(),
        }
    }

    /// The beginning of what was said, on one line.
    pub fn glimpse(&self) -> String {
        let body = self.body.as_deref().unwrap_or_default();
        let line: String = body.split_whitespace().collect::<Vec<_>>().join(" ");
        if line.chars().count() <= ROW_CHARS {
            return line;
        }
        line.chars().take(ROW_CHARS).chain(['…']).collect()
    }

    /// Bytes of its texts.
    pub fn bytes(&self) -> usize {
        let texts = [Some(&self.url), self.body.as_ref(), self.answer.as_ref()];
        texts.into_iter().flatten().map(String::len).sum()
    }

    /// Whether the server does not know the pass any more that makes the conversation a test.
    pub fn refuses_pass(&self) -> bool {
        let read = |body: &str| serde_json::from_str::<Value>(body).ok();
        let told = self.body.as_deref().filter(|_| self.kind == Kind::Answer).and_then(read);
        told.is_some_and(|told| told.get("code").and_then(Value::as_str) == Some("test_refused"))
    }

    /// Whether it tells of something that went wrong.
    pub fn is_wrong(&self) -> bool {
        self.kind == Kind::Failed || self.is_fault || self.status.is_some_and(|status| status >= 400)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_read_as_the_widget_tells_it() {
        let told = r#"{"id":3,"kind":"request","at":1700000000000.5,"method":"POST",
            "url":"https://chat.example/api/webchat/bot/2f1c/messages/","headers":{"Authorization":"•••"},
            "body":"{\"id\": \"1\"}","later":true}"#;
        let entry = Entry::read(told).unwrap();
        assert_eq!((entry.id, entry.kind, entry.path()), (3, Kind::Request, "messages/"));
        assert_eq!(entry.title(), "POST messages/");
        assert_eq!(entry.headers["Authorization"], "•••");
        assert!(!entry.is_wrong());
    }

    #[test]
    fn what_is_no_entry_is_none() {
        assert_eq!(Entry::read("null"), None);
        assert_eq!(Entry::read(r#"{"kind":"webhook"}"#), None);
    }

    #[test]
    fn a_long_body_is_cut_for_its_row() {
        let entry = Entry { body: Some("é ".repeat(60)), ..Entry::default() };
        assert_eq!(entry.glimpse().chars().count(), 81);
        assert!(entry.glimpse().ends_with('…'));
    }

    #[test]
    fn a_pass_that_is_not_known_any_more_is_told_from_other_refusals() {
        let answer = |kind, body: &str| Entry { kind, body: Some(body.to_owned()), ..Entry::default() };
        let refused = r#"{"error":"…","message":null,"code":"test_refused","field":"Parlour-Test"}"#;
        assert!(answer(Kind::Answer, refused).refuses_pass());
        assert!(!answer(Kind::Event, refused).refuses_pass());
        assert!(!answer(Kind::Answer, r#"{"code":"origin_refused","error":"test_refused"}"#).refuses_pass());
        assert!(!answer(Kind::Answer, "test_refused").refuses_pass());
    }

    #[test]
    fn a_refusal_and_a_silence_are_wrong() {
        let answer = |status| Entry { kind: Kind::Answer, status: Some(status), ..Entry::default() };
        assert!(answer(503).is_wrong());
        assert!(!answer(204).is_wrong());
        assert!(Entry { kind: Kind::Failed, ..Entry::default() }.is_wrong());
    }
}
