//! An answer as it grows.

use parlour_core::sse::{Frame, Parser};
use serde_json::Value;

use crate::invisible::is_seen;
use crate::limits::{MODEL_ANSWER_CHARS, MODEL_BODY_BYTES};

/// How an answer ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// The model had said it all.
    Whole,
    /// The visitor stopped it.
    Stopped,
    /// The connection, or the server behind it.
    Broken,
    /// It was longer than it may be.
    CutShort,
    /// The rest was withheld, was a call of a tool, or there was nothing.
    Withheld,
}

impl Ending {
    /// The word that stands with the answer: the name of its module.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Whole => "answer",
            Self::Stopped => "stopped",
            Self::Broken => "broken",
            Self::CutShort => "cut_short",
            Self::Withheld => "withheld",
        }
    }

    /// The sentence of `pkg/words/` that a visitor is told; none if all is well.
    pub(crate) fn sentence(self) -> Option<&'static str> {
        match self {
            Self::Whole => None,
            Self::Stopped => Some("answerStopped"),
            Self::Broken => Some("answerBroken"),
            Self::CutShort => Some("answerCutShort"),
            Self::Withheld => Some("answerWithheld"),
        }
    }
}

/// Reads an answer, piece by piece.
pub(crate) struct Growth {
    parser: Parser,
    /// The body of an answer that comes as one.
    body: Option<Vec<u8>>,
    text: String,
    chars: usize,
    finished: Option<Ending>,
    /// Pieces that could not be read, or not wholly.
    unread: usize,
    /// Whether words may have been in one of them.
    has_gap: bool,
}

impl Growth {
    /// `is_stream`: the answer is a stream of events, else one JSON.
    pub(crate) fn new(is_stream: bool) -> Self {
        Self {
            parser: Parser::new(),
            body: (!is_stream).then(Vec::new),
            text: String::new(),
            chars: 0,
            finished: None,
            unread: 0,
            has_gap: false,
        }
    }

    /// What has been said so far.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Pieces that could not be read, or not wholly. An answer that may lack words for it counts as broken.
    pub(crate) fn unread(&self) -> usize {
        self.unread
    }

    /// Takes bytes as they come; an ending if nothing more is to be read.
    pub(crate) fn push(&mut self, bytes: &[u8]) -> Option<Ending> {
        if let Some(body) = &mut self.body {
            body.extend_from_slice(bytes);
            return (body.len() > MODEL_BODY_BYTES).then_some(Ending::Broken);
        }
        for frame in self.parser.push(bytes) {
            let Frame::Event { data, .. } = frame else { continue };
            if data.trim() == "[DONE]" {
                return Some(self.finished.unwrap_or_else(|| self.whole()));
            }
            if let Some(chunk) = self.read(&data)
                && let Some(ending) = self.take(&chunk, "delta")
            {
                return Some(ending);
            }
        }
        None
    }

    /// The connection has ended.
    pub(crate) fn end(&mut self) -> Ending {
        let Some(body) = self.body.take() else { return self.finished.unwrap_or(Ending::Broken) };
        let Some(answer) = self.read(&String::from_utf8_lossy(&body)) else { return Ending::Broken };
        if answer.pointer("/choices/0/message").is_none() {
            return Ending::Broken;
        }
        self.take(&answer, "message").or(self.finished).unwrap_or_else(|| self.whole())
    }

    /// JSON, of which half a pair of surrogates is read as U+FFFD, so that the rest is not lost with it.
    fn read(&mut self, data: &str) -> Option<Value> {
        if let Ok(chunk) = serde_json::from_str(data) {
            return Some(chunk);
        }
        self.unread += usize::from(!data.trim().is_empty());
        let chunk = serde_json::from_str(&without_halves(data)).ok();
        // A server that keeps its connection alive with words of its own says nothing with them.
        self.has_gap |= chunk.is_none() && data.trim_start().starts_with('{');
        chunk
    }

