//! One thing that passed.

use serde::Serialize;

use super::mask::{self, MASK};
use crate::limits::TEST_WIRE_BODY_BYTES;

/// What it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum What {
    /// A bot that lives elsewhere said something by itself.
    Webhook,
    /// A message goes to a bot that lives elsewhere.
    Message,
    /// A flow asks another server.
    Request,
}

/// What is to be kept; nothing is taken out of it yet.
#[derive(Clone, Debug)]
pub(crate) struct New<'a> {
    /// What it is.
    pub what: What,
    /// When it came, or was sent, in milliseconds.
    pub at_ms: i64,
    /// `POST`, …
    pub method: &'a str,
    /// Address or path, without what proves who asks.
    pub url: String,
    /// What it was answered with, an HTTP status code; none if no answer came or nobody looked.
    pub status: Option<u16>,
    /// What became of it, a stable word (API.md).
    pub outcome: &'a str,
    /// Which try it was, from 1.
    pub attempt: u32,
    /// What was sent.
    pub body: Option<&'a str>,
    /// What came back.
    pub answer: Option<&'a str>,
    /// A secret of the configuration that the other side knows, and might repeat.
    pub secret: &'a str,
}

/// What is kept and told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Passed {
    /// Grows with each that is kept, over all conversations and restarts.
    pub(super) n: u64,
    direction: &'static str,
    what: What,
    pub(super) at_ms: i64,
    method: String,
    url: String,
    status: Option<u16>,
    outcome: String,
    attempt: u32,
    body: Option<String>,
    answer: Option<String>,
    /// Whether one of both was longer.
    is_cut: bool,
}

impl Passed {
    /// Without secrets, within its limit, and not numbered yet.
    pub(super) fn of(new: &New<'_>) -> Self {
        let mut is_cut = false;
        let mut kept = |text: &str| {
            let mut masked = mask::body(&hidden(text, new.secret));
            let end = masked.floor_char_boundary(TEST_WIRE_BODY_BYTES);
            is_cut |= end < masked.len();
            masked.truncate(end);
            masked
        };
        Self {
            n: 0,
            direction: if new.what == What::Webhook { "in" } else { "out" },
            what: new.what,
            at_ms: new.at_ms,
            method: new.method.to_owned(),
            url: mask::text(&hidden(&new.url, new.secret)),
            status: new.status,
            outcome: new.outcome.to_owned(),
            attempt: new.attempt,
            body: new.body.map(&mut kept),
            answer: new.answer.map(&mut kept),
            is_cut,
        }
    }

    /// Bytes of its texts.
    pub(super) fn bytes(&self) -> usize {
        [Some(&self.url), self.body.as_ref(), self.answer.as_ref()]
            .into_iter()
            .flatten()
            .map(String::len)
            .sum()
    }

    /// Whether it is the same event once more: it may be told by who took it and by who found whose it is.
    pub(super) fn is(&self, other: &Self) -> bool {
        let of = |one: &Self| (one.what, one.at_ms, one.attempt);
        of(self) == of(other) && self.body == other.body
    }
}

/// Without the secret, wherever it stands. One that is shorter than a word would take words apart.
fn hidden(text: &str, secret: &str) -> String {
    if secret.len() < mask::SECRET_BYTES { text.to_owned() } else { text.replace(secret, MASK) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new<'a>(body: &'a str, answer: &'a str) -> New<'a> {
        New {
            what: What::Message,
            at_ms: 1,
            method: "POST",
            url: "https://bot.example/chatapi/CANARY-1?sig=CANARY&x=1".to_owned(),
            status: Some(200),
            outcome: "answered",
            attempt: 2,
            body: Some(body),
            answer: Some(answer),
            secret: "CANARY-1",
        }
    }

    #[test]
    fn what_the_other_side_repeats_of_a_secret_is_masked() {
        let passed = Passed::of(&new(r#"{"a":1}"#, r#"{"you":"are CANARY-1","token":"CANARY"}"#));
        let told = serde_json::to_value(&passed).unwrap();
        assert_eq!(
            told,
            serde_json::json!({
                "n": 0, "direction": "out", "what": "message", "at_ms": 1, "method": "POST",
                "url": "https://bot.example/chatapi/•••?sig=•••&x=1", "status": 200, "outcome": "answered",
                "attempt": 2, "body": r#"{"a":1}"#, "answer": r#"{"token":"•••","you":"are •••"}"#, "is_cut": false
            })
        );
    }

    #[test]
    fn a_long_body_is_cut_between_letters_after_its_secrets_were_masked() {
        let long = serde_json::json!({ "text": "é".repeat(TEST_WIRE_BODY_BYTES) }).to_string();
        let passed = Passed::of(&new(&long, "{}"));
        let body = passed.body.as_deref().unwrap();
        assert!(passed.is_cut && body.len() <= TEST_WIRE_BODY_BYTES && body.ends_with('é'), "{}", body.len());
        assert!(!Passed::of(&new("{}", "{}")).is_cut);
    }
}
