//! One thing that went over the wire, as `parlour:wire` tells it.

use std::collections::BTreeMap;

use serde::Deserialize;

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

    /// Whether it tells of something that went wrong.
    pub fn is_wrong(&self) -> bool {
        self.kind == Kind::Failed || self.status.is_some_and(|status| status >= 400)
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
    fn a_refusal_and_a_silence_are_wrong() {
        let answer = |status| Entry { kind: Kind::Answer, status: Some(status), ..Entry::default() };
        assert!(answer(503).is_wrong());
        assert!(!answer(204).is_wrong());
        assert!(Entry { kind: Kind::Failed, ..Entry::default() }.is_wrong());
    }
}