    fn whole(&self) -> Ending {
        match self.text.contains(is_seen) {
            _ if self.has_gap => Ending::Broken,
            true => Ending::Whole,
            false => Ending::Withheld,
        }
    }

    /// The words of the first choice; an ending if there is nothing more to be had.
    fn take(&mut self, chunk: &Value, of: &str) -> Option<Ending> {
        if chunk.get("error").is_some_and(|error| !error.is_null()) {
            return Some(Ending::Broken);
        }
        let is_first = |choice: &&Value| choice.get("index").and_then(Value::as_u64).unwrap_or_default() == 0;
        let choice = chunk.get("choices")?.as_array()?.iter().find(is_first)?;
        // What a model says instead of an answer it will not give is said too.
        let said = ["content", "refusal"].iter().filter_map(|key| choice.get(of)?.get(key)?.as_str());
        for text in said {
            for letter in text.chars().filter(|letter| *letter != '\0') {
                if self.chars >= MODEL_ANSWER_CHARS {
                    return Some(Ending::CutShort);
                }
                self.text.push(letter);
                self.chars += 1;
            }
        }
        match choice.get("finish_reason").and_then(Value::as_str) {
            None => {}
            Some("length") => self.finished = Some(Ending::CutShort),
            Some("content_filter" | "tool_calls" | "function_call") => {
                self.finished = Some(Ending::Withheld);
            }
            Some(_) => self.finished = Some(self.whole()),
        }
        None
    }
}

/// The same JSON with U+FFFD for every escaped surrogate that has no other half beside it.
fn without_halves(json: &str) -> String {
    let unit = |at: usize| {
        let digits = json.get(at..)?.strip_prefix("\\u")?.get(..4)?;
        u16::from_str_radix(digits, 16).ok()
    };
    let (mut mended, mut at) = (String::with_capacity(json.len()), 0);
    while let Some(found) = json.get(at..).and_then(|rest| rest.find('\\')) {
        let escape = at.saturating_add(found);
        mended.push_str(json.get(at..escape).unwrap_or_default());
        let behind = escape.saturating_add(6);
        let length = match (unit(escape), unit(behind)) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => 12,
            (Some(0xd800..=0xdfff), _) => {
                mended.push_str("\\ufffd");
                at = behind;
                continue;
            }
            (Some(_), _) => 6,
            (None, _) => 2,
        };
        at = escape.saturating_add(length);
        mended.push_str(json.get(escape..at).unwrap_or_default());
    }
    mended.push_str(json.get(at..).unwrap_or_default());
    mended
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(content: &str, finish: &str) -> String {
        let finish = if finish.is_empty() { Value::Null } else { finish.into() };
        let choice = serde_json::json!({"index": 0, "delta": {"content": content}, "finish_reason": finish});
        format!("data: {}\n\n", serde_json::json!({"choices": [choice]}))
    }

    fn read(pieces: &[&str]) -> (String, Ending) {
        let mut growth = Growth::new(true);
        let ending = pieces.iter().find_map(|piece| growth.push(piece.as_bytes()));
        let ending = ending.unwrap_or_else(|| growth.end());
        (growth.text().to_owned(), ending)
    }

    #[test]
    fn the_words_of_the_first_choice_are_read_however_they_are_cut_into_pieces() {
        let opens = r#"data: {"choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}"#;
        let usage = "data: {\"choices\":[],\"usage\":{\"total_tokens\":3}}\n\n";
        let other = "data: {\"choices\":[{\"index\":1,\"delta\":{\"content\":\"other\"}}]}\n\n";
        let whole =
            [opens, "\r\n\r\n: ping\n\n", other, &event("Schö", ""), &event("n.", "stop"), usage].concat();
        let whole = format!("{whole}data: [DONE]\n\n");
        assert_eq!(read(&[&whole]), ("Schön.".to_owned(), Ending::Whole));
        let mut growth = Growth::new(true);
        let ending = whole.as_bytes().iter().find_map(|byte| growth.push(&[*byte]));
        assert_eq!((growth.text(), ending), ("Schön.", Some(Ending::Whole)));
    }

    #[test]
    fn how_it_ended_is_told_apart() {
        let done = "data: [DONE]\n\n";
        for (pieces, text, ending) in [
            (vec![event("a", "length"), done.into()], "a", Ending::CutShort),
            (vec![event("a", "content_filter")], "a", Ending::Withheld),
            (vec![event("", "tool_calls"), done.into()], "", Ending::Withheld),
            (vec![event("", "stop"), done.into()], "", Ending::Withheld),
            (vec![event("a", ""), done.into()], "a", Ending::Whole),
            (vec![event("a", "stop")], "a", Ending::Whole),
            (vec![event("a", "")], "a", Ending::Broken),
            (vec![event("a", ""), "data: {\"error\":{\"code\":\"x\"}}\n\n".into()], "a", Ending::Broken),
            (vec![event("a", ""), "data: half\n\n".into(), event("b", "stop")], "ab", Ending::Whole),
            (vec!["<html>Bad gateway</html>".into()], "", Ending::Broken),
        ] {
            let pieces: Vec<&str> = pieces.iter().map(String::as_str).collect();
            assert_eq!(read(&pieces), (text.to_owned(), ending), "{pieces:?}");
        }
    }

    #[test]
    fn a_piece_that_cannot_be_read_is_told_and_nothing_is_cut_in_silence() {
        let half = r#"data: {"choices":[{"index":0,"delta":{"content":"\ud83d"},"finish_reason":null}]}"#;
        let pair = r#"data: {"choices":[{"index":0,"delta":{"content":"\ud83d\ude42 \\ud83d \"x\""},"finish_reason":null}]}"#;
        for (piece, text, ending, unread) in [
            // A smile whose halves come apart.
            (format!("{half}\n\n"), "a\u{fffd}b", Ending::Whole, 1),
            (format!("{pair}\n\n"), "a\u{1f642} \\ud83d \"x\"b", Ending::Whole, 0),
            ("data: {\"choices\":[{\"delta\":{\"content\":\"lost\n\n".into(), "ab", Ending::Broken, 1),
            ("data: ping\n\n".into(), "ab", Ending::Whole, 1),
            ("data:\n\n".into(), "ab", Ending::Whole, 0),
        ] {
            let mut growth = Growth::new(true);
            let whole =
                [event("a", ""), piece.clone(), event("b", "stop"), "data: [DONE]\n\n".into()].concat();
            let found = growth.push(whole.as_bytes());
            assert_eq!((growth.text(), found, growth.unread()), (text, Some(ending), unread), "{piece}");
        }
        let both = r#"{"a":"\ude42\ud83d","b":"\ud83d","c":"\ud83dx"}"#;
        assert_eq!(without_halves(both), r#"{"a":"\ufffd\ufffd","b":"\ufffd","c":"\ufffdx"}"#);
    }

    #[test]
    fn an_answer_without_end_is_ended() {
        let mut growth = Growth::new(true);
        let piece = event(&"ü".repeat(1_000), "");
        let ending = (0..40).find_map(|_| growth.push(piece.as_bytes()));
        assert_eq!((growth.text().chars().count(), ending), (32_000, Some(Ending::CutShort)));
    }

    #[test]
    fn an_answer_that_comes_at_once_is_an_answer_too() {
        let mut growth = Growth::new(false);
        let answer = r#"{"choices":[{"index":0,"message":{"content":"Hello"},"finish_reason":"stop"}]}"#;
        assert_eq!(growth.push(answer.as_bytes()), None);
        assert_eq!((growth.end(), growth.text()), (Ending::Whole, "Hello"));
        for body in ["<html>", "{}", r#"{"choices":[]}"#, r#"{"error":{"code":"x"}}"#] {
            let mut growth = Growth::new(false);
            growth.push(body.as_bytes());
            assert_eq!(growth.end(), Ending::Broken, "{body}");
        }
    }
}
